/* next_epoch -- see next_epoch.h */
#include "desk/next_epoch.h"

#include "desk/desk.h"
#include "desk/learn.h"
#include "desk/links.h"
#include "desk/next_epoch_step.h"
#include "desk/state.h"
#include "link/tokens.h"
#include "store/linking.h"
#include "store/making.h"
#include "sys/clock.h"
#include "sys/log.h"

#define STEPS_MAX 64   /* in a turn: a clock may stand still */
#define REST_US   1000 /* at least, from turn to turn */
#define BUSY_REST 19   /* turns long, while messages come */
#define IDLE_US   INT64_C(1000000)
#define SIZE_REST 100 /* countings of a set */

/* --- what a rebuild leaves --- */

/* One that was killed leaves a set that nothing goes on with: it is cleared
 * away, and what was counted meanwhile is counted again. */
static enum rc
leave_rebuilt(struct desk *desk)
{
    struct making now;
    enum rc rc = making_get(desk->store, &now);

    if (rc != RC_OK || now.phase >= MAKING_KEEP ||
        desk->links->epochs[LINKING_NEXT].situation.epoch == 0)
        return rc;
    now.phase = now.phase == MAKING_NOTHING ? MAKING_LEAVE : MAKING_EMPTY;
    now.after = now.signals = now.clusters = 0;
    rc = making_set(desk->store, &now);
    return rc == RC_OK ? links_reload(desk) : rc;
}

enum rc
next_epoch_open(struct desk *desk)
{
    if (!links_spelled(desk))
        log_line(LOG_WARN,
                 "values of older messages are spelled by rule %u, of new ones"
                 " by %d: they are not linked before loketd --rebuild",
                 (unsigned)desk->links->epochs[LINKING_LIVE].situation.norm,
                 LINK_NORM);
    return leave_rebuilt(desk);
}

enum rc
next_epoch_tell(struct desk *desk)
{
    struct next_epoch_step step = {.desk = desk};
    enum rc rc = making_get(desk->store, &step.now);

    while (rc == RC_OK && step.now.phase == MAKING_TELL)
        rc = next_epoch_step(&step);
    return rc;
}

/* --- turn by turn --- */

/* Of a transaction whose end nobody knows this may not be known yet.  RC_STALE:
 * a rebuild has taken the set meanwhile. */
static enum rc
know_set(struct next_epoch_step *step)
{
    const struct linking_epoch *next = &step->desk->links->epochs[LINKING_NEXT];

    if (step->now.phase < MAKING_BUILD || step->now.phase > MAKING_READY ||
        next->situation.epoch == step->now.epoch)
        return RC_OK;
    enum rc rc = links_reload(step->desk);

    return rc == RC_OK && next->situation.epoch != step->now.epoch ? RC_STALE
                                                                   : rc;
}

static enum rc
take_steps(struct next_epoch_step *step, int64_t until_us)
{
    enum rc rc = making_get(step->desk->store, &step->now);

    if (rc == RC_OK)
        rc = know_set(step);
    for (int i = 0; rc == RC_OK && i < STEPS_MAX && !step->idle; i++) {
        rc = next_epoch_step(step);
        if (clock_mono_us(step->desk->clock) >= until_us)
            break;
    }
    return rc;
}

/* What is left of one is cleared away, and no other is begun by itself: of what
 * cannot be prepared a person hears when they look. */
static enum rc
give_up(struct next_epoch_step *step, enum rc rc)
{
    if (rc == RC_OK || rc == RC_DOWN || rc == RC_UNKNOWN || rc == RC_FATAL)
        return rc;
    log_line(LOG_ERROR, "epoch %u cannot be prepared (phase %d, result %d)",
             (unsigned)step->now.epoch, (int)step->now.phase, (int)rc);
    next_epoch_close(&step->desk->next_epoch);
    return next_epoch_pass(step, MAKING_LEAVE, 0);
}

enum rc
next_epoch_turn(struct desk *desk, int64_t now_us)
{
    struct next_epoch *next = &desk->next_epoch;
    struct next_epoch_step step = {.desk = desk};
    enum rc rc =
        take_steps(&step, now_us + (int64_t)desk->settings->combine_slice_us);
    int64_t end_us = clock_mono_us(desk->clock);
    int64_t rest_us = end_us - now_us;

    enum rc gone = give_up(&step, rc);

    if (desk->intake.messages_n != next->seen_n)
        rest_us *= BUSY_REST;
    next->seen_n = desk->intake.messages_n;
    if (rc != RC_OK)
        next->next_us = end_us + DESK_RETRY_US;
    else if (!step.idle)
        next->next_us = end_us + (rest_us > REST_US ? rest_us : REST_US);
    else
        next->next_us = end_us + IDLE_US;
    return gone;
}

int64_t
next_epoch_next_us(const struct desk *desk)
{
    return desk->next_epoch.next_us;
}

void
next_epoch_wake(struct desk *desk)
{
    for (size_t set = 0; set < LINKS_SETS; set++)
        desk->next_epoch.sizes[set].until_us = 0;
    desk->next_epoch.survey.after = 0;
    desk->next_epoch.survey.n = 0;
    desk->next_epoch.survey.again_us = 0;
    next_epoch_close(&desk->next_epoch);
    desk->next_epoch.next_us = clock_mono_us(desk->clock);
}

void
next_epoch_close(struct next_epoch *next)
{
    learn_close(next->learning);
    next->learning = NULL;
}

/* --- how large the sets are --- */

int64_t
next_epoch_age(const struct desk *desk)
{
    int64_t more = desk->next_epoch.survey.signals -
                   desk->links->epochs[LINKING_LIVE].signals;

    return more > 0 ? more : 0;
}

enum rc
next_epoch_size(struct desk *desk, enum linking_set set,
                struct making_size *out)
{
    struct next_epoch_size *known = &desk->next_epoch.sizes[set];
    int64_t start_us = clock_mono_us(desk->clock);
    enum rc rc = RC_OK;

    if (known->until_us <= start_us) {
        int64_t end_us;

        rc = making_size(desk->store, set, &known->size);
        end_us = clock_mono_us(desk->clock);
        known->until_us = end_us + SIZE_REST * (end_us - start_us);
    }
    *out = known->size;
    return rc;
}
