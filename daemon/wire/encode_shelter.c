/* encode_shelter -- see encode_shelter.h */
#include "wire/encode_shelter.h"

#include "core/request.h"
#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

void
wire_placement_fill(Loket__V1__Placement *to,
                    const struct reply_placement *from)
{
    const struct placement *placement = from->placement;

    loket__v1__placement__init(to);
    to->placement = pack_text(from->id);
    to->state = (Loket__V1__PlacementState)placement->state;
    to->facility = pack_text(placement->facility);
    to->referral = pack_text(from->referral);
    to->places = placement->places;
    to->since_us = placement->since_us;
    to->until_us = placement->until_us;
    to->by = pack_text(from->by);
}

size_t
wire_shelter_result(const struct wire_out *out,
                    const struct reply_shelter *result)
{
    Loket__V1__ShelterWarning warnings[SHELTER_WARNING_LAST];
    Loket__V1__Placement placement;
    Loket__V1__ShelterResult to = LOKET__V1__SHELTER_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.verdict = (Loket__V1__ShelterVerdict)result->verdict;
    to.alert = pack_text(result->alert);
    if (result->placement != NULL) {
        wire_placement_fill(&placement, result->placement);
        to.placement = &placement;
    }
    for (unsigned i = 1; i <= SHELTER_WARNING_LAST; i++)
        if ((result->warnings & 1U << i) != 0)
            warnings[to.n_warnings++] = (Loket__V1__ShelterWarning)i;
    to.warnings = warnings;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_SHELTER_RESULT;
    message.shelter_result = &to;
    return pack_reply(out, &message);
}

static void
fill_facility(Loket__V1__FacilityState *to, const struct reply_facility *from)
{
    const struct occupancy *occupancy = &from->occupancy;

    loket__v1__facility_state__init(to);
    to->facility = pack_text(from->facility->name);
    to->kind = (Loket__V1__FacilityKind)from->facility->kind;
    to->places = occupancy->places;
    to->out_of_service = occupancy->out_of_service;
    to->requested = occupancy->requested;
    to->reserved = occupancy->reserved;
    to->placed = occupancy->placed;
    to->free = occupancy_free(occupancy);
    to->bookable = from->facility->bookable;
    to->region = pack_text(from->region);
    to->may_place = from->may_place;
}

size_t
wire_shelter_list(const struct wire_out *out,
                  const struct reply_shelter_list *list)
{
    Loket__V1__FacilityState facilities[FACILITIES_MAX];
    Loket__V1__FacilityState *facility_list[FACILITIES_MAX];
    Loket__V1__Placement placements[LIST_LIMIT];
    Loket__V1__Placement *placement_list[LIST_LIMIT];
    Loket__V1__ShelterList to = LOKET__V1__SHELTER_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (list->facilities_n > FACILITIES_MAX || list->placements_n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < list->facilities_n; i++) {
        fill_facility(&facilities[i], &list->facilities[i]);
        facility_list[i] = &facilities[i];
    }
    for (size_t i = 0; i < list->placements_n; i++) {
        wire_placement_fill(&placements[i], &list->placements[i]);
        placement_list[i] = &placements[i];
    }
    to.n_facilities = list->facilities_n;
    to.facilities = facility_list;
    to.n_placements = list->placements_n;
    to.placements = placement_list;
    to.more = list->more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_SHELTER_LIST;
    message.shelter_list = &to;
    return pack_reply(out, &message);
}
