/* share_members -- see share_members.h */
#include "desk/share_members.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/facts.h"
#include "store/journal.h"
#include "wire/decode.h"

#define MEMBERS_BATCH 32
#define VERSIONS_MAX  100 /* that are looked back through */

struct reading {
    struct desk *desk;
    struct share_place place;
};

static void
place_take(const struct place *place, struct share_place *out)
{
    bool both = *place->house_letter != '\0' && *place->addition != '\0';

    *out = (struct share_place){.known = true,
                                .address = *place->postcode != '\0' &&
                                           place->house_number != 0,
                                .house_number = place->house_number};
    (void)snprintf(out->municipality, sizeof out->municipality, "%s",
                   place->municipality);
    (void)snprintf(out->postcode, sizeof out->postcode, "%s", place->postcode);
    (void)snprintf(out->addition, sizeof out->addition, "%s%s%s",
                   place->house_letter, both ? " " : "", place->addition);
}

static bool
read_place(const struct journal_row *row, void *arg)
{
    struct reading *reading = arg;
    struct submission message;

    arena_reset(&reading->desk->arena);
    if (wire_decode_submit(&reading->desk->arena, row->body, row->body_n,
                           &message) == RC_OK &&
        message.facts.has_place)
        place_take(&message.facts.place, &reading->place);
    return false;
}

/* How the sender wants that handled today. */
static enum rc
current_handling(struct desk *desk, int64_t seq, code_number *out)
{
    struct facts_row facts;
    int64_t current = 0;
    enum rc rc = message_current(desk->store, seq, &current);

    if (rc == RC_OK)
        rc = facts_get(desk->store, current, &facts);
    if (rc == RC_OK && facts.facts.handling > *out)
        *out = facts.facts.handling;
    return rc;
}

/* What it tells more about, or corrects, all the way back: when any of it was
 * withdrawn it is gone as well, and it is handled as the strictest.  Without its
 * first version it would be in no bundle: here it is what stands between. */
static enum rc
look_at_targets(struct desk *desk, int64_t seq, struct share_member *member)
{
    struct message_row row;
    enum rc rc = message_get(desk->store, seq, &row);

    for (int i = 0; rc == RC_OK && row.amends != 0 && i < VERSIONS_MAX; i++) {
        if (row.action == VERSION_SUPPLEMENT)
            rc = current_handling(desk, row.amends, &member->of);
        if (rc == RC_OK)
            rc = message_get(desk->store, row.amends, &row);
        member->gone = member->gone || row.withdrawn;
    }
    if (rc == RC_OK && row.amends == 0)
        return RC_OK;
    member->gone = true; /* nobody knows what it is about */
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* The members come newest first: an older one takes the place of a newer. */
static void
place_choose(struct share_view *view, const struct share_place *place,
             bool is_named, bool *named_taken)
{
    if (!place->known || *named_taken ||
        (!is_named && view->place.address && !place->address))
        return;
    *named_taken = is_named;
    view->place = *place;
}

static void
list_codes(const struct indicator_list *list, struct share_view *view)
{
    for (size_t i = 0; i < list->n; i++)
        if (code_set_has(&view->c.whole.codes, i))
            view->codes[view->codes_n++] = list->codes[i].code;
}

enum rc
share_members(struct desk *desk, int64_t bundle, int64_t named,
              const struct share_asked *asked, struct share_view *out)
{
    struct facts_row rows[MEMBERS_BATCH];
    bool named_taken = false;
    int64_t before = INT64_MAX;
    size_t looked = 0;
    size_t n = MEMBERS_BATCH;

    *out = (struct share_view){.codes_n = 0};
    share_open(&out->c, desk->rules.now, asked);
    while (n == MEMBERS_BATCH && looked < SHARE_MEMBERS_MAX) {
        enum rc rc = facts_of_bundle(desk->store, bundle, before, rows,
                                     MEMBERS_BATCH, &n);

        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            struct reading reading = {.desk = desk};
            struct share_member member = {.organisation = rows[i].organisation,
                                          .facts = &rows[i].facts};

            before = rows[i].seq;
            rc = look_at_targets(desk, before, &member);
            if (rc == RC_OK)
                rc = journal_get(desk->store, before, read_place, &reading);
            member.has_address = reading.place.address;
            if (rc == RC_OK && share_take(&out->c, &member)) {
                out->leaving[out->leaving_n++] = before;
                place_choose(out, &reading.place, before == named,
                             &named_taken);
            }
        }
        if (rc != RC_OK)
            return rc;
        looked += n;
    }
    share_decide(&out->c, &out->decision);
    if (asked->content == SHARE_BUNDLE_SUMMARY)
        list_codes(&desk->rules.now->indicators, out);
    return RC_OK;
}

static enum rc
bundle_of_alert(struct desk *desk, int64_t row, int64_t *bundle)
{
    struct alert alert;
    enum rc rc = alert_get(desk->store, row, &alert);

    if (rc == RC_OK)
        *bundle = alert.bundle;
    return rc;
}

static enum rc
bundle_of_message(struct desk *desk, enum public_id_kind kind, int64_t row,
                  int64_t *bundle)
{
    struct message_row message;
    enum rc rc = message_get(desk->store, row, &message);

    if (rc == RC_OK && message.kind != ids_message_kind(kind))
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        *bundle = message.bundle;
    return rc;
}

enum rc
share_bundle(struct desk *desk, const char *id, int64_t *bundle, int64_t *named)
{
    enum public_id_kind kind;
    int64_t row = 0;
    enum rc rc = RC_OK;

    *bundle = 0;
    *named = 0;
    if (public_id_read(&desk->secrets->public_id, id, &kind, &row) != RC_OK)
        return RC_NOT_FOUND;
    if (kind == PUBLIC_ID_BUNDLE) {
        *bundle = row;
    } else if (kind == PUBLIC_ID_ALERT) {
        rc = bundle_of_alert(desk, row, bundle);
    } else if (ids_message_kind(kind) != MESSAGE_NONE) {
        *named = row;
        rc = bundle_of_message(desk, kind, row, bundle);
    } else {
        rc = RC_NOT_FOUND;
    }
    if (rc != RC_OK || *bundle == 0)
        return rc;
    return bundle_resolve(desk->store, *bundle, bundle);
}
