/* The list of indicator codes. */
#include "rows.h"

#include <stdio.h>

#include "core/indicator.h"

static const struct row {
    const char *name;
    const char *codes[4];
    bool ok;
} rows[] = {
    {"one code", {"OB06"}, true},
    {"ascending", {"AB01", "AB02", "DB01"}, true},
    {"first and last letters and digits", {"AZ09", "ZA90"}, true},
    {"none", {NULL}, false},
    {"before A", {"@A00"}, false},
    {"before A, second", {"A@00"}, false},
    {"after Z", {"[A00"}, false},
    {"after Z, second", {"A[00"}, false},
    {"before 0", {"AA/0"}, false},
    {"before 0, second", {"AA0/"}, false},
    {"after 9", {"AA:0"}, false},
    {"after 9, second", {"AA0:"}, false},
    {"twice the same", {"AB01", "AB01"}, false},
    {"descending", {"AB02", "AB01"}, false},
    {"small letter", {"aB01"}, false},
    {"small second letter", {"Ab01"}, false},
    {"three letters", {"ABC1"}, false},
    {"letter at the end", {"AB0A"}, false},
    {"too short", {"AB0"}, false},
    {"empty", {""}, false},
};

static void
test_check(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct indicator_list list = {.id = "test", .n = 0};

        for (; rows[i].codes[list.n] != NULL; list.n++)
            (void)snprintf(list.codes[list.n].code, sizeof list.codes[0].code,
                           "%s", rows[i].codes[list.n]);
        if (indicator_list_check(&list) != rows[i].ok)
            fail_msg("%s", rows[i].name);
    }
}

static void
test_more_than_fit_is_no_list(void **state)
{
    struct indicator_list list = {.n = INDICATORS_MAX};

    (void)state;
    for (unsigned i = 0; i < INDICATORS_MAX; i++)
        (void)snprintf(list.codes[i].code, sizeof list.codes[i].code, "A%c%02u",
                       'A' + i / 100 % 26, i % 100);
    assert_true(indicator_list_check(&list));
    list.n++;
    assert_false(indicator_list_check(&list));
}

/* Lists of every length, so that the search is tried at both of its ends. */
static void
test_known_at_every_length(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 100; n++) {
        struct indicator_list list = {.n = n};

        for (size_t i = 0; i < n; i++)
            (void)snprintf(list.codes[i].code, sizeof list.codes[i].code,
                           "BB%02u", (unsigned)i % 100);
        for (unsigned i = 0; i < 100; i++) {
            char code[8];

            (void)snprintf(code, sizeof code, "BB%02u", i);
            assert_int_equal(indicator_known(&list, code), i < n);
        }
        assert_false(indicator_known(&list, ""));
        assert_false(indicator_known(&list, "AA99"));
        assert_false(indicator_known(&list, "ZZ99"));
        assert_false(indicator_known(&list, "BB00x"));
        assert_false(indicator_known(&list, "bb00"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_more_than_fit_is_no_list),
        cmocka_unit_test(test_known_at_every_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
