/* keep -- see keep.h */
#include "desk/keep.h"

#include <stdio.h>

#include "core/desk_reply.h"
#include "core/desk_rules.h"
#include "core/facts.h"
#include "desk/erase.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "store/retention.h"
#include "sys/clock.h"
#include "sys/log.h"

#define BATCH      16
#define SLICE_US   5000
#define REST_US    20000 /* the line stays free */
#define AGAIN_STEP 256
#define TELL_US    (INT64_C(20) * 3600 * 1000000) /* once a day */

int64_t
keep_first_us(const struct desk *desk, const struct message_facts *facts,
              int64_t accepted_us)
{
    const struct kept kept = {.kind = facts->kind,
                              .source = facts->source,
                              .state = KEPT_LIVE,
                              .told_us = accepted_us};

    return retention_next(&desk->rules.now->retention, &kept, accepted_us)
        .next_us;
}

void
keep_soon(struct desk *desk, int64_t at_us)
{
    if (at_us < desk->keep.due_us)
        desk->keep.due_us = at_us;
}

/* --- one message --- */

static enum rc
erase_due(struct desk *desk, const struct kept_row *row)
{
    const struct erase_order order = {
        .seq = row->seq,
        .why = row->kept.withdrawn_us != 0 ? ERASED_WITHDRAWN : ERASED_EXPIRED};
    enum rc rc = erase_do(desk, &order);

    desk->keep.pending = desk->keep.pending || rc == RC_OK;
    return rc;
}

static enum rc
do_one(struct desk *desk, int64_t seq)
{
    const struct retention *retention = &desk->rules.now->retention;
    struct kept_next next;
    struct kept_row row;
    enum rc rc = kept_get(desk->store, seq, &row);

    if (rc != RC_OK)
        return rc;
    next = retention_next(retention, &row.kept, clock_utc_us(desk->clock));
    switch (next.step) {
    case KEPT_WAIT:
        return kept_plan(desk->store, seq, next.next_us, 0);
    case KEPT_TELL:
        return kept_plan(desk->store, seq, next.next_us,
                         retention_end(retention, &row.kept));
    case KEPT_EXPIRE:
        return erase_shelve(desk, seq, KEPT_EXPIRED, next.next_us);
    case KEPT_REVIVE:
        return erase_shelve(desk, seq, KEPT_LIVE, next.next_us);
    case KEPT_ERASE:
        return erase_due(desk, &row);
    }
    return RC_OK;
}

/* After a restore: what was erased since the backup, and whatever else nobody
 * can read any more.  One that is not combined yet has its turn later. */
static enum rc
erase_keyless(struct desk *desk)
{
    struct erase_order order = {.why = ERASED_EXPIRED};
    int64_t after = desk->keep.keyless;
    enum rc rc = keyless_next(desk->store, after, &after, &order.seq);

    if (rc == RC_NOT_FOUND) {
        desk->keep.keyless = desk->keep.left ? 0 : KEEP_NO_KEYLESS;
        desk->keep.left = false;
        return RC_OK;
    }
    if (rc == RC_OK && (rc = erase_do(desk, &order)) == RC_OK)
        desk->keep.pending = true;
    if (rc != RC_OK && rc != RC_NOT_FOUND &&
        !desk_skips("keyless", order.seq, rc))
        return rc;
    desk->keep.left = desk->keep.left || rc == RC_NOT_FOUND;
    desk->keep.keyless = after;
    return RC_OK;
}

/* A row that cannot be done now must not stay at the head of all others. */
static enum rc
do_and_step_aside(struct desk *desk, int64_t seq)
{
    enum rc rc = do_one(desk, seq);

    if (!desk_skips("keep", seq, rc))
        return rc;
    return kept_plan(desk->store, seq,
                     clock_utc_us(desk->clock) + RETENTION_AGAIN_US, 0);
}

static enum rc
do_due(struct desk *desk, int64_t until_us)
{
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t seqs[BATCH];
    int64_t next_us = INT64_MAX;
    size_t done = 0;
    size_t n = 0;
    enum rc rc = kept_due(desk->store, now_us, seqs, BATCH, &n, &next_us);

    while (rc == RC_OK && done < n &&
           (done == 0 || clock_mono_us(desk->clock) < until_us))
        rc = do_and_step_aside(desk, seqs[done++]);
    /* What was done may be due again at once. */
    desk->keep.due_us = n > 0 ? now_us : next_us;
    return rc;
}

/* --- the rest --- */

static enum rc
look_again(struct desk *desk)
{
    int64_t version = desk->rules.versions[DOCUMENT_RETENTION];
    enum rc rc =
        erasure_again(desk->store, version, AGAIN_STEP, &desk->keep.again);

    if (rc == RC_OK)
        desk->keep.due_us = 0;
    return rc;
}

enum rc
keep_finish(struct desk *desk)
{
    enum rc rc = erase_finish(desk->store);

    if (rc == RC_OK)
        desk->keep.pending = false;
    return rc;
}

/* How many; which ones is a list. */
static enum rc
tell(struct desk *desk, const struct erasure *erasure)
{
    int64_t now_us = clock_utc_us(desk->clock);
    char many[24];
    const struct notice notice = {.code = NOTICE_EXPIRE,
                                  .roster = "",
                                  .person = "",
                                  .id = "",
                                  .name = many};
    enum rc rc = RC_OK;

    if (erasure->telling == 0 ||
        (erasure->told_us != 0 && now_us - erasure->told_us < TELL_US &&
         now_us >= erasure->told_us))
        return RC_OK;
    (void)snprintf(many, sizeof many, "%lld", (long long)erasure->telling);
    outgoing_start(&desk->outgoing);
    notices_oncall(desk, &notice);
    rc = notices_send(desk, "expiring");
    return rc == RC_OK ? erasure_told(desk->store, now_us) : rc;
}

static bool
stale(const struct desk *desk, const struct erasure *erasure)
{
    return erasure->version != desk->rules.versions[DOCUMENT_RETENTION];
}

static enum rc
slice(struct desk *desk, int64_t until_us)
{
    struct erasure erasure;
    enum rc rc = erasure_get(desk->store, &erasure);

    if (rc != RC_OK)
        return rc;
    if (!desk->keep.started) {
        desk->keep.started = true;
        desk->keep.again = true;
        desk->keep.pending = erasure.pending != 0;
    }
    if (desk->keep.again || stale(desk, &erasure))
        rc = look_again(desk);
    if (rc == RC_OK && desk->keep.keyless != KEEP_NO_KEYLESS)
        rc = erase_keyless(desk);
    if (rc == RC_OK)
        rc = do_due(desk, until_us);
    if (rc == RC_OK)
        rc = tell(desk, &erasure);
    if (rc == RC_OK && desk->keep.pending)
        rc = keep_finish(desk);
    return rc;
}

static bool
waits(const struct desk *desk)
{
    return !desk->keep.started || desk->keep.again || desk->keep.pending ||
           desk->keep.keyless != KEEP_NO_KEYLESS ||
           desk->keep.version != desk->rules.versions[DOCUMENT_RETENTION];
}

int64_t
keep_next_us(const struct desk *desk)
{
    const struct keep *keep = &desk->keep;

    return waits(desk) || keep->due_us <= clock_utc_us(desk->clock)
               ? keep->try_us
               : INT64_MAX;
}

enum rc
keep_turn(struct desk *desk, int64_t now_us)
{
    enum rc rc = slice(desk, now_us + SLICE_US);

    desk->keep.version = desk->rules.versions[DOCUMENT_RETENTION];
    desk->keep.try_us = now_us + (rc == RC_OK ? REST_US : DESK_RETRY_US);
    return rc;
}
