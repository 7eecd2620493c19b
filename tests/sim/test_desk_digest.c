/* Lists of what nobody is called for: by day on working days, by week, and
 * quiet never means forgotten. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/policy.h"
#include "desk/state.h"
#include "store/due.h"

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)
#define MONDAY  (TRIAL_START + 35 * HOUR_US) /* 2026-11-23 09:00 here */

static void
advice(struct trial *trial, int n)
{
    for (int i = 0; i < n; i++)
        trial_post(trial, POLICE, "advice",
                   json_pack("{s:s, s:s}", "about", "law", "text", "Wat?"));
    trial_run(trial, 2 * SECOND_US);
}

/* Lets time pass until a microsecond before that instant, and forgets. */
static void
just_before(struct trial *trial, int64_t at_us)
{
    trial_skip(trial, at_us - trial->clock.virtual_utc_us - 2 * SECOND_US);
    trial_run(trial, 2 * SECOND_US - 1);
    trial_forget(trial);
}

static size_t
digests(const struct trial *trial, enum trial_person who)
{
    return trial_events(trial, trial_peer(who), "digest");
}

static json_t *
first_alert(struct trial *trial)
{
    return json_array_get(
        json_object_get(
            trial_body(trial_ask(trial, CARLA, "list_alerts", json_object()),
                       "alert_list"),
            "alerts"),
        0);
}

static void
test_by_day(void **state)
{
    struct trial *trial = *state;
    json_t *digest = NULL;

    advice(trial, 12);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    just_before(trial, MONDAY);
    trial_run(trial, 1);
    for (int who = ANNA; who <= CARLA; who++)
        assert_int_equal(digests(trial, (enum trial_person)who), 1);
    assert_int_equal(digests(trial, DORA), 0); /* no coordinator by duty */
    digest = trial_event(trial, trial_peer(CARLA), "digest", 0);
    assert_string_equal(trial_text(digest, "kind"), "daily");
    assert_int_equal(trial_number(digest, "total"), 12);
    assert_int_equal(json_array_size(json_object_get(digest, "listed")), 10);
    assert_string_equal(
        trial_text(json_array_get(json_object_get(digest, "listed"), 0),
                   "level"),
        "u4");
    /* again the next day, as long as they wait */
    just_before(trial, MONDAY + DAY_US);
    trial_run(trial, 1);
    assert_int_equal(digests(trial, CARLA), 1);
}

static void
test_not_on_a_sunday(void **state)
{
    struct trial *trial = *state;

    advice(trial, 1);
    trial_forget(trial);
    just_before(trial, MONDAY - DAY_US);
    trial_run(trial, HOUR_US);
    assert_int_equal(digests(trial, CARLA), 0);
}

/* 2026-12-25 is a Friday and a holiday. */
static void
test_not_on_a_holiday(void **state)
{
    struct trial *trial = *state;

    just_before(trial, MONDAY + 31 * DAY_US);
    advice(trial, 1); /* on Thursday at nine */
    trial_forget(trial);
    just_before(trial, MONDAY + 32 * DAY_US);
    trial_run(trial, HOUR_US);
    assert_int_equal(digests(trial, CARLA), 0);
    just_before(trial, MONDAY + 35 * DAY_US);
    trial_run(trial, 1);
    assert_int_equal(digests(trial, CARLA), 1);
}

static void
test_nothing_waits(void **state)
{
    struct trial *trial = *state;

    just_before(trial, MONDAY);
    trial_run(trial, 1);
    assert_int_equal(digests(trial, CARLA), 0);
}

/* Down for days: one digest, not one for each. */
static void
test_missed_ones_are_one(void **state)
{
    struct trial *trial = *state;

    advice(trial, 1);
    trial_crash(trial);
    trial->clock.virtual_utc_us = MONDAY + DAY_US + HOUR_US;
    trial_open(trial);
    trial_hello(trial, CARLA);
    trial_attach(trial, CARLA, "inbox", 0);
    trial_tick(trial);
    assert_int_equal(digests(trial, CARLA), 1);
}

/* Nobody looked for two working days: somebody is called. */
static void
test_by_its_deadline_people_are_called(void **state)
{
    struct trial *trial = *state;
    int64_t deadline_us = 0;

    advice(trial, 1);
    deadline_us = trial_number(first_alert(trial), "deadline_us");
    assert_true(deadline_us > MONDAY);
    just_before(trial, deadline_us);
    assert_string_equal(trial_text(first_alert(trial), "state"), "held");
    trial_run(trial, 1);
    assert_string_equal(trial_text(first_alert(trial), "state"), "paging");
    assert_string_equal(trial_text(first_alert(trial), "level"), "u3");
    assert_true(trial_pages(trial, ANNA) + trial_pages(trial, BRAM) > 0);
}

/* What only forms a picture is in the weekly list, and after ten working days
 * in the daily one, still without a call. */
static void
test_by_week(void **state)
{
    struct trial *trial = *state;
    int64_t deadline_us = 0;
    json_t *digest = NULL;
    char *alert = NULL;

    advice(trial, 1);
    alert = strdup(trial_text(first_alert(trial), "alert"));
    assert_string_equal(trial_act(trial, CARLA, "level", alert, 1,
                                  json_pack("{s:s, s:s}", "level", "u4b",
                                            "reason", "a picture")),
                        "ok");
    just_before(trial, MONDAY);
    trial_run(trial, 1);
    assert_int_equal(digests(trial, CARLA), 1);
    digest = trial_event(trial, trial_peer(CARLA), "digest", 0);
    assert_string_equal(trial_text(digest, "kind"), "weekly");
    assert_int_equal(trial_number(digest, "total"), 1);
    just_before(trial, MONDAY + DAY_US);
    trial_run(trial, 1);
    assert_int_equal(digests(trial, CARLA), 0);

    deadline_us = trial_number(trial_alert(trial, alert), "deadline_us");
    assert_true(deadline_us > MONDAY + 9 * DAY_US);
    just_before(trial, deadline_us);
    trial_run(trial, 1);
    assert_string_equal(trial_text(trial_alert(trial, alert), "level"), "u4");
    assert_string_equal(trial_text(trial_alert(trial, alert), "state"), "held");
    assert_int_equal(trial_pages(trial, ANNA) + trial_pages(trial, BRAM), 0);
    free(alert);
}

/* The desk died between the plan of the day and that of the week. */
static void
test_each_list_is_planned_at_every_start(void **state)
{
    struct trial *trial = *state;

    for (int64_t digest = DIGEST_DAILY; digest <= DIGEST_WEEKLY; digest++) {
        const struct due_plan none = {.kind = DUE_DIGEST, .ref = digest};
        int64_t was_us = 0;
        int64_t is_us = 0;

        assert_int_equal(
            due_get(trial->desk->store, DUE_DIGEST, digest, &was_us), RC_OK);
        assert_int_equal(due_plan(trial->desk->store, &none), RC_OK);
        trial_crash(trial);
        trial_open(trial);
        assert_int_equal(
            due_get(trial->desk->store, DUE_DIGEST, digest, &is_us), RC_OK);
        assert_true(was_us != 0);
        assert_int_equal(is_us, was_us);
    }
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_by_day),
        ROW(test_not_on_a_sunday),
        ROW(test_not_on_a_holiday),
        ROW(test_nothing_waits),
        ROW(test_missed_ones_are_one),
        ROW(test_by_its_deadline_people_are_called),
        ROW(test_by_week),
        ROW(test_each_list_is_planned_at_every_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
