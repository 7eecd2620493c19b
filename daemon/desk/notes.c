/* notes -- see notes.h */
#include "desk/notes.h"

#include "core/calendar.h"
#include "core/desk_rules.h"
#include "core/route.h"
#include "core/route_input.h"
#include "core/share.h"
#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "store/combine.h"
#include "store/due.h"
#include "store/notes.h"
#include "sys/clock.h"

#define HOUR_US  (INT64_C(3600) * 1000000)
#define FIRST_US (24 * HOUR_US)
#define LAST_US  (28 * 24 * HOUR_US)

#define CONTENT_MATCH_NOTE 2U /* word of INPUT_CONTENT, from 0 */

static enum rc
plan_after(struct desk *desk, int64_t after_us)
{
    const struct desk_rules *rules = desk->rules.now;
    struct due_plan plan = {.kind = DUE_NOTES, .ref = 1};

    plan.at_us = calendar_next_clock(&rules->calendar, &rules->book.zone,
                                     after_us, &rules->terms.notes);

    enum rc rc = due_plan(desk->store, &plan);

    if (rc == RC_OK)
        due_at(desk, plan.at_us);
    return rc;
}

enum rc
notes_plan(struct desk *desk, int64_t from_us)
{
    bool waits = false;
    enum rc rc = due_waits(desk, DUE_NOTES, 1, &waits);

    return rc == RC_OK && !waits ? plan_after(desk, from_us - 1) : rc;
}

/* The table can only keep back what core/share.h lets through. */
static bool
table_allows(const struct desk *desk, enum organisation_kind to)
{
    const struct sharing_facts facts = {.content = CONTENT_MATCH_NOTE,
                                        .to = to};

    return route_shares(desk->rules.now, &facts, NULL) == SHARING_AUTOMATIC;
}

/* Both have a telephone: the one is no longer than the other. */
static void
add_note(struct desk *desk, const struct note_row *row)
{
    const struct message_row message = {
        .seq = row->seq, .kind = MESSAGE_SIGNAL, .principal = row->principal};
    struct feedback told = {.state = note_decide(&row->facts),
                            .telephone = desk->settings->fallback_telephone};

    if (told.state == FEEDBACK_NOTE_MATCH && !table_allows(desk, row->kind))
        told.state = FEEDBACK_NOTE_NONE;
    outgoing_feedback(desk, &message, &told);
}

/* The events say when the clock struck, and are pushed when all are written:
 * how many there were is nobody's to see. */
static enum rc
tell_slice(struct desk *desk, const struct note_slice *slice, int64_t at_us)
{
    outgoing_start(&desk->outgoing);
    for (size_t i = 0; i < slice->rows_n; i++)
        add_note(desk, &slice->rows[i]);
    if (desk->outgoing.failed)
        return RC_DOWN;

    return note_write(desk->store, slice, desk->outgoing.events,
                      desk->outgoing.n, at_us);
}

enum rc
notes_due(struct desk *desk, int64_t at_us)
{
    static const struct {
        enum note_round round;
        int64_t after_us;
    } rounds[] = {{NOTE_ROUND_FIRST, FIRST_US}, {NOTE_ROUND_LAST, LAST_US}};
    struct note_slice slice;

    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
        const struct note_order order = {
            .round = rounds[i].round,
            .to_us = at_us - rounds[i].after_us,
            .now_us = clock_utc_us(desk->clock),
        };
        enum rc rc = note_next(desk->store, &order, &slice);

        if (rc != RC_OK)
            return rc;
        if (slice.upto == slice.after)
            continue;
        due_at(desk, at_us); /* there may be more */
        return tell_slice(desk, &slice, at_us);
    }

    enum rc rc = plan_after(desk, at_us);

    if (rc == RC_OK)
        deliver_inboxes(desk);
    return rc;
}
