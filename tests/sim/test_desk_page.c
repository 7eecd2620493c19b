/* Calling people: who is paged, when again, and what ends it. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "trial_documents.h"

static int
setup(void **state)
{
    static const enum trial_person coordinators[] = {ANNA, BRAM, CARLA};
    struct trial *trial = trial_new();

    trial_hello(trial, POLICE);
    trial_attach(trial, POLICE, "inbox", 0);
    for (size_t i = 0; i < 3; i++) {
        trial_hello(trial, coordinators[i]);
        trial_attach(trial, coordinators[i], "inbox", 0);
    }
    trial_tick(trial);
    trial_forget(trial);
    *state = trial;
    return 0;
}

/* One referral in crisis; its page to anna, who is on call. */
static json_t *
crisis(struct trial *trial)
{
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    return trial_page(trial, ANNA, 0);
}

static char *
alert_of(struct trial *trial)
{
    return strdup(trial_text(crisis(trial), "alert"));
}

static json_t *
act(struct trial *trial, enum trial_person who, const char *verb,
    const char *alert, int generation, const char *outcome)
{
    json_t *body = json_pack("{s:s, s:s, s:i}", "verb", verb, "alert", alert,
                             "generation", generation);

    if (outcome != NULL)
        json_object_set_new(body, "outcome", json_string(outcome));
    return trial_body(trial_ask(trial, who, "alert_action", body),
                      "alert_action_result");
}

static const char *
verdict(struct trial *trial, enum trial_person who, const char *verb,
        const char *alert, int generation)
{
    return trial_text(act(trial, who, verb, alert, generation, NULL),
                      "verdict");
}

static void
test_the_one_on_call_then_the_fallback_for_ever(void **state)
{
    struct trial *trial = *state;
    json_t *first = crisis(trial);

    assert_string_equal(trial_text(first, "level"), "u2");
    assert_int_equal(trial_number(first, "step"), 1);
    assert_int_equal(trial_pages(trial, CARLA), 0);
    assert_int_equal(trial_pages(trial, BRAM), 0);
    trial_run(trial, 15 * MINUTE_US - 1);
    assert_int_equal(trial_pages(trial, CARLA), 0);
    for (size_t step = 2; step < 9; step++) {
        trial_forget(trial);
        trial_run(trial, step == 2 ? 1 : 15 * MINUTE_US);
        if (trial_pages(trial, ANNA) != 1 || trial_pages(trial, CARLA) != 1 ||
            trial_pages(trial, BRAM) != 0 ||
            trial_number(trial_page(trial, CARLA, 0), "step") != (int64_t)step)
            fail_msg("step %zu", step);
    }
}

/* A step ends the calls of the step before it: what is open does not grow. */
static void
test_a_step_supersedes_the_pages_before_it(void **state)
{
    struct trial *trial = *state;
    char *first = strdup(trial_text(crisis(trial), "page_id"));

    trial_run(trial, 15 * MINUTE_US);

    json_t *over = trial_event(trial, trial_peer(ANNA), "page_cancelled", 0);

    assert_string_equal(trial_text(over, "page_id"), first);
    assert_string_equal(trial_text(over, "state"), "paging");
    trial_run(trial, 60 * MINUTE_US);

    json_t *snapshot =
        trial_body(trial_ask(trial, ANNA, "snapshot",
                             json_pack("{s:s}", "stream", "inbox")),
                   "snapshot");
    json_t *open = json_object_get(snapshot, "pages");

    assert_int_equal(json_array_size(open), 1);
    assert_int_equal(trial_number(json_array_get(open, 0), "step"), 6);
    free(first);
}

/* bram's shift begins meanwhile, and he accepted it. */
static void
test_people_are_resolved_at_each_step(void **state)
{
    struct trial *trial = *state;

    trial_body(
        trial_ask(trial, BRAM, "roster_accept",
                  json_pack("{s:s, s:I}", "roster", "primary", "start_us",
                            (json_int_t)(TRIAL_START + TRIAL_PERIOD))),
        "roster_accepted");
    trial_run(trial, TRIAL_PERIOD - 2 * MINUTE_US);
    crisis(trial);
    trial_run(trial, 2 * MINUTE_US);
    trial_forget(trial);
    trial_run(trial, 13 * MINUTE_US);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    assert_int_equal(trial_pages(trial, BRAM), 1);
    assert_int_equal(trial_pages(trial, CARLA), 1);
}

/* Nobody waits for a step that calls nobody. */
static void
test_nobody_on_call_pages_the_next_step_at_once(void **state)
{
    struct trial *trial = *state;

    trial_crash(trial);
    trial_documents_edit(trial, "rosters", TRIAL_ROTATION, TRIAL_NOBODY);
    trial_open(trial);
    trial_hello(trial, POLICE);
    trial_hello(trial, CARLA);
    trial_attach(trial, CARLA, "inbox", 0);
    trial_tick(trial); /* the desk tells the hole */
    trial_forget(trial);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "yes"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, CARLA), 1);
    assert_int_equal(trial_number(trial_page(trial, CARLA, 0), "step"), 2);
}

/* Who cannot connect cannot answer: the same as nobody on call. */
static void
test_a_revoked_person_is_not_on_call(void **state)
{
    struct trial *trial = *state;

    trial_hello(trial, OPERATOR);
    trial_body(trial_ask(trial, OPERATOR, "partner_revoke",
                         json_pack("{s:s}", "name", "anna")),
               "partners");
    trial_post(trial, POLICE, "referral", trial_referral("yes", "yes"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, CARLA), 1);
    /* bram's shift is not touched by it */
    trial_run(trial, TRIAL_PERIOD);
    assert_true(trial_pages(trial, BRAM) > 0);
}

static void
test_repeats_until_delivered(void **state)
{
    static const int gaps_s[] = {2, 4, 8, 16, 30, 30, 30};
    struct trial *trial = *state;
    json_t *first = json_deep_copy(crisis(trial));

    for (size_t i = 0; i < sizeof gaps_s / sizeof gaps_s[0]; i++) {
        trial_forget(trial);
        trial_run(trial, gaps_s[i] * SECOND_US - 1);
        if (trial_message(trial, trial_peer(ANNA), "page_again", 0) != NULL)
            fail_msg("repeat %zu is early", i);
        trial_run(trial, 1);

        json_t *again = trial_message(trial, trial_peer(ANNA), "page_again", 0);

        if (again == NULL)
            fail_msg("repeat %zu is missing", i);
        assert_int_equal(trial_number(again, "attempt"), i + 2);
        json_object_set_new(again, "attempt", json_integer(1));
        assert_true(json_equal(again, first));
    }
    assert_null(trial_message(trial, trial_peer(BRAM), "page_again", 0));

    trial_forget(trial);
    trial_body(
        trial_ask(trial, ANNA, "delivered",
                  json_pack("{s:s}", "page_id", trial_text(first, "page_id"))),
        "delivered_noted");
    trial_run(trial, 2 * MINUTE_US);
    assert_null(trial_message(trial, trial_peer(ANNA), "page_again", 0));
    json_decref(first);
}

/* Delivered is not acknowledged: the next step comes all the same. */
static void
test_delivered_does_not_stop_the_escalation(void **state)
{
    struct trial *trial = *state;
    char *id = strdup(trial_text(crisis(trial), "page_id"));

    trial_body(
        trial_ask(trial, ANNA, "delivered", json_pack("{s:s}", "page_id", id)),
        "delivered_noted");
    trial_run(trial, 15 * MINUTE_US);
    assert_int_equal(trial_pages(trial, CARLA), 1);
    free(id);
}

static void
test_a_page_is_its_persons(void **state)
{
    struct trial *trial = *state;
    char *id = strdup(trial_text(crisis(trial), "page_id"));
    json_t *refusal = trial_body(
        trial_ask(trial, BRAM, "delivered", json_pack("{s:s}", "page_id", id)),
        "refusal");

    assert_string_equal(trial_text(refusal, "code"), "not_found");
    free(id);
}

static void
test_acknowledged_ends_everything(void **state)
{
    struct trial *trial = *state;
    char *alert = alert_of(trial);
    json_t *result = NULL;

    trial_run(trial, 15 * MINUTE_US); /* carla is called too */
    trial_forget(trial);
    result = act(trial, CARLA, "acknowledge", alert, 1, NULL);
    assert_string_equal(trial_text(result, "verdict"), "ok");
    assert_string_equal(trial_text(result, "state"), "acked");
    assert_string_equal(trial_text(result, "owner"), "carla");
    assert_string_equal(trial_text(result, "alert"), alert);

    json_t *cancelled =
        trial_event(trial, trial_peer(ANNA), "page_cancelled", 0);

    assert_string_equal(trial_text(cancelled, "owner"), "carla");
    assert_string_equal(trial_text(cancelled, "state"), "acked");
    assert_int_equal(trial_events(trial, trial_peer(CARLA), "page_cancelled"),
                     1);
    assert_string_equal(
        trial_text(trial_event(trial, trial_peer(POLICE), "feedback", 0),
                   "state"),
        "seen");
    trial_forget(trial);
    trial_run(trial, 40 * MINUTE_US);
    assert_int_equal(trial_pages(trial, ANNA) + trial_pages(trial, CARLA), 0);
    assert_null(trial_message(trial, trial_peer(ANNA), "page_again", 0));
    free(alert);
}

/* Every sender of a bundle hears that it was seen, each about its own. */
static void
test_all_senders_hear_that_it_was_seen(void **state)
{
    struct trial *trial = *state;

    trial_hello(trial, CARE);
    trial_attach(trial, CARE, "inbox", 0);
    for (int i = 0; i < 70; i++)
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_post(trial, CARE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 2 * SECOND_US);

    char *alert = strdup(trial_text(trial_page(trial, ANNA, 0), "alert"));

    trial_forget(trial);
    assert_string_equal(verdict(trial, ANNA, "acknowledge", alert, 1), "ok");
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 70);
    assert_int_equal(trial_events(trial, trial_peer(CARE), "feedback"), 1);
    free(alert);
}

static void
test_acknowledge_compares_and_sets(void **state)
{
    struct trial *trial = *state;
    char *alert = alert_of(trial);

    trial_hello(trial, OPERATOR);
    /* STALE needs a generation older than the first, which is 0 */
    assert_string_equal(verdict(trial, ANNA, "acknowledge", alert, 0), "stale");
    assert_string_equal(verdict(trial, ANNA, "acknowledge", alert, 2),
                        "invalid");
    assert_string_equal(verdict(trial, OPERATOR, "acknowledge", alert, 1),
                        "denied");
    assert_string_equal(verdict(trial, POLICE, "acknowledge", alert, 1),
                        "denied");
    assert_string_equal(verdict(trial, ANNA, "acknowledge", "M-00000000", 1),
                        "not_found");
    assert_string_equal(verdict(trial, ANNA, "acknowledge", "S-00000000", 1),
                        "not_found");
    assert_string_equal(verdict(trial, ANNA, "acknowledge", "", 1),
                        "not_found");
    /* none of these stopped it */
    trial_run(trial, 15 * MINUTE_US);
    assert_int_equal(trial_pages(trial, CARLA), 1);

    assert_string_equal(verdict(trial, ANNA, "acknowledge", alert, 1), "ok");
    assert_string_equal(verdict(trial, ANNA, "acknowledge", alert, 1), "ok");

    json_t *result = act(trial, BRAM, "acknowledge", alert, 1, NULL);

    assert_string_equal(trial_text(result, "verdict"), "already");
    assert_string_equal(trial_text(result, "owner"), "anna");
    free(alert);
}

static void
test_takeover_and_close(void **state)
{
    struct trial *trial = *state;
    char *alert = alert_of(trial);

    assert_string_equal(
        trial_text(act(trial, ANNA, "close", alert, 1, "referred"), "verdict"),
        "invalid");
    assert_string_equal(verdict(trial, ANNA, "acknowledge", alert, 1), "ok");

    json_t *taken = act(trial, BRAM, "takeover", alert, 1, NULL);

    assert_string_equal(trial_text(taken, "verdict"), "ok");
    assert_string_equal(trial_text(taken, "owner"), "bram");
    assert_string_not_equal(
        trial_text(act(trial, ANNA, "close", alert, 1, "referred"), "verdict"),
        "ok");
    assert_string_equal(verdict(trial, BRAM, "close", alert, 1), "invalid");
    trial_forget(trial);

    json_t *closed = act(trial, BRAM, "close", alert, 1, "sheltered");

    assert_string_equal(trial_text(closed, "verdict"), "ok");
    assert_string_equal(trial_text(closed, "state"), "closed");

    json_t *told = trial_event(trial, trial_peer(POLICE), "feedback", 0);

    assert_string_equal(trial_text(told, "state"), "closed");
    assert_string_equal(trial_text(told, "outcome"), "sheltered");
    assert_string_equal(verdict(trial, ANNA, "acknowledge", alert, 1),
                        "closed");
    assert_string_equal(verdict(trial, ANNA, "takeover", alert, 1), "closed");
    free(alert);
}

/* What a coordinator sees of the history: three facts about each page. */
static void
test_show_an_alert(void **state)
{
    struct trial *trial = *state;
    char *alert = alert_of(trial);
    char *id = strdup(trial_text(trial_page(trial, ANNA, 0), "page_id"));

    trial_run(trial, SECOND_US);
    trial_body(
        trial_ask(trial, ANNA, "delivered", json_pack("{s:s}", "page_id", id)),
        "delivered_noted");
    trial_run(trial, SECOND_US);
    assert_string_equal(verdict(trial, ANNA, "acknowledge", alert, 1), "ok");

    json_t *detail = trial_body(
        trial_ask(trial, ANNA, "show", json_pack("{s:s}", "id", alert)),
        "alert_detail");
    json_t *record = json_array_get(json_object_get(detail, "pages"), 0);

    assert_int_equal(json_array_size(json_object_get(detail, "messages")), 1);
    assert_string_equal(trial_text(record, "person"), "anna");
    assert_int_equal(trial_number(record, "created_us"), TRIAL_START);
    assert_int_equal(trial_number(record, "delivered_us"),
                     TRIAL_START + SECOND_US);
    assert_int_equal(trial_number(record, "acknowledged_us"),
                     TRIAL_START + 2 * SECOND_US);
    free(alert);
    free(id);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_the_one_on_call_then_the_fallback_for_ever),
        ROW(test_a_step_supersedes_the_pages_before_it),
        ROW(test_people_are_resolved_at_each_step),
        ROW(test_nobody_on_call_pages_the_next_step_at_once),
        ROW(test_a_revoked_person_is_not_on_call),
        ROW(test_repeats_until_delivered),
        ROW(test_delivered_does_not_stop_the_escalation),
        ROW(test_a_page_is_its_persons),
        ROW(test_acknowledged_ends_everything),
        ROW(test_all_senders_hear_that_it_was_seen),
        ROW(test_acknowledge_compares_and_sets),
        ROW(test_takeover_and_close),
        ROW(test_show_an_alert),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
