/* What is learnt about a case later: an alert that was there before is looked
 * at again, whatever happens between two steps, and whoever it now concerns
 * hears of it. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define MORE_CODES                                                             \
    "  - {code: DB02, dim: D5, form: ALG, strength: strong, minor: strong,"    \
    " nl: bedreigd, en: threats}\n"

static int
setup(void **state)
{
    if (trial_desk_setup(state) != 0)
        return -1;
    trial_with(*state, "indicators", NULL, MORE_CODES);
    trial_hello(*state, CARE);
    trial_attach(*state, CARE, "inbox", 0);
    trial_tick(*state);
    trial_forget(*state);
    return 0;
}

/* At the one dwelling of this file. */
static json_t *
here(json_t *content, const char *code)
{
    json_object_set_new(content, "place",
                        json_pack("{s:s, s:s, s:i, s:s}", "municipality",
                                  "GM0363", "postcode", "1099ZZ",
                                  "house_number", 7, "kind", "dwelling"));
    json_object_set_new(content, "indicators", json_pack("[s]", code));
    return content;
}

/* The alert of a message, borrowed until the next trial_forget(). */
static json_t *
alert_of(struct trial *trial, const char *message)
{
    json_t *detail = trial_body(
        trial_ask(trial, CARLA, "show", json_pack("{s:s}", "id", message)),
        "message_detail");

    return trial_alert(trial, trial_text(detail, "alert"));
}

static const char *
level_of(struct trial *trial, const char *message)
{
    return trial_text(alert_of(trial, message), "level");
}

static char *
post(struct trial *trial, enum trial_person who, const char *kind,
     json_t *content)
{
    return strdup(trial_text(trial_post(trial, who, kind, content), "id"));
}

/* Combining the referral with what the police told makes it a case of U2; the
 * desk disappears in between. */
static void
test_a_crash_between_combining_and_looking_again(void **state)
{
    struct trial *trial = *state;
    char *referral = NULL;
    int64_t next_us = 0;

    trial_post(trial, POLICE, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB01"));
    trial_run(trial, 2 * SECOND_US);
    trial->settings.combine_slice_us = 0; /* one step a turn */
    referral =
        post(trial, CARE, "referral", here(trial_referral("no", "no"), "DB02"));
    assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
    assert_string_equal(level_of(trial, referral), "u3");
    trial->clock.virtual_utc_us += SECOND_US;
    trial->clock.virtual_mono_us += SECOND_US;
    assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
    assert_string_equal(level_of(trial, referral), "u3");
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    trial_run(trial, 2 * SECOND_US);
    assert_string_equal(level_of(trial, referral), "u2");
    free(referral);
}

/* A girl at an address that somebody else reported: whoever speaks for youth
 * hears of it, once. */
static void
test_a_signal_that_joins_makes_it_a_case_of_a_minor(void **state)
{
    struct trial *trial = *state;
    json_t *girl = here(trial_signal("1099ZZ", 7, ""), "DB02");

    trial_post(trial, POLICE, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB01"));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "case"), 0);
    json_object_set_new(
        girl, "persons",
        json_pack("{s:s, s:s}", "age", "under_18", "gender", "female"));
    trial_post(trial, CARE, "signal", json_deep_copy(girl));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "case"), 1);
    trial_post(trial, CARE, "signal", girl);
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "case"), 1);
}

/* The same of a referral that has its alert already. */
static void
test_what_is_combined_later_makes_it_a_case_of_a_minor(void **state)
{
    struct trial *trial = *state;
    json_t *girl = here(trial_signal("1099ZZ", 7, ""), "DB02");

    json_object_set_new(
        girl, "persons",
        json_pack("{s:s, s:s}", "age", "under_18", "gender", "female"));
    json_object_set_new(girl, "danger_now", json_true());
    trial_post(trial, CARE, "referral",
               here(trial_referral("no", "no"), "DB01"));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_notices(trial, DORA, "case"), 0);
    trial_post(trial, POLICE, "signal", girl);
    trial_run(trial, 2 * SECOND_US);
    /* of the girl's own alert, and of the referral's */
    assert_int_equal(trial_notices(trial, DORA, "case"), 2);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_crash_between_combining_and_looking_again),
        ROW(test_a_signal_that_joins_makes_it_a_case_of_a_minor),
        ROW(test_what_is_combined_later_makes_it_a_case_of_a_minor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
