/* Match notes: every signal gets one at the first clock a day after it came
 * and one four weeks later, whether or not it matches; what may not be known
 * of others hides the match. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/state.h"
#include "store/notes.h"
#include "store/sqlite/sql.h"

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)

/* TRIAL_START is 22:00 here; clocks at 10:00. */
#define FIRST_CLOCK  (TRIAL_START + 12 * HOUR_US)
#define SECOND_CLOCK (FIRST_CLOCK + DAY_US)
#define LATE_CLOCK   (FIRST_CLOCK + 28 * DAY_US)

static void
until(struct trial *trial, int64_t at_us)
{
    trial_skip(trial, at_us - trial->clock.virtual_utc_us);
    trial_run(trial, SECOND_US / 10);
}

static json_t *
told(unsigned house, const char *handling)
{
    json_t *signal = trial_signal("1099ZZ", house, "");

    if (handling != NULL)
        json_object_set_new(signal, "handling", json_string(handling));
    return signal;
}

static char *
post(struct trial *trial, enum trial_person who, unsigned house,
     const char *handling)
{
    json_t *receipt = trial_post(trial, who, "signal", told(house, handling));

    return strdup(trial_text(receipt, "receipt"));
}

static void
read_inbox(struct trial *trial, enum trial_person who)
{
    trial_hello(trial, who);
    trial_attach(trial, who, "inbox", 0);
}

static bool
is_note(const json_t *feedback)
{
    return strncmp(trial_text(feedback, "state"), "note_", 5) == 0;
}

static size_t
notes(const struct trial *trial, enum trial_person who)
{
    size_t n = trial_events(trial, trial_peer(who), "feedback");
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        found += is_note(trial_event(trial, trial_peer(who), "feedback", i));
    return found;
}

/* "match", "none", "" without a note; of the last one. */
static const char *
note(const struct trial *trial, enum trial_person who)
{
    size_t n = trial_events(trial, trial_peer(who), "feedback");
    const char *state = "note_";

    for (size_t i = 0; i < n; i++) {
        const json_t *told_now =
            trial_event(trial, trial_peer(who), "feedback", i);

        if (is_note(told_now))
            state = trial_text(told_now, "state");
    }
    return state + strlen("note_");
}

static const struct note_row_of_trial {
    const char *name;
    const char *police, *care, *housing; /* handling; NULL: tells nothing */
    const char *wanted[3];               /* of police, care, housing */
} rows[] = {
    {"one alone", NULL, "", NULL, {"", "none", ""}},
    {"two that may know", NULL, "", "", {"", "match", "match"}},
    {"police that did not release", "", NULL, "", {"match", "", "none"}},
    {"police that released", "h0", NULL, "", {"match", "", "match"}},
    {"H1 of police", "h1", NULL, "", {"match", "", "none"}},
    {"H1 of others", NULL, "h1", "", {"", "match", "match"}},
    {"H2 hides it from the others", NULL, "h2", "", {"", "match", "none"}},
    {"H3 as well", NULL, "h3", "", {"", "match", "none"}},
    {"one that may not hides all", "", "", "", {"match", "none", "none"}},
    {"all of it is released", "h0", "", "", {"match", "match", "match"}},
};

static void
post_row(struct trial *trial, const struct note_row_of_trial *row)
{
    const char *const handling[] = {row->police, row->care, row->housing};

    for (int who = POLICE; who <= HOUSING; who++)
        if (handling[who] != NULL)
            free(post(trial, (enum trial_person)who, 7,
                      *handling[who] == '\0' ? NULL : handling[who]));
}

static void
test_who_gets_which(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trial *trial = trial_new();

        for (int who = POLICE; who <= HOUSING; who++)
            read_inbox(trial, (enum trial_person)who);
        post_row(trial, &rows[i]);
        trial_run(trial, 3 * SECOND_US);
        until(trial, FIRST_CLOCK);
        for (int who = POLICE; who <= HOUSING; who++)
            if (notes(trial, (enum trial_person)who) != 0)
                fail_msg("%s: a note in less than a day", rows[i].name);
        until(trial, SECOND_CLOCK);
        for (int who = POLICE; who <= HOUSING; who++)
            if (strcmp(note(trial, (enum trial_person)who),
                       rows[i].wanted[who]) != 0)
                fail_msg("%s: %d got \"%s\"", rows[i].name, who,
                         note(trial, (enum trial_person)who));
        trial_free(trial);
    }
    (void)state;
}

/* One in the first batch that is a day after, one after four weeks, by what
 * there is then, and no more. */
static void
test_twice_and_no_more(void **state)
{
    struct trial *trial = *state;

    free(post(trial, POLICE, 7, NULL));
    until(trial, SECOND_CLOCK - SECOND_US);
    assert_int_equal(notes(trial, POLICE), 0);
    until(trial, SECOND_CLOCK);
    assert_int_equal(notes(trial, POLICE), 1);
    assert_string_equal(note(trial, POLICE), "none");
    free(post(trial, CARE, 7, NULL));
    for (int64_t day = 1; day < 27; day++)
        until(trial, SECOND_CLOCK + day * DAY_US);
    assert_int_equal(notes(trial, POLICE), 1);
    until(trial, LATE_CLOCK - SECOND_US);
    assert_int_equal(notes(trial, POLICE), 1);
    until(trial, LATE_CLOCK);
    assert_int_equal(notes(trial, POLICE), 2);
    assert_string_equal(note(trial, POLICE), "match");
    until(trial, LATE_CLOCK + 30 * DAY_US);
    assert_int_equal(notes(trial, POLICE), 2);
}

static void
test_a_withdrawn_one_gets_none(void **state)
{
    struct trial *trial = *state;
    char *receipt = post(trial, POLICE, 7, NULL);

    free(post(trial, CARE, 7, NULL));
    trial_ask(trial, POLICE, "submit",
              json_pack("{s:s, s:{s:s}, s:{s:s, s:s}}", "message_id",
                        "00112233445566778899aabbccddeeff", "withdrawal",
                        "reason", "mistake", "amends", "receipt", receipt,
                        "action", "withdraw"));
    trial_run(trial, 3 * SECOND_US);
    until(trial, SECOND_CLOCK);
    assert_string_equal(note(trial, POLICE), "none");
    assert_string_equal(note(trial, CARE), "none"); /* nothing is left */
    free(receipt);
}

/* Who corrects it to H0 has released it. */
static void
test_released_by_a_correction(void **state)
{
    struct trial *trial = *state;
    char *receipt = post(trial, POLICE, 7, NULL);
    json_t *body = trial_submit_body(trial, "signal", told(7, "h0"));

    free(post(trial, CARE, 7, NULL));
    json_object_set_new(
        body, "amends",
        json_pack("{s:s, s:s}", "receipt", receipt, "action", "correct"));
    trial_ask(trial, POLICE, "submit", body);
    trial_run(trial, 3 * SECOND_US);
    until(trial, SECOND_CLOCK);
    assert_string_equal(note(trial, CARE), "match");
    assert_int_equal(notes(trial, POLICE), 1); /* of both versions one */
    free(receipt);
}

/* Referrals, advice and bottlenecks get none. */
static void
test_signals_only(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("no", "no"));
    trial_post(trial, POLICE, "advice",
               json_pack("{s:s, s:s}", "about", "law", "text", "Wat?"));
    trial_run(trial, 3 * SECOND_US);
    until(trial, SECOND_CLOCK);
    assert_int_equal(notes(trial, POLICE), 0);
}

/* Notes of both kinds are of one size, and say when the clock struck. */
static void
test_one_shape(void **state)
{
    struct trial *trial = *state;
    size_t sizes[2] = {0, 0};
    int64_t at_us[2] = {0, 0};

    for (int i = 0; i < 2; i++) {
        struct trial *alone = trial_new();
        sqlite3_stmt *stmt = NULL;

        read_inbox(alone, CARE);
        read_inbox(alone, HOUSING);
        free(post(alone, CARE, 7, NULL));
        if (i == 1)
            free(post(alone, HOUSING, 7, NULL));
        trial_run(alone, 3 * SECOND_US);
        until(alone, SECOND_CLOCK);
        assert_string_equal(note(alone, CARE), i == 1 ? "match" : "none");
        assert_int_equal(sql_bind(alone->desk->store,
                                  "SELECT length(body), at_us FROM stream_event"
                                  " WHERE owner = 2 AND kind = 1"
                                  " ORDER BY seq DESC LIMIT 1",
                                  SQL_NO_ARGS, &stmt),
                         RC_OK);
        assert_int_equal(sql_step(alone->desk->store, stmt), RC_OK);
        sizes[i] = (size_t)sqlite3_column_int64(stmt, 0);
        at_us[i] = sqlite3_column_int64(stmt, 1);
        sql_done(stmt);
        trial_free(alone);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_int_equal(at_us[0], SECOND_CLOCK);
    assert_int_equal(at_us[1], SECOND_CLOCK);
    (void)trial;
}

/* More than a slice; the desk dies after the first: each one gets one. */
static void
test_in_slices(void **state)
{
    struct trial *trial = *state;
    int64_t next_us = 0;
    int64_t told_now = 0;
    const int n = NOTE_SLICE_MAX + 40;

    for (int i = 0; i < n; i++) {
        free(post(trial, POLICE, (unsigned)i + 1, NULL));
        trial_forget(trial);
    }
    trial_run(trial, 30 * SECOND_US);
    until(trial, SECOND_CLOCK - SECOND_US);
    trial->clock.virtual_utc_us += SECOND_US;
    trial->clock.virtual_mono_us += SECOND_US;
    while (told_now == 0) {
        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
        assert_int_equal(sql_get(trial->desk->store,
                                 "SELECT seq FROM note_round WHERE round = 1",
                                 SQL_NO_ARGS, &told_now),
                         RC_OK);
    }
    assert_true(told_now < n);
    trial_crash(trial);
    trial_open(trial);
    trial_run(trial, 5 * SECOND_US);
    assert_int_equal(sql_get(trial->desk->store,
                             "SELECT sum(code) FROM audit WHERE verb = 'notes'",
                             SQL_NO_ARGS, &told_now),
                     RC_OK);
    assert_int_equal(told_now, n);
}

/* The desk stood still for days: clock by clock. */
static void
test_missed_clocks_are_made_up(void **state)
{
    struct trial *trial = *state;
    int64_t at_us = 0;

    free(post(trial, POLICE, 7, NULL));
    trial_run(trial, 3 * SECOND_US);
    trial_crash(trial);
    trial->clock.virtual_utc_us += 5 * DAY_US;
    trial->clock.virtual_mono_us += 5 * DAY_US;
    trial_open(trial);
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(sql_get(trial->desk->store,
                             "SELECT at_us FROM audit WHERE verb = 'notes'",
                             SQL_NO_ARGS, &at_us),
                     RC_OK);
    assert_int_equal(at_us, SECOND_CLOCK);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_submitters_setup,              \
                                    trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_gets_which),
        ROW(test_twice_and_no_more),
        ROW(test_a_withdrawn_one_gets_none),
        ROW(test_released_by_a_correction),
        ROW(test_signals_only),
        ROW(test_one_shape),
        ROW(test_in_slices),
        ROW(test_missed_clocks_are_made_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
