/* look_again -- see look_again.h */
#include "desk/look_again.h"

#include "desk/case.h"
#include "desk/desk.h"
#include "desk/state.h"
#include "store/linking.h"
#include "sys/clock.h"

#define ALERTS_BATCH 8

static enum rc
again(struct desk *desk, int64_t alert)
{
    enum rc rc = case_again(desk, alert, 0);

    if (rc == RC_STALE || rc == RC_NOT_FOUND ||
        desk_skips("look again", alert, rc))
        return RC_OK;
    return rc;
}

static enum rc
look_at(struct desk *desk, int64_t bundle)
{
    int64_t alerts[ALERTS_BATCH];
    int64_t after = 0;
    size_t n = ALERTS_BATCH;

    while (n == ALERTS_BATCH) {
        enum rc rc = linking_alerts(desk->store, bundle, after, alerts,
                                    ALERTS_BATCH, &n);

        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            rc = again(desk, alerts[i]);
            after = alerts[i];
        }
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

/* Looking twice does no harm: what a crash leaves is looked at again. */
static enum rc
next(struct desk *desk)
{
    int64_t bundle = 0;
    enum rc rc = linking_look_next(desk->store, desk->looked_to, &bundle);

    if (rc != RC_OK)
        return rc;
    rc = look_at(desk, bundle);
    if (rc == RC_OK)
        rc = linking_look_done(desk->store, bundle);
    if (rc != RC_OK && !desk_skips("look again", bundle, rc))
        return rc;
    desk->looked_to = bundle;
    return RC_OK;
}

enum rc
look_again(struct desk *desk, int64_t until_us, bool *more)
{
    *more = true;
    do {
        enum rc rc = next(desk);

        if (rc == RC_NOT_FOUND) {
            desk->looked_to = 0;
            *more = false;
            return RC_OK;
        }
        if (rc != RC_OK)
            return rc;
    } while (clock_mono_us(desk->clock) < until_us);
    return RC_OK;
}
