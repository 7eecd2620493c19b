/* What is learnt about a case later: an alert that was there before is looked
 * at again, whatever happens between two steps, and whoever it now concerns
 * hears of it. */
#include "past_store.h"
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
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
    for (int who = CARE; who <= HOUSING; who++) {
        trial_hello(*state, (enum trial_person)who);
        trial_attach(*state, (enum trial_person)who, "inbox", 0);
    }
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

/* How often somebody heard that. */
static size_t
told(const struct trial *trial, enum trial_person who, const char *what)
{
    size_t n = 0;

    for (size_t i = 0; i < trial_events(trial, trial_peer(who), "feedback");
         i++)
        n += strcmp(
                 trial_text(trial_event(trial, trial_peer(who), "feedback", i),
                            "state"),
                 what) == 0;
    return n;
}

/* The alert of the message is answered and closed. */
static void
handle(struct trial *trial, const char *message, const char *outcome)
{
    json_t *alert = alert_of(trial, message);
    int generation = (int)trial_number(alert, "generation");
    char *id = strdup(trial_text(alert, "alert"));

    assert_string_equal(
        trial_act(trial, ANNA, "acknowledge", id, generation, NULL), "ok");
    if (outcome != NULL)
        assert_string_equal(trial_act(trial, ANNA, "close", id, generation,
                                      json_pack("{s:s}", "outcome", outcome)),
                            "ok");
    free(id);
}

/* I13: an alert is raised and opened again for what others tell; whoever told
 * first hears of its own message once. */
static void
test_who_told_first_hears_once_that_it_was_seen(void **state)
{
    struct trial *trial = *state;
    char *first = post(trial, POLICE, "signal",
                       here(trial_signal("1099ZZ", 7, ""), "DB01"));

    trial_run(trial, 2 * SECOND_US);
    handle(trial, first, NULL);
    trial_post(trial, CARE, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB02"));
    trial_run(trial, 2 * SECOND_US);
    assert_string_equal(level_of(trial, first), "u2");
    handle(trial, first, "referred");
    assert_int_equal(told(trial, CARE, "seen"), 1);
    trial_post(trial, CARE, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB02"));
    trial_run(trial, 2 * SECOND_US);
    handle(trial, first, "referred");
    assert_int_equal(told(trial, POLICE, "seen"), 1);
    assert_int_equal(told(trial, POLICE, "closed"), 1);
    assert_int_equal(told(trial, CARE, "closed"), 2);
    /* another outcome is news */
    trial_post(trial, CARE, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB02"));
    trial_run(trial, 2 * SECOND_US);
    handle(trial, first, "no_trafficking");
    assert_int_equal(told(trial, POLICE, "seen"), 1);
    assert_int_equal(told(trial, POLICE, "closed"), 2);
    free(first);
}

/* I13: a signal that joins what somebody has answered for others hears what one
 * of its own would: seen, when its coordinator looks at it, and never that it
 * is closed without. */
static void
test_who_joins_what_is_answered_hears_the_same(void **state)
{
    struct trial *trial = *state;
    char *first = post(trial, POLICE, "signal",
                       here(trial_signal("1099ZZ", 7, ""), "DB01"));
    char *id = NULL;

    trial_run(trial, 2 * SECOND_US);
    handle(trial, first, NULL);
    trial_post(trial, CARE, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB01"));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(told(trial, CARE, "seen"), 0);
    handle(trial, first, NULL); /* the owner, once more */
    assert_int_equal(told(trial, CARE, "seen"), 1);
    trial_post(trial, HOUSING, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB01"));
    trial_run(trial, 2 * SECOND_US);
    id = strdup(trial_text(alert_of(trial, first), "alert"));
    assert_string_equal(trial_act(trial, BRAM, "takeover", id, 1, NULL), "ok");
    assert_int_equal(told(trial, HOUSING, "seen"), 1);
    trial_post(trial, HOUSING, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB01"));
    trial_run(trial, 2 * SECOND_US);
    trial_act(trial, BRAM, "close", id, 1,
              json_pack("{s:s}", "outcome", "referred"));
    assert_int_equal(told(trial, HOUSING, "seen"), 2);
    assert_int_equal(told(trial, HOUSING, "closed"), 2);
    assert_int_equal(told(trial, CARE, "seen"), 1);
    assert_int_equal(told(trial, POLICE, "seen"), 1);
    free(first);
    free(id);
}

/* I13: what its sender was told is closed, and is open again for what others
 * told, is closed to the sender: more about it is promised what is new. */
static void
test_more_about_what_others_opened_again(void **state)
{
    struct trial *trial = *state;
    json_t *receipt = trial_post(trial, CARE, "referral",
                                 here(trial_referral("no", "no"), "DB02"));
    char *referral = strdup(trial_text(receipt, "id"));
    json_t *more =
        json_pack("{s:{s:s, s:s}}", "amends", "receipt",
                  trial_text(receipt, "receipt"), "action", "supplement");
    json_t *body = trial_submit_body(
        trial, "referral", here(trial_referral("yes", "yes"), "DB02"));

    trial_run(trial, 2 * SECOND_US);
    handle(trial, referral, "referred");
    trial_post(trial, POLICE, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB01"));
    trial_run(trial, 2 * SECOND_US);
    assert_string_equal(trial_text(alert_of(trial, referral), "state"),
                        "paging");
    json_object_update(body, more);
    trial_body(trial_ask(trial, CARE, "submit", body), "receipt");
    trial_run(trial, 15 * MINUTE_US);
    assert_true(told(trial, CARE, "not_seen_yet") > 0);
    json_decref(more);
    free(referral);
}

/* An installation from before there were facts, with more messages than get
 * theirs in one turn: what is held is graver once all have theirs. */
static void
test_held_alerts_are_looked_at_with_the_facts_of_before(void **state)
{
    struct trial *trial = *state;
    char *id = post(trial, POLICE, "signal",
                    here(trial_signal("1099ZZ", 7, ""), "OB06"));

    trial_run(trial, 2 * SECOND_US);
    assert_string_equal(trial_text(alert_of(trial, id), "state"), "held");
    for (unsigned i = 0; i < 30; i++)
        trial_post(trial, CARE, "signal", trial_signal("1099ZZ", 100 + i, ""));
    trial_post(trial, CARE, "signal",
               here(trial_signal("1099ZZ", 7, ""), "DB02"));
    trial_run(trial, 2 * SECOND_US);
    trial_crash(trial);
    past_store_change(
        trial->dir,
        "DELETE FROM fact_code; DELETE FROM fact; DELETE FROM decision;"
        "UPDATE alert SET state = 2, level = 5, class = 1, grp = 0,"
        " deadline_us = step_us + 864000000000, step_us = 0,"
        " step_end_us = 0 WHERE alert = 1;"
        "UPDATE due SET at_us = at_us + 864000000000"
        " WHERE kind = 1 AND ref = 1");
    trial_open(trial);
    trial_everybody(trial);
    assert_string_equal(level_of(trial, id), "u4b");
    trial_run(trial, 2 * SECOND_US);
    assert_string_equal(level_of(trial, id), "u3");
    free(id);
}

/* When and what the sender of a referral hears within two days, while nobody
 * answers: NAME@SECONDS .. */
static char *
heard(bool together, bool before)
{
    void *state = NULL;
    struct trial *trial = NULL;
    char *text = calloc(1, 65536);
    json_t *signal = here(trial_signal("1099ZZ", 7, ""), "DB01");
    size_t i;
    json_t *kept;

    assert_int_equal(setup(&state), 0);
    trial = state;
    if (together && before)
        trial_post(trial, POLICE, "signal", json_deep_copy(signal));
    trial_run(trial, 2 * SECOND_US);
    trial_post(trial, CARE, "referral",
               here(trial_referral("no", "no"), "DB02"));
    trial_run(trial, 2 * SECOND_US);
    if (together && !before)
        trial_post(trial, POLICE, "signal", json_deep_copy(signal));
    trial_run(trial, 25 * MINUTE_US);
    trial_skip(trial, 45 * 60 * MINUTE_US);
    trial_run(trial, 4 * 60 * MINUTE_US);
    json_array_foreach(trial->sent, i, kept)
    {
        json_t *event = json_array_get(
            json_object_get(
                json_object_get(json_object_get(kept, "message"), "events"),
                "events"),
            0);
        json_t *feedback = json_object_get(event, "feedback");

        if ((uint64_t)trial_number(kept, "peer") != trial_peer(CARE) ||
            feedback == NULL)
            continue;
        snprintf(text + strlen(text), 65536 - strlen(text), "%s@%lld ",
                 trial_text(feedback, "state"),
                 (long long)(trial_number(kept, "at") / SECOND_US));
    }
    json_decref(signal);
    trial_free(trial);
    return text;
}

/* I13: that the police tell of the same dwelling makes it a case of U2, which
 * its sender must not see. */
static void
test_who_referred_hears_nothing_of_what_others_made_of_it(void **state)
{
    (void)state;
    for (int before = 0; before < 2; before++) {
        char *alone = heard(false, before == 1);
        char *together = heard(true, before == 1);

        assert_non_null(strstr(alone, "not_seen_yet"));
        assert_string_equal(alone, together);
        free(alone);
        free(together);
    }
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_crash_between_combining_and_looking_again),
        ROW(test_a_signal_that_joins_makes_it_a_case_of_a_minor),
        ROW(test_what_is_combined_later_makes_it_a_case_of_a_minor),
        ROW(test_who_told_first_hears_once_that_it_was_seen),
        ROW(test_who_joins_what_is_answered_hears_the_same),
        ROW(test_more_about_what_others_opened_again),
        ROW(test_held_alerts_are_looked_at_with_the_facts_of_before),
        cmocka_unit_test(
            test_who_referred_hears_nothing_of_what_others_made_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
