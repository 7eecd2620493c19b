/* Finding back what was sent: by what it holds, without its text; on record,
 * and within a budget (R042). */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* A search of anna's; `sought` without its purpose. */
static json_t *
search(struct trial *trial, enum trial_person who, json_t *sought)
{
    json_object_set_new(sought, "purpose", json_string("who else called"));
    return trial_ask(trial, who, "search", sought);
}

static json_t *
hits(struct trial *trial, json_t *sought)
{
    return json_object_get(
        trial_body(search(trial, ANNA, sought), "search_result"), "hits");
}

static bool
matched(const json_t *hit, const char *how)
{
    const json_t *all = json_object_get(hit, "matched");
    size_t i;
    json_t *one;

    json_array_foreach(all, i, one)
    {
        if (strcmp(json_string_value(one), how) == 0)
            return true;
    }
    return false;
}

/* Of the police, with a phone and a text; and one of housing elsewhere. */
static char *
post_two(struct trial *trial)
{
    json_t *signal = trial_signal("1099ZZ", 12, "");
    json_t *other = trial_signal("1098ZZ", 4, "");
    char *id = NULL;

    json_object_set_new(signal, "text",
                        json_string("Witte bus bij de achterdeur, elke nacht"));
    json_object_set_new(
        signal, "identifiers",
        json_pack("[{s:s, s:s}]", "type", "phone", "value", "+31 6 10000012"));
    id = strdup(trial_text(trial_post(trial, POLICE, "signal", signal), "id"));
    trial_post(trial, HOUSING, "signal", other);
    trial_run(trial, 5 * SECOND_US);
    return id;
}

static void
test_found_by_what_it_holds(void **state)
{
    struct trial *trial = *state;
    char *id = post_two(trial);
    const struct {
        json_t *sought;
        const char *how; /* NULL: any */
        size_t n;
    } rows[] = {
        {json_pack("{s:{s:s}}", "place", "postcode", "1099"), "postcode_4", 1},
        {json_pack("{s:{s:s}}", "place", "postcode", "1099ZZ"), "postcode_6",
         1},
        {json_pack("{s:{s:s, s:i}}", "place", "postcode", "1099ZZ",
                   "house_number", 12),
         "building", 1},
        {json_pack("{s:{s:s, s:i}}", "place", "postcode", "1099ZZ",
                   "house_number", 13),
         NULL, 0},
        {json_pack("{s:[{s:s, s:s}]}", "identifiers", "type", "phone", "value",
                   "0031 (0)6-1000 0012"),
         "identifier", 1},
        {json_pack("{s:[{s:s, s:s}]}", "identifiers", "type", "phone", "value",
                   "06 1000 0013"),
         "identifier_nearly", 1},
        {json_pack("{s:[{s:s, s:s}]}", "identifiers", "type", "phone", "value",
                   "06 1000 001?"),
         "identifier", 1},
        {json_pack("{s:s}", "words", "ACHTERDEUR witte"), "words", 1},
        {json_pack("{s:s}", "words", "voordeur"), NULL, 0},
        {json_pack("{s:s}", "organisation_kind", "housing"), NULL, 1},
        {json_pack("{s:s}", "kind", "signal"), NULL, 2},
        {json_pack("{s:s, s:s}", "kind", "signal", "status", "withdrawn"), NULL,
         0},
        {json_pack("{s:s}", "accepted_from", "2026-11-21"), NULL, 2},
        {json_pack("{s:s}", "accepted_to", "2026-11-21"), NULL, 0},
        {json_pack("{s:s}", "kind", "referral"), NULL, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *found = hits(trial, rows[i].sought);

        if (json_array_size(found) != rows[i].n)
            fail_msg("row %zu: %zu hits", i, json_array_size(found));
        if (rows[i].how == NULL)
            continue;
        if (!matched(json_array_get(found, 0), rows[i].how))
            fail_msg("row %zu: %s", i, json_dumps(found, 0));
        assert_string_equal(trial_text(json_array_get(found, 0), "id"), id);
        assert_string_equal(
            trial_text(json_array_get(found, 0), "organisation_kind"),
            "police");
    }
    free(id);
}

/* The newest first, a part at a time. */
static void
test_page_by_page(void **state)
{
    struct trial *trial = *state;
    char *id = post_two(trial);
    json_t *first = trial_body(
        search(trial, ANNA,
               json_pack("{s:s, s:i}", "kind", "signal", "limit", 1)),
        "search_result");
    char *after = strdup(
        trial_text(json_array_get(json_object_get(first, "hits"), 0), "id"));
    json_t *second = NULL;

    assert_true(json_is_true(json_object_get(first, "more")));
    second = hits(trial, json_pack("{s:s, s:i, s:s}", "kind", "signal", "limit",
                                   1, "after", after));
    assert_int_equal(json_array_size(second), 1);
    assert_string_equal(trial_text(json_array_get(second, 0), "id"), id);
    /* What is older and was not asked for is no more of it. */
    first = trial_body(search(trial, ANNA,
                              json_pack("{s:s, s:i}", "organisation_kind",
                                        "housing", "limit", 1)),
                       "search_result");
    assert_int_equal(json_array_size(json_object_get(first, "hits")), 1);
    assert_false(json_is_true(json_object_get(first, "more")));
    free(after);
    free(id);
}

static void
test_withdrawn_is_found_as_such(void **state)
{
    struct trial *trial = *state;
    json_t *receipt =
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    json_t *body = trial_submit_body(trial, "withdrawal",
                                     json_pack("{s:s}", "reason", "mistake"));
    json_t *found = NULL;

    json_object_set_new(body, "amends",
                        json_pack("{s:s, s:s}", "receipt",
                                  trial_text(receipt, "receipt"), "action",
                                  "withdraw"));
    trial_body(trial_ask(trial, POLICE, "submit", body), "receipt");
    trial_run(trial, 5 * SECOND_US);
    found = hits(trial, json_pack("{s:{s:s}}", "place", "postcode", "1099ZZ"));
    assert_int_equal(json_array_size(found), 1);
    assert_string_equal(trial_text(json_array_get(found, 0), "status"),
                        "withdrawn");
}

static json_t *
handle(const char *value)
{
    return json_pack("{s:[{s:s, s:s}]}", "identifiers", "type", "handle",
                     "value", value);
}

/* Of a name without its site all sites are asked for, and nothing falls off the
 * end of that: nor where no site was said, nor what it nearly is. */
static void
test_a_name_of_any_site(void **state)
{
    struct trial *trial = *state;
    static const char *const told[] = {"wechat: proefpersoon", "proefpersoon",
                                       "proef.persoon99"};

    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        json_t *signal = trial_signal("1099ZZ", 12 + (unsigned)i, "");

        json_object_update_new(signal, handle(told[i]));
        trial_post(trial, POLICE, "signal", signal);
    }
    trial_run(trial, 5 * SECOND_US);
    assert_int_equal(json_array_size(hits(trial, handle("proefpersoon"))), 3);
}

/* What is not said is not looked at. */
static void
test_a_place_that_says_nothing(void **state)
{
    struct trial *trial = *state;

    free(post_two(trial));
    assert_int_equal(
        json_array_size(
            hits(trial, json_pack("{s:{}, s:s}", "place", "kind", "signal"))),
        2);
}

static void
test_refused_for_its_field(void **state)
{
    struct trial *trial = *state;
    const struct {
        enum trial_person who;
        json_t *sought;
        const char *code, *field;
    } rows[] = {
        {POLICE, json_pack("{s:s}", "kind", "signal"), "denied", ""},
        {OPERATOR, json_pack("{s:s}", "kind", "signal"), "denied", ""},
        {ANNA, json_object(), "required", "search"},
        {ANNA, json_pack("{s:[s]}", "indicators", "ZZ99"), "unknown_code",
         "indicators[0]"},
        {ANNA, json_pack("{s:s, s:s}", "kind", "signal", "after", "S-0000000"),
         "not_found", ""},
    };

    trial_hello(trial, OPERATOR);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *refused =
            trial_body(search(trial, rows[i].who, rows[i].sought), "refusal");
        json_t *finding =
            json_array_get(json_object_get(refused, "findings"), 0);

        if (strcmp(trial_text(finding, "code"), rows[i].code) != 0 ||
            strcmp(trial_text(finding, "field"), rows[i].field) != 0)
            fail_msg("row %zu: %s", i, json_dumps(refused, 0));
    }
}

/* Whoever goes through everything is refused, and a person hears of it once;
 * the next day begins anew. */
static void
test_a_budget_of_a_day(void **state)
{
    struct trial *trial = *state;
    json_t *answer = NULL;

    trial_crash(trial);
    trial->settings.searches_per_day = 2;
    trial_open(trial);
    trial_everybody(trial);
    trial_forget(trial);
    for (int left = 1; left >= 0; left--) {
        answer = trial_body(
            search(trial, ANNA, json_pack("{s:s}", "kind", "signal")),
            "search_result");
        assert_int_equal(trial_number(answer, "left"), left);
    }
    for (int i = 0; i < 2; i++)
        trial_body(search(trial, ANNA, json_pack("{s:s}", "kind", "signal")),
                   "refusal");
    assert_int_equal(trial_notices(trial, DORA, "searches"), 1);
    assert_string_equal(
        trial_text(trial_notice(trial, DORA, "searches"), "person"), "anna");
    trial_body(search(trial, BRAM, json_pack("{s:s}", "kind", "signal")),
               "search_result");
    trial_skip(trial, 24 * 60 * MINUTE_US);
    trial_body(search(trial, ANNA, json_pack("{s:s}", "kind", "signal")),
               "search_result");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_found_by_what_it_holds,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_page_by_page,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_withdrawn_is_found_as_such,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_name_of_any_site,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_place_that_says_nothing,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_refused_for_its_field,
                                        trial_submitters_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_a_budget_of_a_day,
                                        trial_desk_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
