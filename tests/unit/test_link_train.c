/* What an epoch learns: as floating-point maximisation would, at its limits, and
 * the same on every machine. */
#include "rows.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "link/score.h"
#include "link/train.h"

#define FIELDS   4
#define WAYS     4
#define PATTERNS 1024
#define SEEN     4000

static struct link_pattern patterns[PATTERNS];
static struct link_train train;

static struct link_model
base(void)
{
    struct link_model model = {.fields_n = FIELDS, .groups_n = FIELDS};

    for (uint32_t i = 0; i < FIELDS; i++) {
        struct link_field *field = &model.fields[i];

        field->group = (uint8_t)i;
        field->levels_n = WAYS - 1;
        field->cross = -1;
        field->different_mb = -2000;
        for (uint8_t level = 0; level < WAYS - 1; level++)
            field->levels[level] = (struct link_level){
                .kind = (uint8_t)(128 + i), .weight_mb = 6000 - 2000 * level};
    }
    model.fields[3].levels[0].rare = true;
    model.fields[3].levels[0].weight_mb = 0;
    model.fields[3].levels[0].weight_max_mb = 20000;
    return model;
}

/* How pairs compare, of 100. */
static const uint8_t same_ways[WAYS] = {70, 12, 8, 10};
static const uint8_t stranger_ways[WAYS] = {1, 2, 7, 90};

static uint8_t
way_of(uint64_t *seed, const uint8_t ways[WAYS])
{
    int left = (int)(rows_random(seed) % 100);
    uint8_t way = 0;

    while (left >= ways[way])
        left -= ways[way++];
    return way;
}

static struct link_score
pair_of(uint64_t *seed, bool same)
{
    struct link_score score = {0};

    for (uint32_t i = 0; i < FIELDS; i++)
        score.parts[i].level =
            rows_random(seed) % 10 == 0
                ? LINK_LEVEL_MISSING
                : way_of(seed, same ? same_ways : stranger_ways);
    return score;
}

static void
strangers(uint64_t *seed, int n)
{
    for (int i = 0; i < n; i++) {
        struct link_score score = pair_of(seed, false);

        link_train_stranger(&train, &score);
    }
}

/* As the reference does it, with doubles. */
struct reference {
    uint8_t seen[SEEN][FIELDS];
    double u[FIELDS][WAYS], m[FIELDS][WAYS];
};

static double
reference_odds(const struct reference *ref, const uint8_t levels[FIELDS],
               double same, uint32_t keyed)
{
    double odds = log(same / (1 - same));

    for (uint32_t i = 0; i < FIELDS; i++)
        if (levels[i] != LINK_LEVEL_MISSING && (keyed >> i & 1) == 0)
            odds += log(ref->m[i][levels[i]] / ref->u[i][levels[i]]);
    return odds;
}

static void
reference_fit(struct reference *ref, uint32_t keyed)
{
    double same = .3;

    for (int round = 0; round < 40; round++) {
        double sums[FIELDS][WAYS], total = 0;

        for (uint32_t i = 0; i < FIELDS; i++)
            for (uint8_t way = 0; way < WAYS; way++)
                sums[i][way] = 1e-6;
        for (size_t p = 0; p < SEEN; p++) {
            double q =
                1 / (1 + exp(-reference_odds(ref, ref->seen[p], same, keyed)));

            total += q;
            for (uint32_t i = 0; i < FIELDS; i++)
                if (ref->seen[p][i] != LINK_LEVEL_MISSING)
                    sums[i][ref->seen[p][i]] += q;
        }
        same = fmin(.999, fmax(1e-4, total / SEEN));
        for (uint32_t i = 0; i < FIELDS; i++) {
            double sum = sums[i][0] + sums[i][1] + sums[i][2] + sums[i][3];

            for (uint8_t way = 0; way < WAYS; way++)
                if ((keyed >> i & 1) == 0)
                    ref->m[i][way] = fmax(1e-4, sums[i][way] / sum);
        }
    }
}

static void
reference_init(struct reference *ref)
{
    static const double begin[WAYS] = {.85, .08, .04, .03};

    for (uint32_t i = 0; i < FIELDS; i++) {
        double sum = 0;

        memcpy(ref->m[i], begin, sizeof begin);
        for (uint8_t way = 0; way < WAYS; way++)
            sum += (double)train.strangers[i][way];
        for (uint8_t way = 0; way < WAYS; way++)
            ref->u[i][way] = ((double)train.strangers[i][way] + .5) / (sum + 2);
    }
}

static void
want_weights(const struct reference *ref, const struct link_model *is)
{
    for (uint32_t i = 0; i < FIELDS; i++)
        for (uint8_t way = 0; way < WAYS; way++) {
            bool rare = is->fields[i].levels[way % 3].rare && way < 3;
            double want =
                1000 * log2(ref->m[i][way] / (rare ? 1 : ref->u[i][way]));
            int32_t weight = way < WAYS - 1
                                 ? is->fields[i].levels[way].weight_mb
                                 : is->fields[i].different_mb;

            if (fabs(weight - want) > 1)
                fail_msg("field %u, way %u: %d, not %.1f", i, way, weight,
                         want);
        }
}

static void
test_it_learns_what_doubles_learn(void **state)
{
    static struct reference ref;
    struct link_model model = base(), is;
    uint64_t seed = 1;

    (void)state;
    link_train_init(&train, &model, patterns, PATTERNS);
    strangers(&seed, 20000);
    reference_init(&ref);
    for (size_t p = 0; p < SEEN; p++) {
        struct link_score score = pair_of(&seed, p % 3 == 0);

        link_train_seen(&train, &score);
        for (uint32_t i = 0; i < FIELDS; i++)
            ref.seen[p][i] = score.parts[i].level;
    }
    reference_fit(&ref, 0);
    link_train_block(&train, 0);
    assert_int_equal(train.unheard, 0);
    link_train_finish(&train, &is);
    want_weights(&ref, &is);
    /* and that is near the truth: 0.70 and 0.01 */
    assert_in_range(is.fields[0].levels[0].weight_mb, 5950, 6400);
    assert_in_range(-is.fields[0].different_mb, 2700, 3600);
    assert_in_range(-is.fields[3].levels[0].weight_mb, 400, 650);
}

/* Blocks are as many voices; a field of a block's key learns nothing of it. */
static void
test_blocks_are_averaged(void **state)
{
    static struct reference one, two;
    struct link_model model = base(), is;
    uint64_t seed = 2;

    (void)state;
    link_train_init(&train, &model, patterns, PATTERNS);
    strangers(&seed, 20000);
    reference_init(&one);
    reference_init(&two);
    for (int block = 0; block < 2; block++) {
        struct reference *ref = block == 0 ? &one : &two;

        for (size_t p = 0; p < SEEN; p++) {
            struct link_score score =
                pair_of(&seed, p % (block == 0 ? 2 : 5) == 0);

            score.parts[block].level = 0;
            link_train_seen(&train, &score);
            for (uint32_t i = 0; i < FIELDS; i++)
                ref->seen[p][i] = score.parts[i].level;
        }
        link_train_block(&train, UINT32_C(1) << block);
        reference_fit(ref, UINT32_C(1) << block);
    }
    for (uint32_t i = 0; i < FIELDS; i++)
        for (uint8_t way = 0; way < WAYS; way++)
            one.m[i][way] = i == 0   ? two.m[i][way]
                            : i == 1 ? one.m[i][way]
                                     : (one.m[i][way] + two.m[i][way]) / 2;
    link_train_finish(&train, &is);
    want_weights(&one, &is);
}

static bool
same_weights(const struct link_model *a, const struct link_model *b)
{
    for (uint32_t i = 0; i < FIELDS; i++) {
        if (a->fields[i].different_mb != b->fields[i].different_mb)
            return false;
        for (uint8_t level = 0; level < WAYS - 1; level++)
            if (a->fields[i].levels[level].weight_mb !=
                b->fields[i].levels[level].weight_mb)
                return false;
    }
    return true;
}

static const struct least_row {
    const char *name;
    int strangers, block, confirmed;
    bool learns;
} least_rows[] = {
    {"nothing", 5000, 0, 0, false},
    {"a block of 49", 5000, 49, 0, false},
    {"a block of 50", 5000, 50, 0, true},
    {"199 confirmed", 5000, 0, 199, false},
    {"200 confirmed", 5000, 0, 200, true},
    {"999 strangers", 999, 0, 200, false},
    {"1000 strangers", 1000, 0, 200, true},
};

static void
test_from_how_many_it_learns(void **state)
{
    (void)state;
    for (size_t r = 0; r < ROWS(least_rows); r++) {
        const struct least_row *row = &least_rows[r];
        struct link_model model = base(), is;
        struct link_score score = {0};
        uint64_t seed = 3;

        link_train_init(&train, &model, patterns, PATTERNS);
        for (int i = 0; i < row->strangers; i++) {
            for (uint32_t f = 0; f < FIELDS; f++)
                score.parts[f].level = way_of(&seed, stranger_ways);
            link_train_stranger(&train, &score);
        }
        memset(&score, 0, sizeof score);
        for (int i = 0; i < row->block; i++)
            link_train_seen(&train, &score);
        link_train_block(&train, 0);
        for (int i = 0; i < row->confirmed; i++)
            link_train_confirmed(&train, &score);
        link_train_finish(&train, &is);
        if (same_weights(&model, &is) == row->learns)
            fail_msg("%s", row->name);
    }
}

/* u of the first level is 1 of 100, of different 90: by hand 6000 and -2000
 * mean m = 0.64 and 0.225. */
static void
test_what_people_confirmed_is_smoothed(void **state)
{
    struct link_model model = base(), is;
    struct link_score score = {0};
    const uint64_t counts[WAYS] = {10000, 20000, 70000, 900000};

    (void)state;
    link_train_init(&train, &model, patterns, PATTERNS);
    for (uint32_t i = 0; i < FIELDS; i++)
        memcpy(train.strangers[i], counts, sizeof counts);
    score.parts[1].level = 3;
    score.parts[2].level = LINK_LEVEL_MISSING;
    for (int i = 0; i < 200; i++)
        link_train_confirmed(&train, &score);
    link_train_finish(&train, &is);

    /* by hand: .64, .32, .28, .225 of 1.465 */
    double first = .64 / 1.465, different = .225 / 1.465;

    assert_true(fabs(is.fields[0].levels[0].weight_mb -
                     1000 * log2((200 + 50 * first) / 250 / .01)) < 2);
    assert_true(fabs(is.fields[0].different_mb -
                     1000 * log2(50 * different / 250 / .9)) < 2);
    assert_true(fabs(is.fields[1].levels[0].weight_mb -
                     1000 * log2(50 * first / 250 / .01)) < 2);
    assert_true(fabs(is.fields[1].different_mb -
                     1000 * log2((200 + 50 * different) / 250 / .9)) < 2);
    assert_int_equal(is.fields[2].levels[0].weight_mb, 6000);
    /* by rarity: what the others leave, 1 - .32 - .28 - .225 = .175 */
    assert_true(fabs(is.fields[3].levels[0].weight_mb -
                     1000 * log2((200 + 50 * .175) / 250)) < 2);
}

static void
test_no_weight_is_beyond_its_most(void **state)
{
    struct link_model model = base(), is;
    struct link_score score = {0};
    uint64_t seed = 4;

    (void)state;
    model.fields[0].levels[0].weight_max_mb = 3000;
    link_train_init(&train, &model, patterns, PATTERNS);
    strangers(&seed, 20000);
    score.parts[2].level = WAYS - 1; /* more often than strangers: 0.98, 0.9 */
    for (int i = 0; i < 2000; i++)
        link_train_confirmed(&train, &score);
    link_train_finish(&train, &is);
    assert_int_equal(is.fields[0].levels[0].weight_mb, 3000);
    assert_true(is.fields[1].levels[0].weight_mb > 5000);
    assert_int_equal(is.fields[2].different_mb, 0);
}

static void
test_patterns_without_room_are_counted(void **state)
{
    struct link_model model = base();
    uint64_t seed = 5;

    (void)state;
    link_train_init(&train, &model, patterns, 8);
    for (int i = 0; i < 1000; i++) {
        struct link_score score = pair_of(&seed, true);

        link_train_seen(&train, &score);
    }
    assert_int_equal(train.used, 8);
    assert_true(train.unheard > 0 && train.unheard < 1000);
    link_train_block(&train, 0);
    assert_int_equal(train.used, 0);
    assert_int_equal(train.blocks[0], 1);
}

static void
test_the_sample_of_pairs(void **state)
{
    uint64_t pair[2], often[2][5] = {{0}};

    (void)state;
    for (uint64_t i = 0; i < 100000; i++) {
        link_train_pair(i, 5, pair);
        assert_true(pair[0] < 5 && pair[1] < 5 && pair[0] != pair[1]);
        often[0][pair[0]]++;
        often[1][pair[1]]++;
    }
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < 5; i++)
            assert_in_range(often[side][i], 19500, 20500);
    for (uint64_t i = 0; i < 1000; i++) {
        link_train_pair(i, 2, pair);
        assert_true(pair[0] + pair[1] == 1);
        link_train_pair(i, UINT32_MAX, pair);
        assert_true(pair[0] < UINT32_MAX && pair[1] < UINT32_MAX);
    }
    link_train_pair(0, 1000, pair);
    assert_int_equal(pair[0], 883);
    assert_int_equal(pair[1], 480);
}

static void
test_every_machine_learns_the_same(void **state)
{
    struct link_model model = base(), is;
    uint64_t seed = 7, sum = 0;

    (void)state;
    link_train_init(&train, &model, patterns, PATTERNS);
    strangers(&seed, 30000);
    for (int block = 0; block < 3; block++) {
        for (int i = 0; i < 20000; i++) {
            struct link_score score = pair_of(&seed, i % 4 == block);

            link_train_seen(&train, &score);
        }
        link_train_block(&train, UINT32_C(1) << block);
    }
    for (int i = 0; i < 300; i++) {
        struct link_score score = pair_of(&seed, true);

        link_train_confirmed(&train, &score);
    }
    link_train_finish(&train, &is);
    for (uint32_t i = 0; i < FIELDS; i++) {
        sum = sum * 1000003 + (uint32_t)is.fields[i].different_mb;
        for (uint8_t level = 0; level < WAYS - 1; level++)
            sum =
                sum * 1000003 + (uint32_t)is.fields[i].levels[level].weight_mb;
    }
    assert_int_equal(sum, UINT64_C(0x9f51ccd6e5745e21));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_learns_what_doubles_learn),
        cmocka_unit_test(test_blocks_are_averaged),
        cmocka_unit_test(test_from_how_many_it_learns),
        cmocka_unit_test(test_what_people_confirmed_is_smoothed),
        cmocka_unit_test(test_no_weight_is_beyond_its_most),
        cmocka_unit_test(test_patterns_without_room_are_counted),
        cmocka_unit_test(test_the_sample_of_pairs),
        cmocka_unit_test(test_every_machine_learns_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
