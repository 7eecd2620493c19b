/* train -- see train.h */
#include "link/train.h"

#include <stdbool.h>
#include <string.h>

#include "link/fixed.h"
#include "link/score.h"

#define ROUNDS     40
#define BEGIN_SAME (FIXED_ONE * 3 / 10) /* of a block's pairs, at first */
#define SAME_MIN   (FIXED_ONE / 10000)
#define SAME_MAX   (FIXED_ONE - FIXED_ONE / 1000)
#define M_MIN      (FIXED_ONE / 10000)
#define M_FIRST    (FIXED_ONE * 85 / 100) /* of the first level, at first */
#define TRACE      1074                   /* a millionth, so that none is 0 */

void
link_train_init(struct link_train *train, const struct link_model *base,
                struct link_pattern patterns[], size_t cap)
{
    memset(train, 0, sizeof *train);
    memset(patterns, 0, cap * sizeof patterns[0]);
    train->base = base;
    train->patterns = patterns;
    train->cap = cap;
}

static uint64_t
mix(uint64_t n)
{
    n = (n ^ n >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    n = (n ^ n >> 27) * UINT64_C(0x94D049BB133111EB);
    return n ^ n >> 31;
}

void
link_train_pair(uint64_t i, uint64_t n, uint64_t pair[2])
{
    const uint64_t chance = mix((i + 1) * UINT64_C(0x9E3779B97F4A7C15));

    pair[0] = ((chance >> 32) * n) >> 32;
    pair[1] = ((chance & UINT32_MAX) * (n - 1)) >> 32;
    if (pair[1] >= pair[0])
        pair[1]++;
}

static void
count(const struct link_model *model, const struct link_score *score,
      uint64_t counts[LINK_FIELDS_MAX][LINK_WAYS_MAX])
{
    for (uint32_t i = 0; i < model->fields_n; i++)
        if (score->parts[i].level != LINK_LEVEL_MISSING)
            counts[i][score->parts[i].level]++;
}

void
link_train_stranger(struct link_train *train, const struct link_score *score)
{
    count(train->base, score, train->strangers);
}

void
link_train_confirmed(struct link_train *train, const struct link_score *score)
{
    count(train->base, score, train->confirmed);
    train->confirmed_n++;
}

/* The pattern's place, or a free one for it; NULL: there is no room. */
static struct link_pattern *
find(struct link_train *train, const struct link_pattern *wanted)
{
    uint64_t at = 0;

    for (size_t i = 0; i < LINK_FIELDS_MAX; i++)
        at = mix(at * 31 + wanted->levels[i] + 1);
    for (size_t tries = 0; tries < train->cap; tries++, at++) {
        struct link_pattern *pattern = &train->patterns[at & (train->cap - 1)];

        if (pattern->n == 0 ||
            memcmp(pattern->levels, wanted->levels, sizeof wanted->levels) == 0)
            return pattern;
    }
    return NULL;
}

void
link_train_seen(struct link_train *train, const struct link_score *score)
{
    struct link_pattern seen, *pattern;

    memset(seen.levels, LINK_LEVEL_MISSING, sizeof seen.levels);
    for (uint32_t i = 0; i < train->base->fields_n; i++)
        seen.levels[i] = score->parts[i].level;
    train->seen++;
    pattern = find(train, &seen);
    if (pattern == NULL) {
        train->unheard++;
        return;
    }
    if (pattern->n == 0) {
        memcpy(pattern->levels, seen.levels, sizeof seen.levels);
        train->used++;
    }
    pattern->n++;
}

/* FIXED_ONE * part / whole, of any size; part <= whole, whole >= 1. */
static int64_t
share(uint64_t part, uint64_t whole)
{
    while (whole >> 33 != 0) {
        part >>= 1;
        whole >>= 1;
    }
    return (int64_t)(part * FIXED_ONE / whole);
}

static uint64_t
sum_of(const uint64_t counts[LINK_WAYS_MAX])
{
    uint64_t sum = 0;

    for (size_t i = 0; i < LINK_WAYS_MAX; i++)
        sum += counts[i];
    return sum;
}

/* log2 u, each way as if seen half a time more than it was. */
static int32_t
log2_u(const struct link_train *train, uint32_t field, uint8_t way)
{
    const uint64_t *counts = train->strangers[field];
    const uint64_t ways = train->base->fields[field].levels_n + UINT64_C(1);

    return fixed_log2(2 * counts[way] + 1) -
           fixed_log2(2 * sum_of(counts) + ways);
}

/* What expectation maximisation begins with: most agree at the first level, of
 * the rest each level twice as many as the next. */
static void
begin_m(const struct link_field *field, int64_t m[LINK_WAYS_MAX])
{
    int64_t sum = 3;

    for (uint8_t i = 1; i < field->levels_n; i++)
        sum += INT64_C(1) << (field->levels_n + 1 - i);
    m[0] = M_FIRST;
    for (uint8_t i = 1; i < field->levels_n; i++)
        m[i] = (FIXED_ONE - M_FIRST) *
               (INT64_C(1) << (field->levels_n + 1 - i)) / sum;
    m[field->levels_n] = (FIXED_ONE - M_FIRST) * 3 / sum;
}

/* One block's maximisation. */
struct fitting {
    const struct link_train *train;
    uint32_t keyed;
    int64_t same; /* of the pairs */
    int64_t m[LINK_FIELDS_MAX][LINK_WAYS_MAX];
    int32_t weights[LINK_FIELDS_MAX][LINK_WAYS_MAX]; /* q20 */
    uint64_t sums[LINK_FIELDS_MAX][LINK_WAYS_MAX];
};

static bool
counts_for(const struct fitting *fitting, uint32_t field, uint8_t way)
{
    return way != LINK_LEVEL_MISSING && (fitting->keyed >> field & 1) == 0;
}

static void
find_weights(struct fitting *fitting)
{
    const struct link_model *model = fitting->train->base;

    for (uint32_t i = 0; i < model->fields_n; i++)
        for (uint8_t way = 0; way <= model->fields[i].levels_n; way++)
            fitting->weights[i][way] =
                fixed_log2((uint64_t)fitting->m[i][way]) - 30 * FIXED_BIT_Q20 -
                log2_u(fitting->train, i, way);
}

/* How many of the pairs are of one situation, and how those compare. */
static uint64_t
expect(struct fitting *fitting, uint64_t *all)
{
    const struct link_train *train = fitting->train;
    const uint32_t fields_n = train->base->fields_n;
    const int32_t odds = fixed_log2((uint64_t)fitting->same) -
                         fixed_log2((uint64_t)(FIXED_ONE - fitting->same));
    uint64_t same = 0;

    memset(fitting->sums, 0, sizeof fitting->sums);
    *all = 0;
    for (size_t p = 0; p < train->cap; p++) {
        const struct link_pattern *pattern = &train->patterns[p];
        int32_t weight = odds;

        if (pattern->n == 0)
            continue;
        for (uint32_t i = 0; i < fields_n; i++)
            if (counts_for(fitting, i, pattern->levels[i]))
                weight += fitting->weights[i][pattern->levels[i]];

        const uint64_t chance = (uint64_t)fixed_chance(weight) * pattern->n;

        same += chance;
        *all += pattern->n * (uint64_t)FIXED_ONE;
        for (uint32_t i = 0; i < fields_n; i++)
            if (counts_for(fitting, i, pattern->levels[i]))
                fitting->sums[i][pattern->levels[i]] += chance;
    }
    return same;
}

static int64_t
within(int64_t n, int64_t least, int64_t most)
{
    return n < least ? least : n > most ? most : n;
}

static void
maximise(struct fitting *fitting, uint64_t same, uint64_t all)
{
    const struct link_model *model = fitting->train->base;

    fitting->same = within(share(same, all), SAME_MIN, SAME_MAX);
    for (uint32_t i = 0; i < model->fields_n; i++) {
        const uint8_t ways = model->fields[i].levels_n + 1;
        uint64_t sum = sum_of(fitting->sums[i]) + (uint64_t)ways * TRACE;

        for (uint8_t way = 0; way < ways; way++)
            fitting->m[i][way] = within(
                share(fitting->sums[i][way] + TRACE, sum), M_MIN, FIXED_ONE);
    }
}

static void
clear_block(struct link_train *train)
{
    memset(train->patterns, 0, train->cap * sizeof train->patterns[0]);
    train->used = 0;
    train->seen = 0;
}

void
link_train_block(struct link_train *train, uint32_t keyed)
{
    const struct link_model *model = train->base;
    struct fitting fitting = {
        .train = train, .keyed = keyed, .same = BEGIN_SAME};

    for (uint32_t i = 0; i < model->fields_n; i++)
        begin_m(&model->fields[i], fitting.m[i]);
    if (train->seen >= LINK_BLOCK_MIN && train->used > 0) {
        for (int round = 0; round < ROUNDS; round++) {
            uint64_t all, same;

            find_weights(&fitting);
            same = expect(&fitting, &all);
            maximise(&fitting, same, all);
        }
        for (uint32_t i = 0; i < model->fields_n; i++) {
            if ((keyed >> i & 1) != 0 || sum_of(fitting.sums[i]) == 0)
                continue;
            train->blocks[i]++;
            for (uint8_t way = 0; way <= model->fields[i].levels_n; way++)
                train->learned[i][way] += fitting.m[i][way];
        }
    }
    clear_block(train);
}

static bool
by_value(const struct link_level *level)
{
    return level->rare && (level->how == LINK_EXACT || level->how == LINK_DICE);
}

/* FIXED_ONE * u * 2^weight, at most FIXED_ONE. */
static int64_t
m_of(const struct link_train *train, uint32_t field, uint8_t way,
     int32_t weight_mb)
{
    const int64_t x = (int64_t)log2_u(train, field, way) + fixed_q20(weight_mb);

    return x >= 0 ? FIXED_ONE : x < INT32_MIN ? 0 : fixed_exp2((int32_t)x);
}

/* The m that weights set by hand mean: of a level u * 2^weight; what is left is
 * for levels by rarity, each twice as often as the next. */
static void
hand_m(const struct link_train *train, uint32_t i, int64_t m[LINK_WAYS_MAX])
{
    const struct link_field *field = &train->base->fields[i];
    int64_t left = FIXED_ONE, sum = 0;
    int32_t rare = 0;

    for (uint8_t way = 0; way <= field->levels_n; way++) {
        const bool open =
            way < field->levels_n && by_value(&field->levels[way]);

        rare += open;
        m[way] = open
                     ? -1
                     : m_of(train, i, way,
                            way < field->levels_n ? field->levels[way].weight_mb
                                                  : field->different_mb);
        left -= open ? 0 : m[way];
    }
    for (uint8_t way = 0; way <= field->levels_n; way++) {
        if (m[way] < 0) {
            /* Of the last two the same, so that all is shared out. */
            const int64_t half = rare > 1 ? left / 2 : left;

            m[way] = within(half, M_MIN, FIXED_ONE);
            left -= half;
            rare--;
        }
        sum += m[way];
    }
    for (uint8_t way = 0; way <= field->levels_n; way++)
        m[way] = m[way] * FIXED_ONE / sum;
}

/* False: nothing was learned of the field. */
static bool
learned_m(const struct link_train *train, uint32_t field,
          int64_t m[LINK_WAYS_MAX])
{
    const uint64_t *counts = train->confirmed[field];
    const uint64_t known = sum_of(counts);
    const uint8_t ways = train->base->fields[field].levels_n + 1;
    const bool told = train->confirmed_n >= LINK_CONFIRMED_MIN && known > 0;

    if (train->blocks[field] == 0 && !told)
        return false;
    if (train->blocks[field] == 0)
        hand_m(train, field, m);
    else
        for (uint8_t way = 0; way < ways; way++)
            m[way] = train->learned[field][way] / train->blocks[field];
    for (uint8_t way = 0; told && way < ways; way++)
        m[way] = (int64_t)(((uint64_t)FIXED_ONE * counts[way] +
                            (uint64_t)m[way] * LINK_CONFIRMED_SMOOTH) /
                           (known + LINK_CONFIRMED_SMOOTH));
    return true;
}

static int32_t
weight_of(const struct link_train *train, uint32_t field, uint8_t way,
          int64_t m)
{
    const struct link_field *of = &train->base->fields[field];
    const int32_t log2_m =
        fixed_log2((uint64_t)within(m, M_MIN, FIXED_ONE)) - 30 * FIXED_BIT_Q20;
    int32_t u = log2_u(train, field, way);

    if (way < of->levels_n && by_value(&of->levels[way]))
        u = of->levels[way].how == LINK_DICE ? u / 2 : 0;
    return fixed_mb(log2_m - u);
}

void
link_train_finish(const struct link_train *train, struct link_model *out)
{
    *out = *train->base;
    for (uint32_t i = 0; i < out->fields_n; i++) {
        struct link_field *field = &out->fields[i];
        int64_t m[LINK_WAYS_MAX];

        if (sum_of(train->strangers[i]) < LINK_STRANGERS_MIN ||
            !learned_m(train, i, m))
            continue;
        for (uint8_t way = 0; way < field->levels_n; way++) {
            struct link_level *level = &field->levels[way];
            const int32_t weight = weight_of(train, i, way, m[way]);

            level->weight_mb =
                level->weight_max_mb > 0 && weight > level->weight_max_mb
                    ? level->weight_max_mb
                    : weight;
        }

        const int32_t different =
            weight_of(train, i, field->levels_n, m[field->levels_n]);

        field->different_mb = different < 0 ? different : 0;
    }
}
