/* rebuild -- see rebuild.h */
#include "desk/rebuild.h"

#include <string.h>

#include "desk/desk.h"
#include "desk/links.h"
#include "desk/relink.h"
#include "desk/state.h"
#include "store/making.h"
#include "store/store.h"
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
take_set(struct desk *desk)
{
    struct making making;
    enum rc rc = making_get(desk->store, &making);

    if (rc != RC_OK || making.phase < MAKING_KEEP)
        return rc;
    making.phase = MAKING_NOTHING;
    return making_set(desk->store, &making);
}

static enum rc
prepare(struct desk *desk)
{
    const struct linking_epoch *epochs = desk->links->epochs;
    uint32_t next = epochs[LINKING_NEXT].situation.epoch;
    struct linking_epoch epoch = epochs[LINKING_LIVE];
    enum rc rc = RC_OK;

    if (next != 0 && next != epoch.situation.epoch) {
        log_line(LOG_ERROR, "epoch %u is being made: finish or drop it first",
                 (unsigned)next);
        return RC_STALE;
    }
    rc = take_set(desk);
    if (rc == RC_OK)
        rc = clear(desk);
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

static enum rc
swap(void *arg)
{
    return linking_swap(arg);
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
    if (!out->equal)
        rc = linking_do(desk->store, swap, desk->store);
    return rc == RC_OK ? clear(desk) : rc;
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
    rc = store_open(&desk->store, start->settings->state_dir, STORE_OPEN);
    if (rc == RC_OK)
        rc = links_open(desk);
    if (rc == RC_OK)
        rc = rebuild(desk, out);
    desk_close(desk);
    return rc;
}
