/* What belongs together, as the desk lives through it: signals come, are told
 * differently and are withdrawn; alerts are raised by what is learnt, never
 * lowered, and never lose a message. */
#include "trial_linking.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <string.h>

static void
test_one_dwelling_or_one_telephone_is_one_situation(void **state)
{
    struct trial *trial = *state;
    struct posted first = post(trial, POLICE, at(1, "DB01"));
    struct posted same = post(trial, CARE, at(1, "DB01"));
    struct posted other = post(trial, CARE, with_phone(at(2, "DB01")));
    struct posted called = post(trial, HOUSING, with_phone(at(3, "DB01")));

    assert_true(together(trial, &first, &same));
    assert_true(together(trial, &other, &called));
    assert_false(together(trial, &first, &other));
    posted_free(&first);
    posted_free(&same);
    posted_free(&other);
    posted_free(&called);
}

/* Two cases of which nobody knew that they are one: the alert that the third
 * signal does not join is raised too. */
static void
test_what_ties_two_cases_raises_both(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, with_phone(at(2, "DB02")));
    struct posted tie;

    assert_string_equal(level_of(trial, &a), "u3");
    assert_string_equal(level_of(trial, &b), "u3");
    assert_string_not_equal(alert_of(trial, &a), alert_of(trial, &b));
    tie = post(trial, HOUSING, with_phone(at(1, "DB01")));
    assert_true(together(trial, &a, &tie) && together(trial, &b, &tie));
    assert_string_equal(alert_of(trial, &tie), alert_of(trial, &a));
    assert_string_equal(level_of(trial, &a), "u2");
    assert_string_equal(level_of(trial, &b), "u2");
    posted_free(&a);
    posted_free(&b);
    posted_free(&tie);
}

/* Withdrawn, it ties nothing any more; what became of alerts stays. */
static void
test_a_withdrawal_takes_back_what_the_signal_tied(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, with_phone(at(2, "DB02")));
    struct linking_digest before = digest(trial);
    struct posted tie = post(trial, HOUSING, with_phone(at(1, "DB01")));
    struct linking_digest tied = digest(trial);
    struct posted gone = withdraw(trial, HOUSING, &tie);
    struct linking_digest after = digest(trial);

    assert_int_equal(tied.bundles, 1);
    assert_memory_equal(&before, &after, sizeof before);
    assert_false(together(trial, &a, &b));
    assert_string_equal(bundle_of(trial, &tie), "");
    /* the alerts keep their messages and their level */
    assert_string_equal(level_of(trial, &a), "u2");
    assert_string_equal(level_of(trial, &b), "u2");
    assert_string_not_equal(alert_of(trial, &a), alert_of(trial, &b));
    assert_string_equal(alert_of(trial, &tie), alert_of(trial, &a));
    assert_string_equal(
        trial_text(trial_alert(trial, alert_of(trial, &b)), "bundle"),
        bundle_of(trial, &b));
    posted_free(&a);
    posted_free(&b);
    posted_free(&tie);
    posted_free(&gone);
}

/* Told differently it belongs elsewhere. */
static void
test_a_correction_moves_the_signal(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, at(1, "DB01"));
    struct posted b = post(trial, CARE, at(2, "DB01"));
    struct posted c = post(trial, HOUSING, at(1, "DB01"));
    struct posted version;

    assert_true(together(trial, &a, &c));
    version = amend(trial, HOUSING, "signal", at(2, "DB01"), &c, "correct");
    assert_true(together(trial, &b, &c));
    assert_true(together(trial, &b, &version));
    assert_false(together(trial, &a, &c));
    posted_free(&a);
    posted_free(&b);
    posted_free(&c);
    posted_free(&version);
}

/* What supplements it is known of it too, and stays when it is corrected. */
static void
test_a_supplement_adds_to_the_signal(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, with_phone(at(1, "DB01")));
    struct posted b = post(trial, CARE, at(2, "DB01"));
    struct posted more;
    struct posted version;

    assert_false(together(trial, &a, &b));
    more = amend(trial, CARE, "signal", with_phone(at(2, "DB01")), &b,
                 "supplement");
    assert_true(together(trial, &a, &b));
    version = amend(trial, CARE, "signal", at(3, "DB01"), &b, "correct");
    assert_true(together(trial, &a, &b));
    posted_free(&a);
    posted_free(&b);
    posted_free(&more);
    posted_free(&version);
}

/* However often it was corrected before. */
static void
test_a_supplement_is_found_behind_many_corrections(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, POLICE, with_phone(at(1, "DB01")));
    struct posted b = post(trial, CARE, at(2, "DB01"));
    struct posted more;

    for (int i = 0; i < 70; i++) {
        struct posted version =
            amend(trial, CARE, "signal", at(2, "DB01"), &b, "correct");

        posted_free(&version);
    }
    assert_false(together(trial, &a, &b));
    more = amend(trial, CARE, "signal", with_phone(at(2, "DB01")), &b,
                 "supplement");
    assert_true(together(trial, &a, &b));
    posted_free(&a);
    posted_free(&b);
    posted_free(&more);
}

/* The same, told twice by two organisations, is one observation; none of it is
 * graver for that. */
static void
test_what_is_told_twice_raises_nothing(void **state)
{
    struct trial *trial = *state;
    struct posted a = post(trial, CARE, with_phone(at(1, "DB01")));
    struct posted b = post(trial, HOUSING, with_phone(at(1, "DB01")));
    json_t *bundle = bundle_detail(trial, bundle_of(trial, &a));

    assert_true(together(trial, &a, &b));
    assert_int_equal(trial_number(bundle, "observations"), 1);
    assert_int_equal(trial_number(bundle, "sources"), 1);
    assert_int_equal(trial_number(bundle, "organisations"), 2);
    assert_string_equal(level_of(trial, &a), "u3");
    posted_free(&a);
    posted_free(&b);
}

/* Nobody has confirmed what the program found. */
static void
test_what_the_program_found_is_provisional(void **state)
{
    struct trial *trial = *state;
    struct posted alone = post(trial, POLICE, at(1, "DB01"));
    struct posted joined;

    assert_false(
        json_is_true(json_object_get(detail(trial, &alone), "provisional")));
    joined = post(trial, CARE, at(1, "DB01"));
    assert_true(
        json_is_true(json_object_get(detail(trial, &alone), "provisional")));
    assert_int_equal(
        json_array_size(json_object_get(
            bundle_detail(trial, bundle_of(trial, &joined)), "provisional")),
        2);
    assert_true(json_is_true(json_object_get(
        trial_alert(trial, alert_of(trial, &alone)), "provisional")));
    posted_free(&alone);
    posted_free(&joined);
}

/* A referral is about a situation and never part of it. */
static void
test_a_referral_is_in_no_bundle(void **state)
{
    struct trial *trial = *state;
    struct posted signal = post(trial, POLICE, at(1, "DB01"));
    json_t *content = trial_referral("no", "no");
    json_t *there = at(1, "DB01");
    struct posted referral;

    json_object_set(content, "place", json_object_get(there, "place"));
    json_decref(there);
    referral = posted_take(trial, trial_post(trial, CARE, "referral", content));
    assert_string_equal(bundle_of(trial, &referral), bundle_of(trial, &signal));
    assert_int_equal(
        json_array_size(json_object_get(
            bundle_detail(trial, bundle_of(trial, &signal)), "messages")),
        1);
    assert_int_equal(digest(trial).signals, 1);
    posted_free(&signal);
    posted_free(&referral);
}

/* What each message makes of the case may differ: it is told once. */
static void
test_a_case_that_is_seen_two_ways_is_decided_once_each(void **state)
{
    struct trial *trial = *state;
    json_t *labour = at(1, "DB01");
    int64_t decided = 0;
    struct posted all[4];

    json_object_set_new(labour, "form", json_string("labour"));
    all[0] = post(trial, CARE, at(1, "DB01"));
    all[1] = post(trial, HOUSING, json_deep_copy(labour));
    decided = number(trial, "SELECT count(*) FROM decision");
    assert_int_equal(decided, 2);
    assert_int_equal(number(trial, "SELECT count(DISTINCT grp) FROM decision"),
                     2);
    all[2] = post(trial, CARE, at(1, "DB01"));
    all[3] = post(trial, HOUSING, labour);
    assert_int_equal(number(trial, "SELECT count(*) FROM decision"), 4);
    for (size_t i = 0; i < 4; i++)
        posted_free(&all[i]);
}

/* Told first or last, it has the bundle that it seems to be about, as long as
 * that is there. */
static void
test_a_referral_follows_what_it_is_about(void **state)
{
    struct trial *trial = *state;
    json_t *content = trial_referral("no", "no");
    json_t *there = at(1, "DB01");
    struct posted referral;
    struct posted signal;
    struct posted gone;

    json_object_set(content, "place", json_object_get(there, "place"));
    json_decref(there);
    referral = posted_take(trial, trial_post(trial, CARE, "referral", content));
    assert_string_equal(bundle_of(trial, &referral), "");
    signal = post(trial, POLICE, at(1, "DB01"));
    assert_true(together(trial, &referral, &signal));
    assert_string_equal(
        trial_text(trial_alert(trial, alert_of(trial, &referral)), "bundle"),
        bundle_of(trial, &signal));
    gone = withdraw(trial, POLICE, &signal);
    assert_string_equal(bundle_of(trial, &referral), "");
    posted_free(&referral);
    posted_free(&signal);
    posted_free(&gone);
}

/* However many of them stand between. */
static void
test_no_referral_is_about_what_is_gone(void **state)
{
    struct trial *trial = *state;
    struct posted signal = post(trial, POLICE, at(1, "DB01"));
    struct posted gone;

    for (int i = 0; i < 24; i++) {
        json_t *content = trial_referral("no", "no");
        json_t *there = at(1, "DB01");

        json_object_set(content, "place", json_object_get(there, "place"));
        json_decref(there);
        trial_post(trial, CARE, "referral", content);
    }
    trial_run(trial, 5 * SECOND_US);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_related"), 24);
    gone = withdraw(trial, POLICE, &signal);
    assert_int_equal(number(trial, "SELECT count(*) FROM link_related"), 0);
    posted_free(&signal);
    posted_free(&gone);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, linking_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_one_dwelling_or_one_telephone_is_one_situation),
        ROW(test_what_ties_two_cases_raises_both),
        ROW(test_a_withdrawal_takes_back_what_the_signal_tied),
        ROW(test_a_correction_moves_the_signal),
        ROW(test_a_supplement_adds_to_the_signal),
        ROW(test_a_supplement_is_found_behind_many_corrections),
        ROW(test_what_is_told_twice_raises_nothing),
        ROW(test_what_the_program_found_is_provisional),
        ROW(test_a_referral_is_in_no_bundle),
        ROW(test_a_case_that_is_seen_two_ways_is_decided_once_each),
        ROW(test_a_referral_follows_what_it_is_about),
        ROW(test_no_referral_is_about_what_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
