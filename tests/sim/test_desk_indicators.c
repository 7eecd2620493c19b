/* A new list of indicators while the desk runs: what it accepts from then on,
 * what it keeps, who may read it and what may not change. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "trial_documents.h"

/* The first list with one thing changed, as that version of one digit. */
static json_t *
put_list(struct trial *trial, char version, const char *find, const char *with)
{
    static const char word[] = "version: ";
    char *text = trial_documents_made("indicators", find, with);
    char *at = strstr(text, word);
    json_t *answer;

    assert_non_null(at);
    at[sizeof word - 1] = version;
    answer = trial_body(trial_put(trial, "indicators", 1, text, NULL),
                        "document_result");
    free(text);
    return answer;
}

static void
accepted(const json_t *result)
{
    assert_true(json_is_true(json_object_get(result, "accepted")));
}

/* Refused, and for this. */
static void
refused(const json_t *result, const char *code)
{
    const json_t *finding;
    size_t i;

    assert_false(json_is_true(json_object_get(result, "accepted")));
    json_array_foreach(json_object_get(result, "findings"), i, finding)
    {
        if (json_is_true(json_object_get(finding, "refuses")) &&
            strcmp(trial_text(finding, "code"), code) == 0)
            return;
    }
    fail_msg("no finding %s", code);
}

/* The code of the refusal of a signal with this indicator; "" of a receipt. */
static const char *
signal_with(struct trial *trial, const char *code)
{
    json_t *content = trial_signal("1099ZZ", 1, "");
    json_t *answer, *refusal, *body;

    (void)json_object_set_new(content, "indicators", json_pack("[s]", code));
    body = trial_submit_body(trial, "signal", content);
    answer = trial_ask(trial, POLICE, "submit", body);
    refusal = json_object_get(answer, "refusal");
    if (refusal == NULL) {
        (void)trial_body(answer, "receipt");
        return "";
    }
    return trial_text(json_array_get(json_object_get(refusal, "findings"), 0),
                      "code");
}

static void
test_a_code_that_is_gone_is_refused(void **state)
{
    struct trial *trial = *state;

    refused(put_list(trial, '2', "code: OB06", "code: OB07"), "E_CODE_GONE");
    assert_string_equal(signal_with(trial, "OB06"), "");
    assert_string_equal(signal_with(trial, "OB07"), "unknown_code");
}

static void
test_a_change_without_a_version_is_refused(void **state)
{
    struct trial *trial = *state;

    refused(put_list(trial, '1', "nl: bezoek", "nl: komen en gaan"),
            "E_VERSION");
    refused(put_list(trial, '1', "dim: D5", "dim: D4"), "E_VERSION");
    accepted(put_list(trial, '2', "nl: bezoek", "nl: komen en gaan"));
}

/* Another document may be put as often as one likes, and so may the same list:
 * nothing is changed by it. */
static void
test_the_same_list_needs_no_version(void **state)
{
    struct trial *trial = *state;

    accepted(put_list(trial, '1', "nl: bezoek", "nl: bezoek"));
    accepted(trial_body(trial_put(trial, "overrides", 1,
                                  trial_document_text("overrides"), NULL),
                        "document_result"));
}

/* What was sent before keeps it. */
static json_t *
with_code(const char *code)
{
    json_t *content = trial_signal("1099ZZ", 1, "");

    (void)json_object_set_new(content, "indicators", json_pack("[s]", code));
    return content;
}

static void
test_a_retired_code_is_unknown_from_then_on(void **state)
{
    struct trial *trial = *state;
    json_t *receipt = trial_post(trial, POLICE, "signal", with_code("OB06"));
    json_t *ask = json_pack("{s:s}", "id", trial_text(receipt, "id"));
    static const char *const path[] = {"message_detail", "submit", "signal",
                                       "indicators"};
    const json_t *found;

    accepted(put_list(trial, '2', "code: OB06,", "code: OB06, retired: yes,"));
    assert_string_equal(signal_with(trial, "OB06"), "unknown_code");
    assert_string_equal(signal_with(trial, "DB01"), "");
    found = trial_ask(trial, CARLA, "show", ask);
    for (size_t i = 0; i < sizeof path / sizeof path[0]; i++)
        found = json_object_get(found, path[i]);
    assert_int_equal(json_array_size(found), 1);
    assert_string_equal(json_string_value(json_array_get(found, 0)), "OB06");
}

/* Whoever reports may read it, and nothing else. */
static void
test_everybody_reads_the_list(void **state)
{
    struct trial *trial = *state;
    json_t *text;

    trial_hello(trial, HOUSING);
    text = trial_body(trial_ask(trial, HOUSING, "document_get",
                                json_pack("{s:s}", "name", "indicators")),
                      "document_text");
    /* bytes are written in hexadecimal */
    assert_int_equal(strlen(trial_text(text, "text")),
                     2 * strlen(trial_document_text("indicators")));
    assert_null(
        json_object_get(trial_ask(trial, HOUSING, "document_get",
                                  json_pack("{s:s}", "name", "persons")),
                        "document_text"));
    assert_null(
        json_object_get(trial_ask(trial, HOUSING, "document_history",
                                  json_pack("{s:s}", "name", "indicators")),
                        "document_versions"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_code_that_is_gone_is_refused,
                                        trial_desk_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_a_change_without_a_version_is_refused, trial_desk_setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(test_the_same_list_needs_no_version,
                                        trial_desk_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(
            test_a_retired_code_is_unknown_from_then_on, trial_desk_setup,
            trial_teardown),
        cmocka_unit_test_setup_teardown(test_everybody_reads_the_list,
                                        trial_desk_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
