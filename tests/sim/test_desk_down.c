/* The database does not answer for a while, and what is read is on record.
 * Another connection plays the trouble, and looks at the records. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
    struct trial *trial;
    sqlite3 *other;
};

static int
setup(void **state)
{
    static struct pair pair;
    char path[512];

    pair.trial = trial_new();
    snprintf(path, sizeof path, "%s/loket.db", pair.trial->dir);
    assert_int_equal(
        sqlite3_open_v2(path, &pair.other, SQLITE_OPEN_READWRITE, NULL),
        SQLITE_OK);
    trial_hello(pair.trial, POLICE);
    trial_hello(pair.trial, ANNA);
    trial_attach(pair.trial, ANNA, "inbox", 0);
    trial_tick(pair.trial);
    trial_forget(pair.trial);
    *state = &pair;
    return 0;
}

static int
teardown(void **state)
{
    struct pair *pair = *state;

    sqlite3_close(pair->other);
    trial_free(pair->trial);
    return 0;
}

static void
run(struct pair *pair, const char *sql)
{
    assert_int_equal(sqlite3_exec(pair->other, sql, NULL, NULL, NULL),
                     SQLITE_OK);
}

static int
number(struct pair *pair, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(pair->other, sql, -1, &stmt, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);

    int found = sqlite3_column_int(stmt, 0);

    sqlite3_finalize(stmt);
    return found;
}

static json_t *
submit(struct trial *trial, json_t *body)
{
    return trial_ask(trial, POLICE, "submit", body);
}

static void
test_nothing_is_accepted_while_it_is_down(void **state)
{
    struct pair *pair = *state;
    json_t *body =
        trial_submit_body(pair->trial, "referral", trial_referral("yes", "no"));
    json_t *again = json_deep_copy(body);

    run(pair, "BEGIN IMMEDIATE");

    json_t *refusal =
        trial_body(submit(pair->trial, json_deep_copy(body)), "refusal");

    assert_string_equal(trial_text(refusal, "code"), "unavailable");
    assert_string_equal(trial_text(refusal, "message_id"),
                        trial_text(body, "message_id"));
    run(pair, "COMMIT");
    assert_int_equal(number(pair, "SELECT count(*) FROM journal"), 0);

    json_t *receipt = trial_body(submit(pair->trial, again), "receipt");

    assert_null(json_object_get(receipt, "replayed"));
    json_decref(body);
}

/* Accepted, and then the database is away: the page comes when it is back. */
static void
test_urgent_work_waits_for_it(void **state)
{
    struct pair *pair = *state;
    uint64_t anna = trial_peer(ANNA);
    int64_t next_us = 0;

    /* combining would find it too, but much later */
    pair->trial->settings.combine_ms = 60000;
    trial_run(pair->trial, 2 * SECOND_US);
    trial_post(pair->trial, POLICE, "referral", trial_referral("yes", "no"));
    run(pair, "BEGIN IMMEDIATE");
    assert_int_equal(desk_tick(pair->trial->desk, &next_us), RC_OK);
    assert_int_equal(trial_events(pair->trial, anna, "page"), 0);
    /* no hurry, and no rest either */
    assert_true(next_us > pair->trial->clock.virtual_mono_us);
    run(pair, "COMMIT");
    trial_run(pair->trial, SECOND_US);
    assert_int_equal(trial_events(pair->trial, anna, "page"), 1);
}

/* A step that could not be written is taken later, once. */
static void
test_a_due_step_waits_for_it(void **state)
{
    struct pair *pair = *state;
    uint64_t anna = trial_peer(ANNA);
    int64_t next_us = 0;

    trial_post(pair->trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_run(pair->trial, 15 * MINUTE_US - SECOND_US);
    trial_forget(pair->trial);
    pair->trial->clock.virtual_mono_us += SECOND_US;
    pair->trial->clock.virtual_utc_us += SECOND_US;
    run(pair, "BEGIN IMMEDIATE");
    assert_int_equal(desk_tick(pair->trial->desk, &next_us), RC_OK);
    run(pair, "COMMIT");
    assert_int_equal(trial_events(pair->trial, anna, "page"), 0);
    trial_run(pair->trial, 2 * SECOND_US);
    assert_int_equal(trial_events(pair->trial, anna, "page"), 1);
    assert_int_equal(number(pair, "SELECT step FROM alert"), 2);
}

static void
test_looking_is_on_record(void **state)
{
    struct pair *pair = *state;
    json_t *receipt = json_deep_copy(trial_post(
        pair->trial, POLICE, "signal", trial_signal("1099ZZ", 12, "")));
    const char *shown = "SELECT count(*) FROM audit WHERE verb = 'show'";
    json_t *ask = json_pack("{s:s}", "id", trial_text(receipt, "id"));

    trial_run(pair->trial, 2 * SECOND_US);

    json_t *message =
        trial_body(trial_ask(pair->trial, ANNA, "show", json_incref(ask)),
                   "message_detail");

    assert_string_equal(trial_text(message, "organisation"), "police");
    assert_string_equal(
        trial_text(
            json_object_get(
                json_object_get(json_object_get(message, "submit"), "signal"),
                "place"),
            "postcode"),
        "1099ZZ");
    assert_int_equal(number(pair, shown), 1);
    trial_body(
        trial_ask(pair->trial, ANNA, "show",
                  json_pack("{s:s}", "id", trial_text(message, "alert"))),
        "alert_detail");
    assert_int_equal(number(pair, shown), 2);

    /* what is not there, and who may not, leave no trace of a look */
    trial_body(trial_ask(pair->trial, ANNA, "show",
                         json_pack("{s:s}", "id", "R-00000000")),
               "refusal");
    trial_body(trial_ask(pair->trial, POLICE, "show", json_incref(ask)),
               "refusal");
    assert_int_equal(number(pair, shown), 2);

    /* no record, no look */
    run(pair, "BEGIN IMMEDIATE");

    json_t *refusal =
        trial_body(trial_ask(pair->trial, ANNA, "show", ask), "refusal");

    assert_string_equal(trial_text(refusal, "code"), "unavailable");
    run(pair, "COMMIT");
    json_decref(receipt);
}

static void
test_who_may_not_act_is_on_record(void **state)
{
    struct pair *pair = *state;

    trial_post(pair->trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(pair->trial);

    json_t *page = trial_event(pair->trial, trial_peer(ANNA), "page", 0);
    json_t *body = json_pack("{s:s, s:s, s:i}", "verb", "acknowledge", "alert",
                             trial_text(page, "alert"), "generation", 1);

    trial_body(trial_ask(pair->trial, POLICE, "alert_action", body),
               "alert_action_result");
    assert_int_equal(number(pair, "SELECT count(*) FROM audit WHERE"
                                  " verb = 'denied' AND object = 'alert'"
                                  " AND row = 1"),
                     1);
    /* whatever it is that they may not */
    trial_body(trial_ask(pair->trial, POLICE, "list_alerts", json_object()),
               "refusal");
    trial_body(trial_ask(pair->trial, ANNA, "partner_list", json_object()),
               "refusal");
    assert_int_equal(
        number(pair, "SELECT count(*) FROM audit WHERE verb = 'denied'"), 3);
}

static void
act(struct trial *trial, enum trial_person who, const char *verb,
    const char *alert, const char *verdict)
{
    json_t *result = trial_body(
        trial_ask(trial, who, "alert_action",
                  json_pack("{s:s, s:s, s:i, s:s}", "verb", verb, "alert",
                            alert, "generation", 1, "outcome", "referred")),
        "alert_action_result");

    assert_string_equal(trial_text(result, "verdict"), verdict);
}

/* Who may act, and asks for what is not there or not now. */
static void
test_what_has_no_effect_is_on_record(void **state)
{
    struct pair *pair = *state;
    struct trial *trial = pair->trial;
    json_t *page = NULL;
    const char *alert = NULL;

    trial_hello(trial, BRAM);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    page = trial_event(trial, trial_peer(ANNA), "page", 0);
    alert = trial_text(page, "alert");
    act(trial, ANNA, "close", alert, "invalid");
    act(trial, ANNA, "acknowledge", alert, "ok");
    act(trial, BRAM, "acknowledge", alert, "already");
    act(trial, BRAM, "close", alert, "denied");
    act(trial, BRAM, "acknowledge", "M-00000000", "not_found");
    assert_int_equal(number(pair,
                            "SELECT count(*) FROM audit WHERE"
                            " verb = 'also_responding' AND row = 1"
                            " OR verb IN ('invalid', 'denied') AND row = 1"
                            " OR verb = 'not_found'"),
                     4);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_nothing_is_accepted_while_it_is_down),
        ROW(test_urgent_work_waits_for_it),
        ROW(test_a_due_step_waits_for_it),
        ROW(test_looking_is_on_record),
        ROW(test_who_may_not_act_is_on_record),
        ROW(test_what_has_no_effect_is_on_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
