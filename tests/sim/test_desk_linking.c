/* What belongs together, as the desk lives through it: signals come, are told
 * differently and are withdrawn, whatever happens between two steps; alerts are
 * raised by what is learnt, never lowered, and never lose a message. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "desk/rebuild.h"
#include "store/linking.h"
#include "store/store.h"

#define MORE_CODES                                                             \
    "  - {code: DB02, dim: D5, form: ALG, strength: strong, minor: strong,"    \
    " nl: bedreigd, en: threats}\n"

#define PHONE "+31600000012"

static int
setup(void **state)
{
    if (trial_submitters_setup(state) != 0)
        return -1;
    trial_with(*state, "indicators", NULL, MORE_CODES);
    trial_hello(*state, CARE);
    trial_attach(*state, CARE, "inbox", 0);
    trial_hello(*state, HOUSING);
    trial_tick(*state);
    trial_forget(*state);
    return 0;
}

/* --- what is told --- */

/* At a dwelling that only `house` makes different from another of this file;
 * all of them far from each other. */
static json_t *
at(unsigned house, const char *code)
{
    static const char *const postcodes[] = {"1099ZZ", "1199ZX", "1299ZV",
                                            "1399ZT"};
    json_t *content = trial_signal(postcodes[house % 4], house, "");

    json_object_set_new(content, "indicators", json_pack("[s]", code));
    return content;
}

static json_t *
with_phone(json_t *content)
{
    json_object_set_new(
        content, "identifiers",
        json_pack("[{s:s, s:s}]", "type", "phone", "value", PHONE));
    return content;
}

/* One accepted message; both strings are to be freed. */
struct posted {
    char *id;
    char *receipt;
};

static void
posted_free(struct posted *posted)
{
    free(posted->id);
    free(posted->receipt);
}

static struct posted
take(struct trial *trial, json_t *receipt)
{
    struct posted posted = {.id = strdup(trial_text(receipt, "id")),
                            .receipt = strdup(trial_text(receipt, "receipt"))};

    trial_run(trial, 2 * SECOND_US);
    return posted;
}

static struct posted
post(struct trial *trial, enum trial_person who, json_t *content)
{
    return take(trial, trial_post(trial, who, "signal", content));
}

static struct posted
amend(struct trial *trial, enum trial_person who, const char *kind,
      json_t *content, const struct posted *of, const char *action)
{
    json_t *body = trial_submit_body(trial, kind, content);

    json_object_set_new(
        body, "amends",
        json_pack("{s:s, s:s}", "receipt", of->receipt, "action", action));
    return take(trial,
                trial_body(trial_ask(trial, who, "submit", body), "receipt"));
}

static struct posted
withdraw(struct trial *trial, enum trial_person who, const struct posted *of)
{
    return amend(trial, who, "withdrawal",
                 json_pack("{s:s}", "reason", "mistake"), of, "withdraw");
}

/* --- what the desk makes of it; borrowed until the next trial_forget() --- */

static json_t *
detail(struct trial *trial, const struct posted *posted)
{
    return trial_body(
        trial_ask(trial, CARLA, "show", json_pack("{s:s}", "id", posted->id)),
        "message_detail");
}

static const char *
bundle_of(struct trial *trial, const struct posted *posted)
{
    return trial_text(detail(trial, posted), "bundle");
}

static const char *
alert_of(struct trial *trial, const struct posted *posted)
{
    return trial_text(detail(trial, posted), "alert");
}

static const char *
level_of(struct trial *trial, const struct posted *posted)
{
    return trial_text(trial_alert(trial, alert_of(trial, posted)), "level");
}

static bool
together(struct trial *trial, const struct posted *a, const struct posted *b)
{
    const char *one = bundle_of(trial, a);

    return one[0] != '\0' && strcmp(one, bundle_of(trial, b)) == 0;
}

static json_t *
bundle_detail(struct trial *trial, const char *bundle)
{
    return trial_body(
        trial_ask(trial, CARLA, "show", json_pack("{s:s}", "id", bundle)),
        "bundle_detail");
}

static struct linking_digest
digest(struct trial *trial)
{
    struct linking_digest out;
    struct store *store = NULL;

    assert_int_equal(store_open(&store, trial->dir, STORE_READ), RC_OK);
    assert_int_equal(linking_digest(store, LINKING_LIVE, &out), RC_OK);
    store_close(store);
    return out;
}

/* --- the rules --- */

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
    referral = take(trial, trial_post(trial, CARE, "referral", content));
    assert_string_equal(bundle_of(trial, &referral), bundle_of(trial, &signal));
    assert_int_equal(
        json_array_size(json_object_get(
            bundle_detail(trial, bundle_of(trial, &signal)), "messages")),
        1);
    assert_int_equal(digest(trial).signals, 1);
    posted_free(&signal);
    posted_free(&referral);
}

/* --- whatever happens meanwhile --- */

#define MANY 24

static void
post_many(struct trial *trial)
{
    for (unsigned i = 0; i < MANY; i++) {
        json_t *content = at(1 + i % 5, "DB01");

        if (i % 3 == 0)
            content = with_phone(content);
        trial_post(trial, i % 2 == 0 ? POLICE : CARE, "signal", content);
    }
}

/* The same signals in two desks; one dies after every step it takes. */
static void
test_a_crash_between_two_steps_changes_nothing(void **state)
{
    struct trial *trial = *state;
    void *other_state = NULL;
    struct trial *other = NULL;
    struct linking_digest whole;
    struct linking_digest crashed;

    post_many(trial);
    trial_run(trial, 5 * SECOND_US);
    whole = digest(trial);
    assert_int_equal(whole.signals, MANY);
    assert_int_equal(setup(&other_state), 0);
    other = other_state;
    other->settings.combine_slice_us = 0; /* one step a turn */
    post_many(other);
    for (int i = 0; i < 3 * MANY; i++) {
        int64_t next_us = 0;

        other->clock.virtual_utc_us += SECOND_US;
        other->clock.virtual_mono_us += SECOND_US;
        assert_int_equal(desk_tick(other->desk, &next_us), RC_OK);
        trial_crash(other);
        trial_open(other);
    }
    trial_run(other, 5 * SECOND_US);
    crashed = digest(other);
    assert_memory_equal(&whole, &crashed, sizeof whole);
    trial_free(other);
}

/* From the journal alone the same comes out. */
static void
test_a_rebuild_finds_the_same(void **state)
{
    struct trial *trial = *state;
    struct rebuild_result result;
    struct posted some;
    struct posted gone;

    post_many(trial);
    some = post(trial, HOUSING, with_phone(at(4, "DB02")));
    gone = withdraw(trial, HOUSING, &some);
    trial_run(trial, 5 * SECOND_US);
    trial_crash(trial);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    assert_int_equal(result.before.signals, MANY);
    assert_true(result.equal);
    trial_open(trial);
    posted_free(&some);
    posted_free(&gone);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_one_dwelling_or_one_telephone_is_one_situation),
        ROW(test_what_ties_two_cases_raises_both),
        ROW(test_a_withdrawal_takes_back_what_the_signal_tied),
        ROW(test_a_correction_moves_the_signal),
        ROW(test_a_supplement_adds_to_the_signal),
        ROW(test_what_is_told_twice_raises_nothing),
        ROW(test_what_the_program_found_is_provisional),
        ROW(test_a_referral_is_in_no_bundle),
        ROW(test_a_crash_between_two_steps_changes_nothing),
        ROW(test_a_rebuild_finds_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
