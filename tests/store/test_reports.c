/* test_reports -- what is counted, and when; see store/reports.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/zone.h"
#include "fixture_report.h"
#include "store/facts.h"
#include "store/reports.h"

#define CAP 64

static void
only(struct report_plan *plan, enum report_column column, const char *word)
{
    struct report_wanted *wanted = &plan->filters[plan->filters_n++];

    wanted->column = column;
    wanted->n = 1;
    assert_true(report_read(column, word, &wanted->values[0]));
}

static void
test_counted_by_columns_and_filters(void **state)
{
    struct fixture *f = *state;
    struct report_plan plan = fixture_year();

    assert_string_equal(fixture_told(f, &plan), "0");
    (void)fixture_fact(f, (struct facts_row){.facts = {.form = FORM_SEXUAL,
                                                       .age = AGE_UNDER_18,
                                                       .pregnant = YES_NO_YES,
                                                       .municipality = 363,
                                                       .codes = "DB01 DB04"},
                                             .region = "amsterdam"});
    (void)fixture_fact(
        f, (struct facts_row){.facts = {.form = FORM_SEXUAL, .codes = "DB01"}});
    (void)fixture_fact(f, (struct facts_row){.facts = {.form = FORM_LABOUR}});
    (void)fixture_fact(f,
                       (struct facts_row){.facts = {.kind = MESSAGE_ADVICE}});
    assert_string_equal(fixture_told(f, &plan), "3");
    fixture_by(&plan, COLUMN_FORM);
    assert_string_equal(fixture_told(f, &plan), "sexual 2, labour 1");
    fixture_by(&plan, COLUMN_AGE);
    assert_string_equal(fixture_told(f, &plan),
                        "sexual not_said 1, sexual under_18 1,"
                        " labour not_said 1");
    plan = fixture_year();
    only(&plan, COLUMN_AGE, "under_18");
    only(&plan, COLUMN_PREGNANT, "yes");
    only(&plan, COLUMN_MUNICIPALITY, "GM0363");
    assert_string_equal(fixture_told(f, &plan), "1");
    fixture_by(&plan, COLUMN_REGION);
    assert_string_equal(fixture_told(f, &plan), "amsterdam 1");
    only(&plan, COLUMN_REGION, "almere");
    assert_string_equal(fixture_told(f, &plan), "");
    plan = fixture_year();
    fixture_by(&plan, COLUMN_CODE);
    assert_string_equal(fixture_told(f, &plan), "DB01 2, DB04 1");
    plan = fixture_year();
    only(&plan, COLUMN_CODE, "DB01");
    plan.filters[0].n = 2;
    assert_true(report_read(COLUMN_CODE, "DB04", &plan.filters[0].values[1]));
    assert_string_equal(fixture_told(f, &plan), "2"); /* each message once */
}

static void
test_periods(void **state)
{
    static const struct {
        enum report_column column;
        const char *told;
    } rows[] = {
        {COLUMN_DAY, "2025-12-29 1, 2026-01-01 1, 2026-03-31 1, 2026-04-01 1,"
                     " 2026-12-31 1"},
        {COLUMN_WEEK, "2026-W01 2, 2026-W14 2, 2026-W53 1"},
        {COLUMN_MONTH, "2025-12 1, 2026-01 1, 2026-03 1, 2026-04 1, 2026-12 1"},
        {COLUMN_QUARTER, "2025-Q4 1, 2026-Q1 2, 2026-Q2 1, 2026-Q4 1"},
        {COLUMN_YEAR, "2025 1, 2026 4"},
    };
    const int64_t days[] = {civil_days(2025, 12, 29), DAY(1, 1), DAY(3, 31),
                            DAY(4, 1), DAY(12, 31)};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        (void)fixture_fact(f, (struct facts_row){.day = days[i]});
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report_plan plan = fixture_plan(REPORT_COUNTS, 0, DAY(12, 32));

        fixture_by(&plan, rows[i].column);
        assert_string_equal(fixture_told(f, &plan), rows[i].told);
    }

    struct report_plan plan =
        fixture_plan(REPORT_COUNTS, DAY(1, 1), DAY(12, 31));

    assert_string_equal(fixture_told(f, &plan), "3"); /* half-open */
}

static void
test_pages_of_exact_figures(void **state)
{
    struct fixture *f = *state;
    struct report_plan plan = fixture_year();
    struct report_row rows[2];
    size_t n = 0;

    for (int form = FORM_SEXUAL; form <= FORM_BEGGING; form++)
        (void)fixture_fact(
            f, (struct facts_row){.facts = {.form = (enum form)form}});
    fixture_by(&plan, COLUMN_FORM);
    plan.offset = 1;
    assert_int_equal(report_rows(f->store, &plan, 0, rows, 2, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(rows[0].values[0].number, FORM_LABOUR);
    plan.offset = 3;
    assert_int_equal(report_rows(f->store, &plan, 0, rows, 2, &n), RC_OK);
    assert_int_equal(n, 1);
}

static void
test_every_report_and_column_can_be_asked(void **state)
{
    struct fixture *f = *state;

    (void)fixture_fact(f, (struct facts_row){0});
    for (int report = REPORT_COUNTS; report <= REPORT_LAST; report++) {
        if (report == REPORT_REACHABILITY)
            continue;
        for (int i = COLUMN_NONE + 1; i < COLUMNS_N; i++) {
            const struct report_column_row *row =
                report_column_row((enum report_column)i);
            struct report_plan plan =
                fixture_plan((enum report_kind)report, 0, DAY(12, 32));
            struct report_row rows[CAP];
            size_t n = 0;

            if ((row->reports & REPORT_BIT(report)) == 0)
                continue;
            fixture_by(&plan, row->column);
            if (row->type != REPORT_TYPE_PERIOD) {
                plan.filters_n = 1;
                plan.filters[0].column = row->column;
                plan.filters[0].n = 1;
            }
            assert_int_equal(report_rows(f->store, &plan, 0, rows, CAP, &n),
                             RC_OK);
        }
    }
}

static void
test_referrals_terms_alerts_and_bottlenecks(void **state)
{
    struct fixture *f = *state;
    struct report_plan plan = fixture_plan(REPORT_REFERRALS, 0, DAY(12, 32));
    int64_t referral = fixture_fact(
        f,
        (struct facts_row){.facts = {.kind = MESSAGE_REFERRAL, .children = 2}});
    struct report_row rows[CAP];
    size_t n = 0;

    (void)fixture_alert(f, referral, 0);
    (void)fixture_fact(
        f,
        (struct facts_row){.facts = {.kind = MESSAGE_BOTTLENECK, .about = 2}});
    fixture_set(
        f, "INSERT INTO term (subject, ref, name, state, start_us, end_us,"
           " next_us, decision) VALUES (1, 1, 'reflection', 2, 1, 2, 0, 1)");
    fixture_by(&plan, COLUMN_REFERRAL_STATE);
    fixture_by(&plan, COLUMN_REPORTED);
    assert_string_equal(fixture_told(f, &plan), "open yes 1");
    assert_int_equal(report_rows(f->store, &plan, 0, rows, CAP, &n), RC_OK);
    assert_int_equal(rows[0].counts[1], 2); /* children */
    plan = fixture_plan(REPORT_TERMS, 0, DAY(12, 32));
    fixture_by(&plan, COLUMN_TERM);
    fixture_by(&plan, COLUMN_TERM_STATE);
    assert_string_equal(fixture_told(f, &plan), "reflection exceeded 1");
    plan = fixture_plan(REPORT_ALERTS, 0, DAY(12, 32));
    fixture_by(&plan, COLUMN_LEVEL);
    fixture_by(&plan, COLUMN_ALERT_STATE);
    assert_string_equal(fixture_told(f, &plan), "u2 paging 1");
    plan = fixture_plan(REPORT_BOTTLENECKS, 0, DAY(12, 32));
    fixture_by(&plan, COLUMN_CATEGORY);
    fixture_by(&plan, COLUMN_BOTTLENECK_STATE);
    assert_string_equal(fixture_told(f, &plan), "follow_on_housing new 1");
    fixture_set(f, "INSERT INTO bottleneck (seq, state) VALUES (2, 3)");
    (void)fixture_fact(
        f, (struct facts_row){.facts = {.kind = MESSAGE_BOTTLENECK, .about = 1},
                              .amends = 2,
                              .action = VERSION_CORRECT});
    assert_string_equal(fixture_told(f, &plan), "shelter solved 1");
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM report_bottlenecks"
                                       " WHERE category = 'shelter'"
                                       " AND state = 'solved'"),
                     1);
}

/* Nothing else has its turn while a report is read. */
static void
test_a_report_that_takes_too_long_ends(void **state)
{
    struct fixture *f = *state;
    struct report_plan plan = fixture_plan(REPORT_REFUSALS, 0, INT32_MAX);
    struct report_row rows[1];
    size_t n = 0;

    fixture_set(f, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
                   " FROM n WHERE i < 800000) INSERT INTO refusal_count"
                   " SELECT i, 14, 1 FROM n");
    fixture_by(&plan, COLUMN_DAY);
    assert_int_equal(report_rows(f->store, &plan, 0, rows, 1, &n), RC_INVALID);
    plan.to_day = 1000; /* a shorter time, and the store goes on */
    assert_int_equal(report_rows(f->store, &plan, 0, rows, 1, &n), RC_OK);
    assert_int_equal(n, 1);
}

static void
test_refusals_are_added_up(void **state)
{
    struct fixture *f = *state;
    struct report_plan plan = fixture_plan(REPORT_REFUSALS, 0, DAY(12, 32));
    const struct refusal_tally first[] = {{DAY(3, 4), 14, 2},
                                          {DAY(3, 4), 6, 1}};
    const struct refusal_tally second[] = {{DAY(3, 4), 14, 3},
                                           {DAY(3, 5), 14, 1}};

    assert_int_equal(refusals_count(f->store, first, 2), RC_OK);
    assert_int_equal(refusals_count(f->store, second, 2), RC_OK);
    fixture_by(&plan, COLUMN_DAY);
    fixture_by(&plan, COLUMN_REFUSAL);
    assert_string_equal(fixture_told(f, &plan),
                        "2026-03-04 required 1,"
                        " 2026-03-04 bsn 5, 2026-03-05 bsn 1");
}

/* fixed_us 0: no end. */
static enum rc
waited(struct fixture *f, enum report_wait wait, enum level level,
       int64_t fixed_us, struct report_waits *out)
{
    return report_waits(f->store,
                        &(struct report_waits_of){
                            .wait = wait,
                            .level = level,
                            .to_us = INT64_MAX,
                            .fixed_us = fixed_us == 0 ? INT64_MAX : fixed_us},
                        out);
}

static void
test_waits(void **state)
{
    struct fixture *f = *state;
    const int64_t received_us = FIXTURE_NOW_US - 1000000;
    struct report_waits waits;

    /* ten alerts, made 1, 2, .. 10 s after their message was received */
    for (int i = 1; i <= 10; i++) {
        char sql[256];
        int64_t seq = fixture_fact(f, (struct facts_row){0});
        int64_t alert = fixture_alert(f, seq, 0);

        (void)snprintf(sql, sizeof sql,
                       "UPDATE journal SET accepted_us = %lld WHERE seq = %lld",
                       (long long)received_us, (long long)seq);
        fixture_set(f, sql);
        (void)snprintf(sql, sizeof sql,
                       "UPDATE alert SET created_us = %lld, acknowledged_us ="
                       " %lld WHERE alert = %lld",
                       (long long)(received_us + i * 1000000),
                       (long long)(i > 7 ? 0 : received_us + 60000000),
                       (long long)alert);
        fixture_set(f, sql);
    }
    assert_int_equal(waited(f, REPORT_ALERTED, LEVEL_U2, 0, &waits), RC_OK);
    assert_int_equal(waits.n, 10);
    assert_int_equal(waits.p50_us, 5000000);
    assert_int_equal(waits.p90_us, 9000000);
    assert_int_equal(waits.most_us, 10000000);
    assert_int_equal(
        report_waits(f->store,
                     &(struct report_waits_of){.wait = REPORT_ALERTED,
                                               .level = LEVEL_U2,
                                               .from_us = received_us + 2000000,
                                               .to_us = received_us + 4000000,
                                               .fixed_us = INT64_MAX},
                     &waits),
        RC_OK);
    assert_int_equal(waits.n, 2); /* half-open */
    assert_int_equal(waited(f, REPORT_ACKNOWLEDGED, LEVEL_U2, 0, &waits),
                     RC_OK);
    assert_int_equal(waits.n, 7);
    assert_int_equal(waits.p90_us, 60000000);
    assert_int_equal(waited(f, REPORT_UNANSWERED, LEVEL_U2, 0, &waits), RC_OK);
    assert_int_equal(waits.n, 3);
    assert_int_equal(waited(f, REPORT_ALERTED, LEVEL_NONE, 0, &waits), RC_OK);
    assert_int_equal(waits.n, 10);
    assert_int_equal(waited(f, REPORT_ACKNOWLEDGED, LEVEL_NONE,
                            received_us + 60000000, &waits),
                     RC_OK);
    assert_int_equal(waits.n, 0); /* half-open: on the fixed instant, not yet */
    assert_int_equal(waited(f, REPORT_ACKNOWLEDGED, LEVEL_NONE,
                            received_us + 60000001, &waits),
                     RC_OK);
    assert_int_equal(waits.n, 7);
    for (int wait = REPORT_ALERTED; wait < REPORT_NOBODY; wait++) {
        assert_int_equal(waited(f, (enum report_wait)wait, LEVEL_U1, 0, &waits),
                         RC_OK);
        assert_int_equal(waits.n, 0);
        assert_int_equal(waits.most_us, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_counted_by_columns_and_filters,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_periods, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pages_of_exact_figures,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(
            test_every_report_and_column_can_be_asked, fixture_setup,
            fixture_teardown),
        cmocka_unit_test_setup_teardown(
            test_referrals_terms_alerts_and_bottlenecks, fixture_setup,
            fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_report_that_takes_too_long_ends,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refusals_are_added_up,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_waits, fixture_setup,
                                        fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
