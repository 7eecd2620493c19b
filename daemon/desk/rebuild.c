/* rebuild -- see rebuild.h */
#include "desk/rebuild.h"

#include <stdio.h>
#include <string.h>

#include "desk/desk.h"
#include "desk/links.h"
#include "desk/next_epoch.h"
#include "desk/relink.h"
#include "desk/state.h"
#include "link/tokens.h"
#include "store/making.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/log.h"

#define PROGRESS 10000 /* signals and referrals from line to line */

static enum rc
clear(struct desk *desk)
{
    bool more = true;
    enum rc rc = RC_OK;

    while (rc == RC_OK && more)
        rc = linking_clear(desk->store, &more);
    return rc == RC_OK ? links_reload(desk) : rc;
}

/* What is left of an epoch that has no set, or is in force already, is not gone
 * on with: the other set is ours. */
static enum rc
take_set(struct desk *desk, struct making *making)
{
    if (making->phase < MAKING_KEEP)
        return RC_OK;
    making->phase = MAKING_NOTHING;
    return making_set(desk->store, making);
}

/* Values are spelled by another rule than when they were counted: the same
 * weights are an epoch of their own, which has counted nothing. */
static enum rc
renumber(struct desk *desk, const struct making *making,
         struct linking_epoch *epoch)
{
    struct linking_epoch there;
    uint32_t number = epoch->situation.epoch > making->epoch
                          ? epoch->situation.epoch
                          : making->epoch;
    enum rc rc = RC_OK;

    do
        rc = linking_epoch_get(desk->store, ++number, &there);
    while (rc == RC_OK);
    epoch->situation.epoch = epoch->same.epoch = number;
    epoch->situation.norm = epoch->same.norm = LINK_NORM;
    epoch->clusters = epoch->signals = epoch->made_by = 0;
    epoch->at_us = clock_utc_us(desk->clock);
    (void)snprintf(epoch->reason, sizeof epoch->reason,
                   "values are spelled by rule %d", LINK_NORM);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
prepare(struct desk *desk)
{
    struct linking_epoch epoch = desk->links->epochs[LINKING_LIVE];
    struct making making;
    enum rc rc = next_epoch_tell(desk);

    if (rc == RC_OK)
        rc = making_get(desk->store, &making);
    if (rc != RC_OK)
        return rc;
    if (making.phase >= MAKING_BUILD && making.phase <= MAKING_READY) {
        log_line(LOG_ERROR, "epoch %u is being made: finish or drop it first",
                 (unsigned)making.epoch);
        return RC_STALE;
    }
    rc = take_set(desk, &making);
    if (rc == RC_OK)
        rc = clear(desk);
    if (rc == RC_OK && !links_spelled(desk))
        rc = renumber(desk, &making, &epoch);
    if (rc == RC_OK)
        rc = linking_epoch_put(desk->store, LINKING_NEXT, &epoch);
    return rc == RC_OK ? links_reload(desk) : rc;
}

static enum rc
make(struct desk *desk)
{
    struct relink work = {.after = 0};
    int64_t told = 0;

    while (!work.done) {
        enum rc rc = relink_some(desk, &work, RELINK_MAX);

        if (rc != RC_OK)
            return rc;
        if (work.put / PROGRESS > told / PROGRESS) {
            told = work.put;
            log_line(LOG_NOTE, "%lld signals and referrals are linked",
                     (long long)told);
        }
    }
    return RC_OK;
}

static bool
is_equal(const struct linking_digest *a, const struct linking_digest *b)
{
    return a->signals == b->signals && a->bundles == b->bundles &&
           a->pairs == b->pairs &&
           memcmp(a->digest, b->digest, sizeof a->digest) == 0;
}

/* The engine told nobody of what it noticed in the set that was made: the desk
 * does that when it starts, as after each swap.  What was counted for a next
 * epoch was of other bundles. */
static enum rc
swap(void *arg)
{
    struct desk *desk = arg;
    struct making making;
    enum rc rc = making_get(desk->store, &making);

    if (rc == RC_OK)
        rc = linking_swap(desk->store);
    if (rc == RC_OK && !links_spelled(desk))
        rc = linking_swapped(desk->store, clock_utc_us(desk->clock));
    if (rc == RC_OK && making.phase != MAKING_NOTHING)
        log_line(LOG_WARN, "epoch %u is not prepared any more: begin again",
                 (unsigned)making.epoch);
    making.phase = MAKING_TELL;
    making.after = 0;
    return rc == RC_OK ? making_set(desk->store, &making) : rc;
}

static enum rc
rebuild(struct desk *desk, struct rebuild_result *out)
{
    enum rc rc = prepare(desk);

    if (rc == RC_OK)
        rc = linking_digest(desk->store, LINKING_LIVE, &out->before);
    if (rc == RC_OK)
        rc = make(desk);
    if (rc == RC_OK)
        rc = linking_digest(desk->store, LINKING_NEXT, &out->after);
    if (rc != RC_OK)
        return rc;
    out->equal = is_equal(&out->before, &out->after);
    return out->equal && links_spelled(desk)
               ? clear(desk)
               : linking_do(desk->store, swap, desk);
}

enum rc
rebuild_run(const struct desk_start *start, struct rebuild_result *out)
{
    struct desk *desk = desk_make(start, NULL, NULL);
    enum rc rc = RC_FATAL;

    if (desk == NULL) {
        log_line(LOG_ERROR, "no memory");
        return RC_FATAL;
    }
    rc = store_open(&desk->store, start->settings->state_dir, start->vault,
                    STORE_OPEN);
    if (rc == RC_OK)
        rc = links_open(desk);
    if (rc == RC_OK)
        rc = rebuild(desk, out);
    desk_close(desk);
    return rc;
}
