/* The desk looks whether it keeps its own promises: nobody is forgotten, who
 * is on call is connected, no hole in a roster and no wrong clock comes as a
 * surprise. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)

static void
run_sql(struct trial *trial, const char *sql)
{
    sqlite3 *other = NULL;
    char path[512];

    snprintf(path, sizeof path, "%s/loket.db", trial->dir);
    assert_int_equal(sqlite3_open_v2(path, &other, SQLITE_OPEN_READWRITE, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
}

/* The value of a metric as a collector reads it, -1: it is not there. */
static long
metric(struct trial *trial, const char *series)
{
    size_t i;
    json_t *kept;
    long value = -1;

    trial_forget(trial);
    assert_int_equal(desk_take(trial->desk,
                               &(struct channel_frame){
                                   .type = CHANNEL_METRICS_ASK, .peer = 1}),
                     RC_OK);
    json_array_foreach(trial->sent, i, kept)
    {
        const char *page = trial_text(kept, "metrics");
        const char *at = strstr(page, series);

        if (at != NULL)
            value = strtol(at + strlen(series), NULL, 10);
    }
    return value;
}

/* Whatever an alert was doing, without a due time nobody would ever look at it
 * again. */
static void
test_a_forgotten_alert_is_called_within_a_minute(void **state)
{
    static const char *const states[] = {"paging", "acked", "held"};

    for (size_t i = 0; i < 3; i++) {
        void *fresh = NULL;
        struct trial *trial = NULL;
        char *alert = NULL;
        json_t *list = NULL;

        trial_desk_setup(&fresh);
        trial = fresh;
        if (strcmp(states[i], "held") == 0)
            trial_post(trial, POLICE, "advice",
                       json_pack("{s:s, s:s}", "about", "law", "text", "Wat?"));
        else
            trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
        trial_run(trial, 2 * SECOND_US);
        list = trial_body(trial_ask(trial, CARLA, "list_alerts", json_object()),
                          "alert_list");
        alert = strdup(trial_text(
            json_array_get(json_object_get(list, "alerts"), 0), "alert"));
        if (strcmp(states[i], "acked") == 0)
            trial_act(trial, BRAM, "acknowledge", alert, 1, NULL);
        assert_string_equal(trial_text(trial_alert(trial, alert), "state"),
                            states[i]);
        run_sql(trial, "DELETE FROM due WHERE kind IN (1, 2)");
        trial_forget(trial);
        trial_run(trial, MINUTE_US);

        json_t *page = trial_page(trial, ANNA, 0);

        if (page == NULL || strcmp(trial_text(page, "alert"), alert) != 0)
            fail_msg("%s: not called", states[i]);
        assert_int_equal(trial_number(page, "generation"), 2);
        /* who had it is called too, and an alert of its own says why */
        if (strcmp(states[i], "acked") == 0)
            assert_string_equal(trial_text(trial_page(trial, BRAM, 0), "alert"),
                                alert);
        assert_string_equal(trial_text(trial_page(trial, ANNA, 1), "cause"),
                            "invariant");
        assert_int_equal(
            metric(trial, "loket_invariant_violations_total{id=\"I12\"} "), 1);
        free(alert);
        trial_teardown(&fresh);
    }
    (void)state;
}

/* Nothing wrong: nobody is called and nothing is counted. */
static void
test_what_is_in_order_is_left_alone(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_run(trial, 3 * MINUTE_US);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_int_equal(
        metric(trial, "loket_invariant_violations_total{id=\"I12\"} "), -1);
}

/* How many open alerts are in that generation. */
static size_t
in_generation(struct trial *trial, int64_t generation)
{
    char after[16] = "";
    size_t found = 0;
    size_t n = 100;

    while (n == 100) {
        json_t *list = json_object_get(
            trial_body(trial_ask(trial, CARLA, "list_alerts",
                                 json_pack("{s:s}", "after", after)),
                       "alert_list"),
            "alerts");

        n = json_array_size(list);
        for (size_t i = 0; i < n; i++) {
            json_t *alert = json_array_get(list, i);

            found += trial_number(alert, "generation") == generation;
            snprintf(after, sizeof after, "%s", trial_text(alert, "alert"));
        }
    }
    return found;
}

/* More than are looked at in one turn. */
static void
test_many_forgotten_alerts(void **state)
{
    struct trial *trial = *state;

    for (int i = 0; i < 300; i++)
        trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_run(trial, 2 * SECOND_US);
    run_sql(trial, "DELETE FROM due WHERE kind IN (1, 2)");
    trial_run(trial, MINUTE_US + 2 * SECOND_US);
    assert_int_equal(in_generation(trial, 2), 300);
    assert_int_equal(in_generation(trial, 1), 1); /* that says why */
}

static void
disconnect(struct trial *trial, enum trial_person person)
{
    assert_int_equal(
        desk_take(trial->desk,
                  &(struct channel_frame){.type = CHANNEL_GONE,
                                          .peer = trial_peer(person)}),
        RC_OK);
}

static void
test_on_call_and_not_connected(void **state)
{
    struct trial *trial = *state;

    trial_run(trial, 10 * SECOND_US);
    disconnect(trial, ANNA);
    disconnect(trial, BRAM); /* not on call */
    trial_run(trial, 59 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 0);
    trial_run(trial, 7 * SECOND_US); /* connections are looked at every five */
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, DORA, "unreachable"), "person"), "anna");
    trial_run(trial, 10 * MINUTE_US);
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 1);
    trial_hello(trial, ANNA);
    trial_run(trial, 6 * SECOND_US); /* greeted, but reads no inbox */
    assert_int_equal(trial_notices(trial, DORA, "reachable"), 0);
    trial_attach(trial, ANNA, "inbox", 0);
    trial_run(trial, 6 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "reachable"), 1);
}

static void
test_back_in_time_is_not_told(void **state)
{
    struct trial *trial = *state;

    trial_run(trial, 10 * SECOND_US);
    disconnect(trial, ANNA);
    trial_run(trial, 50 * SECOND_US);
    trial_hello(trial, ANNA);
    trial_attach(trial, ANNA, "inbox", 0);
    trial_run(trial, 10 * SECOND_US);
    disconnect(trial, ANNA);
    trial_run(trial, 50 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 0);
    assert_int_equal(trial_notices(trial, DORA, "reachable"), 0);
}

/* Two holes: each is told in its time, also while the one before it is still
 * ahead. */
static void
test_holes_are_told_in_time(void **state)
{
    static const struct {
        int64_t before_us;
        int hole;
    } rows[] = {
        {7 * DAY_US, 0},   {7 * DAY_US, 1},  {48 * HOUR_US, 0},
        {48 * HOUR_US, 1}, {4 * HOUR_US, 0}, {4 * HOUR_US, 1},
    };
    /* 09:00 in Amsterdam on 3 December, for a day; and on 5 December */
    const int64_t first_us = TRIAL_START + 11 * DAY_US + 11 * HOUR_US;
    const int64_t holes[] = {first_us, first_us + 25 * HOUR_US};
    struct trial *trial = *state;

    trial_with(trial, "rosters", TRIAL_ROTATION,
               "shifts: [{start: 2026-11-01T08:00, end: 2026-12-03T09:00,"
               " people: [anna]}, {start: 2026-12-04T09:00,"
               " end: 2026-12-04T10:00, people: [bram]},"
               " {start: 2026-12-05T09:00, end: 2027-06-01T10:00,"
               " people: [bram]}]");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t told_us = holes[rows[i].hole] - rows[i].before_us;
        int64_t left_us = told_us - trial->clock.virtual_utc_us;

        assert_true(left_us > 0);
        trial_skip(trial, left_us - MINUTE_US);
        trial_run(trial, MINUTE_US - 1);
        trial_forget(trial);
        trial_run(trial, 1);

        json_t *notice = trial_notice(trial, DORA, "gap_near");

        if (trial_notices(trial, DORA, "gap_near") != 1 ||
            trial_number(notice, "start_us") != holes[rows[i].hole])
            fail_msg("row %zu: %zu notices", i,
                     trial_notices(trial, DORA, "gap_near"));
        assert_string_equal(trial_text(notice, "roster"), "primary");
        /* with the last one somebody is called */
        trial_tick(trial);

        size_t pages = trial_pages(trial, ANNA) + trial_pages(trial, CARLA);

        assert_int_equal(pages > 0, rows[i].before_us == 4 * HOUR_US);
    }
}

static void
test_a_clock_that_went_back_while_it_was_down(void **state)
{
    struct trial *trial = *state;

    trial_skip(trial, 2 * HOUR_US);
    trial_run(trial, MINUTE_US); /* it is written twice a minute */
    trial_crash(trial);
    trial->clock.virtual_utc_us -= HOUR_US;
    trial_open(trial);
    trial_everybody(trial);

    json_t *snapshot =
        trial_body(trial_ask(trial, ANNA, "snapshot",
                             json_pack("{s:s}", "stream", "inbox")),
                   "snapshot");
    json_t *page = json_array_get(json_object_get(snapshot, "pages"), 0);

    assert_string_equal(trial_text(page, "cause"), "clock");
    assert_string_equal(trial_text(page, "level"), "u2");
}

static void
test_a_clock_that_went_on(void **state)
{
    struct trial *trial = *state;

    trial_run(trial, 2 * MINUTE_US);
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    assert_int_equal(
        json_array_size(json_object_get(
            trial_body(trial_ask(trial, CARLA, "list_alerts", json_object()),
                       "alert_list"),
            "alerts")),
        0);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_forgotten_alert_is_called_within_a_minute),
        ROW(test_what_is_in_order_is_left_alone),
        ROW(test_many_forgotten_alerts),
        ROW(test_on_call_and_not_connected),
        ROW(test_back_in_time_is_not_told),
        ROW(test_holes_are_told_in_time),
        ROW(test_a_clock_that_went_back_while_it_was_down),
        ROW(test_a_clock_that_went_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
