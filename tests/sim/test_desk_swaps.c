/* Two people change shifts: both say yes and then it is so, or nothing is.
 * anna is on call until CHANGE, bram the day after, then anna again. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)
#define CHANGE  (TRIAL_START + TRIAL_PERIOD)

static json_t *
proposal(const char *taker, int64_t start_us, int64_t back_start_us)
{
    json_t *body =
        json_pack("{s:s, s:s, s:I, s:I, s:s}", "roster", "primary", "taker",
                  taker, "start_us", (json_int_t)start_us, "end_us",
                  (json_int_t)(start_us + DAY_US), "reason", "wedding");

    if (back_start_us != 0) {
        json_object_set_new(body, "back_start_us",
                            json_integer((json_int_t)back_start_us));
        json_object_set_new(body, "back_end_us",
                            json_integer((json_int_t)(back_start_us + DAY_US)));
    }
    return body;
}

/* bram gives anna his day for hers of the day after: its id. */
static char *
propose(struct trial *trial)
{
    json_t *swap = json_object_get(
        trial_body(trial_ask(trial, BRAM, "swap_propose",
                             proposal("anna", CHANGE, CHANGE + DAY_US)),
                   "swap_result"),
        "swap");

    assert_string_equal(trial_text(swap, "state"), "proposed");
    assert_string_equal(trial_text(swap, "proposer"), "bram");
    assert_string_equal(trial_text(swap, "taker"), "anna");
    return strdup(trial_text(swap, "swap"));
}

static json_t *
decide(struct trial *trial, enum trial_person who, const char *swap,
       const char *verb)
{
    return trial_ask(trial, who, "swap_decide",
                     json_pack("{s:s, s:s, s:s}", "swap", swap, "verb", verb,
                               "reason", "as agreed"));
}

static int64_t
overrides_version(struct trial *trial)
{
    return trial_number(
        json_object_get(
            trial_body(trial_ask(trial, DORA, "document_get",
                                 json_pack("{s:s}", "name", "overrides")),
                       "document_text"),
            "version"),
        "version");
}

/* Whom a referral calls that comes at that instant. */
static enum trial_person
called_at(struct trial *trial, int64_t at_us)
{
    trial_skip(trial, at_us - trial->clock.virtual_utc_us);
    trial_forget(trial);
    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    for (int who = ANNA; who <= DORA; who++)
        if (trial_pages(trial, (enum trial_person)who) > 0)
            return (enum trial_person)who;
    return OPERATOR;
}

static void
test_accepted_is_both_halves_at_once(void **state)
{
    struct trial *trial = *state;
    char *swap = propose(trial);
    json_t *result = NULL;

    assert_int_equal(trial_notices(trial, ANNA, "swap_proposed"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, ANNA, "swap_proposed"), "id"), swap);
    assert_int_equal(overrides_version(trial), 1);
    result = trial_body(decide(trial, ANNA, swap, "accept"), "swap_result");
    assert_string_equal(trial_text(json_object_get(result, "swap"), "state"),
                        "applied");
    assert_true(json_is_true(
        json_object_get(json_object_get(result, "result"), "accepted")));
    assert_int_equal(overrides_version(trial), 2);
    assert_int_equal(trial_notices(trial, ANNA, "swap_applied"), 1);
    assert_int_equal(trial_notices(trial, BRAM, "swap_applied"), 1);
    assert_int_equal(called_at(trial, CHANGE + 5 * MINUTE_US), ANNA);
    assert_int_equal(called_at(trial, CHANGE + DAY_US + 5 * MINUTE_US), BRAM);
    free(swap);
}

static void
test_a_gift_has_one_half(void **state)
{
    struct trial *trial = *state;
    json_t *swap =
        json_object_get(trial_body(trial_ask(trial, BRAM, "swap_propose",
                                             proposal("carla", CHANGE, 0)),
                                   "swap_result"),
                        "swap");
    char *id = strdup(trial_text(swap, "swap"));

    trial_body(decide(trial, CARLA, id, "accept"), "swap_result");
    assert_int_equal(called_at(trial, CHANGE + 5 * MINUTE_US), CARLA);
    assert_int_equal(called_at(trial, CHANGE + DAY_US + 5 * MINUTE_US), ANNA);
    free(id);
}

static void
test_until_then_nothing_changes(void **state)
{
    static const struct {
        enum trial_person who;
        const char *verb, *state, *notice;
        enum trial_person told;
    } rows[] = {
        {ANNA, "decline", "declined", "swap_declined", BRAM},
        {BRAM, "withdraw", "withdrawn", "swap_withdrawn", ANNA},
    };

    for (size_t i = 0; i < 2; i++) {
        void *fresh = NULL;
        struct trial *trial = NULL;
        char *swap = NULL;

        trial_desk_setup(&fresh);
        trial = fresh;
        swap = propose(trial);
        assert_string_equal(
            trial_text(json_object_get(trial_body(decide(trial, rows[i].who,
                                                         swap, rows[i].verb),
                                                  "swap_result"),
                                       "swap"),
                       "state"),
            rows[i].state);
        assert_int_equal(trial_notices(trial, rows[i].told, rows[i].notice), 1);
        /* what has ended stays so */
        assert_string_equal(
            trial_text(
                trial_body(decide(trial, ANNA, swap, "accept"), "refusal"),
                "code"),
            "conflict");
        assert_int_equal(overrides_version(trial), 1);
        assert_int_equal(called_at(trial, CHANGE + 5 * MINUTE_US), BRAM);
        free(swap);
        trial_teardown(&fresh);
    }
    (void)state;
}

static void
test_who_may_decide(void **state)
{
    static const struct {
        enum trial_person who;
        const char *verb;
        bool may;
    } rows[] = {
        {BRAM, "accept", false},   {CARLA, "accept", false},
        {DORA, "accept", false},   {BRAM, "decline", false},
        {ANNA, "withdraw", false}, {ANNA, "force", false},
        {DORA, "force", true},
    };
    struct trial *trial = *state;
    char *swap = propose(trial);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *answer = decide(trial, rows[i].who, swap, rows[i].verb);

        if ((json_object_get(answer, "swap_result") != NULL) != rows[i].may)
            fail_msg("row %zu", i);
        assert_int_equal(overrides_version(trial), rows[i].may ? 2 : 1);
    }
    free(swap);
}

static void
test_what_may_be_proposed(void **state)
{
    static const struct {
        const char *name, *taker;
        int64_t start_us, back_start_us;
    } rows[] = {
        {"not my shift", "anna", CHANGE + DAY_US, 0},
        {"not all of it mine", "anna", CHANGE + HOUR_US, 0},
        {"not the taker's in return", "anna", CHANGE, CHANGE + 2 * DAY_US},
        {"to myself", "bram", CHANGE, 0},
        {"to nobody", "zoe", CHANGE, 0},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (json_object_get(trial_ask(trial, BRAM, "swap_propose",
                                      proposal(rows[i].taker, rows[i].start_us,
                                               rows[i].back_start_us)),
                            "refusal") == NULL)
            fail_msg("%s", rows[i].name);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "notice"), 0);
}

/* Between the two yeses somebody else has changed the roster. */
static void
test_no_longer_possible(void **state)
{
    struct trial *trial = *state;
    char *swap = propose(trial);

    trial_body(trial_ask(trial, DORA, "roster_override",
                         json_pack("{s:s, s:s, s:[s], s:I, s:I, s:s}", "roster",
                                   "primary", "verb", "set", "people", "carla",
                                   "start_us", (json_int_t)(CHANGE + HOUR_US),
                                   "end_us", (json_int_t)(CHANGE + 2 * HOUR_US),
                                   "reason", "ill")),
               "document_result");
    assert_string_equal(
        trial_text(trial_body(decide(trial, ANNA, swap, "accept"), "refusal"),
                   "code"),
        "conflict");
    assert_int_equal(overrides_version(trial), 2);
    free(swap);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_accepted_is_both_halves_at_once),
        ROW(test_a_gift_has_one_half),
        cmocka_unit_test(test_until_then_nothing_changes),
        ROW(test_who_may_decide),
        ROW(test_what_may_be_proposed),
        ROW(test_no_longer_possible),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
