/* learn -- see learn.h */
#include "learn.h"

#include <stdio.h>
#include <stdlib.h>

#include "link/prior.h"
#include "link/score.h"
#include "link/train.h"
#include "pairs.h"
#include "run.h"
#include "set.h"

#define STRANGERS  1000000
#define BLOCK_MOST 150000
#define PATTERNS   65536

static struct link_score
score(const struct set *set, struct pair_of pair)
{
    struct link_score out;

    link_score(&set->model, &set->records[pair.a], &set->records[pair.b], &out);
    return out;
}

static void
see_strangers(const struct set *set, struct link_train *train)
{
    for (uint64_t i = 0; i < STRANGERS; i++) {
        uint64_t pair[2];

        link_train_pair(i, set->n, pair);
        if (set_comparable(set, (uint32_t)pair[0], (uint32_t)pair[1])) {
            struct link_score of = score(
                set, (struct pair_of){(uint32_t)pair[0], (uint32_t)pair[1]});

            link_train_stranger(train, &of);
        }
    }
}

/* The fields in which all pairs of a block agree by its making. */
static uint32_t
keyed_fields(const struct link_model *model, const struct set_block *block)
{
    uint32_t keyed = 0;

    for (uint32_t f = 0; f < model->fields_n; f++) {
        for (size_t k = 0; k < BLOCK_MAX; k++) {
            if (block->kinds[k] != LINK_NONE &&
                model->fields[f].levels[0].kind == block->kinds[k])
                keyed |= UINT32_C(1) << f;
        }
    }
    return keyed | block->also;
}

static void
see_block(const struct set *set, const struct set_block *block,
          struct link_train *train)
{
    struct pairs pairs;

    pairs_block(set, block->kinds, block->kinds[1] == LINK_NONE ? 1 : 2,
                BLOCK_MOST, &pairs);
    for (size_t i = 0; i < pairs.n; i++) {
        struct link_score of = score(set, pairs.v[i]);

        link_train_seen(train, &of);
    }
    link_train_block(train, keyed_fields(&set->model, block));
    pairs_free(&pairs);
}

/* All pairs that are not of one source, if there are two. */
static uint64_t
all_pairs(const struct set *set)
{
    uint64_t n = set->n, first = 0;

    for (size_t i = 0; i < set->n; i++)
        first += set->records[i].organisation == 1;
    return set->two_sources ? first * (n - first) : n * (n - 1) / 2;
}

void
learn(struct set *set, const struct pairs *near)
{
    struct link_pattern *patterns = calloc(PATTERNS, sizeof *patterns);
    struct link_train train;
    struct link_model next;
    struct link_prior prior = {0};

    if (patterns == NULL)
        exit(1);
    link_train_init(&train, &set->model, patterns, PATTERNS);
    see_strangers(set, &train);
    for (size_t i = 0; i < set->blocks_n; i++)
        see_block(set, &set->blocks[i], &train);
    link_train_finish(&train, &next);
    if (train.unheard > 0)
        (void)fprintf(stderr, "eval: %llu pairs of a block unheard\n",
                      (unsigned long long)train.unheard);
    free(patterns);
    set->model = next;
    for (size_t i = 0; i < near->n; i++) {
        struct link_score of = score(set, near->v[i]);

        link_prior_add(&prior, &set->model, &of);
    }
    set->model.prior_mb = link_prior_mb(&prior, all_pairs(set));
}

void
learn_confirmed(struct set *set, const struct pairs *confirmed)
{
    struct link_pattern *patterns = run_room(PATTERNS, sizeof *patterns);
    struct link_train train;
    struct link_model next;

    link_train_init(&train, &set->model, patterns, PATTERNS);
    see_strangers(set, &train);
    for (size_t i = 0; i < confirmed->n; i++) {
        struct link_score of = score(set, confirmed->v[i]);

        link_train_confirmed(&train, &of);
    }
    link_train_finish(&train, &next);
    set->model = next;
    free(patterns);
}
