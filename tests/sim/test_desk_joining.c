/* A hundred calls run when the shift changes: bram joins each of them once,
 * whatever happens meanwhile, and nothing else has to wait for that. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HOUR_US (60 * MINUTE_US)
#define CHANGE  (TRIAL_START + TRIAL_PERIOD)
#define DAY_US  (24 * HOUR_US)
#define CALLS   100

/* Lets time pass until that instant; what is far away in one go. */
static void
until(struct trial *trial, int64_t at_us)
{
    int64_t left_us = at_us - trial->clock.virtual_utc_us;

    if (left_us > HOUR_US)
        trial_skip(trial, left_us - MINUTE_US);
    trial_run(trial, at_us - trial->clock.virtual_utc_us);
}

/* A hundred calls run, and the shift has just changed; they are repeated ten
 * seconds later. */
static void
begin_calls(struct trial *trial)
{
    until(trial, CHANGE - 50 * SECOND_US);
    for (int i = 0; i < CALLS; i++)
        trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    until(trial, CHANGE - 1);
    trial->clock.virtual_utc_us++;
    trial->clock.virtual_mono_us++;
}

/* Ticks until the first of them are joined. */
static void
begin_joining(struct trial *trial)
{
    int64_t next_us = 0;

    begin_calls(trial);
    for (int i = 0; i < 20 && trial_pages(trial, BRAM) == 0; i++)
        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
    assert_true(trial_pages(trial, BRAM) > 0);
    assert_true(trial_pages(trial, BRAM) < 100);
}

/* The desk dies among the joining. */
static void
test_a_crash_among_a_hundred_joins(void **state)
{
    struct trial *trial = *state;
    json_t *alerts = json_object();

    begin_joining(trial);
    trial_crash(trial);
    trial_open(trial);
    trial_hello(trial, BRAM);
    trial_forget(trial);
    trial_attach(trial, BRAM, "inbox", 0);
    trial_tick(trial);
    trial_run(trial, SECOND_US);
    for (size_t i = 0; i < trial_pages(trial, BRAM); i++) {
        const char *alert = trial_text(trial_page(trial, BRAM, i), "alert");

        if (json_object_get(alerts, alert) != NULL)
            fail_msg("called twice about %s", alert);
        json_object_set_new(alerts, alert, json_true());
    }
    assert_int_equal(json_object_size(alerts), 100);
    json_decref(alerts);
}

/* The same when a new document comes among the joining. */
static void
test_a_document_among_a_hundred_joins(void **state)
{
    struct trial *trial = *state;

    begin_joining(trial);
    trial->clock.virtual_utc_us += SECOND_US / 10;
    trial->clock.virtual_mono_us += SECOND_US / 10;
    trial_body(
        trial_ask(trial, DORA, "roster_override",
                  json_pack("{s:s, s:s, s:[s], s:I, s:I, s:s}", "roster",
                            "primary", "verb", "add", "people", "carla",
                            "start_us", (json_int_t)(CHANGE + 10 * DAY_US),
                            "end_us", (json_int_t)(CHANGE + 11 * DAY_US),
                            "reason", "busy")),
        "document_result");
    trial_run(trial, SECOND_US);
    assert_int_equal(trial_pages(trial, BRAM), 100);
}

/* A turn of it is short, when calls take their time. */
static void
test_joining_leaves_time_for_the_rest(void **state)
{
    struct trial *trial = *state;
    int64_t next_us = 0;
    size_t before = 0;
    int turns = 0;

    begin_calls(trial);
    trial->each_us = 1000;
    for (; turns < 200 && trial_pages(trial, BRAM) < CALLS; turns++) {
        before = trial_pages(trial, BRAM);
        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
        assert_true(trial_pages(trial, BRAM) - before <= 3);
    }
    assert_true(turns >= CALLS / 3);
    assert_int_equal(trial_pages(trial, BRAM), CALLS);
}

/* What else is due then comes first. */
static void
test_repeats_go_on_among_the_joining(void **state)
{
    struct trial *trial = *state;
    int64_t next_us = 0;

    begin_calls(trial);
    trial_forget(trial);
    trial->each_us = 1000;
    trial->clock.virtual_utc_us += 30 * SECOND_US;
    trial->clock.virtual_mono_us += 30 * SECOND_US;
    for (int i = 0; i < 200 && trial_pages(trial, BRAM) == 0; i++)
        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
    assert_non_null(
        trial_message(trial, trial_peer(ANNA), "page_again", CALLS - 1));
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_crash_among_a_hundred_joins),
        ROW(test_a_document_among_a_hundred_joins),
        ROW(test_joining_leaves_time_for_the_rest),
        ROW(test_repeats_go_on_among_the_joining),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
