/* plans -- see plans.h */
#include "desk/plans.h"

#include "core/alert_life.h"
#include "desk/digest.h"
#include "desk/due.h"
#include "desk/notes.h"
#include "desk/shifts.h"
#include "desk/state.h"
#include "desk/watchman.h"
#include "store/alerts.h"
#include "store/due.h"
#include "store/storms.h"
#include "sys/clock.h"

/* A storm ends by a look of its own. */
enum rc
plans_storm(struct desk *desk, bool *planned)
{
    struct due_plan plan = {.kind = DUE_STORM, .ref = 1};
    struct storm storm;
    enum rc rc = storm_get(desk->store, &storm);

    *planned = false;
    if (rc != RC_OK || !storm.on)
        return rc;
    rc = due_get(desk->store, DUE_STORM, 1, &plan.at_us);
    if (rc != RC_OK || plan.at_us != 0)
        return rc;
    plan.at_us =
        clock_utc_us(desk->clock) + desk->rules.now->policies.storm.digest_us;
    rc = due_plan(desk->store, &plan);
    if (rc != RC_OK)
        return rc;
    due_at(desk, plan.at_us);
    *planned = true;
    return RC_OK;
}

/* Of one level all are released at one instant: when its window opens next. */
static enum rc
release_earlier(struct desk *desk, enum level level, int64_t now_us)
{
    struct alert fresh = {
        .level = level, .kind = MESSAGE_SIGNAL, .created_us = now_us};
    int64_t at_us = 0;

    alert_life_new(desk->rules.now, &fresh);
    at_us = fresh.state == ALERT_PAGING ? now_us : fresh.times.release_us;
    if (at_us == 0)
        return RC_OK; /* it waits for a digest */

    enum rc rc = alert_release_earlier(desk->store, level, at_us, now_us);

    if (rc == RC_OK)
        due_at(desk, at_us);
    return rc;
}

enum rc
plans_again(struct desk *desk)
{
    int64_t now_us = clock_utc_us(desk->clock);
    bool storm_planned = false;
    enum rc rc = RC_OK;

    desk->plans_stale = true;
    rc = shifts_plan(desk, now_us);
    if (rc == RC_OK)
        rc = digest_plan(desk, now_us);
    if (rc == RC_OK)
        rc = notes_plan(desk, now_us);
    if (rc == RC_OK)
        rc = watchman_plan(desk, now_us);
    if (rc == RC_OK)
        rc = plans_storm(desk, &storm_planned);
    for (unsigned level = LEVEL_U1; rc == RC_OK && level <= LEVEL_LAST; level++)
        rc = release_earlier(desk, (enum level)level, now_us);
    desk->plans_stale = rc != RC_OK;
    return rc;
}
