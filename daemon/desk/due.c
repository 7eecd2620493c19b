/* due -- see due.h */
#include "desk/due.h"

#include "desk/desk.h"
#include "desk/digest.h"
#include "desk/life.h"
#include "desk/notes.h"
#include "desk/page.h"
#include "desk/referrals.h"
#include "desk/shelter.h"
#include "desk/shifts.h"
#include "desk/state.h"
#include "desk/summary.h"
#include "desk/terms.h"
#include "desk/watchman.h"
#include "store/due.h"
#include "sys/clock.h"

#define DUE_BATCH 32
#define ASIDE_US  (INT64_C(60) * 1000000)

void
due_at(struct desk *desk, int64_t at_us)
{
    if (at_us != 0 && at_us < desk->times.due_us)
        desk->times.due_us = at_us;
}

enum rc
due_waits(struct desk *desk, enum due_kind kind, int64_t ref, bool *waits)
{
    int64_t at_us = 0;
    enum rc rc = due_get(desk->store, kind, ref, &at_us);

    *waits = rc == RC_OK && at_us != 0 && at_us <= clock_utc_us(desk->clock);
    return rc;
}

static enum rc
do_one(struct desk *desk, const struct due *due)
{
    switch (due->kind) {
    case DUE_ALERT:
        return life_due(desk, due->ref);
    case DUE_RESEND:
        return page_resend(desk, &due->page);
    case DUE_SUMMARY:
        return summary_due(desk, due->ref);
    case DUE_STORM:
        return summary_storm(desk);
    case DUE_HANDOVER:
        return shifts_due(desk, due->at_us);
    case DUE_DIGEST:
        return digest_due(desk, (enum digest)due->ref);
    case DUE_CHECK:
        return watchman_check(desk, due->at_us);
    case DUE_NOTES:
        return notes_due(desk, due->at_us);
    case DUE_PLACEMENT:
        return shelter_due(desk, due->ref);
    case DUE_TERM:
        return terms_due(desk, due->ref);
    case DUE_FOLLOW_UP:
        return referrals_follow_up(desk, due->ref);
    case DUE_NONE:
        break;
    }
    return RC_OK;
}

/* A row that cannot be done now must not stay at the head of all others. */
static enum rc
do_and_step_aside(struct desk *desk, const struct due *due)
{
    enum rc rc = do_one(desk, due);

    if (!desk_skips("due", due->ref, rc))
        return rc;

    int64_t later_us = clock_utc_us(desk->clock) + ASIDE_US;

    due_at(desk, later_us);
    return due_postpone(desk->store, due, later_us);
}

/* What takes many turns: joining calls at a change of shifts, match notes.  The
 * rest goes first. */
static bool
is_long(const struct due *due)
{
    return due->kind == DUE_HANDOVER || due->kind == DUE_NOTES;
}

enum rc
due_do(struct desk *desk, int64_t until_us)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct due due[DUE_BATCH];
    int64_t next_us = INT64_MAX;
    enum rc worst = RC_OK;
    size_t done = 0;
    size_t n = 0;
    enum rc rc = due_next(desk->store, now_us, due, DUE_BATCH, &n, &next_us);

    if (rc != RC_OK)
        return rc;
    /* What is done below may bring it forward again. */
    desk->times.due_us = n == DUE_BATCH ? now_us : next_us;
    for (size_t i = 0; i < 2 * n; i++) {
        if (is_long(&due[i % n]) != (i >= n))
            continue;
        if (done > 0 && clock_mono_us(desk->clock) >= until_us) {
            desk->times.due_us = now_us;
            break;
        }
        done++;
        rc = do_and_step_aside(desk, &due[i % n]);
        if (rc == RC_OK)
            continue;
        desk->times.due_us = now_us;
        worst = rc;
        /* One that fails must not keep the others from their turn. */
        if (rc != RC_DOWN)
            break;
    }
    return worst;
}
