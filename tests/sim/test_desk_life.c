/* The life of an alert after it was taken, and while nobody takes it: each
 * deadline just before and at its time. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "trial_documents.h"

#define HOUR_US (60 * MINUTE_US)

static char *
alert_paged_to(const struct trial *trial, enum trial_person person)
{
    assert_int_equal(trial_pages(trial, person), 1);
    return strdup(trial_text(trial_page(trial, person, 0), "alert"));
}

/* A referral in crisis that anna took. */
static char *
taken(struct trial *trial)
{
    char *alert = NULL;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    alert = alert_paged_to(trial, ANNA);
    assert_string_equal(trial_act(trial, ANNA, "acknowledge", alert, 1, NULL),
                        "ok");
    trial_forget(trial);
    return alert;
}

static void
expect_state(struct trial *trial, const char *alert, const char *field,
             const char *value)
{
    assert_string_equal(trial_text(trial_alert(trial, alert), field), value);
}

static size_t
told(const struct trial *trial, const char *feedback)
{
    size_t n = 0;
    json_t *event;

    for (size_t i = 0; (event = trial_event(trial, trial_peer(POLICE),
                                            "feedback", i)) != NULL;
         i++)
        n += strcmp(trial_text(event, "state"), feedback) == 0;
    return n;
}

static void
test_ack_timeout_calls_the_owner_and_who_is_on_call(void **state)
{
    struct trial *trial = *state;
    char *alert = taken(trial);

    assert_string_equal(trial_act(trial, CARLA, "takeover", alert, 1, NULL),
                        "ok");
    trial_run(trial, HOUR_US - 1);
    assert_int_equal(trial_pages(trial, ANNA) + trial_pages(trial, CARLA), 0);
    expect_state(trial, alert, "state", "acked");
    trial_run(trial, 1);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_int_equal(trial_pages(trial, CARLA), 1);
    assert_int_equal(trial_number(trial_page(trial, ANNA, 0), "generation"), 2);
    expect_state(trial, alert, "state", "paging");
    /* what was true of the generation before is not true of this one */
    assert_string_equal(trial_act(trial, ANNA, "acknowledge", alert, 1, NULL),
                        "stale");
    assert_string_equal(trial_act(trial, ANNA, "acknowledge", alert, 2, NULL),
                        "ok");
    expect_state(trial, alert, "owner", "anna");
    free(alert);
}

static void
test_progress_begins_the_timeout_anew(void **state)
{
    struct trial *trial = *state;
    char *alert = taken(trial);

    trial_run(trial, 50 * MINUTE_US);
    assert_string_equal(trial_act(trial, BRAM, "progress", alert, 1, NULL),
                        "denied");
    assert_string_equal(trial_act(trial, ANNA, "progress", alert, 1, NULL),
                        "ok");
    assert_int_equal(told(trial, "in_progress"), 1);
    trial_run(trial, HOUR_US - 1);
    expect_state(trial, alert, "state", "acked");
    trial_run(trial, 1);
    expect_state(trial, alert, "state", "paging");
    free(alert);
}

static void
test_snooze_within_its_limit(void **state)
{
    struct trial *trial = *state;
    char *alert = taken(trial);

    assert_string_equal(
        trial_act(trial, ANNA, "snooze", alert, 1,
                  json_pack("{s:I}", "snooze_us", (json_int_t)(HOUR_US + 1))),
        "limit");
    assert_string_equal(
        trial_act(trial, BRAM, "snooze", alert, 1,
                  json_pack("{s:I}", "snooze_us", (json_int_t)MINUTE_US)),
        "denied");
    trial_run(trial, 30 * MINUTE_US);
    assert_string_equal(
        trial_act(trial, ANNA, "snooze", alert, 1,
                  json_pack("{s:I}", "snooze_us", (json_int_t)HOUR_US)),
        "ok");
    assert_true(
        json_is_true(json_object_get(trial_alert(trial, alert), "snoozed")));
    trial_run(trial, HOUR_US - 1);
    expect_state(trial, alert, "state", "acked");
    trial_run(trial, 1);
    expect_state(trial, alert, "state", "paging");
    assert_null(json_object_get(trial_alert(trial, alert), "snoozed"));
    free(alert);
}

static void
test_immediate_danger_is_never_snoozed(void **state)
{
    struct trial *trial = *state;
    char *alert = NULL;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "yes"));
    trial_tick(trial);
    alert = alert_paged_to(trial, ANNA);
    trial_act(trial, ANNA, "acknowledge", alert, 1, NULL);
    assert_string_equal(
        trial_act(trial, ANNA, "snooze", alert, 1,
                  json_pack("{s:I}", "snooze_us", (json_int_t)MINUTE_US)),
        "invalid");
    free(alert);
}

static char *
closed(struct trial *trial)
{
    char *alert = taken(trial);

    assert_string_equal(trial_act(trial, ANNA, "close", alert, 1,
                                  json_pack("{s:s}", "outcome", "sheltered")),
                        "ok");
    trial_forget(trial);
    return alert;
}

static void
test_reopen_within_a_day(void **state)
{
    struct trial *trial = *state;
    char *alert = closed(trial);

    trial_skip(trial, 24 * HOUR_US - MINUTE_US);
    trial_forget(trial);
    assert_string_equal(trial_act(trial, CARLA, "reopen", alert, 1, NULL),
                        "ok");
    trial_tick(trial);
    expect_state(trial, alert, "state", "paging");
    assert_int_equal(trial_number(trial_alert(trial, alert), "generation"), 2);
    /* bram is on call from ten in the morning to ten the next */
    assert_int_equal(trial_pages(trial, BRAM), 1);
    free(alert);
}

static void
test_no_reopening_after_a_day(void **state)
{
    struct trial *trial = *state;
    char *alert = closed(trial);

    trial_skip(trial, 24 * HOUR_US + 1);
    assert_string_equal(trial_act(trial, CARLA, "reopen", alert, 1, NULL),
                        "closed");
    expect_state(trial, alert, "state", "closed");
    free(alert);
}

static void
test_a_graver_level_calls_at_once(void **state)
{
    struct trial *trial = *state;
    char *alert = taken(trial);

    assert_string_equal(trial_act(trial, CARLA, "level", alert, 1,
                                  json_pack("{s:s}", "level", "u1")),
                        "ok");
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "level"), "u1");
    assert_int_equal(trial_number(trial_page(trial, ANNA, 0), "generation"), 2);
    expect_state(trial, alert, "policy", "urgent");
    free(alert);
}

static void
test_a_less_grave_level_needs_a_reason(void **state)
{
    struct trial *trial = *state;
    char *alert = taken(trial);

    assert_string_equal(trial_act(trial, ANNA, "level", alert, 1,
                                  json_pack("{s:s}", "level", "u3")),
                        "invalid");
    assert_string_equal(trial_act(trial, ANNA, "level", alert, 1,
                                  json_pack("{s:s, s:s}", "level", "u3",
                                            "reason", "no shelter needed")),
                        "ok");
    expect_state(trial, alert, "level", "u3");
    expect_state(trial, alert, "state", "acked");
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    free(alert);
}

/* 2026-11-21 is a Saturday; one working day from then is Monday at midnight,
 * or wherever the calendar says: as the alert itself tells. */
static void
test_nobody_took_it_by_its_deadline(void **state)
{
    struct trial *trial = *state;
    char *alert = NULL;
    int64_t deadline_us = 0;

    trial_post(trial, POLICE, "referral", trial_referral("no", "no"));
    trial_tick(trial);
    alert = alert_paged_to(trial, ANNA);
    deadline_us = trial_number(trial_alert(trial, alert), "deadline_us");
    assert_true(deadline_us > TRIAL_START + 24 * HOUR_US);
    trial_skip(trial, deadline_us - TRIAL_START - 1);
    expect_state(trial, alert, "level", "u3");
    trial_run(trial, 1);
    expect_state(trial, alert, "level", "u2");
    assert_int_equal(trial_number(trial_alert(trial, alert), "generation"), 2);
    free(alert);
}

/* U3 in a window: 22:00 is too late, 08:00 is when people are called. */
static void
test_held_until_its_window_opens(void **state)
{
    struct trial *trial = *state;
    int64_t morning_us = TRIAL_START + 10 * HOUR_US; /* 07:00 UTC, 08:00 here */

    trial_with(trial, "policies", "U3: {policy: calm,",
               "U3: {policy: calm, window: daytime,");
    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 0);

    char *alert = strdup(trial_text(
        json_array_get(
            json_object_get(trial_body(trial_ask(trial, CARLA, "list_alerts",
                                                 json_object()),
                                       "alert_list"),
                            "alerts"),
            0),
        "alert"));

    expect_state(trial, alert, "state", "held");
    assert_int_equal(trial_number(trial_alert(trial, alert), "release_us"),
                     morning_us);
    trial_skip(trial, morning_us - trial->clock.virtual_utc_us - 1);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    expect_state(trial, alert, "state", "paging");
    free(alert);
}

/* Who raises what is held calls at once, in the middle of the night. */
static void
test_a_raise_while_held_calls_at_once(void **state)
{
    struct trial *trial = *state;

    trial_with(trial, "policies", "U3: {policy: calm,",
               "U3: {policy: calm, window: daytime,");
    trial_post(trial, POLICE, "referral", trial_referral("no", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 0);

    json_t *list = trial_body(
        trial_ask(trial, CARLA, "list_alerts", json_object()), "alert_list");
    char *alert = strdup(trial_text(
        json_array_get(json_object_get(list, "alerts"), 0), "alert"));

    assert_string_equal(trial_act(trial, CARLA, "level", alert, 1,
                                  json_pack("{s:s}", "level", "u2")),
                        "ok");
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    free(alert);
}

static void
test_not_seen_yet(void **state)
{
    static const struct {
        const char *unsafe;
        int64_t wait_us;
    } rows[] = {{"yes", 10 * MINUTE_US}, {"no", 20 * MINUTE_US}};

    for (size_t i = 0; i < 2; i++) {
        void *fresh = NULL;
        struct trial *trial = NULL;

        trial_desk_setup(&fresh);
        trial = fresh;
        trial_post(trial, POLICE, "referral",
                   trial_referral("yes", rows[i].unsafe));
        trial_tick(trial);

        char *alert = alert_paged_to(trial, ANNA);

        trial_run(trial, rows[i].wait_us - 1);
        assert_int_equal(told(trial, "not_seen_yet"), 0);
        trial_run(trial, 1);
        assert_int_equal(told(trial, "not_seen_yet"), 1);

        size_t n = trial_events(trial, trial_peer(POLICE), "feedback");

        assert_string_equal(trial_text(trial_event(trial, trial_peer(POLICE),
                                                   "feedback", n - 1),
                                       "fallback_telephone"),
                            trial->settings.fallback_telephone);
        /* again every ten minutes, until somebody took it */
        trial_run(trial, 10 * MINUTE_US);
        assert_int_equal(told(trial, "not_seen_yet"), 2);
        trial_act(trial, ANNA, "acknowledge", alert, 1, NULL);
        assert_int_equal(told(trial, "seen"), 1);
        trial_run(trial, 25 * MINUTE_US);
        assert_int_equal(told(trial, "not_seen_yet"), 2);
        free(alert);
        trial_teardown(&fresh);
    }
    (void)state;
}

/* A signal has nobody who waits for an answer now. */
static void
test_a_signal_is_not_told_so(void **state)
{
    struct trial *trial = *state;
    json_t *signal = trial_signal("1099ZZ", 12, "");

    json_object_set_new(signal, "danger_now", json_true());
    trial_post(trial, POLICE, "signal", signal);
    trial_run(trial, HOUR_US);
    assert_int_equal(told(trial, "not_seen_yet"), 0);
}

/* That there was a referral is nothing for who reported a signal of the same
 * dwelling. */
static void
test_not_seen_is_told_to_who_referred(void **state)
{
    struct trial *trial = *state;
    json_t *referral = trial_referral("yes", "no");

    trial_hello(trial, CARE);
    trial_attach(trial, CARE, "inbox", 0);
    json_object_set_new(referral, "place",
                        json_pack("{s:s, s:s, s:i, s:s, s:s}", "municipality",
                                  "GM0363", "postcode", "1099ZZ",
                                  "house_number", 12, "addition", "", "kind",
                                  "dwelling"));
    trial_post(trial, CARE, "referral", referral);
    trial_run(trial, 10 * SECOND_US);
    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 21 * MINUTE_US);
    assert_int_equal(told(trial, "not_seen_yet"), 0);

    json_t *told_care = NULL;
    size_t found = 0;

    for (size_t i = 0; (told_care = trial_event(trial, trial_peer(CARE),
                                                "feedback", i)) != NULL;
         i++)
        found += strcmp(trial_text(told_care, "state"), "not_seen_yet") == 0;
    assert_int_equal(found, 1);
}

static void
test_somebody_calls_again(void **state)
{
    struct trial *trial = *state;
    char *alert = taken(trial);

    assert_string_equal(trial_act(trial, CARLA, "repage", alert, 1, NULL),
                        "ok");
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_int_equal(trial_number(trial_page(trial, ANNA, 0), "generation"), 2);
    assert_int_equal(trial_number(trial_page(trial, ANNA, 0), "step"), 1);
    free(alert);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_ack_timeout_calls_the_owner_and_who_is_on_call),
        ROW(test_progress_begins_the_timeout_anew),
        ROW(test_snooze_within_its_limit),
        ROW(test_immediate_danger_is_never_snoozed),
        ROW(test_reopen_within_a_day),
        ROW(test_no_reopening_after_a_day),
        ROW(test_a_graver_level_calls_at_once),
        ROW(test_a_less_grave_level_needs_a_reason),
        ROW(test_nobody_took_it_by_its_deadline),
        ROW(test_held_until_its_window_opens),
        ROW(test_a_raise_while_held_calls_at_once),
        ROW(test_not_seen_yet),
        ROW(test_a_signal_is_not_told_so),
        ROW(test_not_seen_is_told_to_who_referred),
        ROW(test_somebody_calls_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
