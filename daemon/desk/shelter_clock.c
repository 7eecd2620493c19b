/* shelter_clock -- what time does to reservations and stays; see shelter.h */
#include "desk/shelter.h"

#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "store/placements.h"
#include "sys/clock.h"

static enum rc
tell(struct desk *desk, const struct placement *placement,
     enum placement_event event)
{
    char id[PUBLIC_ID_BYTES];
    struct notice notice = {.code = NOTICE_RESERVATION_EXPIRED,
                            .roster = placement->facility,
                            .person = "",
                            .start_us = placement->since_us,
                            .end_us = placement->until_us,
                            .id = id};
    enum rc rc = RC_OK;

    ids_placement(desk, placement->placement, id);
    outgoing_start(&desk->outgoing);
    if (event == PLACEMENT_STAY_ENDS) {
        notice.code = NOTICE_STAY_ENDS;
        rc = notices_of_referral(desk, placement->referral, &notice);
    } else {
        outgoing_notice(desk, placement->principal, &notice);
    }
    if (rc == RC_OK && desk->outgoing.failed)
        rc = RC_DOWN;
    return rc;
}

/* Nothing is due of it (any more): what the row of due times says is late. */
static enum rc
due_again(struct desk *desk, const struct placement *placement, int64_t now_us)
{
    int64_t at_us = placement_due(placement, now_us);

    due_at(desk, at_us);
    return due_postpone(
        desk->store,
        &(struct due){.kind = DUE_PLACEMENT, .ref = placement->placement},
        at_us == 0 ? INT64_MAX : at_us);
}

enum rc
shelter_due(struct desk *desk, int64_t row)
{
    int64_t now_us = clock_utc_us(desk->clock);
    enum placement_event event;
    struct placement before;
    struct placement after;
    struct placement_change change = {
        .before = &before, .after = &after, .now_us = now_us};
    enum rc rc = placement_get(desk->store, row, &before);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    event = placement_elapse(&before, now_us, &after);
    if (event == PLACEMENT_NOTHING)
        return due_again(desk, &before, now_us);
    rc = tell(desk, &before, event);
    if (rc != RC_OK)
        return rc;
    change.due_us = placement_due(&after, now_us);
    change.verb =
        event == PLACEMENT_EXPIRES ? "shelter-expire" : "shelter-stay-ends";
    change.events = desk->outgoing.events;
    change.events_n = desk->outgoing.n;
    rc = placement_apply(desk->store, &change, &after);
    if (rc != RC_OK)
        return rc == RC_STALE ? RC_OK : rc;
    due_at(desk, change.due_us);
    deliver_outgoing(desk);
    return RC_OK;
}
