/* Places of shelters: who may take one, what is asked for instead, what happens
 * when there is none, and that nobody gets two. */
#include "trial_shelter.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* --- who may --- */

static const struct may_row {
    enum trial_person who;
    const char *facility, *verdict;
} mays[] = {
    {TEAM, "acm-nood", "ok"},
    {TEAM, "acm-crisis", "ok"},
    {TEAM, "acm-regulier", "requested"},
    {TEAM, "acm-cosm", "requested"},
    {TEAM, "mp-almere", "requested"},
    {POLICE, "acm-crisis", "requested"},
    {CARE, "acm-nood", "requested"},
    {COMENSHA, "acm-cosm", "ok"},
    {COMENSHA, "acm-nood", "requested"},
    {ANNA, "acm-nood", "ok"},
    {ANNA, "acm-regulier", "ok"},
    {ANNA, "mp-almere", "ok"},
    {ANNA, "acm-cosm", "denied"},
};

static void
test_who_may_place_somebody_where(void **state)
{
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof mays / sizeof *mays; i++) {
        const struct may_row *row = &mays[i];
        struct referred own =
            shelter_refer(trial, row->who == ANNA ? CARE : row->who);
        const char *name = row->who == ANNA ? own.id : own.receipt;
        json_t *result =
            shelter_act(trial, row->who, "place", row->facility, name, NULL);
        bool asks = strcmp(row->verdict, "requested") == 0;
        bool made = asks || strcmp(row->verdict, "ok") == 0;

        if (strcmp(trial_text(result, "verdict"), row->verdict) != 0 ||
            (*trial_text(result, "alert") != '\0') != asks ||
            (made && strcmp(trial_text(shelter_placement(result), "referral"),
                            own.id) != 0) ||
            strcmp(trial_text(shelter_placement(result), "state"),
                   asks   ? "requested"
                   : made ? "placed"
                          : "") != 0)
            fail_msg("row %zu: %s", i, json_dumps(result, 0));
        if (made && !asks)
            shelter_verdict(shelter_act_on(trial, row->who, "release",
                                           trial_text(shelter_placement(result),
                                                      "placement")),
                            "ok");
        shelter_referred_free(&own);
    }
}

static const char *
refused(struct trial *trial, enum trial_person who, const char *verb,
        const char *facility, const char *referral)
{
    json_t *body = json_pack("{s:s, s:s, s:s}", "verb", verb, "facility",
                             facility, "referral", referral);

    return trial_text(
        trial_body(trial_ask(trial, who, "shelter_action", body), "refusal"),
        "code");
}

static void
test_what_is_none_of_theirs(void **state)
{
    struct trial *trial = *state;
    struct referred care = shelter_refer(trial, CARE);
    struct referred team = shelter_refer(trial, TEAM);
    json_t *result =
        shelter_act(trial, TEAM, "place", "acm-nood", team.receipt, NULL);
    char *placed = strdup(trial_text(shelter_placement(result), "placement"));

    assert_string_equal(refused(trial, CARE, "place", "acm-crisis", ""),
                        "required");
    shelter_verdict(shelter_act(trial, TEAM, "place", "acm-crisis", "", NULL),
                    "ok");
    shelter_verdict(
        shelter_act(trial, TEAM, "place", "acm-crisis", care.receipt, NULL),
        "not_found");
    shelter_verdict(
        shelter_act(trial, TEAM, "place", "acm-crisis", team.id, NULL),
        "not_found");
    shelter_verdict(
        shelter_act(trial, ANNA, "place", "acm-crisis", team.id, NULL), "ok");
    shelter_verdict(
        shelter_act(trial, ANNA, "place", "acm-crisis", care.receipt, NULL),
        "ok");
    shelter_verdict(shelter_act(trial, ANNA, "place", "no-such", team.id, NULL),
                    "not_found");
    shelter_verdict(
        shelter_act(trial, ANNA, "place", "cosm-landelijk", team.id, NULL),
        "invalid");
    shelter_verdict(shelter_act_on(trial, CARE, "release", placed),
                    "not_found");
    shelter_verdict(shelter_act_on(trial, ANNA, "release", "P-00000000"),
                    "not_found");
    shelter_verdict(shelter_act_on(trial, ANNA, "release", team.id),
                    "not_found");
    shelter_verdict(shelter_act_on(trial, TEAM, "cancel", placed), "invalid");
    shelter_verdict(
        shelter_act(trial, TEAM, "out_of_service", "acm-crisis", "",
                    json_pack("{s:i, s:s}", "places", 1, "reason", "kapot")),
        "denied");
    shelter_verdict(shelter_act_on(trial, TEAM, "release", placed), "ok");
    shelter_verdict(shelter_act_on(trial, TEAM, "release", placed), "ended");
    free(placed);
    shelter_referred_free(&care);
    shelter_referred_free(&team);
}

static void
test_a_partner_sees_where_it_may_place_and_no_other(void **state)
{
    struct trial *trial = *state;
    json_t *seen = NULL;
    json_t *facilities = NULL;

    shelter_fill(trial, "acm-nood", 1);
    shelter_verdict(shelter_act(trial, TEAM, "reserve", "acm-crisis", "", NULL),
                    "ok");
    seen = shelter_listed(trial, TEAM, "");
    facilities = json_object_get(seen, "facilities");
    assert_int_equal(json_array_size(facilities), 2);
    assert_string_equal(trial_text(json_array_get(facilities, 0), "facility"),
                        "acm-nood");
    assert_true(json_is_true(
        json_object_get(json_array_get(facilities, 0), "may_place")));
    assert_int_equal(trial_number(json_array_get(facilities, 0), "placed"), 1);
    assert_int_equal(trial_number(json_array_get(facilities, 1), "free"), 5);
    assert_int_equal(json_array_size(json_object_get(seen, "placements")), 1);
    seen = shelter_listed(trial, CARE, "");
    assert_int_equal(json_array_size(json_object_get(seen, "facilities")), 0);
    assert_int_equal(json_array_size(json_object_get(seen, "placements")), 0);
    seen = shelter_listed(trial, ANNA, "");
    assert_true(json_array_size(json_object_get(seen, "facilities")) > 6);
    assert_int_equal(json_array_size(json_object_get(seen, "placements")), 2);
    facilities =
        json_object_get(shelter_listed(trial, ANNA, "acm-cosm"), "facilities");
    assert_false(json_is_true(
        json_object_get(json_array_get(facilities, 0), "may_place")));
    seen = shelter_listed(trial, COMENSHA, "acm-crisis");
    assert_int_equal(json_array_size(json_object_get(seen, "facilities")), 0);
}

/* --- a request --- */

static const struct call_row {
    const char *unsafe; /* yes: the referral is U1 */
    const char *level;
} calls[] = {{"no", "u2"}, {"yes", "u1"}};

static void
test_a_request_calls_somebody_once(void **state)
{
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct referred own = shelter_refer_with(
            trial, CARE, json_pack("{s:s}", "unsafe_now", calls[i].unsafe));
        json_t *result =
            shelter_act(trial, CARE, "place", "acm-crisis", own.receipt, NULL);
        char *alert = strdup(trial_text(result, "alert"));
        char *asked =
            strdup(trial_text(shelter_placement(result), "placement"));
        json_t *page = NULL;

        shelter_verdict(result, "requested");
        trial_forget(trial);
        trial_tick(trial);
        page = trial_page(trial, ANNA, 0);
        assert_non_null(page);
        assert_string_equal(trial_text(page, "alert"), alert);
        assert_string_equal(trial_text(page, "level"), calls[i].level);
        assert_string_equal(trial_text(trial_alert(trial, alert), "cause"),
                            "place");
        trial_forget(trial);
        result = shelter_act(trial, CARE, "reserve", "acm-crisis", own.receipt,
                             NULL);
        shelter_verdict(result, "requested");
        assert_string_equal(trial_text(result, "alert"), alert);
        assert_string_equal(trial_text(shelter_placement(result), "placement"),
                            asked);
        trial_tick(trial);
        assert_int_equal(trial_pages(trial, ANNA), 0);
        free(alert);
        free(asked);
        shelter_referred_free(&own);
    }
    assert_int_equal(shelter_count(trial, "acm-crisis", "requested"), 2);
    assert_int_equal(shelter_count(trial, "acm-crisis", "free"), 6);
}

static void
test_a_coordinator_grants_it(void **state)
{
    struct trial *trial = *state;
    struct referred own = shelter_refer(trial, POLICE);
    json_t *result =
        shelter_act(trial, POLICE, "place", "acm-crisis", own.receipt, NULL);
    char *asked = strdup(trial_text(shelter_placement(result), "placement"));
    json_t *notice = NULL;

    shelter_verdict(shelter_act_on(trial, POLICE, "place", asked), "requested");
    trial_forget(trial);
    result = shelter_act_on(trial, BRAM, "place", asked);
    shelter_verdict(result, "ok");
    assert_string_equal(trial_text(shelter_placement(result), "state"),
                        "placed");
    assert_string_equal(trial_text(shelter_placement(result), "by"), "police");
    assert_string_equal(trial_text(result, "alert"), "");
    notice = trial_notice(trial, POLICE, "placed");
    assert_non_null(notice);
    assert_string_equal(trial_text(notice, "id"), asked);
    assert_string_equal(trial_text(notice, "person"), "acm");
    assert_int_equal(trial_notices(trial, ANNA, "placed"), 0);
    assert_int_equal(shelter_count(trial, "acm-crisis", "placed"), 1);
    assert_int_equal(shelter_count(trial, "acm-crisis", "requested"), 0);
    /* asked again, by who got it */
    result =
        shelter_act(trial, POLICE, "place", "acm-crisis", own.receipt, NULL);
    shelter_verdict(result, "ok");
    assert_string_equal(trial_text(shelter_placement(result), "placement"),
                        asked);
    assert_int_equal(shelter_count(trial, "acm-crisis", "placed"), 1);
    free(asked);
    shelter_referred_free(&own);
}

static void
test_who_is_on_call_hears_that_a_partner_placed_somebody(void **state)
{
    struct trial *trial = *state;
    json_t *result = NULL;
    json_t *notice = NULL;

    trial_forget(trial);
    result = shelter_act(trial, TEAM, "place", "acm-crisis", "", NULL);
    notice = trial_notice(trial, ANNA, "placed");
    assert_non_null(notice);
    assert_string_equal(trial_text(notice, "person"), "team");
    assert_string_equal(trial_text(notice, "roster"), "acm-crisis");
    assert_string_equal(trial_text(notice, "id"),
                        trial_text(shelter_placement(result), "placement"));
    assert_int_equal(trial_notices(trial, BRAM, "placed"), 0);
    assert_int_equal(trial_notices(trial, TEAM, "placed"), 0);
    trial_forget(trial);
    shelter_fill(trial, "acm-crisis",
                 1); /* the desk knows what it does itself */
    assert_int_equal(trial_notices(trial, ANNA, "placed"), 0);
}

/* --- when it is full --- */

static void
test_a_full_house_calls_somebody_when_nothing_else_fits(void **state)
{
    struct trial *trial = *state;
    struct referred own = shelter_refer(trial, TEAM);
    json_t *result = NULL;
    char *alert = NULL;

    shelter_fill(trial, "acm-crisis", 6);
    trial_forget(trial);
    result = shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL);
    shelter_verdict(result, "full"); /* the emergency bed is free */
    assert_null(shelter_placement(result));
    assert_string_equal(trial_text(result, "alert"), "");
    assert_int_equal(trial_notices(trial, ANNA, "no_place"), 0);

    shelter_fill(trial, "acm-nood", 1);
    trial_forget(trial);
    result = shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL);
    shelter_verdict(result, "full");
    assert_string_equal(trial_text(shelter_placement(result), "state"),
                        "requested");
    alert = strdup(trial_text(result, "alert"));
    assert_int_equal(trial_notices(trial, ANNA, "no_place"), 1);
    assert_string_equal(trial_text(trial_notice(trial, ANNA, "no_place"), "id"),
                        trial_text(shelter_placement(result), "placement"));
    assert_string_equal(trial_text(trial_alert(trial, alert), "cause"),
                        "place");
    trial_forget(trial);
    result = shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL);
    shelter_verdict(result, "full");
    assert_string_equal(trial_text(result, "alert"), alert);
    assert_int_equal(trial_notices(trial, ANNA, "no_place"), 0);
    /* nobody waits for a place without a name */
    result = shelter_act(trial, TEAM, "place", "acm-crisis", "", NULL);
    shelter_verdict(result, "full");
    assert_null(shelter_placement(result));
    assert_int_equal(shelter_count(trial, "acm-crisis", "requested"), 1);
    free(alert);
    shelter_referred_free(&own);
}

/* A client that counts its requests from 1 again must not get another's bed. */
static void
test_another_request_with_the_same_id_is_no_repeat(void **state)
{
    struct trial *trial = *state;
    struct referred own = shelter_refer(trial, TEAM);
    uint64_t asked = trial->asked;

    shelter_verdict(shelter_act(trial, TEAM, "place", "acm-crisis", "", NULL),
                    "ok");
    trial_forget(trial);
    trial->asked = asked;
    assert_string_equal(refused(trial, TEAM, "place", "acm-nood", ""),
                        "conflict");
    trial_forget(trial);
    trial->asked = asked;
    assert_string_equal(
        refused(trial, TEAM, "place", "acm-crisis", own.receipt), "conflict");
    assert_int_equal(shelter_count(trial, "acm-crisis", "placed"), 1);
    assert_int_equal(shelter_count(trial, "acm-nood", "placed"), 0);
    shelter_referred_free(&own);
}

static void
test_who_waited_gets_the_place_that_comes_free(void **state)
{
    struct trial *trial = *state;
    struct referred own = shelter_refer(trial, TEAM);
    json_t *result = shelter_act(trial, ANNA, "place", "acm-crisis", "",
                                 json_pack("{s:i}", "places", 6));
    char *all = strdup(trial_text(shelter_placement(result), "placement"));

    shelter_fill(trial, "acm-nood", 1);
    shelter_verdict(
        shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL),
        "full");
    shelter_verdict(shelter_act_on(trial, ANNA, "release", all), "ok");
    result = shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL);
    shelter_verdict(result, "ok");
    assert_int_equal(shelter_count(trial, "acm-crisis", "placed"), 1);
    assert_int_equal(shelter_count(trial, "acm-crisis", "requested"), 0);
    free(all);
    shelter_referred_free(&own);
}

static void
test_beds_out_of_service(void **state)
{
    struct trial *trial = *state;
    json_t *result = NULL;
    char *out = NULL;

    shelter_fill(trial, "acm-crisis", 4);
    shelter_verdict(
        shelter_act(trial, ANNA, "out_of_service", "acm-crisis", "",
                    json_pack("{s:i, s:s}", "places", 3, "reason", "kapot")),
        "full");
    result =
        shelter_act(trial, ANNA, "out_of_service", "acm-crisis", "",
                    json_pack("{s:i, s:s}", "places", 2, "reason", "kapot"));
    shelter_verdict(result, "ok");
    out = strdup(trial_text(shelter_placement(result), "placement"));
    assert_int_equal(shelter_count(trial, "acm-crisis", "out_of_service"), 2);
    assert_int_equal(shelter_count(trial, "acm-crisis", "free"), 0);
    shelter_verdict(shelter_act(trial, TEAM, "place", "acm-crisis", "", NULL),
                    "full");
    shelter_verdict(shelter_act_on(trial, ANNA, "in_service", out), "ok");
    shelter_verdict(shelter_act(trial, TEAM, "place", "acm-crisis", "", NULL),
                    "ok");
    free(out);
}

/* --- nobody gets two --- */

/* The client had no answer: it asks again with the same request id. */
static void
test_the_same_request_takes_one_place_across_a_crash(void **state)
{
    struct trial *trial = *state;
    struct referred own = shelter_refer(trial, TEAM);
    uint64_t asked = trial->asked;
    char *first =
        strdup(trial_text(shelter_placement(shelter_act(
                              trial, TEAM, "place", "acm-crisis", "", NULL)),
                          "placement"));
    char *for_own = strdup(
        trial_text(shelter_placement(shelter_act(
                       trial, TEAM, "place", "acm-crisis", own.receipt, NULL)),
                   "placement"));
    json_t *result = NULL;

    assert_string_not_equal(first, for_own);
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    trial_hello(trial, TEAM);
    trial_forget(trial);
    trial->asked = asked;
    result = shelter_act(trial, TEAM, "place", "acm-crisis", "", NULL);
    shelter_verdict(result, "ok");
    assert_string_equal(trial_text(shelter_placement(result), "placement"),
                        first);
    assert_int_equal(trial_notices(trial, ANNA, "placed"), 0);
    trial->asked = asked + 100; /* a new one, of the same referral */
    result = shelter_act(trial, TEAM, "place", "acm-crisis", own.receipt, NULL);
    shelter_verdict(result, "ok");
    assert_string_equal(trial_text(shelter_placement(result), "placement"),
                        for_own);
    assert_int_equal(shelter_count(trial, "acm-crisis", "placed"), 2);
    trial->asked = asked;
    shelter_verdict(shelter_act_on(trial, TEAM, "release", first), "ok");
    trial_forget(trial);
    trial->asked = asked; /* its place is gone: it does not take another */
    shelter_verdict(shelter_act(trial, TEAM, "place", "acm-crisis", "", NULL),
                    "ended");
    assert_int_equal(shelter_count(trial, "acm-crisis", "placed"), 1);
    free(first);
    free(for_own);
    shelter_referred_free(&own);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, shelter_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_who_may_place_somebody_where),
        ROW(test_what_is_none_of_theirs),
        ROW(test_a_partner_sees_where_it_may_place_and_no_other),
        ROW(test_a_request_calls_somebody_once),
        ROW(test_a_coordinator_grants_it),
        ROW(test_who_is_on_call_hears_that_a_partner_placed_somebody),
        ROW(test_a_full_house_calls_somebody_when_nothing_else_fits),
        ROW(test_who_waited_gets_the_place_that_comes_free),
        ROW(test_beds_out_of_service),
        ROW(test_the_same_request_takes_one_place_across_a_crash),
        ROW(test_another_request_with_the_same_id_is_no_repeat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
