/* Terms at the desk: a reflection period from its first day to its decision
 * (W12), what begins and ends the terms of critical moments, what is told when
 * one is exceeded. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)

static int64_t
at(const struct trial *trial, const char *text)
{
    int64_t at_us = 0;

    assert_int_equal(zone_read(&trial->zone, text, &at_us, NULL), RC_OK);
    return at_us;
}

/* Time goes to that instant; what was sent on the way is kept. */
static void
go_to(struct trial *trial, const char *text)
{
    trial_forget(trial);
    trial_skip(trial, at(trial, text) - trial->clock.virtual_utc_us);
}

static char *
refer(struct trial *trial, const char *reflection_start)
{
    json_t *content = trial_referral("yes", "no");
    char *id;

    if (reflection_start != NULL)
        json_object_set_new(content, "reflection_start",
                            json_string(reflection_start));
    id = strdup(
        trial_text(trial_post(trial, POLICE, "referral", content), "id"));
    trial_tick(trial);
    return id;
}

static json_t *
ask(struct trial *trial, const char *id, const char *verb, const char *term,
    json_t *more)
{
    json_t *body = json_pack("{s:s, s:s, s:s}", "referral", id, "verb", verb,
                             "term", term);

    if (more != NULL)
        json_object_update_new(body, more);
    return trial_body(trial_ask(trial, ANNA, "term_action", body),
                      "term_result");
}

/* A term of a referral as the desk shows it; NULL: it has none of that name. */
static json_t *
term(struct trial *trial, const char *id, const char *name)
{
    json_t *list = json_object_get(
        trial_body(trial_ask(trial, CARLA, "list_terms",
                             json_pack("{s:s}", "referral", id)),
                   "term_list"),
        "terms");
    json_t *found = NULL;
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        if (strcmp(trial_text(one, "term"), name) == 0)
            found = one; /* the latest */
    }
    return found;
}

static const char *
term_state(struct trial *trial, const char *id, const char *name)
{
    json_t *found = term(trial, id, name);

    return found == NULL ? "none" : trial_text(found, "state");
}

static void
expect_notice(struct trial *trial, const char *code, const char *id,
              const char *name)
{
    json_t *notice = trial_notice(trial, ANNA, code);

    assert_int_equal(trial_notices(trial, ANNA, code), 1);
    assert_string_equal(trial_text(notice, "id"), id);
    assert_string_equal(trial_text(notice, "name"), name);
}

static void
accept(struct trial *trial, const char *id)
{
    trial_body(trial_ask(trial, ANNA, "referral_action",
                         json_pack("{s:s, s:s}", "id", id, "verb", "accept")),
               "referral_result");
}

/* W12 */
static void
test_reflection_to_its_decision(void **state)
{
    static const char *const warnings[] = {
        "2027-01-17T09:00", "2027-02-14T09:00", "2027-02-21T09:00"};
    struct trial *trial = *state;
    char *id = refer(trial, NULL);
    json_t *result;

    accept(trial, id);
    result = ask(trial, id, "start", "bedenktijd",
                 json_pack("{s:s}", "date", "2026-11-30"));
    assert_string_equal(trial_text(result, "verdict"), "ok");
    result = json_object_get(result, "term");
    assert_string_equal(trial_text(result, "row"), "T9.1");
    assert_string_equal(trial_text(result, "subject"), id);
    assert_int_equal(trial_number(result, "end_us"),
                     at(trial, "2027-03-01T00:00"));
    result = ask(trial, id, "start", "bedenktijd",
                 json_pack("{s:s}", "date", "2026-12-01"));
    assert_string_equal(trial_text(result, "verdict"), "already");
    for (size_t i = 0; i < 3; i++) {
        go_to(trial, warnings[i]);
        expect_notice(trial, "term_near", id, "bedenktijd");
    }
    /* the last day is 28 February */
    go_to(trial, "2027-02-28T23:59");
    assert_int_equal(trial_notices(trial, ANNA, "term_decide"), 0);
    go_to(trial, "2027-03-01T00:00");
    expect_notice(trial, "term_decide", id, "bedenktijd");
    go_to(trial, "2027-03-08T00:00");
    expect_notice(trial, "term_decide", id, "bedenktijd");
    result = ask(trial, id, "decide", "bedenktijd",
                 json_pack("{s:s}", "decision", "reported"));
    assert_string_equal(trial_text(result, "verdict"), "ok");
    assert_string_equal(trial_text(json_object_get(result, "term"), "decision"),
                        "reported");
    /* R131: and so the permit begins */
    assert_int_equal(
        trial_number(term(trial, id, "verblijfsvergunning"), "end_us"),
        at(trial, "2028-03-09T00:00"));
    go_to(trial, "2027-03-30T00:00");
    assert_int_equal(trial_notices(trial, ANNA, "term_decide"), 0);
    free(id);
}

/* R132 */
static void
test_who_does_not_report_gets_no_permit(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, "2026-11-20");

    /* the referral itself named the first day */
    assert_int_equal(trial_number(term(trial, id, "bedenktijd"), "start_us"),
                     at(trial, "2026-11-20T00:00"));
    assert_string_equal(trial_text(ask(trial, id, "decide", "bedenktijd",
                                       json_pack("{s:s}", "decision", "none")),
                                   "verdict"),
                        "ok");
    assert_string_equal(term_state(trial, id, "bedenktijd"), "met");
    assert_string_equal(term_state(trial, id, "verblijfsvergunning"), "none");
    free(id);
}

static const struct wrong {
    const char *name, *verb, *term, *key, *value;
    const char *code;
} wrongs[] = {
    {"no such term", "start", "nothing", "date", "2026-11-30", "unknown_code"},
    {"what happens starts it", "start", "ack-u2", "date", "2026-11-30",
     "unknown_code"},
    {"it is off", "start", "dublin30", "date", "2026-11-30", "unknown_code"},
    {"too long ago", "start", "bedenktijd", "date", "1999-11-30",
     "out_of_range"},
    {"too far ahead", "start", "bedenktijd", "date", "2031-11-30",
     "out_of_range"},
    {"it does not run", "end", "bedenktijd", NULL, NULL, "invalid"},
    {"it asks no decision", "decide", "ack-u2", "decision", "none", "invalid"},
};

static void
test_what_is_wrong_with_it(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, NULL);

    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        const struct wrong *row = &wrongs[i];
        json_t *body = json_pack("{s:s, s:s, s:s}", "referral", id, "verb",
                                 row->verb, "term", row->term);
        json_t *got;
        const char *code;

        if (row->key != NULL)
            json_object_set_new(body, row->key, json_string(row->value));
        got = trial_ask(trial, ANNA, "term_action", body);
        code = trial_text(json_object_get(got, "refusal"), "code");
        if (*code == '\0')
            code = trial_text(json_object_get(got, "term_result"), "verdict");
        if (strcmp(code, row->code) != 0)
            fail_msg("%s: %s", row->name, json_dumps(got, 0));
    }
    assert_string_equal(
        trial_text(ask(trial, "R-00000000", "end", "bedenktijd", NULL),
                   "verdict"),
        "not_found");
    free(id);
}

/* What happens begins and ends them, in its own transaction. */
static void
test_moments_of_a_referral(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, NULL);
    char *alert = strdup(trial_text(trial_page(trial, ANNA, 0), "alert"));

    assert_string_equal(term_state(trial, id, "ack-u2"), "running");
    assert_string_equal(term_state(trial, id, "act-u2"), "running");
    assert_string_equal(term_state(trial, id, "accepted"), "running");
    assert_string_equal(term_state(trial, id, "ack-u1"), "none");
    trial_act(trial, ANNA, "acknowledge", alert, 1, NULL);
    assert_string_equal(term_state(trial, id, "ack-u2"), "met");
    accept(trial, id);
    assert_string_equal(term_state(trial, id, "accepted"), "met");
    trial_act(trial, ANNA, "progress", alert, 1, NULL);
    assert_string_equal(term_state(trial, id, "act-u2"), "met");
    trial_body(trial_ask(trial, ANNA, "referral_action",
                         json_pack("{s:s, s:s, s:s}", "id", id, "verb", "offer",
                                   "to", "bram")),
               "referral_result");
    assert_string_equal(term_state(trial, id, "handover"), "running");
    trial_body(
        trial_ask(trial, ANNA, "referral_action",
                  json_pack("{s:s, s:s}", "id", id, "verb", "take_back")),
        "referral_result");
    assert_string_equal(term_state(trial, id, "handover"), "ended");
    trial_act(trial, ANNA, "close", alert, 1,
              json_pack("{s:s}", "outcome", "sheltered"));
    assert_string_equal(term_state(trial, id, "outcome"), "met");
    free(alert);
    free(id);
}

/* Who is placed has had a first act. */
static void
test_a_placement_is_a_first_act(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, NULL);
    json_t *result = trial_body(
        trial_ask(trial, ANNA, "shelter_action",
                  json_pack("{s:s, s:s, s:s}", "verb", "place", "facility",
                            "acm-crisis", "referral", id)),
        "shelter_result");
    json_t *detail = NULL;

    assert_string_equal(trial_text(result, "verdict"), "ok");
    assert_string_equal(term_state(trial, id, "act-u2"), "met");
    detail = trial_body(
        trial_ask(trial, CARLA, "referral_show", json_pack("{s:s}", "id", id)),
        "referral_detail");
    assert_string_equal(
        trial_text(json_array_get(json_object_get(detail, "placements"), 0),
                   "facility"),
        "acm-crisis");
    assert_int_equal(trial_number(json_object_get(detail, "referral"), "phase"),
                     3);
    free(id);
}

/* A signal is not accepted, placed or followed up by anybody. */
static void
test_a_signal_waits_for_nothing_of_a_referral(void **state)
{
    struct trial *trial = *state;
    json_t *list;
    json_t *one;
    size_t i;

    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 1, ""));
    trial_run(trial, 5 * SECOND_US);
    list = json_object_get(
        trial_body(trial_ask(trial, CARLA, "list_terms", json_object()),
                   "term_list"),
        "terms");
    assert_true(json_array_size(list) > 0);
    json_array_foreach(list, i, one)
    {
        assert_string_not_equal(trial_text(one, "term"), "accepted");
    }
}

/* T8.7: who sent it hears our apology and a new date, once. */
static void
test_an_outcome_that_is_late_is_told(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, NULL);
    json_t *told = NULL;
    size_t apologies = 0;

    accept(trial, id);
    go_to(trial, "2026-12-12T09:00");
    expect_notice(trial, "term_near", id, "outcome");
    go_to(trial, "2026-12-20T00:00");
    for (size_t i = 0;
         (told = trial_event(trial, trial_peer(POLICE), "feedback", i)) != NULL;
         i++) {
        if (strcmp(trial_text(told, "state"), "term_exceeded") != 0)
            continue;
        apologies++;
        assert_string_equal(trial_text(told, "id"), id);
        assert_int_equal(trial_number(told, "until_us"),
                         at(trial, "2027-01-18T00:00"));
    }
    assert_int_equal(apologies, 1);
    expect_notice(trial, "term_exceeded", id, "outcome");
    go_to(trial, "2027-02-20T00:00");
    assert_int_equal(trial_notices(trial, ANNA, "term_exceeded"), 0);
    assert_string_equal(term_state(trial, id, "outcome"), "exceeded");
    free(id);
}

/* It is told to the coordinator who asked, and stands in the report. */
static void
test_a_partner_that_does_not_answer(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, NULL);
    json_t *result;
    json_t *list;
    char *task;
    bool listed = false;
    size_t i;
    json_t *one;

    result = trial_body(
        trial_ask(trial, BRAM, "assign",
                  json_pack("{s:s, s:s, s:s, s:I}", "referral", id, "partner",
                            "care", "task", "first_contact", "due_us",
                            (json_int_t)(TRIAL_START + 2 * HOUR_US))),
        "task_result");
    task = strdup(trial_text(json_object_get(result, "task"), "task"));
    assert_string_equal(term_state(trial, id, "act-u2"), "met");
    assert_string_equal(term_state(trial, id, "answer"), "running");
    trial_forget(trial);
    trial_skip(trial, 2 * HOUR_US);
    assert_int_equal(trial_notices(trial, BRAM, "term_exceeded"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, BRAM, "term_exceeded"), "name"), "due");
    trial_forget(trial);
    trial_skip(trial, HOUR_US);
    assert_string_equal(
        trial_text(trial_notice(trial, BRAM, "term_exceeded"), "id"), task);
    assert_string_equal(
        trial_text(trial_notice(trial, BRAM, "term_exceeded"), "name"),
        "answer");
    trial_hello(trial, CARE);
    trial_body(
        trial_ask(trial, CARE, "task_action",
                  json_pack("{s:s, s:s}", "task", task, "verb", "accept")),
        "task_result");
    assert_string_equal(term_state(trial, id, "answer"), "late");
    trial_body(trial_ask(trial, CARE, "task_action",
                         json_pack("{s:s, s:s}", "task", task, "verb", "done")),
               "task_result");
    assert_string_equal(term_state(trial, id, "due"), "late");
    assert_string_equal(term_state(trial, id, "assignment-done"), "met");
    list =
        json_object_get(trial_body(trial_ask(trial, DORA, "list_terms",
                                             json_pack("{s:b}", "exceeded", 1)),
                                   "term_list"),
                        "terms");
    json_array_foreach(list, i, one)
    {
        listed = listed || strcmp(trial_text(one, "subject"), task) == 0;
        assert_string_not_equal(trial_text(one, "state"), "running");
    }
    assert_true(listed);
    free(task);
    free(id);
}

/* Nothing lapses with a shift or a person: then whoever is on call hears it. */
static void
test_nobody_owns_it(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, NULL);

    trial_forget(trial);
    trial_skip(trial, HOUR_US);
    expect_notice(trial, "term_exceeded", id, "ack-u2");
    assert_int_equal(trial_notices(trial, BRAM, "term_exceeded"), 0);
    free(id);
}

static void
test_a_crash_loses_no_term(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, "2026-11-20");

    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    assert_string_equal(term_state(trial, id, "bedenktijd"), "running");
    go_to(trial, "2027-01-09T09:00");
    expect_notice(trial, "term_near", id, "bedenktijd");
    free(id);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_reflection_to_its_decision),
        ROW(test_who_does_not_report_gets_no_permit),
        ROW(test_what_is_wrong_with_it),
        ROW(test_moments_of_a_referral),
        ROW(test_a_placement_is_a_first_act),
        ROW(test_a_signal_waits_for_nothing_of_a_referral),
        ROW(test_an_outcome_that_is_late_is_told),
        ROW(test_a_partner_that_does_not_answer),
        ROW(test_nobody_owns_it),
        ROW(test_a_crash_loses_no_term),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
