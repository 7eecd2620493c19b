/* What leaves the desk: by a coordinator, by T7, by an agreement that is valid
 * on the day; recalled, listed, and nothing of who told it. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "desk/state.h"

#define DAY_US  (24 * 60 * MINUTE_US)
#define TEXT    "free text 4711"
#define PHONE   "06-00000012"
#define PURPOSE "opvolging"

static json_t *
told(const char *code, const char *handling)
{
    json_t *signal = trial_signal("1099ZZ", 7, "hs");

    json_object_set_new(signal, "indicators", json_pack("[s]", code));
    json_object_set_new(signal, "text", json_string(TEXT));
    json_object_set_new(
        signal, "identifiers",
        json_pack("[{s:s, s:s}]", "type", "phone", "value", PHONE));
    if (handling != NULL)
        json_object_set_new(signal, "handling", json_string(handling));
    return signal;
}

static char *
post(struct trial *trial, enum trial_person who, const char *code,
     const char *handling)
{
    return strdup(trial_text(
        trial_post(trial, who, "signal", told(code, handling)), "id"));
}

/* The answer, borrowed until the next trial_forget(). */
static json_t *
share(struct trial *trial, const char *id, const char *to, const char *content,
      const char *agreement)
{
    return trial_body(
        trial_ask(trial, ANNA, "share_new",
                  json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "to", to,
                            "content", content, "agreement", agreement,
                            "purpose", PURPOSE)),
        "share_result");
}

static const char *
verdict(struct trial *trial, const char *id, const char *to,
        const char *content, const char *agreement)
{
    return trial_text(share(trial, id, to, content, agreement), "verdict");
}

static void
combine(struct trial *trial)
{
    trial_run(trial, 3 * SECOND_US);
    trial_forget(trial);
}

/* Is this anywhere in what went to that peer? */
static bool
was_sent(const struct trial *trial, enum trial_person who, const char *what)
{
    size_t i;
    json_t *kept;
    bool found = false;

    json_array_foreach(trial->sent, i, kept)
    {
        char *text = NULL;

        if ((uint64_t)trial_number(kept, "peer") != trial_peer(who))
            continue;
        text = json_dumps(json_object_get(kept, "message"), 0);
        found = found || strstr(text, what) != NULL;
        free(text);
    }
    return found;
}

static void
test_an_address_note_by_a_covenant(void **state)
{
    struct trial *trial = *state;
    char *id = post(trial, CARE, "DB01", NULL);
    json_t *result = NULL;
    json_t *event = NULL;
    json_t *record = NULL;

    combine(trial);
    trial_covenant(trial);
    result = share(trial, id, "housing", "address_note", "covenant");
    assert_string_equal(trial_text(result, "verdict"), "ok");
    record = json_object_get(result, "share");
    assert_string_equal(trial_text(record, "row"), "T7.2");
    assert_string_equal(trial_text(record, "to"), "housing");
    assert_string_equal(trial_text(record, "by"), "anna");
    assert_int_equal(trial_text(record, "bundle")[0], 'B');
    assert_int_equal(trial_events(trial, trial_peer(HOUSING), "shared"), 1);
    event = trial_event(trial, trial_peer(HOUSING), "shared", 0);
    assert_string_equal(trial_text(event, "share"),
                        trial_text(record, "share"));
    assert_string_equal(trial_text(event, "municipality"), "GM0363");
    assert_string_equal(trial_text(event, "postcode"), "1099ZZ");
    assert_int_equal(trial_number(event, "house_number"), 7);
    assert_string_equal(trial_text(event, "addition"), "hs");
    assert_string_equal(trial_text(event, "contact"),
                        trial->settings.fallback_telephone);
    assert_string_equal(trial_text(event, "agreement"), "covenant");
    assert_string_equal(trial_text(event, "purpose"), PURPOSE);
    assert_in_range(trial_number(event, "keep_until_us") - TRIAL_START,
                    29 * DAY_US, 31 * DAY_US);
    /* nothing about persons, and nothing of who told it */
    assert_null(json_object_get(event, "class"));
    assert_null(json_object_get(event, "indicators"));
    assert_null(json_object_get(event, "organisations"));
    assert_false(was_sent(trial, HOUSING, "care"));
    assert_false(was_sent(trial, HOUSING, "anna"));
    assert_false(was_sent(trial, HOUSING, id));
    assert_false(was_sent(trial, HOUSING, "4711"));
    assert_false(was_sent(trial, HOUSING, "00000012"));
    free(id);
}

/* How many terms of that name run. */
static size_t
running(struct trial *trial, const char *name)
{
    json_t *terms = json_object_get(
        trial_body(trial_ask(trial, ANNA, "list_terms", json_object()),
                   "term_list"),
        "terms");
    json_t *term;
    size_t n = 0;
    size_t i;

    json_array_foreach(terms, i, term) n +=
        strcmp(trial_text(term, "term"), name) == 0;
    return n;
}

static void
test_it_is_an_act(void **state)
{
    struct trial *trial = *state;
    char *id = post(trial, CARE, "DB01", NULL);

    combine(trial);
    trial_covenant(trial);
    assert_int_equal(running(trial, "act-u3"), 1);
    assert_string_equal(
        verdict(trial, id, "housing", "address_note", "another"), "agreement");
    assert_int_equal(running(trial, "act-u3"), 1);
    assert_string_equal(
        verdict(trial, id, "housing", "address_note", "covenant"), "ok");
    assert_int_equal(running(trial, "act-u3"), 0);
    free(id);
}

static void
test_by_whose_agreement(void **state)
{
    struct trial *trial = *state;
    char *id = post(trial, CARE, "DB01", NULL);
    struct agreement *agreement = NULL;

    combine(trial);
    agreement = trial_covenant(trial);
    assert_string_equal(verdict(trial, id, "housing", "address_note", ""),
                        "agreement");
    assert_string_equal(verdict(trial, id, "housing", "address_note", "other"),
                        "agreement");
    agreement->recipients = 1U << ORGANISATION_CARE;
    assert_string_equal(
        verdict(trial, id, "housing", "address_note", "covenant"), "agreement");
    agreement->recipients = 1U << ORGANISATION_HOUSING;
    agreement->to_day--;
    agreement->from_day--;
    assert_string_equal(
        verdict(trial, id, "housing", "address_note", "covenant"), "agreement");
    assert_string_equal(verdict(trial, id, "care", "bundle_summary", ""),
                        "no_row");
    assert_string_equal(verdict(trial, id, "nobody", "bundle_summary", ""),
                        "not_found");
    assert_string_equal(
        verdict(trial, "B-00000000", "housing", "bundle_summary", ""),
        "not_found");
    /* nobody of acm submits: nobody would read it */
    assert_int_equal(trial_events(trial, trial_peer(HOUSING), "shared"), 0);
    assert_int_equal(
        json_array_size(json_object_get(
            trial_body(trial_ask(trial, ANNA, "list_shares", json_object()),
                       "share_list"),
            "shares")),
        0);
    free(id);
}

/* Police that was never released, and what needs permission: not in it, nor
 * that it is there. */
static void
test_what_may_not_leave_is_not_in_it(void **state)
{
    struct trial *trial = *state;
    char *police = post(trial, POLICE, "DB01", NULL);
    char *strict = post(trial, CARE, "DB01", "h2");
    char *free_one = NULL;
    json_t *result = NULL;
    json_t *shown = NULL;

    combine(trial);
    trial_covenant(trial);
    trial_body(trial_ask(trial, OPERATOR, "hello",
                         json_pack("{s:i, s:i}", "protocol_min", 1,
                                   "protocol_max", 1)),
               "welcome");
    trial_body(
        trial_ask(trial, OPERATOR, "partner_add",
                  json_pack("{s:s, s:s, s:s, s:s, s:[s], s:s}", "organisation",
                            "ams", "organisation_kind", "police_amsterdam",
                            "name", "ams-1", "kind", "system", "roles",
                            "submitter", "public_key",
                            "1111111111111111111111111111111111111111111111111"
                            "111111111111111")),
        "partners");
    assert_string_equal(
        verdict(trial, police, "housing", "address_note", "covenant"),
        "handling");
    free_one = post(trial, HOUSING, "OB06", NULL);
    combine(trial);
    result = share(trial, police, "ams", "bundle_summary", "");
    assert_string_equal(trial_text(result, "verdict"), "ok");
    shown = json_object_get(result, "shown");
    assert_int_equal(trial_number(shown, "organisations"), 2); /* police too */
    assert_int_equal(json_array_size(json_object_get(shown, "indicators")), 2);
    result = share(trial, free_one, "housing", "address_note", "covenant");
    assert_string_equal(trial_text(result, "verdict"), "ok");
    free(police);
    free(strict);
    free(free_one);
}

/* Answers the receipt. */
static char *
amend(struct trial *trial, const char *receipt, const char *action,
      const char *handling)
{
    bool withdraws = strcmp(action, "withdraw") == 0;
    json_t *body =
        trial_submit_body(trial, withdraws ? "withdrawal" : "signal",
                          withdraws ? json_pack("{s:s}", "reason", "mistake")
                                    : told("OB06", handling));

    json_object_set_new(
        body, "amends",
        json_pack("{s:s, s:s}", "receipt", receipt, "action", action));
    return strdup(trial_text(
        trial_body(trial_ask(trial, CARE, "submit", body), "receipt"),
        "receipt"));
}

/* It is part of what it is about: withdrawn with it, and as strictly handled
 * as that is today, also through a correction. */
static void
test_what_tells_more_goes_with_what_it_is_about(void **state)
{
    struct trial *trial = *state;
    json_t *first = trial_post(trial, CARE, "signal", told("DB01", NULL));
    char *id = strdup(trial_text(first, "id"));
    char *receipt = strdup(trial_text(first, "receipt"));
    char *more = amend(trial, receipt, "supplement", NULL);
    char *corrected = NULL;
    static const char *const steps[][2] = {{"h2", "handling"}, {"h1", "ok"}};

    free(amend(trial, more, "correct", NULL));
    combine(trial);
    trial_covenant(trial);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        free(corrected);
        corrected = amend(trial, receipt, "correct", steps[i][0]);
        combine(trial);
        assert_string_equal(
            verdict(trial, id, "housing", "address_note", "covenant"),
            steps[i][1]);
    }
    free(amend(trial, corrected, "withdraw", NULL));
    combine(trial);
    assert_string_equal(
        verdict(trial, id, "housing", "address_note", "covenant"), "nothing");
    free(id);
    free(receipt);
    free(more);
    free(corrected);
}

/* How many codes the team is told of the bundle. */
static size_t
codes_told(struct trial *trial, const char *id)
{
    json_t *result = share(trial, id, "team", "bundle_summary", "");

    assert_string_equal(trial_text(result, "verdict"), "ok");
    return json_array_size(
        json_object_get(json_object_get(result, "shown"), "indicators"));
}

/* What is withdrawn stands between: the signal itself does not go. */
static void
test_what_tells_more_about_what_is_withdrawn_is_left_out(void **state)
{
    struct trial *trial = *state;
    json_t *first = trial_post(trial, CARE, "signal", told("DB01", NULL));
    char *id = strdup(trial_text(first, "id"));
    char *more = amend(trial, trial_text(first, "receipt"), "supplement", NULL);

    free(amend(trial, more, "supplement", NULL));
    combine(trial);
    assert_int_equal(codes_told(trial, id), 2);
    free(amend(trial, more, "withdraw", NULL));
    combine(trial);
    assert_int_equal(codes_told(trial, id), 1);
    free(id);
    free(more);
}

static void
test_only_a_look(void **state)
{
    struct trial *trial = *state;
    char *id = post(trial, CARE, "DB01", NULL);
    json_t *result = NULL;

    combine(trial);
    trial_covenant(trial);
    result = trial_body(
        trial_ask(trial, ANNA, "share_new",
                  json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "id", id, "to",
                            "housing", "content", "address_note", "agreement",
                            "covenant", "purpose", PURPOSE, "check_only", 1)),
        "share_result");
    assert_string_equal(trial_text(result, "verdict"), "ok");
    assert_string_equal(
        trial_text(json_object_get(result, "shown"), "postcode"), "1099ZZ");
    assert_string_equal(trial_text(json_object_get(result, "share"), "row"),
                        "T7.2");
    assert_string_equal(trial_text(json_object_get(result, "share"), "share"),
                        "");
    assert_int_equal(trial_events(trial, trial_peer(HOUSING), "shared"), 0);
    assert_int_equal(
        json_array_size(json_object_get(
            trial_body(trial_ask(trial, ANNA, "list_shares", json_object()),
                       "share_list"),
            "shares")),
        0);
    free(id);
}

static const char *
recall(struct trial *trial, const char *share)
{
    return trial_text(
        trial_body(trial_ask(trial, BRAM, "share_recall",
                             json_pack("{s:s, s:s}", "share", share, "reason",
                                       "vergissing")),
                   "share_result"),
        "verdict");
}

/* It survives the desk, reaches who got it once, and says nothing more. */
static void
test_recalled(void **state)
{
    struct trial *trial = *state;
    char *id = post(trial, CARE, "DB01", NULL);
    char *share_id = NULL;
    json_t *event = NULL;
    json_t *listed = NULL;

    combine(trial);
    trial_covenant(trial);
    share_id = strdup(trial_text(
        json_object_get(share(trial, id, "housing", "address_note", "covenant"),
                        "share"),
        "share"));
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    trial_hello(trial, HOUSING);
    trial_attach(trial, HOUSING, "inbox", 0);
    trial_forget(trial);
    assert_string_equal(recall(trial, share_id), "ok");
    event = trial_event(trial, trial_peer(HOUSING), "shared", 0);
    assert_string_equal(trial_text(event, "share"), share_id);
    assert_true(json_is_true(json_object_get(event, "recalled")));
    assert_null(json_object_get(event, "postcode"));
    assert_null(json_object_get(event, "municipality"));
    assert_null(json_object_get(event, "purpose"));
    assert_string_equal(recall(trial, share_id), "recalled");
    assert_int_equal(trial_events(trial, trial_peer(HOUSING), "shared"), 1);
    assert_string_equal(recall(trial, "D-00000000"), "not_found");
    listed = json_array_get(
        json_object_get(trial_body(trial_ask(trial, ANNA, "list_shares",
                                             json_pack("{s:s}", "id", id)),
                                   "share_list"),
                        "shares"),
        0);
    assert_string_equal(trial_text(listed, "share"), share_id);
    assert_true(trial_number(listed, "recalled_us") > 0);
    free(share_id);
    free(id);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_submitters_setup,              \
                                    trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_an_address_note_by_a_covenant),
        ROW(test_it_is_an_act),
        ROW(test_by_whose_agreement),
        ROW(test_what_may_not_leave_is_not_in_it),
        ROW(test_what_tells_more_goes_with_what_it_is_about),
        ROW(test_what_tells_more_about_what_is_withdrawn_is_left_out),
        ROW(test_only_a_look),
        ROW(test_recalled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
