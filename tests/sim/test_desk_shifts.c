/* When shifts change: who is told, who joins a running call, and who stays on
 * call when the next one does not say "I come".  anna's shift ends at
 * TRIAL_START + TRIAL_PERIOD, bram's begins. */
#include "past_store.h"
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial_documents.h"

#define HOUR_US (60 * MINUTE_US)
#define CHANGE  (TRIAL_START + TRIAL_PERIOD)
#define DAY_US  (24 * HOUR_US)

/* Lets time pass until that instant; what is far away in one go. */
static void
until(struct trial *trial, int64_t at_us)
{
    int64_t left_us = at_us - trial->clock.virtual_utc_us;

    if (left_us > HOUR_US)
        trial_skip(trial, left_us - MINUTE_US);
    trial_run(trial, at_us - trial->clock.virtual_utc_us);
}

static json_t *
accept_shift(struct trial *trial, enum trial_person who, int64_t start_us)
{
    return trial_ask(trial, who, "roster_accept",
                     json_pack("{s:s, s:I}", "roster", "primary", "start_us",
                               (json_int_t)start_us));
}

static void
test_told_a_day_and_an_hour_before(void **state)
{
    struct trial *trial = *state;
    json_t *notice = NULL;

    /* anna's next shift begins a day after bram's */
    until(trial, CHANGE - 1);
    trial_forget(trial);
    trial_run(trial, 1);
    assert_int_equal(trial_notices(trial, ANNA, "shift_day"), 1);
    notice = trial_notice(trial, ANNA, "shift_day");
    assert_string_equal(trial_text(notice, "roster"), "primary");
    assert_string_equal(trial_text(notice, "person"), "anna");
    assert_int_equal(trial_number(notice, "start_us"), CHANGE + DAY_US);
    assert_int_equal(trial_number(notice, "end_us"), CHANGE + 2 * DAY_US);

    until(trial, CHANGE + DAY_US - HOUR_US - 1);
    assert_int_equal(trial_notices(trial, ANNA, "shift_hour"), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_notices(trial, ANNA, "shift_hour"), 1);
    assert_int_equal(trial_notices(trial, BRAM, "shift_hour"), 0);
    until(trial, CHANGE + DAY_US);
    assert_int_equal(trial_notices(trial, ANNA, "shift_now"), 1);
    assert_int_equal(trial_notices(trial, ANNA, "shift_day"), 1);
}

static void
test_a_running_call_is_joined(void **state)
{
    struct trial *trial = *state;

    until(trial, CHANGE - 2 * MINUTE_US);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    until(trial, CHANGE - 1);
    assert_int_equal(trial_pages(trial, BRAM), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_pages(trial, BRAM), 1);
    assert_int_equal(trial_number(trial_page(trial, BRAM, 0), "step"), 1);
    assert_string_equal(trial_text(trial_page(trial, BRAM, 0), "alert"),
                        trial_text(trial_page(trial, ANNA, 0), "alert"));
    /* anna is not called off */
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "page_cancelled"),
                     0);
}

/* What is not calling now does not call because a shift begins. */
static void
test_what_somebody_took_is_not_joined(void **state)
{
    struct trial *trial = *state;

    until(trial, CHANGE - 2 * MINUTE_US);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    trial_act(trial, ANNA, "acknowledge",
              trial_text(trial_page(trial, ANNA, 0), "alert"), 1, NULL);
    until(trial, CHANGE);
    assert_int_equal(trial_pages(trial, BRAM), 0);
}

static void
test_the_incoming_get_a_list_of_what_is_open(void **state)
{
    struct trial *trial = *state;
    json_t *digest = NULL;

    until(trial, CHANGE - 2 * MINUTE_US);
    for (int i = 0; i < 12; i++)
        trial_post(trial, POLICE, "referral",
                   trial_referral("yes", i == 11 ? "yes" : "no"));
    trial_tick(trial);
    until(trial, CHANGE - 1);
    assert_int_equal(trial_events(trial, trial_peer(BRAM), "digest"), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_events(trial, trial_peer(BRAM), "digest"), 1);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "digest"), 0);
    digest = trial_event(trial, trial_peer(BRAM), "digest", 0);
    assert_string_equal(trial_text(digest, "kind"), "handover");
    assert_int_equal(trial_number(digest, "total"), 12);
    assert_int_equal(json_array_size(json_object_get(digest, "listed")), 10);
    assert_string_equal(
        trial_text(json_array_get(json_object_get(digest, "listed"), 0),
                   "level"),
        "u1");
}

static void
test_not_accepted_the_outgoing_stays(void **state)
{
    struct trial *trial = *state;
    json_t *notice = NULL;

    until(trial, CHANGE + 10 * MINUTE_US - 1);
    assert_int_equal(trial_notices(trial, DORA, "shift_not_accepted"), 0);
    trial_run(trial, 1);
    notice = trial_notice(trial, DORA, "shift_not_accepted");
    assert_non_null(notice);
    assert_string_equal(trial_text(notice, "person"), "bram");
    assert_int_equal(trial_number(notice, "start_us"), CHANGE);
    assert_int_equal(trial_notices(trial, ANNA, "shift_not_accepted"), 1);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_int_equal(trial_pages(trial, BRAM), 1);

    /* also by a desk that was started since */
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);

    /* until bram says that he comes */
    trial_forget(trial);
    trial_body(accept_shift(trial, BRAM, CHANGE), "roster_accepted");
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    assert_int_equal(trial_pages(trial, BRAM), 1);
}

static void
test_accepted_nobody_is_doubled(void **state)
{
    struct trial *trial = *state;

    trial_body(accept_shift(trial, BRAM, CHANGE), "roster_accepted");
    until(trial, CHANGE + 11 * MINUTE_US);
    assert_int_equal(trial_notices(trial, DORA, "shift_not_accepted"), 0);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    assert_int_equal(trial_pages(trial, BRAM), 1);
}

/* carla comes too, for some hours of bram's shift. */
static void
add_carla(struct trial *trial, int64_t from_us, int64_t to_us)
{
    trial_body(trial_ask(trial, DORA, "roster_override",
                         json_pack("{s:s, s:s, s:[s], s:I, s:I, s:s}", "roster",
                                   "primary", "verb", "add", "people", "carla",
                                   "start_us", (json_int_t)from_us, "end_us",
                                   (json_int_t)to_us, "reason", "busy")),
               "document_result");
}

/* Is anna called about what is new? */
static bool
anna_is_called(struct trial *trial)
{
    size_t before = trial_pages(trial, ANNA);

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    return trial_pages(trial, ANNA) > before;
}

/* Whatever else changes in bram's shift. */
static void
test_the_outgoing_stays_while_another_comes_and_goes(void **state)
{
    static const int64_t after_us[] = {HOUR_US + 1, HOUR_US + 11 * MINUTE_US,
                                       3 * HOUR_US + 11 * MINUTE_US};
    struct trial *trial = *state;

    until(trial, CHANGE + 11 * MINUTE_US);
    assert_true(anna_is_called(trial));
    add_carla(trial, CHANGE + HOUR_US, CHANGE + 3 * HOUR_US);
    assert_true(anna_is_called(trial));
    for (size_t i = 0; i < sizeof after_us / sizeof *after_us; i++) {
        until(trial, CHANGE + after_us[i]);
        if (!anna_is_called(trial))
            fail_msg("row %zu", i);
    }
    /* bram goes, and anna is on call herself a day after */
    until(trial, CHANGE + DAY_US + 11 * MINUTE_US);
    trial_body(accept_shift(trial, ANNA, CHANGE + DAY_US), "roster_accepted");
    trial_forget(trial);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, BRAM), 0);
    assert_int_equal(trial_pages(trial, ANNA), 1);
}

/* That he has not accepted is told although others are on call since. */
static void
test_late_is_told_although_another_came(void **state)
{
    struct trial *trial = *state;

    add_carla(trial, CHANGE + 5 * MINUTE_US, CHANGE + 8 * HOUR_US);
    until(trial, CHANGE + 10 * MINUTE_US - 1);
    assert_int_equal(trial_notices(trial, DORA, "shift_not_accepted"), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_notices(trial, DORA, "shift_not_accepted"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, DORA, "shift_not_accepted"), "person"),
        "bram");
    assert_true(anna_is_called(trial));
}

/* Whoever is gone by then is not waited for. */
static void
test_late_is_not_told_of_who_is_gone(void **state)
{
    struct trial *trial = *state;

    add_carla(trial, CHANGE, CHANGE + 9 * MINUTE_US);
    until(trial, CHANGE);
    until(trial, CHANGE + 11 * MINUTE_US);
    assert_int_equal(trial_notices(trial, CARLA, "shift_now"), 1);
    assert_int_equal(trial_notices(trial, DORA, "shift_not_accepted"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, DORA, "shift_not_accepted"), "person"),
        "bram");
}

/* bram is away for the first two hours of his shift with carla. */
static void
test_a_shift_that_begins_when_an_absence_ends_is_accepted(void **state)
{
    struct trial *trial = *state;
    const int64_t back_us = CHANGE + HOUR_US; /* 11:00 */

    trial_crash(trial);
    trial_documents_edit(trial, "rosters", "people: [anna, bram]",
                         "people: [anna, [bram, carla]]");
    trial_documents_edit(trial, "overrides", "absences: []",
                         "absences:\n  - {person: bram,"
                         " start: 2026-11-22T09:00, end: 2026-11-22T11:00,"
                         " reason: dentist}");
    trial_open(trial);
    trial_everybody(trial);
    until(trial, back_us);
    assert_int_equal(
        trial_number(trial_notice(trial, BRAM, "shift_now"), "start_us"),
        back_us);
    trial_body(accept_shift(trial, BRAM, back_us), "roster_accepted");
    trial_body(accept_shift(trial, BRAM, CHANGE), "roster_accepted");
    trial_body(accept_shift(trial, CARLA, back_us), "refusal");
    trial_forget(trial);
    until(trial, back_us + 11 * MINUTE_US);
    assert_int_equal(trial_notices(trial, DORA, "shift_not_accepted"), 0);
}

/* Nobody does anything: a key just becomes valid, hours before the shift. */
static void
test_whose_key_becomes_valid_is_told_of_the_shift(void **state)
{
    struct trial *trial = *state;
    char sql[200];

    trial_crash(trial);
    snprintf(sql, sizeof sql,
             "UPDATE principal_key SET valid_from_us = %lld WHERE key = %lld",
             (long long)(CHANGE - 6 * HOUR_US), (long long)trial->keys[BRAM]);
    past_store_change(trial->dir, sql);
    trial_open(trial);
    until(trial, CHANGE - 5 * HOUR_US);
    trial_hello(trial, BRAM);
    trial_attach(trial, BRAM, "inbox", 0);
    until(trial, CHANGE);
    assert_int_equal(trial_notices(trial, BRAM, "shift_hour"), 1);
    assert_int_equal(trial_notices(trial, BRAM, "shift_now"), 1);
}

/* A document that comes just after the instant, before the desk looked. */
static void
test_a_document_just_after_a_change(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    until(trial, CHANGE - 1);
    trial_forget(trial);
    trial->clock.virtual_utc_us += SECOND_US / 10;
    trial->clock.virtual_mono_us += SECOND_US / 10;
    add_carla(trial, CHANGE + 10 * DAY_US, CHANGE + 11 * DAY_US);
    trial_run(trial, MINUTE_US);
    assert_int_equal(trial_notices(trial, BRAM, "shift_now"), 1);
    assert_int_equal(trial_events(trial, trial_peer(BRAM), "digest"), 1);
    trial_run(trial, 10 * MINUTE_US);
    assert_int_equal(trial_notices(trial, DORA, "shift_not_accepted"), 1);
}

/* The desk dies after the document was stored and before it was planned. */
static void
test_a_document_that_nobody_planned(void **state)
{
    struct trial *trial = *state;
    /* 00:00 in Amsterdam */
    const int64_t start_us = TRIAL_START + 2 * HOUR_US;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_run(trial, MINUTE_US);
    trial_with(trial, "overrides", "overrides: []",
               "overrides:\n  - {seq: 1, roster: primary, add: bram,"
               " start: 2026-11-22T00:00, end: 2026-11-22T02:00, by: dora,"
               " reason: busy}");
    until(trial, start_us);
    assert_int_equal(trial_notices(trial, BRAM, "shift_hour"), 1);
    assert_int_equal(trial_notices(trial, BRAM, "shift_now"), 1);
    assert_int_equal(trial_events(trial, trial_peer(BRAM), "digest"), 1);
}

/* Somebody sets the clock a day ahead, and back. */
static void
test_a_clock_that_was_wrong_for_a_minute(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_run(trial, HOUR_US);
    trial->clock.virtual_utc_us += DAY_US;
    trial_run(trial, MINUTE_US);
    trial->clock.virtual_utc_us -= DAY_US;
    trial_run(trial, MINUTE_US);
    trial_forget(trial);
    until(trial, CHANGE);
    assert_int_equal(trial_notices(trial, BRAM, "shift_hour"), 1);
    assert_int_equal(trial_notices(trial, BRAM, "shift_now"), 1);
    assert_int_equal(trial_events(trial, trial_peer(BRAM), "digest"), 1);
}

static void
test_only_a_shift_of_ones_own_is_accepted(void **state)
{
    static const struct {
        enum trial_person who;
        int64_t start_us;
        const char *answer;
    } rows[] = {
        {BRAM, CHANGE, "roster_accepted"},
        {BRAM, CHANGE, "roster_accepted"}, /* again is no harm */
        {ANNA, CHANGE, "refusal"},         /* bram's */
        {BRAM, CHANGE + 1, "refusal"},     /* no begin */
        {BRAM, CHANGE + 30 * DAY_US, "roster_accepted"},
        {BRAM, CHANGE + 32 * DAY_US, "refusal"}, /* too far ahead */
        {CARLA, CHANGE, "refusal"},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (json_object_get(accept_shift(trial, rows[i].who, rows[i].start_us),
                            rows[i].answer) == NULL)
            fail_msg("row %zu", i);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_told_a_day_and_an_hour_before),
        ROW(test_a_running_call_is_joined),
        ROW(test_what_somebody_took_is_not_joined),
        ROW(test_the_incoming_get_a_list_of_what_is_open),
        ROW(test_not_accepted_the_outgoing_stays),
        ROW(test_accepted_nobody_is_doubled),
        ROW(test_the_outgoing_stays_while_another_comes_and_goes),
        ROW(test_late_is_told_although_another_came),
        ROW(test_late_is_not_told_of_who_is_gone),
        ROW(test_a_shift_that_begins_when_an_absence_ends_is_accepted),
        ROW(test_whose_key_becomes_valid_is_told_of_the_shift),
        ROW(test_a_document_just_after_a_change),
        ROW(test_a_document_that_nobody_planned),
        ROW(test_a_clock_that_was_wrong_for_a_minute),
        ROW(test_only_a_shift_of_ones_own_is_accepted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
