/* Figures: exact ones for those who may, on record; for the others only what
 * pins nobody, and the same for ever. */
#include "past_store.h"
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_US (INT64_C(24) * 60 * MINUTE_US)

static int
setup(void **state)
{
    int rc = trial_desk_setup(state);

    if (rc == 0)
        trial_hello(*state, OPERATOR);
    return rc;
}

static void
post(struct trial *trial, int n, const char *form, const char *age)
{
    for (int i = 0; i < n; i++)
        (void)trial_post(
            trial, POLICE, "signal",
            json_pack("{s:s, s:s, s:s, s:s, s:{s:s}, s:[s], s:{s:s, s:s, s:s}}",
                      "observed", "2026-11-20", "precision", "day", "subject",
                      "victim", "form", form, "place", "municipality", "GM0363",
                      "indicators", "DB01", "persons", "age", age, "gender",
                      "female", "pregnant", "no"));
    trial_run(trial, MINUTE_US);
}

/* {"report": .., "from": .., "to": ..} and more. */
static json_t *
body(const char *report, const char *from, const char *to, json_t *more)
{
    json_t *body =
        json_pack("{s:s, s:s, s:s}", "report", report, "from", from, "to", to);

    json_object_update(body, more);
    json_decref(more);
    return body;
}

static json_t *
ask_year(struct trial *trial, enum trial_person who, json_t *more)
{
    return trial_ask(trial, who, "report",
                     body("counts", "2026-01-01", "2027-01-01", more));
}

static json_t *
exact(const char *column)
{
    return json_pack("{s:b, s:s, s:[s]}", "exact", 1, "purpose",
                     "the mayor asks", "columns", column);
}

/* "sexual 12, labour 3" */
static const char *
rows_of(json_t *answer)
{
    static char text[2048];
    json_t *table = trial_body(answer, "report_table");
    size_t i;
    json_t *row;
    size_t at = 0;

    text[0] = '\0';
    json_array_foreach(json_object_get(table, "rows"), i, row)
    {
        size_t c;
        json_t *cell;

        json_array_foreach(json_object_get(row, "cells"), c, cell)
        {
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s",
                                   c > 0   ? " "
                                   : i > 0 ? ", "
                                           : "",
                                   json_string_value(cell));
        }
    }
    return text;
}

static void
expect_refusal(json_t *answer, const char *code, const char *field)
{
    json_t *refusal = trial_body(answer, "refusal");
    json_t *finding = json_array_get(json_object_get(refusal, "findings"), 0);

    assert_string_equal(trial_text(finding, "code"), code);
    assert_string_equal(trial_text(finding, "field"), field);
}

static void
test_exact_figures_are_told_with_a_purpose_and_on_record(void **state)
{
    struct trial *trial = *state;
    json_t *table;

    post(trial, 3, "sexual", "under_18");
    post(trial, 1, "labour", "adult");
    assert_string_equal(rows_of(ask_year(trial, ANNA, exact("form"))),
                        "sexual 3, labour 1");
    assert_string_equal(
        rows_of(trial_ask(
            trial, DORA, "report",
            body("counts", "2026-11-21", "2026-11-22",
                 json_pack("{s:b, s:s, s:[{s:s, s:[s]}, {s:s, s:[s]}]}",
                           "exact", 1, "purpose", "the mayor asks", "filters",
                           "column", "age", "values", "under_18", "column",
                           "municipality", "values", "GM0363")))),
        "3");
    table = trial_body(ask_year(trial, ANNA, exact("form")), "report_table");
    assert_true(json_is_true(json_object_get(table, "exact")));
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(table, "columns"), 1)),
        "count");
    assert_int_equal(
        past_store_number(trial->dir, "SELECT count(*) FROM audit WHERE verb ="
                                      " 'report-exact' AND length(reason) > 0"),
        3);
    assert_int_equal(past_store_number(trial->dir,
                                       "SELECT count(*) FROM audit WHERE verb ="
                                       " 'report-exact' AND detail ="
                                       " 'only age municipality'"),
                     1);
    assert_int_equal(
        past_store_number(trial->dir, "SELECT count(*) FROM audit WHERE verb ="
                                      " 'report-exact' AND detail = 'by form'"),
        2);
}

static void
test_who_counts_for_others_gets_no_exact_figures(void **state)
{
    struct trial *trial = *state;

    post(trial, 1, "sexual", "under_18");
    expect_refusal(ask_year(trial, OPERATOR, exact("form")), "denied", "exact");
    assert_int_equal(
        past_store_number(trial->dir,
                          "SELECT count(*) FROM audit WHERE verb = 'denied'"),
        1);
    assert_int_equal(past_store_number(trial->dir,
                                       "SELECT count(*) FROM audit WHERE verb ="
                                       " 'report-exact'"),
                     0);
    expect_refusal(ask_year(trial, POLICE, exact("form")), "denied", "");
    expect_refusal(ask_year(trial, ANNA, json_pack("{s:b}", "exact", 1)),
                   "required", "purpose");
}

static void
test_what_leaves_the_desk_is_withheld_and_rounded(void **state)
{
    struct trial *trial = *state;
    json_t *table;

    post(trial, 13, "sexual", "adult");
    post(trial, 24, "labour", "adult");
    post(trial, 3, "criminal", "under_18");
    /* the year is not over, and not fixed */
    expect_refusal(ask_year(trial, OPERATOR, json_object()), "out_of_range",
                   "to");
    trial_skip(trial, 80 * DAY_US);
    trial_forget(trial);
    table = trial_body(
        ask_year(trial, OPERATOR, json_pack("{s:[s]}", "columns", "form")),
        "report_table");
    assert_int_equal(trial_number(table, "threshold"), 10);
    assert_string_equal(trial_text(table, "as_of"), "2027-02-01");
    assert_false(json_is_true(json_object_get(table, "exact")));
    /* 3 is withheld, and 13 joins it: 16 is not 19 yet, so 24 joins too */
    assert_string_equal(
        rows_of(
            ask_year(trial, OPERATOR, json_pack("{s:[s]}", "columns", "form"))),
        "together 40");
    assert_string_equal(rows_of(ask_year(trial, OPERATOR, json_object())),
                        "40");
    /* all have it: that nobody has it not would be told */
    assert_string_equal(
        rows_of(
            ask_year(trial, OPERATOR, json_pack("{s:[s]}", "columns", "code"))),
        "");
    /* 3 of under 18 and nobody of unknown age pull the adults with them */
    assert_string_equal(
        rows_of(
            ask_year(trial, OPERATOR, json_pack("{s:[s]}", "columns", "age"))),
        "together 40");
    /* the coordinator without a purpose sees no more */
    assert_string_equal(
        rows_of(ask_year(trial, ANNA, json_pack("{s:[s]}", "columns", "age"))),
        "together 40");
}

static void
test_words_that_are_large_are_told(void **state)
{
    struct trial *trial = *state;

    post(trial, 13, "unknown", "adult");
    post(trial, 12, "other", "adult");
    post(trial, 24, "labour", "adult");
    post(trial, 3, "criminal", "under_18");
    trial_skip(trial, 80 * DAY_US);
    trial_forget(trial);
    assert_string_equal(
        rows_of(
            ask_year(trial, OPERATOR, json_pack("{s:[s]}", "columns", "form"))),
        "labour 25, together 30");
    assert_string_equal(
        rows_of(ask_year(trial, OPERATOR,
                         json_pack("{s:[s], s:[{s:s, s:[s, s]}]}", "columns",
                                   "form", "filters", "column", "form",
                                   "values", "labour", "criminal"))),
        "labour 25");
    assert_string_equal(rows_of(ask_year(trial, OPERATOR,
                                         json_pack("{s:[s, s]}", "columns",
                                                   "form", "quarter"))),
                        "labour together 25, together together 30");
}

static void
test_a_long_answer_comes_in_pages(void **state)
{
    struct trial *trial = *state;
    char sql[1024];
    json_t *table;

    (void)snprintf(
        sql, sizeof sql,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 150) INSERT INTO refusal_count SELECT 20000 + i, 14, 1"
        " FROM n");
    past_store_change(trial->dir, sql);
    table = trial_body(
        trial_ask(trial, ANNA, "report",
                  body("refusals", "2024-01-01", "2027-01-01", exact("day"))),
        "report_table");
    assert_int_equal(json_array_size(json_object_get(table, "rows")), 100);
    assert_string_equal(trial_text(table, "next"), "100");

    json_t *more = exact("day");

    json_object_set_new(more, "after", json_string("100"));
    table = trial_body(
        trial_ask(trial, ANNA, "report",
                  body("refusals", "2024-01-01", "2027-01-01", more)),
        "report_table");
    assert_int_equal(json_array_size(json_object_get(table, "rows")), 50);
    assert_string_equal(trial_text(table, "next"), "");
}

static void
test_refusals_are_counted_without_a_word_of_them(void **state)
{
    struct trial *trial = *state;
    json_t *signal = trial_signal("1099ZZ", 1, "");

    json_object_set_new(signal, "text", json_string("bsn 111222333"));
    expect_refusal(trial_ask(trial, POLICE, "submit",
                             trial_submit_body(trial, "signal", signal)),
                   "bsn", "text");
    assert_string_equal(rows_of(trial_ask(trial, ANNA, "report",
                                          body("refusals", "2026-01-01",
                                               "2027-01-01", exact("code")))),
                        "bsn 1");
    /* .. and written without being asked */
    signal = trial_signal("1099ZZ", 1, "");
    json_object_set_new(signal, "text", json_string("bsn 111222333"));
    expect_refusal(trial_ask(trial, POLICE, "submit",
                             trial_submit_body(trial, "signal", signal)),
                   "bsn", "text");
    trial_run(trial, MINUTE_US);
    assert_int_equal(
        past_store_number(trial->dir,
                          "SELECT n FROM refusal_count WHERE code = 14"),
        2);
}

/* A cell of the first row of that measure with another n than 0, or of the
 * first at all. */
static const char *
waited(const json_t *table, const char *measure, size_t cell)
{
    const char *found = "";
    size_t i;
    json_t *row;

    json_array_foreach(json_object_get(table, "rows"), i, row)
    {
        const json_t *cells = json_object_get(row, "cells");
        const char *n = json_string_value(json_array_get(cells, 3));

        if (strcmp(json_string_value(json_array_get(cells, 1)), measure) != 0)
            continue;
        if (*found == '\0' || strcmp(n, "0") != 0)
            found = json_string_value(json_array_get(cells, cell));
        if (strcmp(n, "0") != 0)
            break;
    }
    return found;
}

static void
test_how_long_senders_waited(void **state)
{
    struct trial *trial = *state;
    json_t *table;

    (void)trial_post(trial, POLICE, "referral", trial_referral("yes", "yes"));
    trial_tick(trial);
    table =
        trial_body(trial_ask(trial, ANNA, "report",
                             body("reachability", "2026-01-01", "2027-01-01",
                                  json_pack("{s:b, s:s}", "exact", 1, "purpose",
                                            "the year account"))),
                   "report_table");
    assert_string_equal(waited(table, "alerted", 3), "1");
    assert_string_equal(waited(table, "alerted", 4), "0"); /* at once */
    assert_string_equal(waited(table, "unanswered", 3), "1");
    assert_string_equal(waited(table, "acknowledged", 3), "0");
    assert_string_equal(
        waited(table, "without_anybody_s", 3),
        "28029600") /* until 2026-11-21T10:00, from when people rotate */;
}

/* As after an upgrade: most facts are still to be made. */
static void
test_no_figure_of_a_part(void **state)
{
    struct trial *trial = *state;

    post(trial, 30, "sexual", "adult");
    trial_crash(trial);
    past_store_change(trial->dir, "DELETE FROM fact_code");
    past_store_change(trial->dir, "DELETE FROM fact");
    trial_open(trial);
    trial_hello(trial, ANNA);
    assert_string_equal(
        trial_text(trial_body(ask_year(trial, ANNA, exact("form")), "refusal"),
                   "code"),
        "unavailable");
    trial_run(trial, SECOND_US);
    assert_string_equal(rows_of(ask_year(trial, ANNA, exact("form"))),
                        "sexual 30");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_exact_figures_are_told_with_a_purpose_and_on_record, setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_who_counts_for_others_gets_no_exact_figures, setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_what_leaves_the_desk_is_withheld_and_rounded, setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(test_words_that_are_large_are_told,
                                        setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_long_answer_comes_in_pages,
                                        setup, trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_refusals_are_counted_without_a_word_of_them, setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(test_how_long_senders_waited, setup,
                                        trial_teardown),
        cmocka_unit_test_setup_teardown(test_no_figure_of_a_part, setup,
                                        trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
