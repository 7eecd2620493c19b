/* The desk documents: roster.yaml and indicators.yaml. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/config.h"
#include "core/indicator.h"
#include "shipped.h"
#include "sys/file_findings.h"
#include "sys/indicator_file.h"
#include "sys/roster_file.h"
#include "sys/yaml_doc.h"
#include "sys/yaml_schema.h"

#define ANCHOR   "anchor: 2026-01-01T08:00:00+01:00\n"
#define PERIOD   "period_s: 86400\n"
#define PEOPLE   "people: [anna, bo]\n"
#define FALLBACK "fallback: [chris]\n"

struct row {
    const char *name;
    const char *text;
    const char *findings[5]; /* how each begins; NULL ends them */
};

static const struct row roster_rows[] = {
    {"the four that are needed", ANCHOR PERIOD PEOPLE FALLBACK, {NULL}},
    {"nobody on call is a hole, not a fault",
     ANCHOR PERIOD "people: []\n" FALLBACK,
     {NULL}},
    {"nothing at all",
     "",
     {"f: anchor: is missing", "f: period_s: is missing",
      "f: people: is missing", "f: fallback: is missing"}},
    {"a fallback is never empty",
     ANCHOR PERIOD PEOPLE "fallback: []\n",
     {"f:4: fallback: a list of 1 to 32"}},
    {"an anchor without an offset",
     "anchor: 2026-01-01T08:00:00\n" PERIOD PEOPLE FALLBACK,
     {"f:1: anchor: an instant"}},
    {"an anchor on a day that does not exist",
     "anchor: 2026-02-29T08:00:00Z\n" PERIOD PEOPLE FALLBACK,
     {"f:1: anchor: an instant"}},
    {"a period of nothing",
     ANCHOR "period_s: 0\n" PEOPLE FALLBACK,
     {"f:2: period_s: a whole number"}},
    {"a person twice",
     ANCHOR PERIOD "people: [anna, bo, anna]\n" FALLBACK,
     {"f:3: people: the same thing twice"}},
    {"the same person in both lists",
     ANCHOR PERIOD PEOPLE "fallback: [anna]\n",
     {NULL}},
    {"a person with a capital",
     ANCHOR PERIOD "people: [Anna]\n" FALLBACK,
     {"f:3: people: 1 to 64"}},
    {"a person that is a map",
     ANCHOR PERIOD "people: [{name: anna}]\n" FALLBACK,
     {"f:3: people: a text"}},
    {"33 people",
     ANCHOR PERIOD "people: [a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,"
                   "y,z,a1,a2,a3,a4,a5,a6,a7]\n" FALLBACK,
     {"f:3: people: a list of 0 to 32"}},
    {"a level that does not exist",
     ANCHOR PERIOD PEOPLE FALLBACK "wait_s: {U1: 60, U5: 60}\n",
     {"f:5: wait_s.U5: unknown key"}},
    {"no wait at all",
     ANCHOR PERIOD PEOPLE FALLBACK "wait_s: {U1: 0}\n",
     {"f:5: wait_s.U1: a whole number from 1"}},
    {"a resend below the first",
     ANCHOR PERIOD PEOPLE FALLBACK "resend_max_s: 1\n",
     {"f:5: resend_max_s: a whole number from 2"}},
    {"an alias for the same list",
     ANCHOR PERIOD "people: &a [anna]\nfallback: *a\n",
     {"f:3: anchors are not allowed"}},
};

static const struct row indicator_rows[] = {
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
test_roster_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof roster_rows / sizeof *roster_rows; i++) {
        const struct row *row = &roster_rows[i];
        struct file_findings findings = {0};
        struct roster_document roster;

        judge(row,
              roster_file_parse(&roster, "f", (const uint8_t *)row->text,
                                strlen(row->text), &findings),
              &findings);
    }
}

static void
test_indicator_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof indicator_rows / sizeof *indicator_rows;
         i++) {
        const struct row *row = &indicator_rows[i];
        struct file_findings findings = {0};
        struct indicator_list list;

        judge(row,
              indicator_file_parse(&list, "f", (const uint8_t *)row->text,
                                   strlen(row->text), &findings),
              &findings);
    }
}

static void
test_roster_values_arrive(void **state)
{
    const char text[] = ANCHOR "period_s: 43200\n" PEOPLE FALLBACK
                               "wait_s: {U1: 60, U3: 7}\nresend_max_s: 20\n";
    struct roster_document roster, defaults;
    struct file_findings findings = {0};

    (void)state;
    roster_defaults(&defaults);
    assert_int_equal(roster_file_parse(&roster, "f", (const uint8_t *)text,
                                       sizeof text - 1, &findings),
                     RC_OK);
    assert_int_equal(roster.anchor_us, INT64_C(1767250800000000));
    assert_int_equal(roster.period_us, INT64_C(43200000000));
    assert_int_equal(roster.people_n, 2);
    assert_string_equal(roster.people[1], "bo");
    assert_int_equal(roster.fallback_n, 1);
    assert_string_equal(roster.fallback[0], "chris");
    assert_int_equal(roster.wait_us[LEVEL_U1], 60000000);
    assert_int_equal(roster.wait_us[LEVEL_NONE], 60000000);
    assert_int_equal(roster.wait_us[LEVEL_U2], defaults.wait_us[LEVEL_U2]);
    assert_int_equal(roster.wait_us[LEVEL_U3], 7000000);
    assert_int_equal(roster.resend_max_us, 20000000);
}

static void
test_shipped_roster_says_the_defaults(void **state)
{
    struct roster_document roster, defaults;
    struct file_findings findings = {0};

    (void)state;
    roster_defaults(&defaults);
    assert_int_equal(
        roster_file_parse(&roster, "shipped", (const uint8_t *)SHIPPED_ROSTER,
                          (size_t)(SHIPPED_ROSTER_END - SHIPPED_ROSTER),
                          &findings),
        RC_OK);
    assert_int_equal(roster.anchor_us, defaults.anchor_us);
    assert_int_equal(roster.period_us, defaults.period_us);
    assert_memory_equal(roster.wait_us, defaults.wait_us,
                        sizeof roster.wait_us);
    assert_int_equal(roster.resend_max_us, defaults.resend_max_us);
    assert_int_equal(roster.people_n, 1);
    assert_string_equal(roster.people[0], "coordinator");
    assert_int_equal(roster.fallback_n, 1);
    assert_string_equal(roster.fallback[0], "fallback");
}

static void
test_every_key_stands_in_the_shipped_roster(void **state)
{
    size_t n = 0;
    const struct yaml_field *fields = roster_file_fields(&n);
    struct file_findings findings = {0};
    struct yaml_doc *doc = NULL;

    (void)state;
    assert_int_equal(
        yaml_doc_open(&doc, "shipped", (const uint8_t *)SHIPPED_ROSTER,
                      (size_t)(SHIPPED_ROSTER_END - SHIPPED_ROSTER), &findings),
        RC_OK);
    for (size_t i = 0; i < n; i++) {
        const char *dot = strchr(fields[i].path, '.');
        int map = yaml_doc_root(doc);

        if (dot != NULL)
            map = yaml_doc_get(doc, map, "wait_s");
        if (yaml_doc_get(doc, map, dot == NULL ? fields[i].path : dot + 1) == 0)
            fail_msg("%s is not documented", fields[i].path);
    }
    yaml_doc_close(doc);
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
    assert_string_equal(list.codes[0], "DB00");
    assert_string_equal(list.codes[3], "UO02");
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
        cmocka_unit_test(test_roster_rows),
        cmocka_unit_test(test_indicator_rows),
        cmocka_unit_test(test_roster_values_arrive),
        cmocka_unit_test(test_shipped_roster_says_the_defaults),
        cmocka_unit_test(test_every_key_stands_in_the_shipped_roster),
        cmocka_unit_test(test_indicators_come_out_sorted),
        cmocka_unit_test(test_shipped_indicators_are_the_list_of_eighty),
        cmocka_unit_test(test_a_list_has_room_for_256_codes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
