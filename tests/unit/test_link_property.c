/* What holds for the score of any two records, found by chance. */
#include "link_random.h"

#include "link/score.h"

#define TIMES 20000

static void
start(struct link_model models[2])
{
    link_model_start(&models[0]);
    link_model_same_start(&models[1]);
}

static void
random_level(uint64_t *seed, struct link_level *out)
{
    *out = (struct link_level){.how = LINK_EXACT};
    out->kind = (uint8_t)(1 + link_random_below(seed, 24));
    out->how = (uint8_t)link_random_below(seed, 4);
    out->rare = rows_random(seed) % 2 != 0;
    out->identity = rows_random(seed) % 2 != 0;
    out->at = (int32_t)link_random_below(seed, 700);
    out->weight_mb = (int32_t)link_random_below(seed, 12000) - 2000;
    out->weight_max_mb = (int32_t)link_random_below(seed, 20000);
}

static void
random_field(uint64_t *seed, uint32_t groups_n, struct link_field *out)
{
    *out = (struct link_field){.cross = -1};
    out->group = (uint8_t)link_random_below(seed, groups_n);
    out->levels_n = (uint8_t)link_random_below(seed, LINK_LEVELS_MAX + 1);
    out->any_known = rows_random(seed) % 2 != 0;
    out->agrees = rows_random(seed) % 2 != 0;
    out->contradicting = rows_random(seed) % 4 == 0;
    out->different_mb = -(int32_t)link_random_below(seed, 3000);
    out->half_life_s = (int64_t)link_random_below(seed, 40000000);
    for (uint8_t i = 0; i < LINK_LEVELS_MAX; i++)
        random_level(seed, &out->levels[i]);
}

/* A model as no person would make it; the first eight fields cross in pairs,
 * with levels that mean the same. */
static void
random_model(uint64_t *seed, struct link_model *out)
{
    *out = (struct link_model){
        .fields_n = LINK_FIELDS_MAX, .link_mb = 4250, .possible_mb = -1000};
    out->groups_n = 1 + (uint32_t)link_random_below(seed, LINK_GROUPS_MAX);
    out->groups_needed = (uint32_t)link_random_below(seed, 3);
    out->identity_max = (uint32_t)link_random_below(seed, 4);
    out->prior_mb = -(int32_t)link_random_below(seed, 20000);
    for (uint32_t i = 0; i < out->fields_n; i++)
        random_field(seed, out->groups_n, &out->fields[i]);
    for (uint32_t i = 0; i < 8; i++) {
        struct link_field *field = &out->fields[i];

        field->cross = (int8_t)(i ^ 1);
        if (i % 2 == 0)
            continue;
        field->levels_n = field[-1].levels_n;
        field->any_known = field[-1].any_known;
        for (uint8_t level = 0; level < field->levels_n; level++) {
            field->levels[level].how = field[-1].levels[level].how;
            field->levels[level].at = field[-1].levels[level].at;
        }
    }
}

static void
want_symmetry(const struct link_model *model, const struct link_record *a,
              const struct link_record *b)
{
    struct link_score there, back;

    memset(&there, 0, sizeof there);
    memset(&back, 0, sizeof back);
    link_score(model, a, b, &there);
    link_score(model, b, a, &back);
    assert_int_equal(there.total_mb, back.total_mb);
    assert_int_equal(there.outcome, back.outcome);
    assert_int_equal(there.identity, back.identity);
    assert_int_equal(there.contradicting, back.contradicting);
    assert_int_equal(there.groups_agreeing, back.groups_agreeing);
    assert_int_equal(there.gap_s, back.gap_s);
    for (uint32_t i = 0; i < model->fields_n; i++) {
        assert_int_equal(there.parts[i].level, back.parts[i].level);
        assert_int_equal(there.parts[i].weight_mb, back.parts[i].weight_mb);
        assert_int_equal(there.parts[i].counted_mb, back.parts[i].counted_mb);
        assert_int_equal(there.parts[i].clusters, back.parts[i].clusters);
    }
}

static void
test_symmetry(void **state)
{
    uint64_t seed = 3;
    struct link_model models[3];

    (void)state;
    start(models);
    for (int i = 0; i < TIMES; i++) {
        struct link_record a, b;

        random_model(&seed, &models[2]);
        link_random_record(&seed, 1, &a);
        link_random_record(&seed, 2, &b);
        for (size_t m = 0; m < 3; m++)
            want_symmetry(&models[m], &a, &b);
    }
}

/* The total is the prior and what was counted, nothing else. */
static void
test_the_parts_are_the_total(void **state)
{
    uint64_t seed = 4;
    struct link_model model;

    (void)state;
    for (int i = 0; i < TIMES; i++) {
        struct link_record a, b;
        struct link_score is;
        int64_t sum;

        random_model(&seed, &model);
        link_random_record(&seed, 1, &a);
        link_random_record(&seed, 2, &b);
        link_score(&model, &a, &b, &is);
        sum = model.prior_mb;
        for (uint32_t f = 0; f < model.fields_n; f++) {
            sum += is.parts[f].counted_mb;
            assert_true(is.parts[f].decay_mb <= 0);
            assert_true(is.parts[f].weight_mb >= 0
                            ? is.parts[f].weight_mb + is.parts[f].decay_mb >= 0
                            : is.parts[f].decay_mb == 0);
        }
        assert_int_equal(is.total_mb, sum);
        assert_int_equal(link_edge(&model, &is) > 0, is.outcome == LINK_STRONG);
    }
}

/* Commoner values, more time between: never a higher total. */
static void
test_monotony(void **state)
{
    uint64_t seed = 5;
    struct link_model models[2];

    (void)state;
    start(models);
    for (int i = 0; i < TIMES; i++) {
        struct link_record a, b;
        struct link_score before, after;
        const struct link_model *model = &models[i % 2];

        link_random_record(&seed, 1, &a);
        link_random_record(&seed, 2, &b);
        link_score(model, &a, &b, &before);
        for (uint16_t v = 0; v < a.values_n; v++) {
            int32_t *rarity = &a.values[v].rarity_mb;

            *rarity -= (int32_t)link_random_below(&seed, 3000);
            *rarity = *rarity < 0 ? 0 : *rarity;
        }
        link_score(model, &a, &b, &after);
        assert_true(after.total_mb <= before.total_mb);
        if (a.place.time_s == LINK_TIME_NONE ||
            b.place.time_s == LINK_TIME_NONE)
            continue;
        (a.place.time_s > b.place.time_s ? &a : &b)->place.time_s +=
            (int64_t)link_random_below(&seed, 10000000);
        link_score(model, &a, &b, &before);
        assert_true(before.total_mb <= after.total_mb);
    }
}

/* A signal of which nothing is known is a stranger to every other. */
static void
test_silence_weighs_nothing(void **state)
{
    uint64_t seed = 6;
    struct link_model models[2];

    (void)state;
    start(models);
    for (int i = 0; i < TIMES; i++) {
        struct link_record a, b = {.place = {0, 2, 2}};
        struct link_score is;
        const struct link_model *model = &models[i % 2];

        link_random_record(&seed, 1, &a);
        b.place.time_s = LINK_TIME_NONE;
        link_score(model, &a, &b, &is);
        assert_int_equal(is.total_mb, model->prior_mb);
        assert_int_equal(link_edge(model, &is), 0);
    }
}

/* One number of twenty thousand scores: whatever machine, compiler and
 * optimisation, it is this. */
static void
test_every_machine_says_the_same(void **state)
{
    uint64_t seed = 7, sum = 0;
    struct link_model models[3];

    (void)state;
    start(models);
    for (int i = 0; i < TIMES; i++) {
        struct link_record a, b;
        struct link_score is;

        random_model(&seed, &models[2]);
        link_random_record(&seed, 1, &a);
        link_random_record(&seed, 2, &b);
        link_score(&models[i % 3], &a, &b, &is);
        sum = sum * 31 + (uint64_t)(uint32_t)is.total_mb * 4 + is.outcome;
    }
    assert_int_equal(sum, UINT64_C(0xc7a91023281bd976));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_symmetry),
        cmocka_unit_test(test_the_parts_are_the_total),
        cmocka_unit_test(test_monotony),
        cmocka_unit_test(test_silence_weighs_nothing),
        cmocka_unit_test(test_every_machine_says_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
