/* A place in a shelter: for whom it is, how long, and the moves of a person. */
#include "trial_shelter.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/metrics.h"
#include "shipped.h"
#include "trial_documents.h"

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)

/* The shipped document in which the first `find` becomes `put`. */
static void
with_shipped(struct trial *trial, const char *name, const char *find,
             const char *put)
{
    bool terms = strcmp(name, "terms") == 0;
    const char *start = terms ? SHIPPED_TERMS : SHIPPED_SHELTER;
    const char *end = terms ? SHIPPED_TERMS_END : SHIPPED_SHELTER_END;
    char *text = strndup(start, (size_t)(end - start));
    char *at = strstr(text, find);
    char *made = calloc(1, strlen(text) + strlen(put) + 1);

    assert_non_null(at);
    assert_non_null(made);
    (void)sprintf(made, "%.*s%s%s", (int)(at - text), text, put,
                  at + strlen(find));
    trial_crash(trial);
    trial_documents_change(trial, name, made);
    trial_open(trial);
    trial_everybody(trial);
    trial_hello(trial, TEAM);
    trial_hello(trial, CARE);
    trial_forget(trial);
    free(text);
    free(made);
}

static void
test_children_come_along(void **state)
{
    struct trial *trial = *state;
    struct referred own = shelter_refer_with(
        trial, TEAM,
        json_pack("{s:{s:s, s:s, s:i}, s:b}", "person", "age", "adult",
                  "gender", "female", "children", 2, "shielded_address", 1));
    json_t *result =
        shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL);

    shelter_verdict(result, "ok");
    assert_int_equal(trial_number(shelter_placement(result), "places"), 3);
    assert_null(json_object_get(result, "warnings"));
    result = shelter_act(trial, ANNA, "place", "mp-almere", own.id,
                         json_pack("{s:i}", "places", 1));
    assert_int_equal(trial_number(shelter_placement(result), "places"), 1);
    shelter_referred_free(&own);
}

/* A correction is no other person, and what it says of the children counts. */
static void
test_a_version_is_the_same_referral(void **state)
{
    struct trial *trial = *state;
    struct referred own = shelter_refer(trial, TEAM);
    json_t *content = trial_referral("yes", "no");
    json_t *body = NULL;
    json_t *result = NULL;
    char *corrected = NULL;

    json_object_update_new(content, json_pack("{s:{s:s, s:i}}", "person", "age",
                                              "adult", "children", 1));
    body = trial_submit_body(trial, "referral", content);
    json_object_set_new(
        body, "amends",
        json_pack("{s:s, s:s}", "receipt", own.receipt, "action", "correct"));
    corrected = strdup(trial_text(
        trial_body(trial_ask(trial, TEAM, "submit", body), "receipt"),
        "receipt"));
    trial_run(trial, SECOND_US);
    result = shelter_act(trial, TEAM, "place", "acm-crisis", corrected, NULL);
    shelter_verdict(result, "ok");
    assert_string_equal(trial_text(shelter_placement(result), "referral"),
                        own.id);
    assert_int_equal(trial_number(shelter_placement(result), "places"), 2);
    shelter_verdict(
        shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL),
        "ok");
    assert_int_equal(shelter_count(trial, "acm-crisis", "placed"), 2);
    free(corrected);
    shelter_referred_free(&own);
}

/* shelter.yaml, with a house for women in the open that takes no children */
static void
test_what_to_look_at_before_somebody_goes_there(void **state)
{
    struct trial *trial = *state;
    struct referred own;
    json_t *warnings = NULL;

    with_shipped(trial, "shelter", "    children: yes",
                 "    children: no\n    people: women");
    own =
        shelter_refer_with(trial, TEAM,
                           json_pack("{s:{s:s, s:s, s:i}}", "person", "age",
                                     "adult", "gender", "male", "children", 1));
    warnings = json_object_get(shelter_act(trial, TEAM, "place", "acm-nood",
                                           own.receipt,
                                           json_pack("{s:i}", "places", 1)),
                               "warnings");
    assert_int_equal(json_array_size(warnings), 2);
    assert_string_equal(json_string_value(json_array_get(warnings, 0)),
                        "women_only");
    assert_string_equal(json_string_value(json_array_get(warnings, 1)),
                        "no_children");
    shelter_referred_free(&own);
}

/* --- the clock --- */

static void
test_a_reservation_ends_by_itself(void **state)
{
    struct trial *trial = *state;
    char *reserved =
        strdup(trial_text(shelter_placement(shelter_act(trial, TEAM, "reserve",
                                                        "acm-nood", "", NULL)),
                          "placement"));

    trial_hello(trial, TEAM);
    trial_attach(trial, TEAM, "inbox", 0);
    trial_run(trial, 4 * HOUR_US - 1);
    assert_int_equal(shelter_count(trial, "acm-nood", "reserved"), 1);
    assert_int_equal(trial_notices(trial, TEAM, "reservation_expired"), 0);
    trial_run(trial, 1);
    assert_int_equal(shelter_count(trial, "acm-nood", "reserved"), 0);
    assert_int_equal(shelter_count(trial, "acm-nood", "free"), 1);
    assert_int_equal(trial_notices(trial, TEAM, "reservation_expired"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, TEAM, "reservation_expired"), "id"),
        reserved);
    shelter_verdict(shelter_act_on(trial, TEAM, "place", reserved), "ended");
    free(reserved);
}

static void
test_who_moves_in_stays_when_the_reservation_would_end(void **state)
{
    struct trial *trial = *state;
    char *reserved =
        strdup(trial_text(shelter_placement(shelter_act(trial, TEAM, "reserve",
                                                        "acm-nood", "", NULL)),
                          "placement"));

    shelter_verdict(shelter_act_on(trial, TEAM, "place", reserved), "ok");
    trial_run(trial, 4 * HOUR_US);
    assert_int_equal(shelter_count(trial, "acm-nood", "placed"), 1);
    free(reserved);
}

static void
test_the_end_of_a_stay_is_told_before(void **state)
{
    struct trial *trial = *state;
    struct referred own = shelter_refer(trial, CARE);
    int64_t end_us = trial->clock.virtual_utc_us + 20 * DAY_US;
    json_t *result = NULL;
    char *placed = NULL;

    trial_body(
        trial_ask(trial, BRAM, "referral_action",
                  json_pack("{s:s, s:s}", "id", own.id, "verb", "accept")),
        "referral_result");
    result = shelter_act(trial, ANNA, "place", "acm-regulier", own.id,
                         json_pack("{s:I}", "until_us",
                                   (json_int_t)(end_us - end_us % SECOND_US)));
    shelter_verdict(result, "ok");
    placed = strdup(trial_text(shelter_placement(result), "placement"));
    trial_skip(trial, 6 * DAY_US - 2 * SECOND_US);
    trial_tick(trial);
    trial_forget(trial);
    trial_skip(trial, 2 * SECOND_US);
    trial_tick(trial);
    assert_int_equal(trial_notices(trial, BRAM, "stay_ends"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, BRAM, "stay_ends"), "id"), placed);
    trial_forget(trial);
    trial_skip(trial, 14 * DAY_US);
    trial_tick(trial);
    assert_int_equal(trial_notices(trial, BRAM, "stay_ends"), 1);
    assert_int_equal(shelter_count(trial, "acm-regulier", "placed"), 1);
    free(placed);
    shelter_referred_free(&own);
}

/* facility.stay_days of the document, when nobody says until when */
static void
test_a_stay_has_the_end_of_its_house(void **state)
{
    struct trial *trial = *state;
    json_t *result = shelter_act(trial, ANNA, "place", "acm-nood", "", NULL);

    assert_int_equal(trial_number(shelter_placement(result), "until_us") -
                         trial_number(shelter_placement(result), "since_us"),
                     7 * DAY_US);
}

static void
test_a_move_too_many_is_told_once(void **state)
{
    static const char *const houses[] = {"acm-nood", "acm-crisis", "acm-nood",
                                         "acm-regulier"};
    static const size_t told[] = {0, 0, 1, 0};
    struct trial *trial = *state;
    struct referred own;

    with_shipped(trial, "terms", "moves_warn: 5", "moves_warn: 1");
    own = shelter_refer(trial, CARE);
    for (size_t i = 0; i < sizeof houses / sizeof *houses; i++) {
        json_t *result =
            shelter_act(trial, ANNA, "place", houses[i], own.id, NULL);
        char *placed =
            strdup(trial_text(shelter_placement(result), "placement"));

        shelter_verdict(result, "ok");
        if (trial_notices(trial, ANNA, "moves") != told[i])
            fail_msg("after %zu moves", i);
        if (told[i] > 0)
            assert_string_equal(
                trial_text(trial_notice(trial, ANNA, "moves"), "id"), own.id);
        shelter_verdict(shelter_act_on(trial, ANNA, "release", placed), "ok");
        trial_forget(trial);
        free(placed);
    }
    shelter_referred_free(&own);
}

/* The value of a sample of the page of metrics. */
static double
sample(struct trial *trial, const char *name)
{
    char *page = calloc(1, METRICS_BYTES + 1);
    const char *at = NULL;
    size_t n = 0;
    double value = 0;

    assert_non_null(page);
    assert_int_equal(metrics_write(trial->desk, page, METRICS_BYTES, &n),
                     RC_OK);
    at = strstr(page, name);
    if (at == NULL)
        fail_msg("no %s", name);
    value = strtod(at + strlen(name), NULL);
    free(page);
    return value;
}

#define PLACES(facility, state)                                                \
    "\nloket_shelter_places{facility=\"" facility "\",state=\"" state "\"} "

static void
test_how_full_it_is_and_how_many_were_helped(void **state)
{
    static const char ratio[] = "\nloket_shelter_guarantee_ratio ";
    struct trial *trial = *state;
    struct referred own = shelter_refer(trial, TEAM);
    struct referred other = shelter_refer(trial, CARE);

    trial_run(trial, SECOND_US); /* combined: their facts are there */
    assert_true(sample(trial, ratio) < 0.001);
    shelter_verdict(
        shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL),
        "ok");
    shelter_verdict(shelter_act(trial, TEAM, "reserve", "acm-crisis", "",
                                json_pack("{s:i}", "places", 2)),
                    "ok");
    assert_true(sample(trial, ratio) > 0.499 && sample(trial, ratio) < 0.501);
    shelter_verdict(
        shelter_act(trial, CARE, "place", "acm-crisis", other.receipt, NULL),
        "requested");
    assert_true(sample(trial, ratio) > 0.999);
    assert_int_equal(sample(trial, PLACES("acm-crisis", "placed")), 1);
    assert_int_equal(sample(trial, PLACES("acm-crisis", "reserved")), 2);
    assert_int_equal(sample(trial, PLACES("acm-crisis", "requested")), 1);
    assert_int_equal(sample(trial, PLACES("acm-crisis", "free")), 3);
    assert_int_equal(sample(trial, PLACES("acm-nood", "free")), 1);
    shelter_referred_free(&own);
    shelter_referred_free(&other);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, shelter_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_children_come_along),
        ROW(test_a_version_is_the_same_referral),
        ROW(test_what_to_look_at_before_somebody_goes_there),
        ROW(test_a_reservation_ends_by_itself),
        ROW(test_who_moves_in_stays_when_the_reservation_would_end),
        ROW(test_the_end_of_a_stay_is_told_before),
        ROW(test_a_stay_has_the_end_of_its_house),
        ROW(test_a_move_too_many_is_told_once),
        ROW(test_how_full_it_is_and_how_many_were_helped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
