/* test_plans -- what the desk asks at every tick costs by its answer: no
 * query of it walks through alerts, pages or due times.
 *
 * Every statement that a call leaves prepared is explained by SQLite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "plans_casework.h"
#include "plans_linking.h"
#include "plans_sharing.h"
#include "store/placements.h"
#include "store/referrals.h"
#include "store/rosters.h"
#include "store/sqlite/sql.h"
#include "store/storms.h"

#define NOW FIXTURE_NOW_US

static enum rc
ask_due_next(struct store *store)
{
    struct due due[2];
    int64_t next = 0;
    size_t n = 0;

    return due_next(store, NOW, due, 2, &n, &next);
}

static enum rc
ask_page_recent(struct store *store)
{
    const struct page_span span = {.gap_from_us = NOW};
    struct storm_recent history;

    return page_recent(store, 1, &span, &history);
}

static enum rc
ask_summary_waiting(struct store *store)
{
    struct summary summary;

    return summary_waiting(store, 1, &summary);
}

static enum rc
ask_summaries_open_of(struct store *store)
{
    struct summary summary[2];
    size_t n = 0;

    return summaries_open_of(store, 1, summary, 2, &n);
}

static enum rc
ask_summary_last_of(struct store *store)
{
    struct summary_ended ended[2];
    size_t n = 0;

    return summary_last_of(store, 1, ended, 2, &n);
}

static enum rc
ask_alert_forgotten(struct store *store)
{
    int64_t out[2];
    int64_t last = 0;
    size_t n = 0;

    return alert_forgotten(store, 0, 2, out, 2, &n, &last);
}

static enum rc
ask_storm_signals(struct store *store)
{
    uint32_t n = 0;

    return storm_signals(store, NOW, NOW + 9, 10, &n);
}

static enum rc
ask_alert_list_held(struct store *store)
{
    struct alert out[2];
    size_t n = 0;

    return alert_list_held(store, LEVEL_U4, 0, out, 2, &n);
}

static enum rc
ask_page_ringing(struct store *store)
{
    const uint8_t page_id[PAGE_ID_BYTES] = {1};
    int64_t created_us = 0;
    enum rc rc = page_ringing(store, page_id, &created_us);

    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
ask_pages_open_of(struct store *store)
{
    struct page_row out[2];
    size_t n = 0;

    return pages_open_of(store, 1, 0, out, 2, &n);
}

static enum rc
ask_alert_pages_open(struct store *store)
{
    struct page_row out[2];
    size_t n = 0;

    return alert_pages_open(store, 1, out, 2, &n);
}

static enum rc
ask_referral_list(struct store *store)
{
    struct referral out[2];
    size_t n = 0;

    return referral_list(store, &(struct referral_query){.after = 0}, out, 2,
                         &n);
}

static enum rc
ask_swap_list(struct store *store)
{
    struct swap out[2];
    size_t n = 0;

    return swap_list(store, 0, out, 2, &n);
}

static enum rc
ask_placement_find(struct store *store)
{
    const uint8_t request[REQUEST_ID_BYTES] = {1};
    const struct placement_key key = {.principal = 1,
                                      .request = request,
                                      .facility = "acm-crisis",
                                      .referral = 1};
    struct placement out;
    enum rc rc = placement_find(store, &key, &out);

    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
ask_placement_occupancy(struct store *store)
{
    struct occupancy out;

    return placement_occupancy(store, "acm-crisis", &out);
}

static enum rc
ask_placement_moves(struct store *store)
{
    bool moves = false;

    return placement_moves(store, 1, "acm-crisis", &moves);
}

static enum rc
ask_placement_of_referral(struct store *store)
{
    struct placement out[2];
    size_t n = 0;

    return placement_of_referral(store, 1, out, 2, &n);
}

static enum rc
ask_summary_send(struct store *store)
{
    const struct summary summary = {.person = 1};
    const struct summary_new send = {.summary = &summary, .now_us = NOW};

    return summary_send(store, &send);
}

static enum rc
ask_alert_apply(struct store *store)
{
    const struct page_new pages[] = {
        {.page_id = {1}, .person = 1},
        {.page_id = {2}, .person = 2, .on_summary = true}};
    static const uint8_t ended[1][PAGE_ID_BYTES] = {{9}};
    struct alert before;
    struct alert after;
    const struct alert_change change = {
        .before = &before,
        .after = &after,
        .pages = pages,
        .pages_n = 2,
        .resend_us = NOW,
        .summary_us = NOW,
        .cancel_pages = true,
        .acknowledged_by = 1,
        .feedback = FEEDBACK_SEEN,
        .cancel_summaries = ended,
        .cancel_summaries_n = 1,
        .now_us = NOW,
    };
    enum rc rc = alert_get(store, 1, &before);

    if (rc != RC_OK)
        return rc;
    after = before;
    after.step++;
    return alert_apply(store, &change);
}

static const struct plan_row {
    const char *name;
    enum rc (*ask)(struct store *store);
} rows[] = {
    {"due_next", ask_due_next},
    {"page_recent", ask_page_recent},
    {"summary_waiting", ask_summary_waiting},
    {"summaries_open_of", ask_summaries_open_of},
    {"summary_last_of", ask_summary_last_of},
    {"summary_send", ask_summary_send},
    {"alert_forgotten", ask_alert_forgotten},
    {"storm_signals", ask_storm_signals},
    {"alert_list_held", ask_alert_list_held},
    {"page_ringing", ask_page_ringing},
    {"pages_open_of", ask_pages_open_of},
    {"alert_pages_open", ask_alert_pages_open},
    {"alert_apply", ask_alert_apply},
    {"referral_list", ask_referral_list},
    {"referral_list of the meeting", plans_ask_referral_meeting},
    {"referral_twins", plans_ask_referral_twins},
    {"task_list", plans_ask_task_list},
    {"term_list", plans_ask_term_list},
    {"terms of an alert", plans_ask_terms_of_alert},
    {"swap_list", ask_swap_list},
    {"placement_find", ask_placement_find},
    {"placement_occupancy", ask_placement_occupancy},
    {"placement_moves", ask_placement_moves},
    {"placement_of_referral", ask_placement_of_referral},
    {"share_list", plans_share_list},
    {"question_list, question_open", plans_questions},
    {"bottleneck_list", plans_bottleneck_list},
    {"a signal is linked and moves", plans_ask_book},
    {"message_supplements, linking_related", plans_ask_told},
    {"what is to be looked at again", plans_ask_look},
    {"linking_confirmed, linking_clusters", plans_ask_confirmed},
    {"review_pairs", plans_ask_review},
    {"review_pairs about something", plans_ask_review_about},
    {"decisions", plans_ask_acts},
    {"review_notices", plans_ask_notices},
    {"the next epoch", plans_ask_making},
    {"search_find", plans_ask_search},
};

/* "SCAN x": every row of a table or of an index; so is a table from some row
 * on.  What has one row, or is made by the query itself, may be. */
static bool
walks(const char *detail)
{
    static const char *const small[] = {
        "SCAN installation",
        "SCAN storm",
        "SCAN link_state",
        "SCAN seal_work",
        "SCAN key_epoch", /* one, or one more while keys are rotated */
        "SCAN v",
        "SCAN versions", /* of one message */
        "SCAN w",        /* the first so many of what waits for review */
        "SCAN o",        /* pairs of one bundle */
        "SEARCH link_look USING", /* a queue */
        "SCAN CONSTANT ROW",
        "SCAN (subquery-"};

    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        size_t n = strlen(small[i]);

        if (strncmp(detail, small[i], n) == 0 &&
            !(detail[n] == '_' || (detail[n] >= 'a' && detail[n] <= 'z')))
            return false;
    }
    return strncmp(detail, "SCAN ", 5) == 0 ||
           strstr(detail, "INTEGER PRIMARY KEY (rowid>?)") != NULL;
}

static sqlite3_stmt *
plan_of(struct store *store, const char *text)
{
    char question[4096];
    sqlite3_stmt *stmt = NULL;

    assert_true((size_t)snprintf(question, sizeof question,
                                 "EXPLAIN QUERY PLAN %s",
                                 text) < sizeof question);
    assert_int_equal(sqlite3_prepare_v2(store->db, question, -1, &stmt, NULL),
                     SQLITE_OK);
    return stmt;
}

/* What the next step of a plan does, NULL behind the last one. */
static const char *
plan_step(sqlite3_stmt *plan)
{
    return sqlite3_step(plan) == SQLITE_ROW
               ? (const char *)sqlite3_column_text(plan, 3)
               : NULL;
}

/* Answers how many steps of plans it saw. */
static size_t
explain(struct store *store, const char *name, const char *text)
{
    sqlite3_stmt *plan;
    const char *step;
    size_t steps = 0;

    if (strstr(text, "PRAGMA") != NULL)
        return 0;
    plan = plan_of(store, text);
    for (; (step = plan_step(plan)) != NULL; steps++)
        if (walks(step))
            fail_msg("%s: %s in %s", name, step, text);
    (void)sqlite3_finalize(plan);
    return steps;
}

static size_t
explain_all(struct store *store, const char *name)
{
    size_t steps = 0;

    for (size_t i = 0; i < SQL_STATEMENTS_MAX; i++)
        if (store->statements[i].text != NULL)
            steps += explain(store, name, store->statements[i].text);
    return steps;
}

static void
test_no_tick_walks_through_what_is_not_due(void **state)
{
    struct fixture *f = *state;

    (void)fixture_signal(f, 1);
    (void)fixture_submit(f, 1, 2, MESSAGE_SIGNAL); /* to be linked */
    (void)fixture_submit(f, 1, 3, MESSAGE_SIGNAL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture_reopen(f); /* no statement of another call */
        if (rows[i].ask(f->store) != RC_OK)
            fail_msg("%s fails", rows[i].name);
        if (explain_all(f->store, rows[i].name) == 0)
            fail_msg("%s asks nothing", rows[i].name);
    }
}

/* A summary of thousands of which most are answered costs what is left. */
static void
test_pages_that_are_over_are_in_no_index_of_summaries(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM sqlite_schema WHERE"
                          " name = 'page_of_summary' AND"
                          " sql LIKE '% WHERE summary > 0 AND cancelled = 0'"),
        1);
}

static size_t
count_details(struct store *store, const char *text, const char *wanted)
{
    sqlite3_stmt *plan = plan_of(store, text);
    const char *step;
    size_t found = 0;

    while ((step = plan_step(plan)) != NULL)
        found += strstr(step, wanted) != NULL;
    (void)sqlite3_finalize(plan);
    return found;
}

static void
test_counting_reads_an_index_of_the_open_ones_alone(void **state)
{
    static const char *const wanted[] = {
        "SCAN alert USING COVERING INDEX alert_counted",
        "SEARCH alert USING INDEX alert_drill"};
    struct fixture *f = *state;
    struct alert_counts counts;

    fixture_reopen(f);
    assert_int_equal(alert_count(f->store, &counts), RC_OK);
    for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++) {
        size_t found = 0;

        for (size_t i = 0; i < SQL_STATEMENTS_MAX; i++) {
            const char *text = f->store->statements[i].text;

            if (text != NULL && strstr(text, "FROM alert") != NULL)
                found += count_details(f->store, text, wanted[k]);
        }
        if (found != 1)
            fail_msg("%zu times %s", found, wanted[k]);
    }
}

/* The proof that the proof can fail. */
static void
test_a_walk_is_found(void **state)
{
    struct fixture *f = *state;
    sqlite3_stmt *plan =
        plan_of(f->store, "SELECT * FROM alert WHERE level = 2");
    const char *step = plan_step(plan);

    assert_non_null(step);
    assert_true(walks(step));
    (void)sqlite3_finalize(plan);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_no_tick_walks_through_what_is_not_due),
        TEST(test_pages_that_are_over_are_in_no_index_of_summaries),
        TEST(test_counting_reads_an_index_of_the_open_ones_alone),
        TEST(test_a_walk_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
