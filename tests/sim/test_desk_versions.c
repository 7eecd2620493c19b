/* What versions of a referral do to its casework: terms, its person, and the
 * names under which people know it. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define DAY_US (24 * 60 * MINUTE_US)

/* A message of the police, to be freed; *receipt too, when it is asked for. */
static char *
post(struct trial *trial, const char *kind, json_t *content, char **receipt)
{
    json_t *answer = trial_post(trial, POLICE, kind, content);
    char *id = strdup(trial_text(answer, "id"));

    if (receipt != NULL)
        *receipt = strdup(trial_text(answer, "receipt"));
    trial_run(trial, 2 * SECOND_US);
    return id;
}

static char *
amend(struct trial *trial, const char *kind, json_t *content,
      const char *receipt, const char *action)
{
    json_t *body = trial_submit_body(trial, kind, content);
    char *id = NULL;

    json_object_set_new(
        body, "amends",
        json_pack("{s:s, s:s}", "receipt", receipt, "action", action));
    id = strdup(trial_text(
        trial_body(trial_ask(trial, POLICE, "submit", body), "receipt"), "id"));
    trial_run(trial, 2 * SECOND_US);
    return id;
}

static json_t *
reflecting(void)
{
    json_t *content = trial_referral("yes", "no");

    json_object_set_new(content, "reflection_start", json_string("2026-11-20"));
    return content;
}

static const char *
state_of(struct trial *trial, const char *id, const char *name)
{
    json_t *list = json_object_get(
        trial_body(trial_ask(trial, CARLA, "list_terms",
                             json_pack("{s:s}", "referral", id)),
                   "term_list"),
        "terms");
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        if (strcmp(trial_text(one, "term"), name) == 0)
            return trial_text(one, "state");
    }
    return "none";
}

/* A reflection period that is told later runs for the person all the same. */
static void
test_a_supplement_begins_the_reflection_period(void **state)
{
    struct trial *trial = *state;
    char *receipt = NULL;
    char *id = post(trial, "referral", trial_referral("yes", "no"), &receipt);
    char *version = NULL;

    assert_string_equal(state_of(trial, id, "bedenktijd"), "none");
    version = amend(trial, "referral", reflecting(), receipt, "supplement");
    assert_string_equal(state_of(trial, id, "bedenktijd"), "running");
    free(version);
    free(receipt);
    free(id);
}

/* Whoever mistyped the receipt tells of a person all the same. */
static void
test_a_version_of_nothing_is_a_referral(void **state)
{
    struct trial *trial = *state;
    char *first = post(trial, "referral", trial_referral("yes", "no"), NULL);
    char *id = amend(trial, "referral", reflecting(),
                     "R-00000000-0000000000000000", "supplement");

    assert_string_equal(state_of(trial, id, "bedenktijd"), "running");
    assert_int_equal(trial_notices(trial, ANNA, "double_intake"), 1);
    free(id);
    free(first);
}

/* Terms of the desk stop; what the law gives the person does not. */
static void
test_a_withdrawal_ends_no_reflection_period(void **state)
{
    struct trial *trial = *state;
    char *receipt = NULL;
    char *id = post(trial, "referral", reflecting(), &receipt);
    char *version = NULL;

    version =
        amend(trial, "withdrawal", json_pack("{s:s}", "reason", "mistake"),
              receipt, "withdraw");
    trial_skip(trial, 60 * DAY_US);
    trial_run(trial, SECOND_US);
    assert_string_equal(state_of(trial, id, "accepted"), "ended");
    assert_string_equal(state_of(trial, id, "bedenktijd"), "running");
    free(version);
    free(receipt);
    free(id);
}

/* People see the ids of both: there is one referral behind them. */
static void
test_the_id_of_a_version_names_the_referral(void **state)
{
    struct trial *trial = *state;
    char *receipt = NULL;
    char *id = post(trial, "referral", trial_referral("yes", "no"), &receipt);
    char *version = amend(trial, "referral", trial_referral("yes", "no"),
                          receipt, "correct");
    json_t *result = trial_body(
        trial_ask(trial, ANNA, "referral_action",
                  json_pack("{s:s, s:s}", "id", version, "verb", "accept")),
        "referral_result");

    assert_string_equal(trial_text(result, "verdict"), "ok");
    assert_string_equal(trial_text(json_object_get(result, "referral"), "id"),
                        id);
    assert_string_equal(state_of(trial, version, "accepted"), "met");
    free(version);
    free(receipt);
    free(id);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_supplement_begins_the_reflection_period),
        ROW(test_a_version_of_nothing_is_a_referral),
        ROW(test_a_withdrawal_ends_no_reflection_period),
        ROW(test_the_id_of_a_version_names_the_referral),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
