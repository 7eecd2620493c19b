/* The rules of a score, one by one, with small models of their own. */
#include "link_words.h"

#include "link/score.h"

enum {
    ONE = LINK_OWN,
    TWO,
    THREE,
    FOUR
};

static struct link_value *
give(struct link_record *record, uint8_t kind, uint8_t of, uint64_t token)
{
    struct link_value *value = link_words_add(record, kind, of, token);

    value->rarity_mb = 0;
    return value;
}

/* Fields of a group each that weigh +3000 equal, -1000 different. */
static struct link_model
model_of(uint32_t fields_n)
{
    struct link_model model = {.fields_n = fields_n,
                               .groups_n = fields_n,
                               .link_mb = 1000000,
                               .possible_mb = 1000000};

    for (uint32_t i = 0; i < fields_n; i++)
        model.fields[i] = (struct link_field){
            .group = (uint8_t)i,
            .levels_n = 1,
            .cross = -1,
            .agrees = true,
            .different_mb = -1000,
            .levels = {{.kind = (uint8_t)(ONE + i), .weight_mb = 3000}}};
    return model;
}

static struct link_score
score(const struct link_model *model, const struct link_record *a,
      const struct link_record *b)
{
    struct link_score out, back;

    link_score(model, a, b, &out);
    link_score(model, b, a, &back);
    assert_int_equal(out.total_mb, back.total_mb);
    for (uint32_t i = 0; i < model->fields_n; i++) {
        assert_int_equal(out.parts[i].level, back.parts[i].level);
        assert_int_equal(out.parts[i].counted_mb, back.parts[i].counted_mb);
    }
    return out;
}

static void
test_first_level_that_agrees_counts(void **state)
{
    struct link_model model = model_of(1);
    struct link_record a = {0}, b = {0};

    (void)state;
    model.fields[0].levels_n = 2;
    model.fields[0].levels[1] =
        (struct link_level){.kind = TWO, .weight_mb = 2000};
    assert_int_equal(score(&model, &a, &b).parts[0].level, LINK_LEVEL_MISSING);
    give(&a, ONE, 0, 1);
    assert_int_equal(score(&model, &a, &b).parts[0].level, LINK_LEVEL_MISSING);
    give(&b, ONE, 0, 2);
    assert_int_equal(score(&model, &a, &b).parts[0].level, 2);
    assert_int_equal(score(&model, &a, &b).total_mb, -1000);
    give(&a, TWO, 0, 5);
    give(&b, TWO, 0, 5);
    assert_int_equal(score(&model, &a, &b).parts[0].level, 1);
    assert_int_equal(score(&model, &a, &b).total_mb, 2000);
    b.values[0].token = 1;
    assert_int_equal(score(&model, &a, &b).parts[0].level, 0);
    assert_int_equal(score(&model, &a, &b).total_mb, 3000);
}

static void
test_different_takes_the_first_kind_or_any(void **state)
{
    struct link_model model = model_of(1);
    struct link_record a = {0}, b = {0};

    (void)state;
    model.fields[0].levels_n = 2;
    model.fields[0].levels[1] = (struct link_level){.kind = TWO};
    give(&a, TWO, 0, 1);
    give(&b, TWO, 0, 2);
    assert_int_equal(score(&model, &a, &b).parts[0].level, LINK_LEVEL_MISSING);
    model.fields[0].any_known = true;
    assert_int_equal(score(&model, &a, &b).parts[0].level, 2);
    b.values[0].kind = ONE; /* one knows this, the other that */
    assert_int_equal(score(&model, &a, &b).parts[0].level, LINK_LEVEL_MISSING);
}

/* n bits from `from` on */
static void
set_bits(struct link_value *value, int from, int n)
{
    for (int i = from; i < from + n; i++)
        value->filter[i / 64] |= UINT64_C(1) << (i % 64);
}

static void
test_filters_agree_from_their_limit_on(void **state)
{
    struct link_model model = model_of(1);

    (void)state;
    model.fields[0].levels[0].how = LINK_DICE;
    model.fields[0].levels[0].at = 680;
    /* 2 * 34 / (50 + 50) is 0.68 */
    for (int both = 33; both <= 34; both++) {
        struct link_record a = {0}, b = {0};

        set_bits(give(&a, ONE, 0, 1), 20, 50);
        set_bits(give(&b, ONE, 0, 2), 70 - both, 50);
        assert_int_equal(score(&model, &a, &b).parts[0].level, both < 34);
        memset(b.values[0].filter, 0, sizeof b.values[0].filter);
        assert_int_equal(score(&model, &a, &b).parts[0].level, 1);
        memset(a.values[0].filter, 0, sizeof a.values[0].filter);
        assert_int_equal(score(&model, &a, &b).parts[0].level, 1);
    }
}

static void
test_half_the_rarity_by_filters(void **state)
{
    struct link_model model = model_of(1);
    struct link_record a = {0}, b = {0};

    (void)state;
    model.fields[0].levels[0] = (struct link_level){.kind = ONE,
                                                    .how = LINK_DICE,
                                                    .rare = true,
                                                    .identity = true,
                                                    .at = 500,
                                                    .weight_mb = -100,
                                                    .weight_max_mb = 9000};
    set_bits(give(&a, ONE, 0, 1), 0, 10);
    set_bits(give(&b, ONE, 0, 2), 0, 10);
    a.values[0].rarity_mb = 8000;
    b.values[0].rarity_mb = 6000;
    assert_int_equal(score(&model, &a, &b).total_mb, -100 + 3000);
    assert_int_equal(score(&model, &a, &b).parts[0].clusters, 0);
    assert_false(score(&model, &a, &b).identity);
    model.fields[0].levels[0].weight_max_mb = 2000;
    assert_int_equal(score(&model, &a, &b).total_mb, 2000);
}

static void
test_shared_values_count_in_their_place(void **state)
{
    struct link_model model = model_of(1);
    struct link_record a = {0}, b = {0};

    (void)state;
    model.fields[0].levels[0].how = LINK_SHARED;
    model.fields[0].levels[0].at = 2;
    for (uint8_t i = 0; i < 4; i++) {
        give(&a, ONE, i, 10 + i);
        give(&b, ONE, i, i < 2 ? 10 + i : 90 + i);
    }
    assert_int_equal(score(&model, &a, &b).parts[0].level, 0);
    assert_int_equal(score(&model, &a, &b).total_mb, 3000);
    b.values[1].token = 12; /* a's, in another place */
    assert_int_equal(score(&model, &a, &b).parts[0].level, 1);
    model.fields[0].levels[0].at = 0; /* nothing is never an agreement */
    b.values[0].token = 1;
    assert_int_equal(score(&model, &a, &b).parts[0].level, 1);
}

static void
test_time_agrees_up_to_its_limit(void **state)
{
    struct link_model model = model_of(1);
    struct link_record a = {0}, b = {0};

    (void)state;
    model.fields[0].levels[0] =
        (struct link_level){.how = LINK_WITHIN, .at = 7200, .weight_mb = 3000};
    b.place.time_s = 7200;
    assert_int_equal(score(&model, &a, &b).parts[0].level, 0);
    b.place.time_s = -7200;
    assert_int_equal(score(&model, &a, &b).parts[0].level, 0);
    b.place.time_s = 7201;
    assert_int_equal(score(&model, &a, &b).parts[0].level, 1);
    assert_int_equal(score(&model, &a, &b).gap_s, 7201);
    b.place.time_s = LINK_TIME_NONE;
    assert_int_equal(score(&model, &a, &b).parts[0].level, LINK_LEVEL_MISSING);
    assert_int_equal(score(&model, &a, &b).gap_s, -1);
    a.place.time_s = INT64_MAX;
    b.place.time_s = INT64_MIN + 1;
    assert_int_equal(score(&model, &a, &b).parts[0].level, 1);
    assert_int_equal(score(&model, &a, &b).gap_s, INT64_MAX);
}

static void
test_decay_needs_two_times(void **state)
{
    struct link_model model = model_of(1);
    struct link_record a = {0}, b = {0};

    (void)state;
    give(&a, ONE, 0, 1);
    give(&b, ONE, 0, 1);
    model.fields[0].half_life_s = 1000;
    b.place.time_s = 1001;
    assert_int_equal(score(&model, &a, &b).parts[0].decay_mb, -1001);
    model.fields[0].levels[0].half_life_s = 2002;
    assert_int_equal(score(&model, &a, &b).parts[0].decay_mb, -500);
    a.place.time_s = LINK_TIME_NONE;
    assert_int_equal(score(&model, &a, &b).parts[0].decay_mb, 0);
    a.place.time_s = INT64_MIN + 1;
    b.place.time_s = INT64_MAX;
    assert_int_equal(score(&model, &a, &b).parts[0].decay_mb, -3000);
    assert_int_equal(score(&model, &a, &b).groups_agreeing, 0);
    model.fields[0].levels[0].half_life_s = INT64_MAX;
    assert_int_equal(score(&model, &a, &b).parts[0].decay_mb, -1000);
}

/* First and last name: {own level of each} against {crossed level of each}. */
static const struct cross_row {
    const char *name;
    uint64_t a[2], b[2]; /* 0: none; x and x + 50: alike by a coarser value */
    uint8_t levels[2];
    bool crossed;
} cross_rows[] = {
    {"as they stand", {1, 2}, {1, 2}, {0, 0}, false},
    {"changed about", {1, 2}, {2, 1}, {0, 0}, true},
    {"one the same: no crossing", {1, 2}, {1, 1}, {0, 2}, false},
    {"one changed, the other nowhere", {1, 2}, {3, 1}, {0, 2}, true},
    {"which of the two does not matter", {2, 1}, {1, 3}, {0, 2}, true},
    {"one changed, the other alike", {1, 2}, {52, 1}, {0, 1}, true},
    {"alike changed beats different", {1, 2}, {52, 51}, {1, 1}, true},
    {"both ways alike: as they stand", {1, 51}, {51, 1}, {0, 0}, true},
    {"one alone, in the other place", {1, 0}, {0, 1}, {0, 255}, true},
    {"one alone, another", {1, 0}, {0, 3}, {255, 255}, false},
    {"different beside missing stays", {1, 0}, {3, 4}, {2, 255}, false},
    {"missing, crossed alike", {1, 0}, {3, 51}, {1, 255}, true},
};

static void
name(struct link_record *record, const uint64_t values[2])
{
    for (uint8_t i = 0; i < 2; i++)
        if (values[i] != 0) {
            give(record, ONE + i, 0, values[i]);
            give(record, THREE + i, 0, values[i] % 50);
        }
    link_words_sort(record);
}

static void
test_crossed_fields(void **state)
{
    struct link_model model = model_of(2);

    (void)state;
    for (uint8_t i = 0; i < 2; i++) {
        model.fields[i].cross = (int8_t)(1 - i);
        model.fields[i].levels_n = 2;
        model.fields[i].levels[1] =
            (struct link_level){.kind = (uint8_t)(THREE + i)};
    }
    for (size_t i = 0; i < ROWS(cross_rows); i++) {
        const struct cross_row *row = &cross_rows[i];
        struct link_record a = {0}, b = {0};

        name(&a, row->a);
        name(&b, row->b);

        struct link_score is = score(&model, &a, &b);

        if (is.parts[0].level != row->levels[0] ||
            is.parts[1].level != row->levels[1] ||
            is.parts[0].crossed != row->crossed)
            fail_msg("%s: %u %u %d", row->name, is.parts[0].level,
                     is.parts[1].level, is.parts[0].crossed);
    }
}

static const struct group_row {
    const char *name;
    int32_t weights[3]; /* of three fields of one group that agree */
    int32_t counted[3];
} group_rows[] = {
    {"the largest and a quarter", {4000, 8000, 2000}, {1000, 8000, 500}},
    {"of equals the first", {4000, 4000, 0}, {4000, 1000, 0}},
    {"a quarter of what is against", {4000, -2000, 0}, {4000, -500, 0}},
    {"rounded towards zero", {4000, -7, 7}, {4000, -1, 1}},
    {"none above zero: the lowest alone", {-100, -900, 0}, {0, -900, 0}},
    {"nothing is not above zero", {0, 0, -1}, {0, 0, -1}},
};

static void
test_fields_of_one_group(void **state)
{
    struct link_record a = {0}, b = {0};

    (void)state;
    for (uint8_t i = 0; i < 3; i++) {
        give(&a, ONE + i, 0, 1);
        give(&b, ONE + i, 0, 1);
    }
    for (size_t i = 0; i < ROWS(group_rows); i++) {
        const struct group_row *row = &group_rows[i];
        struct link_model model = model_of(3);
        int32_t total = 0;

        for (uint8_t f = 0; f < 3; f++) {
            model.fields[f].group = 0;
            model.fields[f].levels[0].weight_mb = row->weights[f];
        }

        struct link_score is = score(&model, &a, &b);

        for (uint8_t f = 0; f < 3; f++) {
            total += row->counted[f];
            if (is.parts[f].counted_mb != row->counted[f])
                fail_msg("%s: field %u counts %d", row->name, f,
                         is.parts[f].counted_mb);
        }
        assert_int_equal(is.total_mb, total);
        assert_int_equal(is.groups_agreeing, total > 0 ? 1 : 0);
    }
}

static void
test_outcome_at_its_limits(void **state)
{
    struct link_model model = model_of(2);
    struct link_record a = {0}, b = {0};

    (void)state;
    give(&a, ONE, 0, 1);
    give(&b, ONE, 0, 1)->clusters = 4;
    model.groups_needed = 2;
    model.identity_max = 4;
    model.link_mb = 3000;
    model.possible_mb = 3000;
    assert_int_equal(score(&model, &a, &b).outcome, LINK_POSSIBLE);
    model.possible_mb = 3001;
    assert_int_equal(score(&model, &a, &b).outcome, LINK_APART);
    model.groups_needed = 1;
    assert_int_equal(score(&model, &a, &b).outcome, LINK_STRONG);
    model.fields[0].agrees = false; /* counts for no group */
    assert_int_equal(score(&model, &a, &b).outcome, LINK_APART);
    model.fields[0].levels[0].identity = true;
    assert_int_equal(score(&model, &a, &b).outcome, LINK_STRONG);
    model.identity_max = 3;
    assert_int_equal(score(&model, &a, &b).outcome, LINK_APART);
    model.identity_max = 4;
    model.link_mb = 3001;
    assert_int_equal(score(&model, &a, &b).outcome, LINK_APART);
    model.link_mb = 2000;
    give(&a, TWO, 0, 1);
    give(&b, TWO, 0, 2);
    assert_int_equal(score(&model, &a, &b).outcome, LINK_STRONG);
    model.fields[1].contradicting = true;
    assert_int_equal(score(&model, &a, &b).outcome, LINK_APART);
    model.possible_mb = 2000;
    assert_int_equal(score(&model, &a, &b).outcome, LINK_POSSIBLE);
}

static void
test_edge_is_clamped(void **state)
{
    const struct link_model model = {.prior_mb = -9000, .link_mb = 4250};
    const struct row {
        const char *name;
        int32_t total_mb;
        enum link_outcome outcome;
        int32_t edge_mb;
    } rows[] = {
        {"just linked is above nothing", 4250, LINK_STRONG, 1},
        {"one more is one", 4251, LINK_STRONG, 1},
        {"what is above the limit", 6250, LINK_STRONG, 2000},
        {"never more than 20 bits", 24251, LINK_STRONG, 20000},
        {"the largest", INT32_MAX, LINK_STRONG, 20000},
        {"one group alone is nothing", 9000, LINK_POSSIBLE, 0},
        {"nothing in common is nothing", -9000, LINK_APART, 0},
        {"evidence against", -9001, LINK_APART, -1},
        {"never less than 8 bits", -17001, LINK_APART, -8000},
        {"the smallest", INT32_MIN, LINK_APART, -8000},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct link_score is = {.total_mb = rows[i].total_mb,
                                .outcome = rows[i].outcome};

        if (link_edge(&model, &is) != rows[i].edge_mb)
            fail_msg("%s: %d", rows[i].name, link_edge(&model, &is));
    }
}

static void
test_the_largest_numbers(void **state)
{
    static const int32_t ends[] = {INT32_MIN, INT32_MAX};
    struct link_record a = {0}, b = {0};

    (void)state;
    for (uint8_t i = 0; i < 4; i++)
        for (uint8_t of = 0; of < 24; of++) {
            give(&a, ONE + i, of, 1)->rarity_mb = INT32_MAX;
            give(&b, ONE + i, of, 1)->rarity_mb = INT32_MAX;
        }
    for (size_t i = 0; i < 2; i++)
        for (int rare = 0; rare < 2; rare++) {
            struct link_model model = model_of(4);

            model.prior_mb = ends[i];
            for (uint8_t f = 0; f < 4; f++) {
                model.fields[f].levels[0].weight_mb = ends[i];
                model.fields[f].levels[0].weight_max_mb = INT32_MAX;
                model.fields[f].levels[0].rare = rare != 0;
                model.fields[f].half_life_s = 1;
            }
            assert_int_equal(score(&model, &a, &b).total_mb,
                             i == 0 && rare != 0 ? INT32_MIN : ends[i]);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_level_that_agrees_counts),
        cmocka_unit_test(test_different_takes_the_first_kind_or_any),
        cmocka_unit_test(test_filters_agree_from_their_limit_on),
        cmocka_unit_test(test_half_the_rarity_by_filters),
        cmocka_unit_test(test_shared_values_count_in_their_place),
        cmocka_unit_test(test_time_agrees_up_to_its_limit),
        cmocka_unit_test(test_decay_needs_two_times),
        cmocka_unit_test(test_crossed_fields),
        cmocka_unit_test(test_fields_of_one_group),
        cmocka_unit_test(test_outcome_at_its_limits),
        cmocka_unit_test(test_edge_is_clamped),
        cmocka_unit_test(test_the_largest_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
