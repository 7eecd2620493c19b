/* learn -- see learn.h */
#include "desk/learn.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "desk/links.h"
#include "desk/state.h"
#include "link/book.h"
#include "link/engine.h"
#include "link/model.h"
#include "link/prior.h"
#include "link/record.h"
#include "link/score.h"
#include "link/train.h"
#include "store/linking.h"
#include "store/making.h"
#include "store/review.h"
#include "store/snapshot.h"

#define PAIRS     16                                    /* in one step */
#define OLDER_MAX (2 * LINK_WINDOW_MAX * LINK_KEYS_MAX) /* of one signal */
#define COUNTS    2048 /* that were looked up last */

enum stage {
    LEARN_SAID,
    LEARN_BY_CHANCE,
    LEARN_COMPARED,
    LEARN_DONE
};

/* In how many bundles a value is. */
struct kept_count {
    uint64_t token;
    bool known;
    uint16_t clusters;
};

struct learning {
    struct store *store;
    struct link_book book; /* of the live set */
    enum stage stage;
    int64_t upto; /* the last signal that was counted */
    struct link_model base;
    struct linking_epoch epoch; /* that is made */
    struct link_train train;
    struct link_pattern pattern; /* blocks are not looked at */
    struct link_decision said;   /* the last one that was looked at */
    uint64_t i;                  /* of the sample at hand */
    struct link_prior prior;
    uint64_t sampled;
    int64_t node; /* of the sample; its pairs with older ones follow */
    int64_t older[OLDER_MAX];
    size_t older_n;
    struct link_record a, b;
    struct kept_count counts[COUNTS];
};

/* What is not learned stays as it is in force; weights begin anew. */
static void
base_of(const struct link_model *live, struct link_model *out)
{
    link_model_start(out);
    out->window = live->window;
    out->groups_needed = live->groups_needed;
    out->identity_max = live->identity_max;
    out->link_mb = live->link_mb;
    out->possible_mb = live->possible_mb;
    out->contrast = live->contrast;
}

enum rc
learn_open(struct desk *desk, const struct making *making,
           struct learning **out)
{
    const struct linking_epoch *live = &desk->links->epochs[LINKING_LIVE];
    struct learning *l = calloc(1, sizeof *l);

    if (l == NULL)
        return RC_DOWN;
    l->store = desk->store;
    l->upto = making->after;
    base_of(&live->situation, &l->base);
    l->base.epoch = making->epoch;
    l->epoch = (struct linking_epoch){
        .situation = l->base,
        .same = live->same,
        .at_us = making->at_us,
        .clusters = making->clusters > LINK_PRIOR_SIGNALS ? making->clusters
                                                          : LINK_PRIOR_SIGNALS,
        .signals = making->signals,
        .made_by = making->made_by,
    };
    l->epoch.same.epoch = making->epoch;
    l->epoch.same.norm = l->base.norm;
    (void)snprintf(l->epoch.reason, sizeof l->epoch.reason, "%s",
                   making->reason);
    link_train_init(&l->train, &l->base, &l->pattern, 1);
    *out = l;
    return RC_OK;
}

void
learn_close(struct learning *learning)
{
    free(learning);
}

void
learn_epoch(const struct learning *learning, struct linking_epoch *out)
{
    *out = learning->epoch;
}

bool
learn_counts(unsigned kind)
{
    return link_rarity_mb((uint8_t)kind, 1, 1) > 0;
}

/* *there: both are. */
static enum rc
read_two(struct learning *l, int64_t a, int64_t b, bool *there)
{
    enum rc rc = l->book.record_get(l->book.self, a, &l->a);

    if (rc == RC_OK)
        rc = l->book.record_get(l->book.self, b, &l->b);
    *there = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* --- what people said --- */

static enum rc
learn_said(struct learning *l)
{
    struct link_decision said[PAIRS / 2];
    size_t n = 0;
    enum rc rc = review_said(l->store, &l->said, said, PAIRS / 2, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct link_score score;
        bool there = false;

        l->said = said[i];
        if (said[i].kind != LINK_TOGETHER)
            continue;
        rc = read_two(l, said[i].a, said[i].b, &there);
        if (rc != RC_OK || !there)
            continue;
        link_score(&l->base, &l->a, &l->b, &score);
        link_train_confirmed(&l->train, &score);
    }
    if (rc == RC_OK && n == 0)
        l->stage = l->train.confirmed_n >= LINK_CONFIRMED_MIN && l->upto > 1
                       ? LEARN_BY_CHANCE
                       : LEARN_COMPARED;
    return rc;
}

/* --- strangers --- */

/* The first signal beyond a number, from the first on again. */
static enum rc
signal_after(struct learning *l, uint64_t number, int64_t *node)
{
    struct snapshot_member member = {.node = 0};
    size_t n = 0;
    enum rc rc = snapshot_members(l->store, (int64_t)number, &member, 1, &n);

    if (rc == RC_OK && n == 0 && number > 0)
        return signal_after(l, 0, node);
    *node = member.node;
    return rc;
}

static enum rc
learn_stranger(struct learning *l)
{
    uint64_t pair[2];
    int64_t nodes[2] = {0, 0};
    bool there = false;
    enum rc rc;

    link_train_pair(l->i++, (uint64_t)l->upto, pair);
    rc = signal_after(l, pair[0], &nodes[0]);
    if (rc == RC_OK)
        rc = signal_after(l, pair[1], &nodes[1]);
    if (rc == RC_OK && nodes[0] != nodes[1])
        rc = read_two(l, nodes[0], nodes[1], &there);
    if (there) {
        struct link_score score;

        link_score(&l->base, &l->a, &l->b, &score);
        link_train_stranger(&l->train, &score);
    }
    return rc;
}

static enum rc
learn_by_chance(struct learning *l)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < PAIRS / 2; i++)
        rc = learn_stranger(l);
    if (rc == RC_OK && l->i >= LEARN_STRANGERS) {
        link_train_finish(&l->train, &l->epoch.situation);
        l->epoch.confirmed = (int64_t)l->train.confirmed_n;
        l->i = 0;
        l->stage = LEARN_COMPARED;
    }
    return rc;
}

/* --- the prior --- */

static enum rc
count_of(struct learning *l, uint64_t token, uint16_t *clusters)
{
    struct kept_count *kept = &l->counts[token % COUNTS];
    enum rc rc = RC_OK;

    if (!kept->known || kept->token != token) {
        *kept = (struct kept_count){.token = token, .known = true};
        rc = snapshot_clusters(l->store, token, &kept->clusters);
        kept->known = rc == RC_OK;
    }
    *clusters = kept->clusters;
    return rc;
}

/* As the next epoch will weigh its values. */
static enum rc
weigh(struct learning *l, struct link_record *record)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < record->values_n; i++) {
        struct link_value *value = &record->values[i];

        value->clusters = 0;
        if (learn_counts(value->kind))
            rc = count_of(l, value->token, &value->clusters);
        value->rarity_mb = link_rarity_mb(value->kind, value->clusters,
                                          (uint64_t)l->epoch.clusters);
    }
    return rc;
}

static void
add_older(struct learning *l, const struct link_place places[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool known = places[i].node >= l->node;

        for (size_t k = 0; !known && k < l->older_n; k++)
            known = l->older[k] == places[i].node;
        if (!known && l->older_n < OLDER_MAX)
            l->older[l->older_n++] = places[i].node;
    }
}

/* All it is compared with: what the epoch in force does not keep of that is not
 * what the next one would. */
static enum rc
find_older(struct learning *l)
{
    const struct link_book *book = &l->book;
    struct link_place before[LINK_WINDOW_MAX];
    struct link_place after[LINK_WINDOW_MAX];
    const size_t window =
        l->base.window < LINK_WINDOW_MAX ? l->base.window : LINK_WINDOW_MAX;
    enum rc rc = book->record_get(book->self, l->node, &l->a);

    for (size_t i = 0; rc == RC_OK && i < l->a.keys_n; i++) {
        size_t before_n = 0;
        size_t after_n = 0;

        rc = book->neighbours(book->self, l->a.keys[i], &l->a.place, window,
                              before, &before_n, after, &after_n);
        add_older(l, before, before_n);
        add_older(l, after, after_n);
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static bool
leave_apart(const struct link_decision *decision, void *arg)
{
    struct learning *l = arg;
    int64_t other = decision->a == l->node ? decision->b : decision->a;

    if (decision->kind == LINK_SEPARATE)
        for (size_t i = 0; i < l->older_n; i++)
            if (l->older[i] == other)
                l->older[i] = l->older[--l->older_n];
    return true;
}

/* The next one of the sample: all signals when there are no more than that. */
static enum rc
next_signal(struct learning *l)
{
    bool all = l->epoch.signals <= LEARN_SIGNALS;
    uint64_t pair[2] = {(uint64_t)l->node, 0};
    int64_t node = 0;
    enum rc rc = RC_OK;

    if (!all && l->upto > 1)
        link_train_pair(l->i, (uint64_t)l->upto, pair);
    rc = signal_after(l, pair[0], &node);
    if (rc != RC_OK)
        return rc;
    if (l->i >= LEARN_SIGNALS || node == 0 || (all && node <= l->node)) {
        l->epoch.situation.prior_mb = link_prior_store_mb(
            &l->prior, (uint64_t)l->epoch.signals, l->sampled);
        l->stage = LEARN_DONE;
        return RC_OK;
    }
    l->i++;
    l->sampled++;
    l->node = node;
    rc = find_older(l);
    return rc == RC_OK
               ? l->book.decisions_of(l->book.self, node, leave_apart, l)
               : rc;
}

/* However likely: what no total would link is no link to be expected. */
static bool
may_link(const struct learning *l, const struct link_score *score)
{
    return !score->contradicting &&
           (score->identity ||
            score->groups_agreeing >= l->epoch.situation.groups_needed);
}

static enum rc
learn_compared(struct learning *l)
{
    enum rc rc = RC_OK;

    if (l->older_n == 0)
        return next_signal(l);
    for (size_t i = 0; rc == RC_OK && l->older_n > 0 && i < PAIRS; i++) {
        struct link_score score;
        bool there = false;

        rc = read_two(l, l->node, l->older[--l->older_n], &there);
        if (rc != RC_OK || !there)
            continue;
        rc = weigh(l, &l->a);
        if (rc == RC_OK)
            rc = weigh(l, &l->b);
        link_score(&l->epoch.situation, &l->a, &l->b, &score);
        if (may_link(l, &score))
            link_prior_add(&l->prior, &l->epoch.situation, &score);
    }
    return rc;
}

enum rc
learn_some(struct learning *learning, bool *done)
{
    enum rc rc = RC_OK;

    linking_book(learning->store, LINKING_LIVE, &learning->book);
    switch (learning->stage) {
    case LEARN_SAID:
        rc = learn_said(learning);
        break;
    case LEARN_BY_CHANCE:
        rc = learn_by_chance(learning);
        break;
    case LEARN_COMPARED:
        rc = learn_compared(learning);
        break;
    case LEARN_DONE:
        break;
    }
    *done = learning->stage == LEARN_DONE;
    return rc;
}
