/* The classes K0 to K4, on a list made for it: every combination of counts and
 * of positive dimensions against the table said in other words, and that a code
 * more never lowers a class.  sim/test_class_list.c has the shipped list. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "core/class.h"

#define EACH    4 /* codes of each dimension and strength */
#define PAID    (DIMENSIONS_N * 3 * EACH)
#define CODES_N (PAID + 1)

static size_t
code_of(unsigned dimension, enum strength strength, size_t k)
{
    return (dimension * 3 + (unsigned)strength - STRENGTH_WEAK) * EACH + k;
}

/* EACH codes of each dimension and strength, and one that says paid sex. */
static void
list_make(struct indicator_list *list)
{
    *list = (struct indicator_list){.n = CODES_N};
    for (unsigned i = 0; i < CODES_N; i++)
        (void)snprintf(list->codes[i].code, sizeof list->codes[i].code,
                       "%c%c%02u", (char)('A' + i / 100), 'A', i % 100);
    for (unsigned d = 0; d < DIMENSIONS_N; d++)
        for (int s = STRENGTH_WEAK; s <= STRENGTH_STRONG; s++)
            for (size_t k = 0; k < EACH; k++) {
                struct indicator *code =
                    &list->codes[code_of(d, (enum strength)s, k)];

                code->dimension = (enum dimension)d;
                code->adult = code->minor = (enum strength)s;
            }
    list->codes[PAID].dimension = DIMENSION_EXPLOITED;
    list->codes[PAID].minor_paid_sex = true;
    list->codes[PAID].adult = list->codes[PAID].minor = STRENGTH_STRONG;
}

static void
add(struct code_set *set, unsigned dimension, enum strength strength, size_t n)
{
    for (size_t k = 0; k < n; k++)
        code_set_add(set, code_of(dimension, strength, k));
}

static enum class_k
class_k_of(const struct indicator_list *list, const struct code_set *set,
           enum age age, enum form form)
{
    struct class_result result;

    class_of(list, set, age, form, &result);
    return result.k;
}

/* --- a dimension ---------------------------------------------------------- */

/* The ILO's rule, in its own words. */
static bool
ilo_positive(size_t strong, size_t medium, size_t weak)
{
    return strong >= 2 || (strong == 1 && medium + weak >= 1) || medium >= 3 ||
           (medium == 2 && weak >= 1);
}

static void
judge_counts(const struct indicator_list *list, unsigned dimension,
             const size_t n[STRENGTH_STRONG + 1])
{
    struct code_set set = {{0}};
    struct class_result result;
    bool counts =
        dimension != DIMENSION_RISK && dimension != DIMENSION_OBSERVATION;

    for (int s = STRENGTH_WEAK; s <= STRENGTH_STRONG; s++)
        add(&set, dimension, (enum strength)s, n[s]);
    class_of(list, &set, AGE_ADULT, FORM_NONE, &result);
    if (result.positive[dimension] !=
        (counts && ilo_positive(n[STRENGTH_STRONG], n[STRENGTH_MEDIUM],
                                n[STRENGTH_WEAK])))
        fail_msg("D%u: %zu strong %zu medium %zu weak: weight %u", dimension,
                 n[STRENGTH_STRONG], n[STRENGTH_MEDIUM], n[STRENGTH_WEAK],
                 result.weight[dimension]);
    assert_int_equal(result.codes[dimension], n[STRENGTH_STRONG] +
                                                  n[STRENGTH_MEDIUM] +
                                                  n[STRENGTH_WEAK]);
    assert_int_equal(result.any_strong, n[STRENGTH_STRONG] > 0);
    if (!counts)
        assert_in_range(result.k, CLASS_K0, CLASS_K1);
}

static void
test_weights_are_the_ilo_rule_for_every_count(void **state)
{
    static struct indicator_list list;
    size_t n[STRENGTH_STRONG + 1] = {0};

    (void)state;
    list_make(&list);
    for (unsigned d = 0; d < DIMENSIONS_N; d++)
        for (n[STRENGTH_STRONG] = 0; n[STRENGTH_STRONG] <= EACH;
             n[STRENGTH_STRONG]++)
            for (n[STRENGTH_MEDIUM] = 0; n[STRENGTH_MEDIUM] <= EACH;
                 n[STRENGTH_MEDIUM]++)
                for (n[STRENGTH_WEAK] = 0; n[STRENGTH_WEAK] <= EACH;
                     n[STRENGTH_WEAK]++)
                    judge_counts(&list, d, n);
}

/* D0 and D9 alone, whatever is known of both: K1 at most. */
static void
test_observations_and_risks_alone_are_k1_at_most(void **state)
{
    static struct indicator_list list;
    const size_t base = EACH + 1, all = base * base * base;

    (void)state;
    list_make(&list);
    for (size_t risk = 0; risk < all; risk++)
        for (size_t seen = 0; seen < all; seen++) {
            struct code_set set = {{0}};

            add(&set, DIMENSION_RISK, STRENGTH_WEAK, risk % base);
            add(&set, DIMENSION_RISK, STRENGTH_MEDIUM, risk / base % base);
            add(&set, DIMENSION_RISK, STRENGTH_STRONG, risk / base / base);
            add(&set, DIMENSION_OBSERVATION, STRENGTH_WEAK, seen % base);
            add(&set, DIMENSION_OBSERVATION, STRENGTH_MEDIUM,
                seen / base % base);
            add(&set, DIMENSION_OBSERVATION, STRENGTH_STRONG,
                seen / base / base);
            for (int age = AGE_NONE; age <= AGE_UNKNOWN; age++)
                assert_true(class_k_of(&list, &set, (enum age)age,
                                       FORM_SEXUAL) <= CLASS_K1);
        }
}

/* --- the table ------------------------------------------------------------ */

struct signs {
    bool d[7]; /* d[1] .. d[6]: positive */
    size_t observations;
    bool strong, paid;
};

/* The printed table. */
static enum class_k
table_says(const struct signs *s, bool minor)
{
    const bool *d = s->d;

    if (minor) {
        if (d[4] || s->paid)
            return CLASS_K4;
        if (d[5] || d[1] || d[2])
            return CLASS_K3;
        return d[3] || d[6] || s->strong || s->observations >= 3 ? CLASS_K1
                                                                 : CLASS_K0;
    }
    if (d[4] && d[5] && (d[1] || d[2] || d[3] || d[6]))
        return CLASS_K4;
    if (d[5] || (d[4] && (d[1] || d[2])))
        return CLASS_K3;
    if (d[4])
        return CLASS_K2;
    return d[1] || d[2] || d[3] || d[6] || s->strong || s->observations >= 3
               ? CLASS_K1
               : CLASS_K0;
}

/* Positive by three medium codes, without a strong one; what is not positive
 * has two, the most it can have. */
static void
signs_set(const struct signs *s, struct code_set *set)
{
    *set = (struct code_set){{0}};
    for (unsigned d = DIMENSION_DECEPTION; d <= DIMENSION_DEPENDENT; d++)
        add(set, d, STRENGTH_MEDIUM, s->d[d] ? 3 : 2);
    add(set, DIMENSION_OBSERVATION, STRENGTH_WEAK, s->observations);
    if (s->strong)
        add(set, DIMENSION_RISK, STRENGTH_STRONG, 1);
    if (s->paid)
        code_set_add(set, PAID);
}

static void
test_the_class_table_for_every_combination(void **state)
{
    static struct indicator_list list;

    (void)state;
    list_make(&list);
    /* Beside D4 so that its weight changes nothing. */
    list.codes[PAID].adult = list.codes[PAID].minor = STRENGTH_WEAK;
    list.codes[PAID].dimension = DIMENSION_RISK;
    for (unsigned bits = 0; bits < 1U << 8; bits++)
        for (size_t seen = 0; seen <= EACH; seen++)
            for (int age = AGE_NONE; age <= AGE_UNKNOWN; age++) {
                struct signs signs = {.observations = seen,
                                      .strong = (bits & 1) != 0,
                                      .paid = (bits & 128) != 0};
                struct code_set set;
                struct class_result result;

                for (unsigned d = 1; d <= 6; d++)
                    signs.d[d] = (bits >> d & 1) != 0;
                signs_set(&signs, &set);
                class_of(&list, &set, (enum age)age, FORM_NONE, &result);
                assert_int_equal(result.minor, age == AGE_UNDER_18);
                if (result.k != table_says(&signs, result.minor))
                    fail_msg("signs %x, %zu of D9, age %d: K%d by %s", bits,
                             seen, age, result.k - CLASS_K0, result.reason);
            }
}

static void
test_the_reason_names_the_rule(void **state)
{
    static const struct {
        bool d[7];
        enum age age;
        const char *reason;
    } rows[] = {
        {{[4] = true, [5] = true, [1] = true}, AGE_ADULT, "P(D4) P(D5) P(D1)"},
        {{[4] = true, [5] = true, [6] = true}, AGE_ADULT, "P(D4) P(D5) P(D6)"},
        {{[4] = true, [5] = true}, AGE_ADULT, "P(D5)"},
        {{[4] = true, [2] = true}, AGE_ADULT, "P(D4) P(D2)"},
        {{[4] = true, [3] = true}, AGE_ADULT, "P(D4)"},
        {{[3] = true}, AGE_ADULT, "P(D3)"},
        {{[4] = true, [5] = true}, AGE_UNDER_18, "P(D4)"},
        {{[2] = true, [6] = true}, AGE_UNDER_18, "P(D2)"},
        {{false}, AGE_ADULT, "nothing of it"},
    };
    static struct indicator_list list;

    (void)state;
    list_make(&list);
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct signs signs = {.strong = false};
        struct code_set set;
        struct class_result result;

        memcpy(signs.d, rows[i].d, sizeof signs.d);
        signs_set(&signs, &set);
        class_of(&list, &set, rows[i].age, FORM_NONE, &result);
        assert_string_equal(result.reason, rows[i].reason);
    }
}

/* --- strengths ------------------------------------------------------------ */

static const struct {
    const char *name;
    enum age age;
    enum form form;
    enum strength strength;
} strength_rows[] = {
    {"an adult has the adults' column", AGE_ADULT, FORM_NONE, STRENGTH_WEAK},
    {"unknown age is as an adult", AGE_UNKNOWN, FORM_NONE, STRENGTH_WEAK},
    {"no age is as an adult", AGE_NONE, FORM_NONE, STRENGTH_WEAK},
    {"a minor has the minors' column", AGE_UNDER_18, FORM_NONE,
     STRENGTH_MEDIUM},
    {"the form overrides an adult", AGE_ADULT, FORM_LABOUR, STRENGTH_NONE},
    {"the form overrides a minor", AGE_UNDER_18, FORM_LABOUR, STRENGTH_NONE},
    {"an override of minors is not for adults", AGE_ADULT, FORM_SEXUAL,
     STRENGTH_WEAK},
    {"nor for who may be one", AGE_UNKNOWN, FORM_SEXUAL, STRENGTH_WEAK},
    {"but for minors", AGE_UNDER_18, FORM_SEXUAL, STRENGTH_STRONG},
    {"another form has no override", AGE_UNDER_18, FORM_ORGAN, STRENGTH_MEDIUM},
};

static void
test_strengths(void **state)
{
    static struct indicator_list list;

    (void)state;
    list_make(&list);
    list.codes[7].adult = STRENGTH_WEAK;
    list.codes[7].minor = STRENGTH_MEDIUM;
    list.overrides_n = 2;
    list.overrides[0] = (struct indicator_override){
        .indicator = 7, .form = FORM_LABOUR, .strength = STRENGTH_NONE};
    list.overrides[1] =
        (struct indicator_override){.indicator = 7,
                                    .form = FORM_SEXUAL,
                                    .minor_only = true,
                                    .strength = STRENGTH_STRONG};
    for (size_t i = 0; i < ROWS(strength_rows); i++)
        if (class_strength(&list, 7, strength_rows[i].age,
                           strength_rows[i].form) != strength_rows[i].strength)
            fail_msg("%s", strength_rows[i].name);
    assert_int_equal(class_strength(&list, 6, AGE_ADULT, FORM_LABOUR),
                     list.codes[6].adult);
    list.codes[7].retired = true;
    assert_int_equal(class_strength(&list, 7, AGE_UNDER_18, FORM_SEXUAL),
                     STRENGTH_NONE);
}

static void
test_a_retired_code_counts_for_nothing(void **state)
{
    static struct indicator_list list;
    struct code_set set = {{0}};
    struct class_result result;

    (void)state;
    list_make(&list);
    code_set_add(&set, PAID);
    assert_int_equal(class_k_of(&list, &set, AGE_UNDER_18, FORM_NONE),
                     CLASS_K4);
    assert_int_equal(class_k_of(&list, &set, AGE_UNKNOWN, FORM_NONE), CLASS_K1);
    list.codes[PAID].retired = true;
    class_of(&list, &set, AGE_UNDER_18, FORM_NONE, &result);
    assert_int_equal(result.k, CLASS_K0);
    assert_int_equal(result.codes[DIMENSION_EXPLOITED], 0);
}

/* A list of nothing but strong codes of one dimension. */
static void
test_a_weight_stays_within_its_byte(void **state)
{
    static struct indicator_list list = {.n = INDICATORS_MAX};
    struct code_set set = {{0}};
    struct class_result result;

    (void)state;
    for (size_t i = 0; i < INDICATORS_MAX; i++) {
        list.codes[i] = (struct indicator){.dimension = DIMENSION_FORCED,
                                           .adult = STRENGTH_STRONG};
        code_set_add(&set, i);
    }
    class_of(&list, &set, AGE_ADULT, FORM_NONE, &result);
    assert_int_equal(result.weight[DIMENSION_FORCED], UINT8_MAX);
    assert_int_equal(result.codes[DIMENSION_FORCED], UINT8_MAX);
    assert_int_equal(result.k, CLASS_K3);
}

/* --- one code more -------------------------------------------------------- */

/* A list whose strengths, retirements and overrides are drawn too. */
static void
list_draw(struct indicator_list *list, uint64_t *seed)
{
    list_make(list);
    for (size_t i = 0; i < list->n; i++) {
        list->codes[i].adult = (enum strength)(rows_random(seed) % 4);
        list->codes[i].minor = (enum strength)(rows_random(seed) % 4);
        list->codes[i].retired = rows_random(seed) % 16 == 0;
    }
    list->overrides_n = INDICATOR_OVERRIDES_MAX;
    for (size_t i = 0; i < INDICATOR_OVERRIDES_MAX; i++)
        list->overrides[i] = (struct indicator_override){
            .indicator = rows_random(seed) % CODES_N,
            .form = (enum form)(rows_random(seed) % (FORM_UNKNOWN + 1)),
            .minor_only = rows_random(seed) % 2 != 0,
            .strength = (enum strength)(rows_random(seed) % 4)};
}

/* Few codes most of the time: that is where the classes differ. */
static void
set_draw(struct code_set *set, uint64_t *seed)
{
    *set = (struct code_set){{0}};
    for (uint64_t n = rows_random(seed) % 12; n > 0; n--)
        code_set_add(set, rows_random(seed) % CODES_N);
}

static void
test_one_code_more_never_lowers_the_class(void **state)
{
    static struct indicator_list list;
    uint64_t seed = 1;
    size_t raised = 0;

    (void)state;
    for (size_t round = 0; round < 2000; round++) {
        enum age age = (enum age)(rows_random(&seed) % (AGE_UNKNOWN + 1));
        enum form form = (enum form)(rows_random(&seed) % (FORM_UNKNOWN + 1));
        struct code_set set;

        if (round % 50 == 0)
            list_draw(&list, &seed);
        set_draw(&set, &seed);

        enum class_k before = class_k_of(&list, &set, age, form);

        for (size_t i = 0; i < CODES_N; i++) {
            struct code_set more = set;
            enum class_k after;

            code_set_add(&more, i);
            after = class_k_of(&list, &more, age, form);
            if (after < before)
                fail_msg("round %zu: %s makes K%d of K%d", round,
                         list.codes[i].code, after - CLASS_K0,
                         before - CLASS_K0);
            raised += after > before;
        }
    }
    assert_true(raised > 1000);
}

static void
test_unknown_age_is_scored_as_an_adult(void **state)
{
    static struct indicator_list list;
    uint64_t seed = 2;

    (void)state;
    for (size_t round = 0; round < 5000; round++) {
        enum form form = (enum form)(rows_random(&seed) % (FORM_UNKNOWN + 1));
        struct class_result adult, unknown, none;
        struct code_set set;

        if (round % 50 == 0)
            list_draw(&list, &seed);
        set_draw(&set, &seed);
        class_of(&list, &set, AGE_ADULT, form, &adult);
        class_of(&list, &set, AGE_UNKNOWN, form, &unknown);
        class_of(&list, &set, AGE_NONE, form, &none);
        assert_int_equal(unknown.k, adult.k);
        assert_int_equal(none.k, adult.k);
        assert_memory_equal(unknown.weight, adult.weight, sizeof adult.weight);
        assert_memory_equal(none.weight, adult.weight, sizeof adult.weight);
        assert_false(unknown.minor || none.minor || adult.minor);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights_are_the_ilo_rule_for_every_count),
        cmocka_unit_test(test_observations_and_risks_alone_are_k1_at_most),
        cmocka_unit_test(test_the_class_table_for_every_combination),
        cmocka_unit_test(test_the_reason_names_the_rule),
        cmocka_unit_test(test_strengths),
        cmocka_unit_test(test_a_retired_code_counts_for_nothing),
        cmocka_unit_test(test_a_weight_stays_within_its_byte),
        cmocka_unit_test(test_one_code_more_never_lowers_the_class),
        cmocka_unit_test(test_unknown_age_is_scored_as_an_adult),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
