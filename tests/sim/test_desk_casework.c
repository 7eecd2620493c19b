/* A referral's whole life at the desk: tracks and the case meeting, tasks of
 * partners, how it ends and what comes after, a second intake. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define DAY_US (24 * 60 * MINUTE_US)

static char *
refer(struct trial *trial, enum trial_person who, const char *victim_ref)
{
    json_t *content = trial_referral("yes", "no");
    char *id;

    json_object_set_new(content, "victim_ref", json_string(victim_ref));
    id = strdup(trial_text(trial_post(trial, who, "referral", content), "id"));
    trial_tick(trial);
    return id;
}

/* The ReferralResult. */
static json_t *
act(struct trial *trial, enum trial_person who, const char *id,
    const char *verb, json_t *more)
{
    json_t *body = json_pack("{s:s, s:s}", "id", id, "verb", verb);

    if (more != NULL)
        json_object_update_new(body, more);
    return trial_body(trial_ask(trial, who, "referral_action", body),
                      "referral_result");
}

static const char *
verdict(const json_t *result)
{
    return trial_text(result, "verdict");
}

static json_t *
shown(struct trial *trial, const char *id)
{
    return trial_body(
        trial_ask(trial, CARLA, "referral_show", json_pack("{s:s}", "id", id)),
        "referral_detail");
}

static char *
assign(struct trial *trial, const char *id, const char *partner)
{
    json_t *result =
        trial_body(trial_ask(trial, ANNA, "assign",
                             json_pack("{s:s, s:s, s:s}", "referral", id,
                                       "partner", partner, "task", "legal")),
                   "task_result");

    assert_string_equal(verdict(result), "ok");
    return strdup(trial_text(json_object_get(result, "task"), "task"));
}

/* The answer to the first time may have been lost. */
static void
asked_again(struct trial *trial, const char *id, const char *task)
{
    json_t *result =
        trial_body(trial_ask(trial, ANNA, "assign",
                             json_pack("{s:s, s:s, s:s}", "referral", id,
                                       "partner", "care", "task", "legal")),
                   "task_result");

    assert_string_equal(verdict(result), "already");
    assert_string_equal(trial_text(json_object_get(result, "task"), "task"),
                        task);
}

static json_t *
answer(struct trial *trial, enum trial_person who, const char *task,
       const char *verb)
{
    json_t *body = json_pack("{s:s, s:s}", "task", task, "verb", verb);

    if (strcmp(verb, "decline") == 0)
        json_object_set_new(body, "reason", json_string("vol"));
    return trial_body(trial_ask(trial, who, "task_action", body),
                      "task_result");
}

static void
test_tracks_phases_and_the_case_meeting(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, POLICE, "TST-000001");
    json_t *referral;
    json_t *list;

    referral = json_object_get(shown(trial, id), "referral");
    assert_string_equal(trial_text(referral, "state"), "open");
    assert_int_equal(trial_number(referral, "phase"), 1);
    assert_string_equal(verdict(act(trial, ANNA, id, "track",
                                    json_pack("{s:s, s:s}", "track", "help",
                                              "status", "running"))),
                        "ok");
    act(trial, ANNA, id, "accept", NULL);
    assert_string_equal(verdict(act(trial, BRAM, id, "meeting", NULL)),
                        "denied");
    assert_string_equal(verdict(act(trial, ANNA, id, "meeting", NULL)), "ok");
    act(trial, ANNA, id, "phase", json_pack("{s:s}", "phase", "guided"));
    trial_forget(trial);
    act(trial, ANNA, id, "track",
        json_pack("{s:s, s:s}", "track", "criminal", "status", "ended"));
    /* R137 */
    assert_int_equal(trial_notices(trial, ANNA, "review"), 1);
    assert_string_equal(trial_text(trial_notice(trial, ANNA, "review"), "id"),
                        id);
    referral = json_object_get(shown(trial, id), "referral");
    assert_int_equal(trial_number(referral, "phase"), 4);
    assert_true(json_is_true(json_object_get(referral, "meeting")));
    assert_int_equal(json_integer_value(json_array_get(
                         json_object_get(referral, "tracks"), 1)),
                     4);
    free(refer(trial, POLICE, "TST-000002"));
    list =
        json_object_get(trial_body(trial_ask(trial, BRAM, "list_referrals",
                                             json_pack("{s:b}", "meeting", 1)),
                                   "referral_list"),
                        "referrals");
    assert_int_equal(json_array_size(list), 1);
    free(id);
}

/* R054: asked, accepted, done; nothing of the referral leaves with it. */
static void
test_a_partner_does_what_it_was_asked(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, POLICE, "TST-000001");
    char *task;
    json_t *event;
    json_t *list;

    trial_hello(trial, CARE);
    trial_attach(trial, CARE, "inbox", 0);
    trial_forget(trial);
    task = assign(trial, id, "care");
    event = trial_event(trial, trial_peer(CARE), "task", 0);
    assert_non_null(event);
    assert_string_equal(trial_text(event, "state"), "asked");
    assert_int_equal(json_object_size(event), 4);
    asked_again(trial, id, task);
    assert_int_equal(trial_events(trial, trial_peer(CARE), "task"), 1);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "task"), 0);

    /* a stranger does not learn whose it is */
    assert_string_equal(verdict(answer(trial, POLICE, task, "accept")),
                        "not_found");
    assert_string_equal(verdict(answer(trial, CARE, task, "withdraw")),
                        "denied");
    assert_string_equal(verdict(answer(trial, CARE, task, "accept")), "ok");
    assert_int_equal(trial_notices(trial, ANNA, "task"), 1);
    assert_string_equal(trial_text(trial_notice(trial, ANNA, "task"), "person"),
                        "care");
    assert_int_equal(
        trial_number(json_object_get(shown(trial, id), "referral"), "phase"),
        2);
    assert_string_equal(verdict(answer(trial, CARE, task, "done")), "ok");
    assert_int_equal(trial_notices(trial, ANNA, "task"), 2);
    list = json_object_get(shown(trial, id), "tasks");
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(trial_text(json_array_get(list, 0), "state"), "done");
    free(task);
    free(id);
}

static void
test_a_partner_declines_and_the_desk_withdraws(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, POLICE, "TST-000001");
    char *task = assign(trial, id, "care");
    json_t *list;

    trial_hello(trial, CARE);
    trial_attach(trial, CARE, "inbox", 0);
    answer(trial, CARE, task, "decline");
    assert_string_equal(
        trial_text(
            json_array_get(json_object_get(shown(trial, id), "tasks"), 0),
            "reason"),
        "vol");
    free(task);
    task = assign(trial, id, "care");
    /* a partner sees its own, and only that */
    list = json_object_get(
        trial_body(trial_ask(trial, CARE, "list_tasks", json_object()),
                   "task_list"),
        "tasks");
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(trial_text(json_array_get(list, 0), "task"), task);
    assert_null(json_object_get(
        trial_body(trial_ask(trial, POLICE, "list_tasks",
                             json_pack("{s:s}", "referral", id)),
                   "task_list"),
        "tasks"));
    trial_forget(trial);
    assert_string_equal(verdict(answer(trial, BRAM, task, "withdraw")), "ok");
    assert_int_equal(trial_events(trial, trial_peer(CARE), "task"), 1);
    assert_int_equal(trial_notices(trial, ANNA, "task"), 0);
    free(task);
    free(id);
}

static const struct refused {
    const char *name, *referral, *partner;
    int64_t due_us;
    const char *code; /* of the refusal, or the verdict */
} refusals[] = {
    {"nobody of that name", NULL, "nobody", 0, "invalid"},
    {"nobody who submits", NULL, "acm", 0, "invalid"},
    {"due in the past", NULL, "care", TRIAL_START - SECOND_US, "out_of_range"},
    {"no such referral", "R-00000000", "care", 0, "not_found"},
};

static void
test_what_cannot_be_asked(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, POLICE, "TST-000001");
    json_t *more;

    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refused *row = &refusals[i];
        json_t *got =
            trial_ask(trial, ANNA, "assign",
                      json_pack("{s:s, s:s, s:s, s:I}", "referral",
                                row->referral == NULL ? id : row->referral,
                                "partner", row->partner, "task", "legal",
                                "due_us", (json_int_t)row->due_us));
        const char *code = trial_text(json_object_get(got, "refusal"), "code");

        if (*code == '\0')
            code = verdict(json_object_get(got, "task_result"));
        if (strcmp(code, row->code) != 0)
            fail_msg("%s: %s", row->name, json_dumps(got, 0));
    }
    act(trial, ANNA, id, "accept", NULL);
    more = json_pack("{s:s, s:s}", "outcome", "sheltered", "outflow", "umo");
    act(trial, ANNA, id, "close", more);
    assert_string_equal(
        verdict(
            trial_body(trial_ask(trial, ANNA, "assign",
                                 json_pack("{s:s, s:s, s:s}", "referral", id,
                                           "partner", "care", "task", "legal")),
                       "task_result")),
        "closed");
    free(id);
}

/* R058 */
static void
test_an_outflow_of_the_desk_is_needed(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, POLICE, "TST-000001");
    static const char *const words[][2] = {{"", "required"},
                                           {"elsewhere", "unknown_code"}};

    act(trial, ANNA, id, "accept", NULL);
    for (size_t i = 0; i < 2; i++)
        assert_string_equal(
            trial_text(trial_body(trial_ask(trial, ANNA, "referral_action",
                                            json_pack("{s:s, s:s, s:s, s:s}",
                                                      "id", id, "verb", "close",
                                                      "outcome", "sheltered",
                                                      "outflow", words[i][0])),
                                  "refusal"),
                       "code"),
            words[i][1]);
    free(id);
}

/* R156: 90 days after closure, and each week until somebody asked. */
static void
test_a_closed_one_is_followed_up(void **state)
{
    struct trial *trial = *state;
    char *id = refer(trial, POLICE, "TST-000001");

    act(trial, ANNA, id, "accept", NULL);
    act(trial, ANNA, id, "close",
        json_pack("{s:s, s:s}", "outcome", "sheltered", "outflow", "return"));
    trial_forget(trial);
    trial_skip(trial, 90 * DAY_US - MINUTE_US);
    assert_int_equal(trial_notices(trial, ANNA, "follow_up"), 0);
    for (int week = 0; week < 2; week++) {
        trial_forget(trial);
        trial_skip(trial, week == 0 ? MINUTE_US : 7 * DAY_US);
        assert_int_equal(trial_notices(trial, ANNA, "follow_up"), 1);
        assert_string_equal(
            trial_text(trial_notice(trial, ANNA, "follow_up"), "id"), id);
        trial_tick(trial);
        assert_int_equal(trial_notices(trial, ANNA, "follow_up"), 1);
    }
    assert_string_equal(verdict(act(trial, BRAM, id, "followed_up", NULL)),
                        "ok");
    trial_forget(trial);
    trial_skip(trial, 14 * DAY_US);
    assert_int_equal(trial_notices(trial, ANNA, "follow_up"), 0);
    free(id);
}

/* R051: both are marked and their coordinators told; of another's message the
 * sender hears nothing. */
static void
test_a_double_intake(void **state)
{
    struct trial *trial = *state;
    char *first = refer(trial, POLICE, "TST-000001");
    char *second;
    char *third;
    json_t *linked;

    trial_hello(trial, CARE);
    trial_attach(trial, CARE, "inbox", 0);
    act(trial, CARLA, first, "accept", NULL);
    trial_forget(trial);
    second = refer(trial, CARE, "tst 000001");
    assert_int_equal(trial_notices(trial, CARLA, "double_intake"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, CARLA, "double_intake"), "id"), first);
    /* anna is on call */
    assert_string_equal(
        trial_text(trial_notice(trial, ANNA, "double_intake"), "id"), second);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 0);
    assert_int_equal(trial_events(trial, trial_peer(CARE), "feedback"), 1);
    linked = json_object_get(shown(trial, first), "linked");
    assert_int_equal(json_array_size(linked), 1);
    assert_string_equal(trial_text(json_array_get(linked, 0), "id"), second);
    assert_string_equal(trial_text(json_array_get(linked, 0), "organisation"),
                        "care");
    assert_int_equal(
        trial_number(json_object_get(shown(trial, second), "referral"),
                     "double_intakes"),
        1);

    /* T8.3: its own earlier one it may hear of */
    trial_forget(trial);
    third = refer(trial, POLICE, "TST-000001");
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 2);
    assert_string_equal(
        trial_text(trial_event(trial, trial_peer(POLICE), "feedback", 1),
                   "earlier"),
        first);
    assert_int_equal(trial_events(trial, trial_peer(CARE), "feedback"), 0);
    free(first);
    free(second);
    free(third);
}

/* "A" of one organisation is nobody of another. */
static void
test_a_plain_reference_is_of_one_organisation(void **state)
{
    struct trial *trial = *state;

    free(refer(trial, POLICE, "A"));
    trial_hello(trial, CARE);
    trial_forget(trial);
    free(refer(trial, CARE, "A"));
    assert_int_equal(trial_notices(trial, ANNA, "double_intake"), 0);
    free(refer(trial, POLICE, "A"));
    assert_int_equal(trial_notices(trial, ANNA, "double_intake"), 1);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_tracks_phases_and_the_case_meeting),
        ROW(test_a_partner_does_what_it_was_asked),
        ROW(test_a_partner_declines_and_the_desk_withdraws),
        ROW(test_what_cannot_be_asked),
        ROW(test_an_outflow_of_the_desk_is_needed),
        ROW(test_a_closed_one_is_followed_up),
        ROW(test_a_double_intake),
        ROW(test_a_plain_reference_is_of_one_organisation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
