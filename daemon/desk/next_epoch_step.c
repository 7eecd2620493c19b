/* next_epoch_step -- see next_epoch_step.h */
#include "desk/next_epoch_step.h"

#include "desk/desk.h"
#include "desk/learn.h"
#include "desk/link_record.h"
#include "desk/links.h"
#include "desk/next_epoch.h"
#include "desk/relink.h"
#include "desk/state.h"
#include "link/record.h"
#include "link/tokens.h"
#include "store/linking.h"
#include "store/snapshot.h"
#include "sys/clock.h"

#define SURVEY_US   (INT64_C(60) * 1000000)
#define COUNT_BATCH 8
#define MOVES_BATCH 64
#define LIMIT_FIRST 4

enum rc
next_epoch_pass(struct next_epoch_step *step, enum making_phase phase,
                int64_t after)
{
    step->now.phase = phase;
    step->now.after = after;
    return making_set(step->desk->store, &step->now);
}

/* --- clearing away --- */

static enum rc
clear(void *arg)
{
    struct next_epoch_step *step = arg;
    bool more = false;
    enum rc rc = making_clear(step->desk->store, &more);

    if (rc != RC_OK || more)
        return rc;
    return next_epoch_pass(
        step, step->now.phase == MAKING_EMPTY ? MAKING_COUNT : MAKING_NOTHING,
        0);
}

/* Nobody writes to the other set any more. */
static enum rc
clear_away(struct next_epoch_step *step)
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
    struct next_epoch_step *step = arg;
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
    return next_epoch_pass(step, n == 0 ? MAKING_LEARN : MAKING_COUNT,
                           step->now.after);
}

/* --- learning --- */

static enum rc
learn(void *arg)
{
    struct next_epoch_step *step = arg;
    struct desk *desk = step->desk;
    struct linking_epoch epoch;
    bool done = false;
    enum rc rc = learn_some(desk->next_epoch.learning, &done);

    if (rc != RC_OK || !done)
        return rc;
    learn_epoch(desk->next_epoch.learning, &epoch);
    rc = linking_epoch_put(desk->store, LINKING_NEXT, &epoch);
    return rc == RC_OK ? next_epoch_pass(step, MAKING_KEEP, INT64_MIN) : rc;
}

static enum rc
learn_step(struct next_epoch_step *step)
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
    struct next_epoch_step *step = arg;
    int64_t next = step->now.after;
    bool more = false;
    enum rc rc =
        snapshot_close(step->desk->store, step->now.epoch, &next, &more);

    if (rc != RC_OK)
        return rc;
    return next_epoch_pass(step, more ? MAKING_KEEP : MAKING_BUILD,
                           more ? next : 0);
}

/* From here on what is combined goes into both sets. */
static enum rc
keep_step(struct next_epoch_step *step)
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
build(struct next_epoch_step *step)
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
    return next_epoch_pass(step, work.done ? MAKING_COMPARE : MAKING_BUILD,
                           work.done ? 0 : work.after);
}

/* --- what it changes --- */

static enum rc
compare(void *arg)
{
    struct next_epoch_step *step = arg;
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
        return next_epoch_pass(step, MAKING_COMPARE, step->now.after);
    if (rc == RC_OK)
        rc = making_compare(store, MOVES_BATCH, &more);
    if (rc != RC_OK || more)
        return rc;
    step->idle = step->now.phase == MAKING_READY;
    return step->idle ? RC_OK : next_epoch_pass(step, MAKING_READY, 0);
}

/* --- after the swap --- */

/* The engine told nobody of what it noticed in a set that was not in force: what
 * changed is settled once more, to the same bundles. */
static enum rc
tell(void *arg)
{
    struct next_epoch_step *step = arg;
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
    return next_epoch_pass(step, n == 0 ? MAKING_LEAVE : MAKING_TELL,
                           step->now.after);
}

/* --- nothing to prepare --- */

/* A little of it a turn: it may take an hour. */
static enum rc
survey(struct next_epoch_step *step)
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

/* --- by its phase --- */

enum rc
next_epoch_step(struct next_epoch_step *step)
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
