/* The desk looks whether it keeps its own promises: nobody is forgotten, who
 * is on call is connected, no wrong clock comes as a surprise. */
#include "past_store.h"
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_US (60 * MINUTE_US)

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

/* How often the police heard that nobody has seen what they sent. */
static size_t
not_seen(const struct trial *trial)
{
    json_t *feedback = NULL;
    size_t found = 0;

    for (size_t i = 0; (feedback = trial_event(trial, trial_peer(POLICE),
                                               "feedback", i)) != NULL;
         i++)
        found += strcmp(trial_text(feedback, "state"), "not_seen_yet") == 0;
    return found;
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
        past_store_change(trial->dir, "DELETE FROM due WHERE kind IN (1, 2)");
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

/* Whoever sent it still hears that nobody has seen it, and the call of before
 * is over. */
static void
test_a_forgotten_alert_keeps_what_it_promised(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    past_store_change(trial->dir,
                      "DELETE FROM due WHERE kind IN (1, 2);"
                      "UPDATE alert SET step_us = 0, step_end_us = 0,"
                      " not_seen_us = 0, deadline_us = 0");
    trial_forget(trial);
    trial_run(trial, MINUTE_US);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "page_cancelled"),
                     1);
    assert_int_equal(not_seen(trial), 0);
    trial_run(trial, 20 * MINUTE_US);
    assert_int_equal(not_seen(trial), 1);
}

/* The same of one that anna heard of by a summary. */
static void
test_a_forgotten_alert_leaves_no_summary(void **state)
{
    struct trial *trial = *state;

    for (unsigned i = 0; i < 3; i++)
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", i + 1, ""));
    trial_run(trial, 31 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 2);
    assert_int_equal(trial_called(trial, ANNA), 3);
    past_store_change(trial->dir, "DELETE FROM due WHERE kind IN (1, 2)");
    trial_forget(trial);
    trial_run(trial, MINUTE_US);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "page_cancelled"),
                     2);
}

/* How many alerts say that the desk found a defect of its own. */
static size_t
alarms(const struct trial *trial)
{
    json_t *page = NULL;
    size_t found = 0;

    for (size_t i = 0; (page = trial_page(trial, ANNA, i)) != NULL; i++)
        found += strcmp(trial_text(page, "cause"), "invariant") == 0 &&
                 trial_number(page, "step") == 1;
    return found;
}

static void
test_a_defect_is_told_once_an_hour(void **state)
{
    /* when an alert is forgotten, after the one before */
    static const struct {
        int64_t after_us;
        size_t alarms;
    } rows[] = {{0, 1}, {50 * MINUTE_US, 0}, {11 * MINUTE_US, 1}};
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        trial_run(trial, rows[i].after_us);
        past_store_change(trial->dir,
                          "DELETE FROM due WHERE kind = 1 AND ref = 1");
        trial_forget(trial);
        trial_run(trial, MINUTE_US);
        if (alarms(trial) != rows[i].alarms)
            fail_msg("row %zu: %zu alarms", i, alarms(trial));
    }
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
    past_store_change(trial->dir, "DELETE FROM due WHERE kind IN (1, 2)");
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

/* Nobody calls a person whose key was revoked: that is why somebody must
 * hear of it, connected or not. */
static void
test_on_call_without_a_valid_key(void **state)
{
    struct trial *trial = *state;

    trial_hello(trial, OPERATOR);
    trial_body(trial_ask(trial, OPERATOR, "partner_revoke",
                         json_pack("{s:s}", "name", "anna")),
               "partners");
    trial_run(trial, 59 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 0);
    trial_run(trial, 7 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, DORA, "unreachable"), "person"), "anna");
    trial_run(trial, 10 * MINUTE_US);
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 1);
}

/* The database is busy just when it is to be told. */
static void
test_what_could_not_be_sent_is_told_again(void **state)
{
    struct trial *trial = *state;
    sqlite3 *other = NULL;
    int64_t next_us = 0;

    trial_run(trial, 10 * SECOND_US);
    disconnect(trial, ANNA);
    trial_run(trial, 50 * SECOND_US);
    other = past_store_open(trial->dir);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
                     SQLITE_OK);
    for (int i = 0; i < 20; i++) {
        trial->clock.virtual_utc_us += SECOND_US;
        trial->clock.virtual_mono_us += SECOND_US;
        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
    }
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 0);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(other);
    trial_run(trial, 10 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "unreachable"), 1);
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
        ROW(test_a_forgotten_alert_keeps_what_it_promised),
        ROW(test_a_forgotten_alert_leaves_no_summary),
        ROW(test_a_defect_is_told_once_an_hour),
        ROW(test_many_forgotten_alerts),
        ROW(test_on_call_and_not_connected),
        ROW(test_back_in_time_is_not_told),
        ROW(test_on_call_without_a_valid_key),
        ROW(test_what_could_not_be_sent_is_told_again),
        ROW(test_a_clock_that_went_back_while_it_was_down),
        ROW(test_a_clock_that_went_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
