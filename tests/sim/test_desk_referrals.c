/* A referral has one owner, and goes to another only when that one accepts. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static char *
referral(struct trial *trial)
{
    return strdup(trial_text(
        trial_post(trial, POLICE, "referral", trial_referral("yes", "no")),
        "id"));
}

static json_t *
act(struct trial *trial, enum trial_person who, const char *id,
    const char *verb, const char *to)
{
    json_t *body = json_pack("{s:s, s:s}", "id", id, "verb", verb);

    if (strcmp(verb, "offer") == 0)
        json_object_set_new(body, "to", json_string(to));
    if (strcmp(verb, "close") == 0)
        json_object_update_new(body,
                               json_pack("{s:s, s:s}", "outcome", "sheltered",
                                         "outflow", "return"));
    return trial_body(trial_ask(trial, who, "referral_action", body),
                      "referral_result");
}

struct act_row {
    enum trial_person who;
    const char *verb, *to;
    const char *verdict;
    const char *state, *owner, *offered_to; /* afterwards */
    enum trial_person told;                 /* POLICE: nobody */
    const char *notice;
};

static void
try_rows(struct trial *trial, const struct act_row rows[], size_t n)
{
    char *id = referral(trial);

    for (size_t i = 0; i < n; i++) {
        const struct act_row *row = &rows[i];
        json_t *result = NULL;
        json_t *now = NULL;

        trial_forget(trial);
        result = act(trial, row->who, id, row->verb, row->to);
        now = json_object_get(result, "referral");
        if (strcmp(trial_text(result, "verdict"), row->verdict) != 0 ||
            strcmp(trial_text(now, "state"), row->state) != 0 ||
            strcmp(trial_text(now, "owner"), row->owner) != 0 ||
            strcmp(trial_text(now, "offered_to"), row->offered_to) != 0)
            fail_msg("row %zu: %s", i, json_dumps(result, 0));
        for (int who = ANNA; who <= DORA; who++) {
            size_t told = trial_events(
                trial, trial_peer((enum trial_person)who), "notice");

            if (told != (row->told == (enum trial_person)who))
                fail_msg("row %zu: %zu notices to %d", i, told, who);
        }
        if (row->told != POLICE) {
            assert_int_equal(trial_notices(trial, row->told, row->notice), 1);
            assert_string_equal(
                trial_text(trial_notice(trial, row->told, row->notice), "id"),
                id);
        }
    }
    free(id);
}

static void
test_from_hand_to_hand(void **state)
{
    static const struct act_row rows[] = {
        {ANNA, "accept", "", "ok", "accepted", "anna", "", POLICE, ""},
        {BRAM, "accept", "", "already", "accepted", "anna", "", POLICE, ""},
        {BRAM, "offer", "carla", "denied", "accepted", "anna", "", POLICE, ""},
        {ANNA, "offer", "bram", "ok", "offered", "anna", "bram", BRAM,
         "referral_offered"},
        {CARLA, "accept", "", "denied", "offered", "anna", "bram", POLICE, ""},
        {BRAM, "accept", "", "ok", "accepted", "bram", "", ANNA,
         "referral_accepted"},
        {ANNA, "close", "", "denied", "accepted", "bram", "", POLICE, ""},
        {BRAM, "close", "", "ok", "closed", "bram", "", POLICE, ""},
        {BRAM, "accept", "", "closed", "closed", "bram", "", POLICE, ""},
        {CARLA, "reopen", "", "ok", "open", "", "", POLICE, ""},
    };

    try_rows(*state, rows, sizeof rows / sizeof *rows);
}

static void
test_an_offer_that_is_not_taken(void **state)
{
    static const struct act_row rows[] = {
        {ANNA, "accept", "", "ok", "accepted", "anna", "", POLICE, ""},
        {ANNA, "offer", "bram", "ok", "offered", "anna", "bram", BRAM,
         "referral_offered"},
        {CARLA, "decline", "", "denied", "offered", "anna", "bram", POLICE, ""},
        {BRAM, "decline", "", "ok", "accepted", "anna", "", ANNA,
         "referral_declined"},
        {ANNA, "offer", "carla", "ok", "offered", "anna", "carla", CARLA,
         "referral_offered"},
        {CARLA, "take_back", "", "denied", "offered", "anna", "carla", POLICE,
         ""},
        {ANNA, "take_back", "", "ok", "accepted", "anna", "", POLICE, ""},
    };

    try_rows(*state, rows, sizeof rows / sizeof *rows);
}

/* It survives the desk, and is listed as it is. */
static void
test_listed_as_it_is(void **state)
{
    struct trial *trial = *state;
    char *first = referral(trial);
    char *second = referral(trial);
    json_t *list = NULL;

    trial_tick(trial);
    act(trial, ANNA, second, "accept", "");
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    list = json_object_get(
        trial_body(trial_ask(trial, BRAM, "list_referrals", json_object()),
                   "referral_list"),
        "referrals");
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(trial_text(json_array_get(list, 0), "id"), first);
    assert_string_equal(trial_text(json_array_get(list, 0), "state"), "open");
    assert_string_equal(trial_text(json_array_get(list, 1), "owner"), "anna");
    assert_int_equal(trial_number(json_array_get(list, 1), "moves"), 1);
    free(first);
    free(second);
}

/* Neither a stranger nor another kind of message. */
static void
test_what_is_none_of_it(void **state)
{
    struct trial *trial = *state;
    char *id = referral(trial);

    assert_string_equal(
        trial_text(act(trial, ANNA, "R-00000000", "accept", ""), "verdict"),
        "not_found");
    assert_string_equal(
        trial_text(trial_body(trial_ask(trial, POLICE, "referral_action",
                                        json_pack("{s:s, s:s}", "id", id,
                                                  "verb", "accept")),
                              "refusal"),
                   "code"),
        "denied");
    trial_body(trial_ask(trial, ANNA, "referral_action",
                         json_pack("{s:s, s:s, s:s}", "id", id, "verb", "offer",
                                   "to", "police-1")),
               "refusal");
    free(id);
}

/* To accept a referral does not answer its alert. */
static void
test_its_alert_goes_on(void **state)
{
    struct trial *trial = *state;
    char *id = referral(trial);

    trial_tick(trial);
    act(trial, BRAM, id, "accept", "");
    trial_run(trial, 15 * MINUTE_US);
    assert_int_equal(trial_pages(trial, CARLA), 1);
    free(id);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_from_hand_to_hand), ROW(test_an_offer_that_is_not_taken),
        ROW(test_listed_as_it_is),   ROW(test_what_is_none_of_it),
        ROW(test_its_alert_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
