/* Will somebody be on call?  Gaps refuse when they are near, and every finding
 * tells local times, seconds and the document it is about. */
#include "document_letters.h"
#include "documents.h"

#include "../unit/rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/roster.h"
#include "document/document_check.h"

#define MINUTE INT64_C(60000000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* In the sound set anna and bram change places every morning at eight. */
#define QUIET "overrides: []\n"

/* Nobody for an hour from 2026-07-02 08:00 local on. */
#define GAP                                                                    \
    "overrides:\n"                                                             \
    "  - {seq: 1, roster: primary, set: carla, start: 2026-07-02T08:00,\n"     \
    "     end: 2026-07-02T09:00, by: anna, reason: x}\n"

#define GAP_AT (civil_days(2026, 7, 2) * DAY + 6 * HOUR)

static const char gap_text[] =
    "overrides:2: E_GAP: roster primary: too few people can be called, from "
    "2026-07-02 08:00:00 +02:00 to 2026-07-02 09:00:00 +02:00 (3600 seconds); ";

/* 08:00 on a day of 2026 in summer time: when the check is made. */
static int64_t
morning(int32_t month, int32_t day)
{
    return civil_days(2026, month, day) * DAY + 6 * HOUR;
}

static const struct row {
    const char *name;
    struct document_change change;
    int32_t month, day;
    const char *findings[3];
} rows[] = {
    {"all in order is silent", {O, NULL, QUIET}, 7, 1, {NULL}},
    {"an override without effect",
     {O, NULL,
      "overrides:\n"
      "  - {seq: 1, roster: primary, set: anna, start: 2026-07-02T10:00,\n"
      "     end: 2026-07-02T11:00, by: anna, reason: x}\n"},
     7,
     1,
     {"overrides:2: W_NOOP_OVERRIDE: roster primary: the override changes "
      "nothing, from 2026-07-02 10:00:00 +02:00 to 2026-07-02 11:00:00 +02:00 "
      "(3600 seconds)"}},
    {"shifts that overlap",
     {R, "start: 2026-06-03T08:00", "start: 2026-06-01T20:00"},
     7,
     1,
     {"rosters:5: E_OVERLAP: roster primary: shifts of one layer overlap, from "
      "2026-06-01 20:00:00 +02:00 to 2026-06-02 08:00:00 +02:00 (43200 "
      "seconds)"}},
    {"a shift that ends as it begins",
     {R, "start: 2026-06-03T08:00", "start: 2026-06-04T08:00"},
     7,
     1,
     {"rosters:5: E_ZERO_LENGTH: roster primary: ends as it begins"}},
    {"an override that ends as it begins",
     {O, "end: 2026-07-01T09:00", "end: 2026-07-01T08:00"},
     7,
     3,
     {"overrides:2: E_ZERO_LENGTH: roster primary: ends as it begins"}},
    {"an absence that ends as it begins",
     {O, NULL,
      "absences:\n"
      "  - {person: anna, start: 2026-07-01T08:00, end: 2026-07-01T08:00}\n"},
     7,
     3,
     {"overrides:2: E_ZERO_LENGTH: person anna: ends as it begins"}},
    {"primary and backup are one person",
     {O, NULL,
      "overrides:\n"
      "  - {seq: 1, roster: backup, replace: bram, with: anna,\n"
      "     start: 2026-07-02T10:00, end: 2026-07-02T11:00, by: anna,\n"
      "     reason: x}\n"},
     7,
     1,
     {"overrides:2: W_SHORT_REST: roster backup, person anna: rests for less "
      "than 11 hours, from 2026-07-02 08:00:00 +02:00 to 2026-07-02 10:00:00 "
      "+02:00 (7200 seconds)",
      "rosters:9: W_SAME_PERSON: roster primary and backup, person anna: is "
      "on call in both rosters, from 2026-07-02 10:00:00",
      "rosters:16: W_SHORT_REST: roster backup, person bram"}},
    {"the holidays end on the 89th day",
     {C, "until: 2026-12-31", "until: 2026-09-28"},
     7,
     1,
     {"calendar: holidays: the list of holidays ends on 2026-09-28"}},
    {"the holidays end on the 90th day",
     {C, "until: 2026-12-31", "until: 2026-09-29"},
     7,
     1,
     {NULL}},
};

static void
test_rows(void **state)
{
    struct desk_rules *rules = documents_rules();

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct documents documents = {
            .changes = {rows[i].change,
                        {O, NULL, QUIET}}}; /* unless it is the first */
        struct document_findings findings = {0};

        documents_sound(&documents, rules);
        document_check(rules, morning(rows[i].month, rows[i].day), false,
                       &findings);
        documents_judge(rows[i].name, &findings, rows[i].findings, 3);
    }
    free(rules);
}

/* Two people, two days each, for 90 days: two findings with their number. */
static void
test_what_a_rotation_repeats_is_told_once(void **state)
{
    static const struct documents documents = {
        .changes = {{R, "period_days: 1", "period_days: 2"}, {O, NULL, QUIET}}};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings = {0};
    size_t n = 0;

    (void)state;
    documents_sound(&documents, rules);
    document_check(rules, morning(7, 1), false, &findings);
    for (size_t i = 0; i < findings.kept_n; i++) {
        const struct document_finding *finding = &findings.list[i];

        if (strcmp(finding->code, "W_LONG_SHIFT") != 0)
            continue;
        /* 22 turns each are whole within the 90 days */
        n++;
        if (strstr(finding->text, "; and 21 more times in 90 days") == NULL)
            fail_msg("%s", finding->text);
    }
    assert_int_equal(n, 2);
    document_findings_close(&findings);
    free(rules);
}

static const struct gap_row {
    const char *name;
    int64_t before_us; /* the check, before the gap */
    bool accept;
    bool refuses;
    const char *left;
} gap_rows[] = {
    {"14 days ahead is a warning", 14 * DAY, false, false,
     "begins in 14 d 0 h 0 min"},
    {"a minute less refuses", 14 * DAY - MINUTE, false, true,
     "begins in 13 d 23 h 59 min"},
    {"near and accepted", 14 * DAY - MINUTE, true, false,
     "begins in 13 d 23 h 59 min"},
    {"far and accepted", 30 * DAY, true, false, "begins in 30 d 0 h 0 min"},
    {"it begins now", 0, false, true, "begins in 0 d 0 h 0 min"},
};

static void
test_a_gap_refuses_when_it_is_near(void **state)
{
    static const struct documents documents = {.changes = {{O, NULL, GAP}}};
    struct desk_rules *rules = documents_rules();

    (void)state;
    documents_sound(&documents, rules);
    for (size_t i = 0; i < ROWS(gap_rows); i++) {
        const struct gap_row *row = &gap_rows[i];
        struct document_findings findings = {0};
        bool found = false;
        char line[DOCUMENT_LINE_BYTES];

        document_check(rules, GAP_AT - row->before_us, row->accept, &findings);
        for (size_t k = 0; k < findings.kept_n; k++) {
            const struct document_finding *f = &findings.list[k];

            document_finding_write(f, line);
            if (strncmp(line, gap_text, sizeof gap_text - 1) != 0)
                continue;
            found = true;
            if (strcmp(line + sizeof gap_text - 1, row->left) != 0)
                fail_msg("%s: %s", row->name, line);
            if (f->refuses != row->refuses)
                fail_msg("%s: refuses %d", row->name, f->refuses);
        }
        if (!found)
            fail_msg("%s: no gap", row->name);
        document_findings_close(&findings);
    }
    free(rules);
}

static void
test_who_cannot_be_called_refuses_at_the_person(void **state)
{
    static const struct documents documents = {
        .changes = {
            {O, NULL, QUIET},
            {R, "people: [anna, bram]", "people: [anna, [bram, carla]]"}}};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings = {0};

    (void)state;
    documents_sound(&documents, rules);
    document_check(rules, morning(7, 1), true, &findings);
    assert_true(findings.refuses_n > 0);
    assert_string_equal(findings.list[0].document, "persons");
    assert_string_equal(findings.list[0].code, "E_NO_CONTACT");
    assert_int_equal(findings.list[0].line, 4);
    assert_non_null(strstr(findings.list[0].text, "person carla"));
    document_findings_close(&findings);
    free(rules);
}

static void
test_a_kept_absence_is_told_at_the_absence(void **state)
{
    static const struct documents documents = {
        .changes = {{O, NULL,
                     "absences:\n"
                     "  - {person: anna, start: 2026-07-02T00:00, end: "
                     "2026-07-03T00:00}\n"}}};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings = {0};
    char line[DOCUMENT_LINE_BYTES];
    size_t kept_n = 0;

    (void)state;
    documents_sound(&documents, rules);
    document_check(rules, morning(7, 1), false, &findings);
    assert_int_equal(findings.refuses_n, 0);
    for (size_t i = 0; i < findings.kept_n; i++)
        kept_n += strncmp(document_finding_write(&findings.list[i], line),
                          "overrides:2: W_ABSENCE_KEPT: roster ", 36) == 0;
    assert_int_equal(kept_n, 2); /* in primary and, from eight, in backup */
    document_findings_close(&findings);
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_a_rotation_repeats_is_told_once),
        cmocka_unit_test(test_a_gap_refuses_when_it_is_near),
        cmocka_unit_test(test_who_cannot_be_called_refuses_at_the_person),
        cmocka_unit_test(test_a_kept_absence_is_told_at_the_absence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
