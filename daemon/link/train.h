/* train -- what an epoch learns of how pairs compare.  In whole numbers and a
 * fixed order: of one input every machine learns the same.
 *
 *     link_train_init(&train, &base, patterns, cap);
 *     for i in 0..: link_train_pair(i, n, pair), score, link_train_stranger()
 *     for each block: each of its pairs: score, link_train_seen()
 *                     link_train_block(&train, the fields of its key)
 *     for each pair that people confirmed: score, link_train_confirmed()
 *     link_train_finish(&train, &next);
 *     for each pair that is compared: score by next, link_prior_add()
 *     next.prior_mb = link_prior_mb(&prior, n * (n - 1) / 2);
 *
 * Scores are of the base model; their levels count, not their weights.
 *
 * u   of a level: how often strangers agree so (a fixed sample of pairs)
 * m   how often those of one situation do: by expectation maximisation over
 *     the pairs of each block (Dempster, Laird, Rubin 1977), the fields of its
 *     key left out, the mean over blocks; and from LINK_CONFIRMED_MIN confirmed
 *     pairs on the counts of those, smoothed by LINK_CONFIRMED_SMOOTH pairs as
 *     learned by blocks, or without as set by hand
 * out of a field that nothing was learned of, or that fewer than
 *     LINK_STRANGERS_MIN strangers both knew: its weights stay as they are */
#ifndef LINK_TRAIN_H
#define LINK_TRAIN_H

#include <stddef.h>
#include <stdint.h>

#include "link/model.h"

struct link_score;

#define LINK_CONFIRMED_MIN    200
#define LINK_CONFIRMED_SMOOTH 50
#define LINK_STRANGERS_MIN    1000
#define LINK_BLOCK_MIN        50 /* pairs of a block that is worth learning of */

/* Levels, and behind the last "different". */
#define LINK_WAYS_MAX (LINK_LEVELS_MAX + 1)

/* How often pairs compare in one way in all fields. */
struct link_pattern {
    uint8_t levels[LINK_FIELDS_MAX];
    uint64_t n; /* 0: free */
};

struct link_train {
    const struct link_model *base; /* borrowed, so patterns */
    struct link_pattern *patterns;
    size_t cap;       /* a power of two; 8192 do for 16 fields */
    size_t used;      /* of them, by this block */
    uint64_t seen;    /* pairs of this block */
    uint64_t unheard; /* pairs whose pattern found no room, of all blocks */
    uint64_t confirmed_n;
    uint64_t strangers[LINK_FIELDS_MAX][LINK_WAYS_MAX];
    uint64_t confirmed[LINK_FIELDS_MAX][LINK_WAYS_MAX];
    int64_t learned[LINK_FIELDS_MAX][LINK_WAYS_MAX]; /* chances, added up */
    uint32_t blocks[LINK_FIELDS_MAX];                /* that were */
};

void link_train_init(struct link_train *train, const struct link_model *base,
                     struct link_pattern patterns[], size_t cap);

/* link_train_pair: the i-th of the fixed sample of pairs among n signals, as
 * two unequal numbers below n; 2 <= n < 2^32. */
void link_train_pair(uint64_t i, uint64_t n, uint64_t pair[2]);

void link_train_stranger(struct link_train *train,
                         const struct link_score *score);
void link_train_seen(struct link_train *train, const struct link_score *score);

/* link_train_block: the pairs seen since the last block are one.  keyed: a bit
 * of each field in which they agree because they are of that block. */
void link_train_block(struct link_train *train, uint32_t keyed);

void link_train_confirmed(struct link_train *train,
                          const struct link_score *score);

/* link_train_finish: the base with what was learned.  A level's weight is log2
 * of m / u, a rare one's log2 m (by filters: log2 of m / sqrt u), at most
 * weight_max_mb if that is not 0; different never speaks for. */
void link_train_finish(const struct link_train *train, struct link_model *out);

#endif
