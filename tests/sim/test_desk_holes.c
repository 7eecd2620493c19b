/* No hole in a roster comes as a surprise: those that can be foreseen are told
 * in time, the others at once, and each only once. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "trial_documents.h"

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)

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
revoke(struct trial *trial, const char *name)
{
    trial_hello(trial, OPERATOR);
    trial_body(trial_ask(trial, OPERATOR, "partner_revoke",
                         json_pack("{s:s}", "name", name)),
               "partners");
}

/* A few hours without bram, from that long after TRIAL_START on. */
static void
remove_bram(struct trial *trial, int64_t from_us, int64_t to_us)
{
    trial_body(
        trial_ask(trial, DORA, "roster_override",
                  json_pack("{s:s, s:s, s:[s], s:I, s:I, s:s, s:s}", "roster",
                            "primary", "verb", "remove", "people", "bram",
                            "start_us", (json_int_t)(TRIAL_START + from_us),
                            "end_us", (json_int_t)(TRIAL_START + to_us),
                            "reason", "busy", "accept_gap", "nobody else")),
        "document_result");
}

static void
expect_told(struct trial *trial, const char *when, size_t notices)
{
    if (trial_notices(trial, DORA, "gap_near") != notices)
        fail_msg("%s: %zu notices, not %zu", when,
                 trial_notices(trial, DORA, "gap_near"), notices);
}

/* Nobody planned it: the only one on call has no valid key any more. */
static void
test_a_hole_that_is_there_is_told_after_a_minute_and_once(void **state)
{
    struct trial *trial = *state;

    revoke(trial, "anna");
    trial_run(trial, MINUTE_US - 1);
    expect_told(trial, "a key may be changed", 0);
    trial_run(trial, 6 * SECOND_US); /* connections are looked at every five */
    expect_told(trial, "after a minute", 1);
    assert_string_equal(trial_text(trial_page(trial, CARLA, 0), "cause"),
                        "roster");
    trial_act(trial, CARLA, "acknowledge",
              trial_text(trial_page(trial, CARLA, 0), "alert"), 1, NULL);
    trial_run(trial, 11 * HOUR_US);
    expect_told(trial, "until bram comes", 1);
    /* a day later it is anna's turn again, and that can be foreseen */
    trial_skip(trial, 21 * HOUR_US - MINUTE_US);
    trial_forget(trial);
    trial_run(trial, 2 * MINUTE_US);
    expect_told(trial, "four hours before her next turn", 1);
}

/* Too late for the last of the notices, but not for a call. */
static void
test_a_hole_accepted_near_is_told_at_once(void **state)
{
    struct trial *trial = *state;

    trial_run(trial, 9 * HOUR_US);
    trial_forget(trial);
    remove_bram(trial, 12 * HOUR_US, 14 * HOUR_US);
    trial_tick(trial);
    expect_told(trial, "three hours ahead", 1);
    assert_int_equal(
        trial_number(trial_notice(trial, DORA, "gap_near"), "start_us"),
        TRIAL_START + 12 * HOUR_US);
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "cause"),
                        "roster");
    /* another document is no reason to tell it again, another hole is */
    remove_bram(trial, 30 * HOUR_US, 31 * HOUR_US);
    trial_run(trial, MINUTE_US);
    expect_told(trial, "another one far ahead", 1);
    remove_bram(trial, 14 * HOUR_US + MINUTE_US, 15 * HOUR_US);
    trial_run(trial, MINUTE_US);
    expect_told(trial, "behind it", 1); /* in an hour */
    trial_run(trial, HOUR_US + MINUTE_US);
    expect_told(trial, "and that one", 2);
}

static void
test_a_hole_is_told_in_time_over_a_crash_before_it_was_planned(void **state)
{
    for (int crash = 0; crash < 2; crash++) {
        void *fresh = NULL;
        struct trial *trial = NULL;

        trial_desk_setup(&fresh);
        trial = fresh;
        trial_run(trial, MINUTE_US);
        if (crash != 0)
            trial_with(trial, "overrides", "overrides: []",
                       "overrides:\n  - {seq: 1, roster: primary,"
                       " remove: bram, start: 2026-11-22T12:00,"
                       " end: 2026-11-22T18:00, by: dora, reason: busy}");
        else
            remove_bram(trial, 14 * HOUR_US, 20 * HOUR_US);
        trial_skip(trial, 10 * HOUR_US - 2 * MINUTE_US);
        trial_run(trial, MINUTE_US - 1);
        expect_told(trial, "just before", 0);
        trial_run(trial, 1);
        expect_told(trial, "four hours before", 1);
        trial_tick(trial);
        assert_int_equal(trial_pages(trial, ANNA), 1);
        trial_teardown(&fresh);
    }
    (void)state;
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_holes_are_told_in_time),
        ROW(test_a_hole_that_is_there_is_told_after_a_minute_and_once),
        ROW(test_a_hole_accepted_near_is_told_at_once),
        cmocka_unit_test(
            test_a_hole_is_told_in_time_over_a_crash_before_it_was_planned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
