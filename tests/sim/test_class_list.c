/* The classes on the shipped list: the rows a desk manager reads, what the list
 * promises about its strengths, and that a code more never lowers a class. */
#include "../unit/row_file.h"

#include <stdlib.h>
#include <string.h>

#include "core/class.h"
#include "core/desk_rules.h"
#include "shipped_list.h"

#define FORMS (FORM_UNKNOWN + 1)

static enum class_k
class_k_of(const struct indicator_list *list, const struct code_set *set,
           enum age age, enum form form)
{
    struct class_result result;

    class_of(list, set, age, form, &result);
    return result.k;
}

/* --- the rows -------------------------------------------------------------- */

static void
read_codes(const struct row_file *rows, const struct indicator_list *list,
           struct code_set *set)
{
    char text[ROW_FILE_LINE_BYTES];
    char *rest = text;

    *set = (struct code_set){{0}};
    (void)snprintf(text, sizeof text, "%s", rows->columns[0]);
    for (const char *code = strsep(&rest, " "); code != NULL;
         code = strsep(&rest, " ")) {
        if (*code != '\0' && !indicator_known(list, code))
            row_file_fail(rows, "%s is not on the list", code);
        code_set_add(set, indicator_find(list, code));
    }
}

static int
find_word(const struct row_file *rows, const char *word,
          const char *const words[], int n)
{
    for (int i = 0; i < n; i++)
        if (words[i] != NULL && strcmp(words[i], word) == 0)
            return i;
    row_file_fail(rows, "%s is not known", word);
    return 0;
}

static void
test_rows(void **state)
{
    static const char *const ages[] = {[AGE_UNDER_18] = "minor",
                                       [AGE_ADULT] = "adult",
                                       [AGE_UNKNOWN] = "unknown"};
    static const char *const forms[] = {[FORM_NONE] = "-",
                                        [FORM_SEXUAL] = "sexual",
                                        [FORM_LABOUR] = "labour",
                                        [FORM_CRIMINAL] = "criminal",
                                        [FORM_ORGAN] = "organ"};
    struct desk_rules *rules = shipped_list();
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/classes.txt");
    while (row_file_next(&rows)) {
        struct class_result result;
        struct code_set set;
        char class[3];

        row_file_want(&rows, 6);
        read_codes(&rows, &rules->indicators, &set);
        class_of(
            &rules->indicators, &set,
            (enum age)find_word(&rows, rows.columns[1], ages, ROWS(ages)),
            (enum form)find_word(&rows, rows.columns[2], forms, ROWS(forms)),
            &result);
        (void)snprintf(class, sizeof class, "K%d", (int)(result.k - CLASS_K0));
        if (strcmp(class, rows.columns[3]) != 0 ||
            strcmp(result.reason, rows.columns[4]) != 0)
            row_file_fail(&rows, "%s by %s", class, result.reason);
    }
    free(rules);
}

/* --- the list --------------------------------------------------------------- */

static void
test_the_list_is_the_printed_one(void **state)
{
    static const size_t dimensions[DIMENSIONS_N] = {
        [DIMENSION_RISK] = 1,       [DIMENSION_DECEPTION] = 9,
        [DIMENSION_COERCION] = 8,   [DIMENSION_VULNERABLE] = 10,
        [DIMENSION_EXPLOITED] = 12, [DIMENSION_FORCED] = 17,
        [DIMENSION_DEPENDENT] = 6,  [DIMENSION_OBSERVATION] = 17};
    static const size_t strengths[] = {[STRENGTH_NONE] = 0,
                                       [STRENGTH_WEAK] = 22,
                                       [STRENGTH_MEDIUM] = 49,
                                       [STRENGTH_STRONG] = 9};
    struct desk_rules *rules = shipped_list();
    const struct indicator_list *list = &rules->indicators;
    size_t d[DIMENSIONS_N] = {0}, s[STRENGTH_STRONG + 1] = {0};

    (void)state;
    assert_string_equal(list->id, "loket-nl-1");
    assert_int_equal(list->n, 80);
    assert_int_equal(list->overrides_n, 3);
    for (size_t i = 0; i < list->n; i++) {
        d[list->codes[i].dimension]++;
        s[list->codes[i].adult]++;
        assert_false(list->codes[i].retired);
        assert_int_equal(list->codes[i].minor_paid_sex,
                         strcmp(list->codes[i].code, "UO11") == 0);
    }
    assert_memory_equal(d, dimensions, sizeof d);
    assert_memory_equal(s, strengths, sizeof s);
    free(rules);
}

/* A text larger than this cannot be put at a desk. */
static void
test_the_list_fits_a_frame(void **state)
{
    (void)state;
    assert_in_range(SHIPPED_INDICATORS_END - SHIPPED_INDICATORS, 1, 49152);
}

static void
test_below_18_only_uo08_is_weaker(void **state)
{
    struct desk_rules *rules = shipped_list();
    const struct indicator_list *list = &rules->indicators;

    (void)state;
    for (int form = 0; form < FORMS; form++)
        for (size_t i = 0; i < list->n; i++) {
            bool weaker =
                class_strength(list, i, AGE_UNDER_18, (enum form)form) <
                class_strength(list, i, AGE_ADULT, (enum form)form);

            if (weaker != (strcmp(list->codes[i].code, "UO08") == 0))
                fail_msg("%s, form %d", list->codes[i].code, form);
        }
    free(rules);
}

static void
test_only_uo01_is_weaker_for_one_form(void **state)
{
    struct desk_rules *rules = shipped_list();
    const struct indicator_list *list = &rules->indicators;

    (void)state;
    for (int age = AGE_NONE; age <= AGE_UNKNOWN; age++)
        for (int form = 0; form < FORMS; form++)
            for (size_t i = 0; i < list->n; i++) {
                bool weaker =
                    class_strength(list, i, (enum age)age, (enum form)form) <
                    class_strength(list, i, (enum age)age, FORM_NONE);

                if (weaker != (form == FORM_SEXUAL &&
                               strcmp(list->codes[i].code, "UO01") == 0))
                    fail_msg("%s, age %d, form %d", list->codes[i].code, age,
                             form);
            }
    free(rules);
}

/* --- what follows for the classes ------------------------------------------- */

/* Few codes most of the time: that is where the classes differ. */
static void
set_draw(struct code_set *set, size_t n, uint64_t *seed)
{
    *set = (struct code_set){{0}};
    for (uint64_t k = rows_random(seed) % 16; k > 0; k--)
        code_set_add(set, rows_random(seed) % n);
}

/* Who turns out to be a minor has the same class or a higher one, but for
 * UO08. */
static void
test_a_minor_has_no_lower_class_without_uo08(void **state)
{
    struct desk_rules *rules = shipped_list();
    const struct indicator_list *list = &rules->indicators;
    size_t uo08 = indicator_find(list, "UO08");
    size_t higher = 0, lower = 0;
    uint64_t seed = 3;

    (void)state;
    for (size_t round = 0; round < 50000; round++) {
        enum form form = (enum form)(rows_random(&seed) % FORMS);
        enum class_k adult, minor;
        struct code_set set;

        set_draw(&set, list->n, &seed);
        adult = class_k_of(list, &set, AGE_ADULT, form);
        minor = class_k_of(list, &set, AGE_UNDER_18, form);
        higher += minor > adult;
        lower += minor < adult;
        if (minor < adult && !code_set_has(&set, uo08))
            fail_msg("round %zu", round);
    }
    assert_true(higher > 1000);
    assert_true(lower > 0);
    free(rules);
}

static void
no_pair_is_below_its_parts(const struct indicator_list *list, enum age age,
                           enum form form)
{
    enum class_k alone[INDICATORS_MAX];

    for (size_t i = 0; i < list->n; i++) {
        struct code_set set = {{0}};

        code_set_add(&set, i);
        alone[i] = class_k_of(list, &set, age, form);
    }
    for (size_t i = 0; i < list->n; i++)
        for (size_t k = i + 1; k < list->n; k++) {
            struct code_set set = {{0}};
            enum class_k both;

            code_set_add(&set, i);
            code_set_add(&set, k);
            both = class_k_of(list, &set, age, form);
            if (both < alone[i] || both < alone[k])
                fail_msg("%s and %s, age %d, form %d", list->codes[i].code,
                         list->codes[k].code, age, form);
        }
}

static void
test_no_pair_of_codes_is_below_its_parts(void **state)
{
    struct desk_rules *rules = shipped_list();

    (void)state;
    for (int age = AGE_NONE; age <= AGE_UNKNOWN; age++)
        for (int form = 0; form < FORMS; form++)
            no_pair_is_below_its_parts(&rules->indicators, (enum age)age,
                                       (enum form)form);
    free(rules);
}

/* Adding never lowers; seen from the other side, removing never raises. */
static void
test_one_code_more_or_less(void **state)
{
    struct desk_rules *rules = shipped_list();
    const struct indicator_list *list = &rules->indicators;
    uint64_t seed = 4;

    (void)state;
    for (size_t round = 0; round < 1000; round++) {
        enum age age = (enum age)(rows_random(&seed) % (AGE_UNKNOWN + 1));
        enum form form = (enum form)(rows_random(&seed) % FORMS);
        struct code_set set;
        enum class_k k;

        set_draw(&set, list->n, &seed);
        k = class_k_of(list, &set, age, form);
        for (size_t i = 0; i < list->n; i++) {
            struct code_set more = set, less = set;

            code_set_add(&more, i);
            less.bits[i / 64] &= ~(UINT64_C(1) << i % 64);
            if (class_k_of(list, &more, age, form) < k ||
                class_k_of(list, &less, age, form) > k)
                fail_msg("round %zu: %s", round, list->codes[i].code);
        }
    }
    free(rules);
}

/* The observations are weak, every one: only how many there are matters. */
static void
test_observations_and_risk_alone_are_k1_at_most(void **state)
{
    struct desk_rules *rules = shipped_list();
    const struct indicator_list *list = &rules->indicators;

    (void)state;
    for (size_t first = 0; first < list->n; first++) {
        struct code_set set = {{0}};
        size_t n = 0;

        for (size_t i = first; i < list->n; i++) {
            if (list->codes[i].dimension != DIMENSION_OBSERVATION &&
                list->codes[i].dimension != DIMENSION_RISK)
                continue;
            assert_int_equal(list->codes[i].adult, STRENGTH_WEAK);
            assert_int_equal(list->codes[i].minor, STRENGTH_WEAK);
            code_set_add(&set, i);
            n += list->codes[i].dimension == DIMENSION_OBSERVATION;
            for (int age = AGE_NONE; age <= AGE_UNKNOWN; age++)
                for (int form = 0; form < FORMS; form++)
                    assert_int_equal(
                        class_k_of(list, &set, (enum age)age, (enum form)form),
                        n >= CLASS_OBSERVATIONS ? CLASS_K1 : CLASS_K0);
        }
    }
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_list_is_the_printed_one),
        cmocka_unit_test(test_the_list_fits_a_frame),
        cmocka_unit_test(test_below_18_only_uo08_is_weaker),
        cmocka_unit_test(test_only_uo01_is_weaker_for_one_form),
        cmocka_unit_test(test_a_minor_has_no_lower_class_without_uo08),
        cmocka_unit_test(test_no_pair_of_codes_is_below_its_parts),
        cmocka_unit_test(test_one_code_more_or_less),
        cmocka_unit_test(test_observations_and_risk_alone_are_k1_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
