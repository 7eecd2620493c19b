/* The list of coded indicators. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/indicator.h"
#include "shipped.h"
#include "sys/file_findings.h"
#include "sys/indicator_file.h"

struct row {
    const char *name;
    const char *text;
    const char *findings[5]; /* how each begins; NULL ends them */
};

static const struct row rows[] = {
    {"one code", "id: x\nindicators: [{code: AB01}]\n", {NULL}},
    {"other keys are for others",
     "id: x\nindicators:\n  - {code: AB01, weight: 4, nl: 'tekst'}\n",
     {NULL}},
    {"no id", "indicators: [{code: AB01}]\n", {"f: id: 1 to 32"}},
    {"an id too long",
     "id: abcdefghijklmnopqrstuvwxyz0123456\nindicators: [{code: AB01}]\n",
     {"f:1: id: 1 to 32"}},
    {"no codes", "id: x\n", {"f: indicators: a list"}},
    {"an empty list", "id: x\nindicators: []\n", {"f:2: indicators: a list"}},
    {"bad codes, each with its line",
     "id: x\nindicators:\n  - {code: ab01}\n  - {code: A001}\n  - AB01\n"
     "  - {codes: AB01}\n  - {code: AB012}\n",
     {"f:3: code: two", "f:4: code: two", "f:5: code: two", "f:6: code: two",
      "f:7: code: two"}},
    {"a code twice",
     "id: x\nindicators:\n  - {code: AB02}\n  - {code: AB01}\n"
     "  - {code: AB02}\n",
     {"f:5: code: stands on the list already"}},
    {"unknown key at the top",
     "id: x\nindicator: []\nindicators: [{code: AB01}]\n",
     {"f:2: indicator: unknown key"}},
    {"a list at the top", "- {code: AB01}\n", {"f:1: a map"}},
    {"nothing at all", "", {"f: a map"}},
};

static void
judge(const struct row *row, enum rc rc, struct file_findings *findings)
{
    size_t expected = 0;

    while (expected < 5 && row->findings[expected] != NULL)
        expected++;
    if (rc != (expected == 0 ? RC_OK : RC_INVALID) || findings->n != expected)
        fail_msg("%s: rc %d, %zu findings, first: %s", row->name, rc,
                 findings->n, findings->n > 0 ? findings->lines[0] : "");
    for (size_t k = 0; k < expected; k++)
        if (strncmp(findings->lines[k], row->findings[k],
                    strlen(row->findings[k])) != 0)
            fail_msg("%s: %s", row->name, findings->lines[k]);
    file_findings_close(findings);
}

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct file_findings findings = {0};
        struct indicator_list list;

        judge(row,
              indicator_file_parse(&list, "f", (const uint8_t *)row->text,
                                   strlen(row->text), &findings),
              &findings);
    }
}

static void
test_indicators_come_out_sorted(void **state)
{
    const char text[] = "id: x-1\nindicators: [{code: UO02}, {code: DB01}, "
                        "{code: MW03}, {code: DB00}]\n";
    struct indicator_list list;
    struct file_findings findings = {0};

    (void)state;
    assert_int_equal(indicator_file_parse(&list, "f", (const uint8_t *)text,
                                          sizeof text - 1, &findings),
                     RC_OK);
    assert_string_equal(list.id, "x-1");
    assert_int_equal(list.n, 4);
    assert_string_equal(list.codes[0].code, "DB00");
    assert_string_equal(list.codes[3].code, "UO02");
    assert_true(indicator_list_check(&list));
}

static void
test_shipped_indicators_are_the_list_of_eighty(void **state)
{
    struct indicator_list list;
    struct file_findings findings = {0};

    (void)state;
    assert_int_equal(indicator_file_parse(
                         &list, "shipped", (const uint8_t *)SHIPPED_INDICATORS,
                         (size_t)(SHIPPED_INDICATORS_END - SHIPPED_INDICATORS),
                         &findings),
                     RC_OK);
    assert_string_equal(list.id, "loket-nl-1");
    assert_int_equal(list.n, 80);
    assert_true(indicator_known(&list, "UO11"));
}

static void
test_a_list_has_room_for_256_codes(void **state)
{
    (void)state;
    for (size_t n = INDICATORS_MAX; n <= INDICATORS_MAX + 1; n++) {
        static char text[16384];
        size_t at = 0;
        struct indicator_list list;
        struct file_findings findings = {0};

        at += (size_t)snprintf(text, sizeof text, "id: x\nindicators:\n");
        for (size_t i = 0; i < n; i++)
            at += (size_t)snprintf(text + at, sizeof text - at,
                                   "- {code: A%c%02zu}\n",
                                   (char)('A' + i / 100), i % 100);
        assert_int_equal(indicator_file_parse(&list, "f", (const uint8_t *)text,
                                              at, &findings),
                         n <= INDICATORS_MAX ? RC_OK : RC_INVALID);
        file_findings_close(&findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_indicators_come_out_sorted),
        cmocka_unit_test(test_shipped_indicators_are_the_list_of_eighty),
        cmocka_unit_test(test_a_list_has_room_for_256_codes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
