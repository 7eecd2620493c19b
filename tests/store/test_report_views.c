/* test_report_views -- what programs outside read says the words of
 * core/report_words.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_facts.h"
#include "store/reports.h"

static const struct view_row {
    const char *view;
    const char *column; /* of the view */
    enum report_column words;
    const char *table;  /* whose number is set .. */
    const char *number; /* .. in this column */
} views[] = {
    {"report_messages", "source", COLUMN_SOURCE, "fact", "source"},
    {"report_messages", "form", COLUMN_FORM, "fact", "form"},
    {"report_messages", "age", COLUMN_AGE, "fact", "age"},
    {"report_messages", "gender", COLUMN_GENDER, "fact", "gender"},
    {"report_messages", "pregnant", COLUMN_PREGNANT, "fact", "pregnant"},
    {"report_messages", "residence", COLUMN_RESIDENCE, "fact", "residence"},
    {"report_messages", "sector", COLUMN_SECTOR, "fact", "sector"},
    {"report_messages", "subject", COLUMN_SUBJECT, "fact", "subject"},
    {"report_messages", "handling", COLUMN_HANDLING, "fact", "handling"},
    {"report_messages", "shelter", COLUMN_SHELTER, "fact", "shelter"},
    {"report_messages", "unsafe", COLUMN_UNSAFE, "fact", "unsafe"},
    {"report_messages", "referral_kind", COLUMN_REFERRAL_KIND, "fact",
     "referral_kind"},
    {"report_messages", "class", COLUMN_CLASS, "fact", "class"},
    {"report_messages", "target_group", COLUMN_GROUP, "fact", "grp"},
    {"report_messages", "level", COLUMN_LEVEL, "fact", "level"},
    {"report_referrals", "state", COLUMN_REFERRAL_STATE, "referral", "state"},
    {"report_referrals", "phase", COLUMN_PHASE, "referral", "phase"},
    {"report_referrals", "help", COLUMN_HELP, "referral", "help"},
    {"report_referrals", "criminal", COLUMN_CRIMINAL, "referral", "criminal"},
    {"report_referrals", "aliens", COLUMN_ALIENS, "referral", "aliens"},
    {"report_referrals", "outcome", COLUMN_OUTCOME, "referral", "outcome"},
    {"report_terms", "state", COLUMN_TERM_STATE, "term", "state"},
    {"report_terms", "decision", COLUMN_DECISION, "term", "decision"},
    {"report_alerts", "state", COLUMN_ALERT_STATE, "alert", "state"},
    {"report_alerts", "level", COLUMN_LEVEL, "alert", "level"},
    {"report_alerts", "class", COLUMN_CLASS, "alert", "class"},
    {"report_alerts", "target_group", COLUMN_GROUP, "alert", "grp"},
    {"report_alerts", "outcome", COLUMN_OUTCOME, "alert", "outcome"},
    {"report_refusals", "code", COLUMN_REFUSAL, "refusal_count", "code"},
};

static void
check_view(struct fixture *f, const struct view_row *row)
{
    const struct report_column_row *column = report_column_row(row->words);

    for (size_t i = 0; i < column->words_n; i++) {
        char sql[256];

        (void)snprintf(sql, sizeof sql,
                       "UPDATE %s SET %s = %zu WHERE rowid = 1", row->table,
                       row->number, i);
        if (strcmp(row->table, "refusal_count") == 0)
            (void)snprintf(sql, sizeof sql,
                           "UPDATE refusal_count SET code = %zu", i);
        fixture_set(f, sql);
        (void)snprintf(sql, sizeof sql,
                       "SELECT count(*) FROM %s WHERE %s = '%s'", row->view,
                       row->column, column->words[i]);
        if (fixture_number(f, sql) != 1)
            fail_msg("%s.%s: %s", row->view, row->column, column->words[i]);
    }
}

static void
test_the_views_say_the_same_words(void **state)
{
    struct fixture *f = *state;
    const struct refusal_tally tally = {DAY(3, 4), 14, 2};

    (void)fixture_fact(f,
                       (struct facts_row){.facts = {.kind = MESSAGE_REFERRAL}});
    (void)fixture_alert(f, 1, 0);
    assert_int_equal(refusals_count(f->store, &tally, 1), RC_OK);
    fixture_set(f,
                "INSERT INTO term (subject, ref, name, state, start_us, end_us,"
                " next_us) VALUES (1, 1, 'reflection', 2, 1, 2, 0)");
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        check_view(f, &views[i]);
}

static void
test_the_views_of_advice_and_bottlenecks(void **state)
{
    struct fixture *f = *state;

    (void)fixture_fact(f, (struct facts_row){.facts = {.kind = MESSAGE_ADVICE,
                                                       .about = 4,
                                                       .municipality = 34}});
    (void)fixture_fact(
        f,
        (struct facts_row){.facts = {.kind = MESSAGE_BOTTLENECK, .about = 1}});
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM report_advice WHERE about ="
                          " 'training' AND municipality = 'GM0034'"
                          " AND day = '2026-03-04' AND region = 'not_said'"),
        1);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM report_bottlenecks WHERE"
                          " category = 'shelter' AND state = 'new'"),
        1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM report_messages"),
                     2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_views_say_the_same_words,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(
            test_the_views_of_advice_and_bottlenecks, fixture_setup,
            fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
