/* When many signals come at once: people are called for the first ones, then
 * told how many there are, and no alert is lost on the way. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "desk/state.h"
#include "store/alerts.h"
#include "store/due.h"
#include "store/storms.h"

/* Signals about as many dwellings, each an alert of its own.  They are
 * combined within a second. */
static void
signals(struct trial *trial, unsigned from, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        trial_post(trial, POLICE, "signal",
                   trial_signal("1099ZZ", from + i, ""));
    trial_run(trial, SECOND_US);
}

/* The latest page of a person. */
static json_t *
latest(const struct trial *trial, enum trial_person person)
{
    size_t n = trial_pages(trial, person);

    assert_true(n > 0);
    return trial_page(trial, person, n - 1);
}

static json_t *
snapshot_pages(struct trial *trial, enum trial_person person)
{
    return json_object_get(
        trial_body(trial_ask(trial, person, "snapshot",
                             json_pack("{s:s}", "stream", "inbox")),
                   "snapshot"),
        "pages");
}

static json_t *
open_alerts(struct trial *trial, const char *state)
{
    return json_object_get(
        trial_body(trial_ask(trial, CARLA, "list_alerts",
                             json_pack("{s:[s]}", "states", state)),
                   "alert_list"),
        "alerts");
}

static void
test_one_page_in_thirty_seconds(void **state)
{
    struct trial *trial = *state;

    signals(trial, 1, 1);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    signals(trial, 2, 2);
    trial_run(trial, 28 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    trial_run(trial, SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 2);

    json_t *summary = latest(trial, ANNA);

    assert_int_equal(trial_number(summary, "total"), 2);
    assert_int_equal(trial_number(summary, "crisis"), 0);
    assert_string_equal(trial_text(summary, "alert"), "");
    assert_int_equal(json_array_size(json_object_get(summary, "listed")), 2);
    /* half a minute later one goes singly again */
    trial_run(trial, 30 * SECOND_US);
    signals(trial, 9, 1);
    assert_int_equal(trial_number(latest(trial, ANNA), "total"), 0);
}

static void
test_six_pages_in_ten_minutes(void **state)
{
    struct trial *trial = *state;
    int64_t first_us = trial->clock.virtual_mono_us;

    for (unsigned i = 1; i <= 6; i++) {
        signals(trial, i, 1);
        assert_int_equal(trial_pages(trial, ANNA), i);
        assert_int_equal(trial_number(latest(trial, ANNA), "total"), 0);
        trial_run(trial, 40 * SECOND_US);
    }
    signals(trial, 7, 1);
    trial_run(trial, first_us + 10 * MINUTE_US - trial->clock.virtual_mono_us);
    assert_int_equal(trial_pages(trial, ANNA), 6);
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 7);
    assert_int_equal(trial_number(latest(trial, ANNA), "total"), 1);
}

/* Neither a referral nor immediate danger waits for anything. */
static void
test_what_is_never_held_up(void **state)
{
    struct trial *trial = *state;
    json_t *danger = trial_signal("1099ZZ", 40, "");

    signals(trial, 1, 20);
    trial_forget(trial);
    trial_post(trial, POLICE, "referral", trial_referral("no", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(trial_text(latest(trial, ANNA), "kind"), "referral");
    json_object_set_new(danger, "danger_now", json_true());
    trial_post(trial, POLICE, "signal", danger);
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 2);
    assert_string_equal(trial_text(latest(trial, ANNA), "level"), "u1");
}

static void
test_acknowledged_is_what_is_listed(void **state)
{
    struct trial *trial = *state;
    json_t *summary = NULL;
    size_t i;
    json_t *listed;

    trial_with(trial, "policies", "levels:\n",
               "storm: {enter_n: 1000}\nlevels:\n");
    signals(trial, 1, 14);
    trial_run(trial, 30 * SECOND_US);
    summary = json_deep_copy(latest(trial, ANNA));
    assert_int_equal(trial_number(summary, "total"), 13);
    assert_int_equal(json_array_size(json_object_get(summary, "listed")), 10);
    json_array_foreach(json_object_get(summary, "listed"), i, listed)
    {
        assert_int_equal(trial_number(listed, "generation"), 1);
        assert_string_equal(trial_act(trial, ANNA, "acknowledge",
                                      trial_text(listed, "alert"), 1, NULL),
                            "ok");
    }
    assert_int_equal(json_array_size(open_alerts(trial, "acked")), 10);
    assert_int_equal(json_array_size(open_alerts(trial, "paging")), 4);

    /* it still calls for the three that it could not list */
    json_t *open = snapshot_pages(trial, ANNA);

    assert_int_equal(json_array_size(open), 2);
    for (i = 0; i < 2; i++) {
        json_t *page = json_array_get(open, i);

        if (trial_number(page, "total") == 0)
            continue;
        assert_string_equal(trial_text(page, "page_id"),
                            trial_text(summary, "page_id"));
        assert_int_equal(trial_number(page, "total"), 3);
    }
    json_decref(summary);
}

static void
test_a_summary_ends_with_its_last_alert(void **state)
{
    struct trial *trial = *state;
    char *id = NULL;
    char *alerts[2];

    signals(trial, 1, 3);
    trial_run(trial, 30 * SECOND_US);
    id = strdup(trial_text(latest(trial, ANNA), "page_id"));
    for (size_t i = 0; i < 2; i++)
        alerts[i] = strdup(trial_text(
            json_array_get(json_object_get(latest(trial, ANNA), "listed"), i),
            "alert"));
    trial_forget(trial);
    trial_act(trial, CARLA, "acknowledge", alerts[0], 1, NULL);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "page_cancelled"),
                     0);
    trial_act(trial, CARLA, "acknowledge", alerts[1], 1, NULL);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "page_cancelled"),
                     1);
    assert_string_equal(
        trial_text(trial_event(trial, trial_peer(ANNA), "page_cancelled", 0),
                   "page_id"),
        id);
    trial_forget(trial);
    trial_run(trial, 2 * MINUTE_US);
    for (size_t i = 0; i < 8; i++) {
        json_t *again = trial_message(trial, trial_peer(ANNA), "page_again", i);

        if (again != NULL && strcmp(trial_text(again, "page_id"), id) == 0)
            fail_msg("a summary that is over rings again");
    }
    for (size_t i = 0; i < 2; i++)
        free(alerts[i]);
    free(id);
}

/* What was answered before it was sent needs no summary. */
static void
test_nothing_left_to_tell(void **state)
{
    struct trial *trial = *state;

    signals(trial, 1, 2);

    json_t *open = open_alerts(trial, "paging");

    assert_int_equal(json_array_size(open), 2);
    for (size_t i = 0; i < 2; i++)
        trial_act(trial, CARLA, "acknowledge",
                  trial_text(json_array_get(open, i), "alert"), 1, NULL);
    trial_run(trial, 2 * MINUTE_US);
    assert_int_equal(trial_pages(trial, ANNA), 1);
}

static void
test_a_summary_is_repeated_until_delivered(void **state)
{
    struct trial *trial = *state;
    json_t *again = NULL;
    char *id = NULL;

    signals(trial, 1, 1);
    trial_delivered(trial, ANNA, latest(trial, ANNA));
    signals(trial, 2, 1);
    trial_run(trial, 30 * SECOND_US);
    id = strdup(trial_text(latest(trial, ANNA), "page_id"));
    trial_run(trial, SECOND_US);
    assert_int_equal(trial_number(latest(trial, ANNA), "total"), 1);
    again = trial_message(trial, trial_peer(ANNA), "page_again", 0);
    assert_non_null(again);
    assert_string_equal(trial_text(again, "page_id"), id);
    assert_int_equal(trial_number(again, "attempt"), 2);
    assert_int_equal(trial_number(again, "total"), 1);
    trial_delivered(trial, ANNA, again);
    trial_forget(trial);
    trial_run(trial, 2 * MINUTE_US);
    assert_null(trial_message(trial, trial_peer(ANNA), "page_again", 0));
    free(id);
}

/* A device that has the summary has the alerts on it: they get the whole wait;
 * and a page that waits for its summary is not an undelivered one. */
static void
test_on_a_summary_is_not_undelivered(void **state)
{
    struct trial *trial = *state;

    trial_with(trial, "policies",
               "- {targets: [roster:primary], wait: 15m, undelivered_after: "
               "15m}",
               "- {targets: [roster:primary], wait: 15m, undelivered_after: "
               "20s}");
    signals(trial, 1, 1);
    trial_delivered(trial, ANNA, latest(trial, ANNA));
    signals(trial, 2, 1);
    trial_run(trial, 30 * SECOND_US);
    trial_delivered(trial, ANNA, latest(trial, ANNA));
    trial_run(trial, 14 * MINUTE_US);
    assert_int_equal(trial_called(trial, CARLA), 0);
    trial_run(trial, 2 * MINUTE_US);
    assert_int_equal(trial_called(trial, CARLA), 2);
}

#define STORM                                                                  \
    "storm: {gap: 1s, span_n: 1000, enter_n: 2, singles: 3, digest: 60s,"      \
    " leave_n: 3, leave: 5m}\nlevels:\n"

static void
test_a_storm_comes_and_goes(void **state)
{
    struct trial *trial = *state;

    trial_with(trial, "policies", "levels:\n", STORM);
    for (unsigned i = 1; i <= 5; i++) { /* the third makes it a storm */
        assert_int_equal(trial_notices(trial, DORA, "storm"), i > 3);
        signals(trial, i, 1);
        assert_int_equal(trial_pages(trial, ANNA), i);
        trial_run(trial, SECOND_US);
    }
    signals(trial, 6, 4);
    trial_run(trial, 59 * SECOND_US - 1);
    assert_int_equal(trial_pages(trial, ANNA), 5);
    trial_run(trial, SECOND_US + 1);
    assert_int_equal(trial_pages(trial, ANNA), 6);
    assert_int_equal(trial_number(latest(trial, ANNA), "total"), 4);

    /* one a minute is calm, but the storm is not over yet */
    trial_run(trial, 4 * MINUTE_US);
    signals(trial, 20, 1);
    assert_int_equal(trial_pages(trial, ANNA), 6);
    trial_run(trial, 2 * MINUTE_US + 30 * SECOND_US);
    assert_int_equal(trial_number(latest(trial, ANNA), "total"), 1);
    trial_forget(trial);
    signals(trial, 30, 1);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_int_equal(trial_number(latest(trial, ANNA), "total"), 0);
}

/* Signals of a clock that was ahead are not of the last minute. */
static void
test_a_clock_that_was_ahead_makes_no_storm(void **state)
{
    const int64_t ahead_us = 600 * MINUTE_US;
    struct trial *trial = *state;

    trial_with(trial, "policies", "levels:\n", STORM);
    trial->clock.virtual_utc_us += ahead_us;
    trial_tick(trial);
    for (unsigned i = 1; i <= 3; i++) {
        signals(trial, i, 1);
        trial_run(trial, 2 * MINUTE_US);
    }
    assert_int_equal(trial_notices(trial, DORA, "storm"), 0);
    trial->clock.virtual_utc_us -= ahead_us;
    trial_run(trial, MINUTE_US);
    signals(trial, 4, 1);
    assert_int_equal(trial_notices(trial, DORA, "storm"), 0);
}

/* The desk dies after it began and before its end was planned. */
static void
test_a_storm_ends_over_a_crash(void **state)
{
    struct trial *trial = *state;
    struct due_plan none = {.kind = DUE_STORM, .ref = 1};
    struct storm storm;

    trial_with(trial, "policies", "levels:\n", STORM);
    signals(trial, 1, 4);
    assert_int_equal(storm_get(trial->desk->store, &storm), RC_OK);
    assert_true(storm.on);
    assert_int_equal(due_plan(trial->desk->store, &none), RC_OK);
    trial_crash(trial);
    trial_open(trial);
    trial_run(trial, 7 * MINUTE_US);
    assert_int_equal(storm_get(trial->desk->store, &storm), RC_OK);
    assert_false(storm.on);
}

/* Every single one is called about, by and by. */
static void
test_none_is_lost(void **state)
{
    struct trial *trial = *state;

    signals(trial, 1, 150);
    trial_run(trial, 3 * MINUTE_US);
    assert_int_equal(trial_called(trial, ANNA), 150);
    assert_true(trial_pages(trial, ANNA) < 5);
}

static void
test_a_summary_survives_a_crash(void **state)
{
    struct trial *trial = *state;

    signals(trial, 1, 4);
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    trial_run(trial, 30 * SECOND_US);
    assert_int_equal(trial_number(latest(trial, ANNA), "total"), 3);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_one_page_in_thirty_seconds),
        ROW(test_six_pages_in_ten_minutes),
        ROW(test_what_is_never_held_up),
        ROW(test_acknowledged_is_what_is_listed),
        ROW(test_a_summary_ends_with_its_last_alert),
        ROW(test_nothing_left_to_tell),
        ROW(test_a_summary_is_repeated_until_delivered),
        ROW(test_on_a_summary_is_not_undelivered),
        ROW(test_a_storm_comes_and_goes),
        ROW(test_a_clock_that_was_ahead_makes_no_storm),
        ROW(test_a_storm_ends_over_a_crash),
        ROW(test_none_is_lost),
        ROW(test_a_summary_survives_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
