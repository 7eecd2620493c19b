/* next_epoch -- see next_epoch.h */
#include "desk/next_epoch.h"

#include <stdbool.h>

#include "desk/desk.h"
#include "desk/learn.h"
#include "desk/link_record.h"
#include "desk/links.h"
#include "desk/relink.h"
#include "desk/state.h"
#include "link/record.h"
#include "link/tokens.h"
#include "store/linking.h"
#include "store/making.h"
#include "store/snapshot.h"
#include "sys/clock.h"
#include "sys/log.h"

#define STEPS_MAX   64   /* in a turn: a clock may stand still */
#define REST_US     1000 /* at least, from turn to turn */
#define BUSY_REST   19   /* turns long, while messages come */
#define IDLE_US     INT64_C(1000000)
#define SIZE_REST   100 /* countings of a set */
#define SURVEY_US   (INT64_C(60) * 1000000)
#define COUNT_BATCH 8
#define MOVES_BATCH 64
#define LIMIT_FIRST 4

/* One step, which is one transaction. */
struct step {
    struct desk *desk;
    struct making now;
    bool idle; /* nothing is left to do in this phase */
};

static enum rc
pass_to(struct step *step, enum making_phase phase, int64_t after)
{
    step->now.phase = phase;
    step->now.after = after;
    return making_set(step->desk->store, &step->now);
}

/* --- clearing away --- */

static enum rc
clear(void *arg)
{
    struct step *step = arg;
    bool more = false;
    enum rc rc = making_clear(step->desk->store, &more);

    if (rc != RC_OK || more)
        return rc;
    return pass_to(
        step, step->now.phase == MAKING_EMPTY ? MAKING_COUNT : MAKING_NOTHING,
        0);
}

/* Nobody writes to the other set any more. */
static enum rc
clear_away(struct step *step)
{
    enum rc rc = linking_do(step->desk->store, clear, step);

    return rc == RC_OK ? links_reload(step->desk) : rc;
}

/* --- counting --- */

/* What cannot be read counts for nothing. */
static enum rc
count_one(struct desk *desk, const struct snapshot_member *member)
{
    struct link_record *record = &desk->links->record;
    uint64_t tokens[LINK_VALUES_MAX];
    size_t n = 0;
    enum rc rc = link_record_read(desk, LINKING_LIVE, member->node, record);

    if (rc == RC_NOT_FOUND || desk_skips("epoch", member->node, rc))
        return RC_OK;
    for (size_t i = 0; rc == RC_OK && i < record->values_n; i++)
        if (learn_counts(record->values[i].kind))
            tokens[n++] = record->values[i].token;
    return rc == RC_OK ? snapshot_add(desk->store, member->cluster, tokens, n)
                       : rc;
}

static enum rc
count(void *arg)
{
    struct step *step = arg;
    struct desk *desk = step->desk;
    struct snapshot_member members[COUNT_BATCH];
    size_t n = 0;
    enum rc rc = snapshot_members(desk->store, step->now.after, members,
                                  COUNT_BATCH, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        rc = count_one(desk, &members[i]);
        step->now.after = members[i].node;
        step->now.signals++;
        step->now.clusters += members[i].node == members[i].cluster;
    }
    if (rc != RC_OK)
        return rc;
    return pass_to(step, n == 0 ? MAKING_LEARN : MAKING_COUNT, step->now.after);
}

/* --- learning --- */

static enum rc
learn(void *arg)
{
    struct step *step = arg;
    struct desk *desk = step->desk;
    struct linking_epoch epoch;
    bool done = false;
    enum rc rc = learn_some(desk->next_epoch.learning, &done);

    if (rc != RC_OK || !done)
        return rc;
    learn_epoch(desk->next_epoch.learning, &epoch);
    rc = linking_epoch_put(desk->store, LINKING_NEXT, &epoch);
    return rc == RC_OK ? pass_to(step, MAKING_KEEP, INT64_MIN) : rc;
}

static enum rc
learn_step(struct step *step)
{
    struct desk *desk = step->desk;
    enum rc rc = RC_OK;

    if (desk->next_epoch.learning == NULL)
        rc = learn_open(desk, &step->now, &desk->next_epoch.learning);
    if (rc == RC_OK)
        rc = linking_do(desk->store, learn, step);
    if (rc == RC_OK && step->now.phase == MAKING_LEARN)
        return RC_OK;
    next_epoch_close(&desk->next_epoch);
    return rc;
}

static enum rc
keep(void *arg)
{
    struct step *step = arg;
    int64_t next = step->now.after;
    bool more = false;
    enum rc rc =
        snapshot_close(step->desk->store, step->now.epoch, &next, &more);

    if (rc != RC_OK)
        return rc;
    return pass_to(step, more ? MAKING_KEEP : MAKING_BUILD, more ? next : 0);
}

/* From here on what is combined goes into both sets. */
static enum rc
keep_step(struct step *step)
{
    enum rc rc = linking_do(step->desk->store, keep, step);

    return rc == RC_OK ? links_reload(step->desk) : rc;
}

/* --- its set --- */

/* As many as fit in half a slice: the next message waits for them. */
static void
fit(struct desk *desk, int64_t took_us)
{
    size_t *limit = &desk->next_epoch.limit;
    bool late = took_us * 2 > (int64_t)desk->settings->combine_slice_us;

    if (late && *limit > 1)
        *limit /= 2;
    else if (!late && *limit < RELINK_MAX)
        *limit *= 2;
}

static enum rc
build(struct step *step)
{
    struct desk *desk = step->desk;
    struct relink work = {.after = step->now.after};
    int64_t start_us = clock_mono_us(desk->clock);
    enum rc rc;

    if (desk->next_epoch.limit == 0)
        desk->next_epoch.limit = LIMIT_FIRST;
    rc = relink_some(desk, &work, desk->next_epoch.limit);
    fit(desk, clock_mono_us(desk->clock) - start_us);
    if (rc != RC_OK)
        return rc;
    return pass_to(step, work.done ? MAKING_COMPARE : MAKING_BUILD,
                   work.done ? 0 : work.after);
}

/* --- what it changes --- */

static enum rc
compare(void *arg)
{
    struct step *step = arg;
    struct store *store = step->desk->store;
    struct linking_move moves[MOVES_BATCH];
    bool more = false;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (step->now.phase == MAKING_COMPARE)
        rc = linking_moves(store, step->now.after, moves, MOVES_BATCH, &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        step->now.after = moves[i].node;
        if (moves[i].from != 0)
            rc = making_doubt(store, moves[i].from);
        if (rc == RC_OK && moves[i].to != 0)
            rc = making_doubt(store, moves[i].to);
    }
    if (rc == RC_OK && n > 0)
        return pass_to(step, MAKING_COMPARE, step->now.after);
    if (rc == RC_OK)
        rc = making_compare(store, MOVES_BATCH, &more);
    if (rc != RC_OK || more)
        return rc;
    step->idle = step->now.phase == MAKING_READY;
    return step->idle ? RC_OK : pass_to(step, MAKING_READY, 0);
}

/* --- after the swap --- */

/* The engine told nobody of what it noticed in a set that was not in force: what
 * changed is settled once more, to the same bundles. */
static enum rc
tell(void *arg)
{
    struct step *step = arg;
    struct desk *desk = step->desk;
    struct linking_move moves[COUNT_BATCH];
    size_t n = 0;
    enum rc rc =
        linking_moves(desk->store, step->now.after, moves, COUNT_BATCH, &n);

    links_start(desk, LINKING_LIVE);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        const struct link_notice was = {.kind = LINK_CLEAR,
                                        .cluster = moves[i].to};

        rc = desk->links->book.notice(desk->links->book.self, &was);
        if (rc == RC_OK)
            rc = links_touch(desk, moves[i].node);
        if (rc == RC_OK && moves[i].to != 0) /* what it was part of */
            rc = links_touch(desk, moves[i].to);
        step->now.after = moves[i].node;
    }
    if (rc == RC_OK && n > 0)
        rc = links_settle(desk);
    if (rc != RC_OK)
        return rc;
    return pass_to(step, n == 0 ? MAKING_LEAVE : MAKING_TELL, step->now.after);
}

enum rc
next_epoch_tell(struct desk *desk)
{
    struct step step = {.desk = desk};
    enum rc rc = making_get(desk->store, &step.now);

    while (rc == RC_OK && step.now.phase == MAKING_TELL)
        rc = linking_do(desk->store, tell, &step);
    return rc;
}

/* --- nothing to prepare --- */

/* A little of it a turn: it may take an hour. */
static enum rc
survey(struct step *step)
{
    struct next_epoch *next = &step->desk->next_epoch;
    int64_t now_us = clock_mono_us(step->desk->clock);
    int64_t n = 0;
    enum rc rc = RC_OK;

    step->idle = true;
    if (next->survey.again_us > now_us)
        return RC_OK;
    rc = making_survey(step->desk->store, &next->survey.after, &n);
    if (rc != RC_OK)
        return rc;
    next->survey.n += n;
    if (next->survey.after != 0)
        return RC_OK;
    next->survey.signals = next->survey.n;
    next->survey.n = 0;
    next->survey.again_us = now_us + SURVEY_US;
    return RC_OK;
}

int64_t
next_epoch_age(const struct desk *desk)
{
    int64_t more = desk->next_epoch.survey.signals -
                   desk->links->epochs[LINKING_LIVE].signals;

    return more > 0 ? more : 0;
}

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

/* --- turn by turn --- */

static enum rc
take_step(struct step *step)
{
    switch (step->now.phase) {
    case MAKING_EMPTY:
    case MAKING_LEAVE:
        return clear_away(step);
    case MAKING_COUNT:
        return linking_do(step->desk->store, count, step);
    case MAKING_LEARN:
        return learn_step(step);
    case MAKING_KEEP:
        return keep_step(step);
    case MAKING_BUILD:
        return build(step);
    case MAKING_COMPARE:
    case MAKING_READY:
        return linking_do(step->desk->store, compare, step);
    case MAKING_TELL:
        return linking_do(step->desk->store, tell, step);
    case MAKING_NOTHING:
        return survey(step);
    }
    return RC_FATAL;
}

/* Of a transaction whose end nobody knows this may not be known yet.  RC_STALE:
 * a rebuild has taken the set meanwhile. */
static enum rc
know_set(struct step *step)
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
take_steps(struct step *step, int64_t until_us)
{
    enum rc rc = making_get(step->desk->store, &step->now);

    if (rc == RC_OK)
        rc = know_set(step);
    for (int i = 0; rc == RC_OK && i < STEPS_MAX && !step->idle; i++) {
        rc = take_step(step);
        if (clock_mono_us(step->desk->clock) >= until_us)
            break;
    }
    return rc;
}

/* What is left of one is cleared away, and no other is begun by itself: of what
 * cannot be prepared a person hears when they look. */
static enum rc
give_up(struct step *step, enum rc rc)
{
    if (rc == RC_OK || rc == RC_DOWN || rc == RC_UNKNOWN || rc == RC_FATAL)
        return rc;
    log_line(LOG_ERROR, "epoch %u cannot be prepared (phase %d, result %d)",
             (unsigned)step->now.epoch, (int)step->now.phase, (int)rc);
    next_epoch_close(&step->desk->next_epoch);
    return pass_to(step, MAKING_LEAVE, 0);
}

enum rc
next_epoch_turn(struct desk *desk, int64_t now_us)
{
    struct next_epoch *next = &desk->next_epoch;
    struct step step = {.desk = desk};
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
