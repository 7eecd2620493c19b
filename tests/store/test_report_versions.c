/* test_report_versions -- which version of a message is counted, on which day,
 * and stays as it was told; see store/facts.h and store/reports.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_report.h"

static void
test_a_correction_counts_once_and_on_the_day_of_what_it_corrects(void **state)
{
    struct fixture *f = *state;
    struct report_plan plan = fixture_year();
    int64_t first =
        fixture_fact(f, (struct facts_row){.day = DAY(3, 31),
                                           .facts = {.form = FORM_LABOUR}});

    fixture_by(&plan, COLUMN_MONTH);
    fixture_by(&plan, COLUMN_FORM);
    (void)fixture_fact(f, (struct facts_row){.day = DAY(4, 2),
                                             .facts = {.form = FORM_SEXUAL},
                                             .amends = first,
                                             .action = VERSION_CORRECT});
    assert_string_equal(fixture_told(f, &plan), "2026-03 sexual 1");
    (void)fixture_fact(f, (struct facts_row){.day = DAY(4, 3),
                                             .facts = {.form = FORM_ORGAN},
                                             .amends = first,
                                             .action = VERSION_CORRECT});
    assert_string_equal(fixture_told(f, &plan), "2026-03 organ 1");
    (void)fixture_fact(f, (struct facts_row){.day = DAY(4, 3),
                                             .facts = {.form = FORM_ORGAN},
                                             .amends = first,
                                             .action = VERSION_SUPPLEMENT});
    assert_string_equal(fixture_told(f, &plan), "2026-03 organ 1");
    (void)fixture_fact(f,
                       (struct facts_row){.day = DAY(4, 4),
                                          .facts = {.kind = MESSAGE_WITHDRAWAL},
                                          .amends = first,
                                          .action = VERSION_WITHDRAW});
    assert_string_equal(fixture_told(f, &plan), "");
}

static int64_t
version(struct fixture *f, int64_t amends, enum version_action action,
        enum form form)
{
    enum message_kind kind =
        action == VERSION_WITHDRAW ? MESSAGE_WITHDRAWAL : MESSAGE_SIGNAL;

    return fixture_fact(
        f, (struct facts_row){.facts = {.kind = kind, .form = form},
                              .amends = amends,
                              .action = action});
}

/* Exactly, and as it was known when all of it had come. */
static void
expect_forms(struct fixture *f, const char *name, const char *forms)
{
    struct report_plan plan = fixture_year();
    char exact[256];

    fixture_by(&plan, COLUMN_FORM);
    (void)snprintf(exact, sizeof exact, "%s", fixture_told(f, &plan));
    plan.exact = false;
    if (strcmp(exact, forms) != 0 ||
        strcmp(fixture_told_then(f, &plan, INT64_MAX), forms) != 0)
        fail_msg("%s: %s, outward %s", name, exact,
                 fixture_told_then(f, &plan, INT64_MAX));
}

static void
test_versions_of_versions(void **state)
{
    struct fixture *f = *state;
    int64_t first = version(f, 0, VERSION_NONE, FORM_LABOUR);
    int64_t second = version(f, first, VERSION_CORRECT, FORM_ORGAN);
    int64_t more = version(f, second, VERSION_SUPPLEMENT, FORM_ORGAN);

    (void)version(f, second, VERSION_CORRECT, FORM_SEXUAL);
    expect_forms(f, "a correction of a correction counts", "sexual 1");
    (void)version(f, more, VERSION_CORRECT, FORM_CRIMINAL);
    expect_forms(f, "a correction of a supplement counts as little",
                 "sexual 1");
    (void)version(f, first, VERSION_WITHDRAW, FORM_NONE);
    expect_forms(f, "withdrawn with all its versions", "");
    (void)version(f, first, VERSION_CORRECT, FORM_LABOUR);
    expect_forms(f, "what was withdrawn is not corrected", "");
}

/* As when the facts of an older message are made up for. */
static void
test_facts_in_any_order(void **state)
{
    struct fixture *f = *state;
    struct facts_row old = {
        .seq = 1,
        .organisation = 1,
        .region = "",
        .day = DAY(3, 31),
        .facts = {.kind = MESSAGE_SIGNAL, .form = FORM_LABOUR}};
    struct report_plan plan = fixture_year();

    fixture_combine(f, fixture_submit(f, 1, 1, MESSAGE_SIGNAL), NULL, 0);
    (void)fixture_fact(f, (struct facts_row){.day = DAY(4, 2),
                                             .facts = {.form = FORM_ORGAN},
                                             .amends = 1,
                                             .action = VERSION_CORRECT});
    assert_int_equal(facts_write(f->store, &old), RC_OK);
    fixture_by(&plan, COLUMN_MONTH);
    fixture_by(&plan, COLUMN_FORM);
    assert_string_equal(fixture_told(f, &plan), "2026-03 organ 1");
}

/* What is told once stays so, whatever comes after the day it was fixed. */
static void
test_a_year_is_as_it_was_known_on_a_fixed_day(void **state)
{
    struct fixture *f = *state;
    struct report_plan plan = fixture_year();
    int64_t first =
        fixture_fact(f, (struct facts_row){.facts = {.form = FORM_LABOUR}});
    int64_t second =
        fixture_fact(f, (struct facts_row){.facts = {.form = FORM_ORGAN},
                                           .amends = first,
                                           .action = VERSION_CORRECT});
    int64_t third =
        fixture_fact(f, (struct facts_row){.facts = {.form = FORM_SEXUAL},
                                           .amends = first,
                                           .action = VERSION_CORRECT});
    int64_t last = fixture_fact(
        f, (struct facts_row){.facts = {.kind = MESSAGE_WITHDRAWAL},
                              .amends = first,
                              .action = VERSION_WITHDRAW});
    const struct {
        int64_t before; /* this message came on the fixed instant */
        const char *told;
    } rows[] = {{first, ""},
                {second, "labour 1"},
                {third, "organ 1"},
                {last, "sexual 1"},
                {last + 1, ""}};
    char sql[128];

    plan.exact = false;
    fixture_by(&plan, COLUMN_FORM);
    for (int64_t seq = first; seq <= last; seq++) {
        (void)snprintf(sql, sizeof sql,
                       "UPDATE journal SET accepted_us = %lld WHERE seq = %lld",
                       (long long)seq * 1000, (long long)seq);
        fixture_set(f, sql);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(fixture_told_then(f, &plan, rows[i].before * 1000),
                            rows[i].told);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_correction_counts_once_and_on_the_day_of_what_it_corrects),
        TEST(test_versions_of_versions),
        TEST(test_facts_in_any_order),
        TEST(test_a_year_is_as_it_was_known_on_a_fixed_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
