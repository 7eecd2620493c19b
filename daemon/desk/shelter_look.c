/* shelter_look -- who may do what where, how full it is, and the list; see
 * shelter.h */
#include "desk/shelter.h"

#include <string.h>

#include "core/desk_rules.h"
#include "core/permit.h"
#include "core/request.h"
#include "core/route.h"
#include "desk/case.h"
#include "desk/ids.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/people.h"
#include "store/placements.h"
#include "sys/clock.h"
#include "wire/encode_shelter.h"

enum rc
shelter_asker_read(struct desk *desk, const struct turn *turn,
                   struct shelter_asker *out)
{
    uint32_t roles = turn->key->roles;

    out->coordinator = (roles & ROLE_BIT(ROLE_COORDINATOR)) != 0;
    out->sees_all = permit_all(roles, turn->request);
    return people_get(desk->store, turn->key->principal, &out->who);
}

bool
shelter_may(const struct desk *desk, const struct shelter_asker *asker,
            size_t facility)
{
    const struct desk_rules *rules = desk->rules.now;

    if (route_places(rules, asker->who.organisation_kind, facility, NULL))
        return true;
    if (!asker->coordinator)
        return false;
    if (route_places(rules, ORGANISATION_ACM, facility, NULL))
        return true;
    for (int kind = ORGANISATION_NONE; kind <= ORGANISATION_OTHER; kind++)
        if (route_places(rules, (enum organisation_kind)kind, facility, NULL))
            return false;
    return true;
}

enum rc
shelter_occupancy(struct desk *desk, size_t facility, struct occupancy *out)
{
    const struct facility *f =
        &desk->rules.now->facilities.facilities[facility];
    enum rc rc = placement_occupancy(desk->store, f->name, out);

    if (rc == RC_OK)
        out->places =
            facility_places(f, case_day(desk, clock_utc_us(desk->clock)));
    return rc;
}

enum rc
shelter_show(struct desk *desk, const struct placement *placement,
             struct shelter_shown *shown, struct reply_placement *out)
{
    struct principal who;
    enum rc rc = people_get(desk->store, placement->principal, &who);

    if (rc != RC_OK)
        return rc;
    memcpy(shown->by, who.organisation_name, sizeof shown->by);
    ids_placement(desk, placement->placement, shown->id);
    shown->referral[0] = '\0';
    if (placement->referral != 0)
        ids_message(desk, MESSAGE_REFERRAL, placement->referral,
                    shown->referral);
    *out = (struct reply_placement){.placement = placement,
                                    .id = shown->id,
                                    .referral = shown->referral,
                                    .by = shown->by};
    return RC_OK;
}

/* --- the list --- */

struct listing {
    struct shelter_asker asker;
    struct reply_facility facilities[FACILITIES_MAX];
    struct placement placements[LIST_LIMIT + 1];
    struct shelter_shown shown[LIST_LIMIT];
    struct reply_placement replies[LIST_LIMIT];
    struct reply_shelter_list reply;
};

static const char *
region_name(const struct desk *desk, const struct facility *facility)
{
    const struct regions *regions = &desk->rules.now->regions;

    return facility->region < regions->regions_n
               ? regions->regions[facility->region].name
               : "";
}

/* A partner sees where it may place somebody, and nothing else. */
static enum rc
list_facilities(struct desk *desk, const char *only, struct listing *listing)
{
    const struct facilities *facilities = &desk->rules.now->facilities;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < facilities->facilities_n; i++) {
        const struct facility *facility = &facilities->facilities[i];
        bool may = facility->bookable && shelter_may(desk, &listing->asker, i);
        struct reply_facility *reply =
            &listing->facilities[listing->reply.facilities_n];

        if ((!may && !listing->asker.sees_all) ||
            (*only != '\0' && strcmp(only, facility->name) != 0))
            continue;
        *reply = (struct reply_facility){.facility = facility,
                                         .region = region_name(desk, facility),
                                         .may_place = may};
        rc = shelter_occupancy(desk, i, &reply->occupancy);
        listing->reply.facilities_n++;
    }
    listing->reply.facilities = listing->facilities;
    return rc;
}

static enum rc
list_placements(struct desk *desk, const struct placement_filter *filter,
                struct listing *listing)
{
    struct reply_shelter_list *reply = &listing->reply;
    size_t n = 0;
    enum rc rc = placement_list(desk->store, filter, listing->placements,
                                LIST_LIMIT + 1, &n);

    if (rc != RC_OK)
        return rc;
    reply->more = n > LIST_LIMIT;
    reply->placements_n = reply->more ? LIST_LIMIT : n;
    reply->placements = listing->replies;
    for (size_t i = 0; rc == RC_OK && i < reply->placements_n; i++)
        rc = shelter_show(desk, &listing->placements[i], &listing->shown[i],
                          &listing->replies[i]);
    return rc;
}

enum rc
shelter_list(struct desk *desk, const struct turn *turn)
{
    const struct request_list_shelter *asked = &turn->request->u.list_shelter;
    struct wire_out out = reply_out(desk, turn->request->id);
    struct placement_filter filter = {.facility = asked->facility};
    struct listing listing = {.reply = {.facilities_n = 0}};
    enum rc rc = shelter_asker_read(desk, turn, &listing.asker);

    if (rc == RC_OK && *asked->after != '\0')
        rc = ids_read(desk, asked->after, PUBLIC_ID_PLACEMENT, &filter.after);
    if (rc == RC_OK)
        rc = list_facilities(desk, asked->facility, &listing);
    if (!listing.asker.sees_all)
        filter.organisation = listing.asker.who.organisation;
    if (rc == RC_OK && asked->placements)
        rc = list_placements(desk, &filter, &listing);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_shelter_list(&out, &listing.reply));
    return rc;
}
