/* The register of bottlenecks: who has which, and what became of it. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static char *
post(struct trial *trial)
{
    return strdup(
        trial_text(trial_post(trial, POLICE, "bottleneck",
                              json_pack("{s:s, s:s, s:{s:s}}", "category",
                                        "shelter", "text", "Geen plek", "place",
                                        "municipality", "GM0363")),
                   "id"));
}

static json_t *
act(struct trial *trial, enum trial_person who, const char *id,
    const char *state, const char *owner)
{
    return trial_body(
        trial_ask(trial, who, "bottleneck_action",
                  json_pack("{s:s, s:s, s:s, s:s}", "id", id, "state", state,
                            "owner", owner, "reason", "want")),
        "bottleneck_result");
}

static json_t *
list(struct trial *trial, bool all)
{
    return json_object_get(
        trial_body(trial_ask(trial, DORA, "list_bottlenecks",
                             json_pack("{s:b}", "all", (int)all)),
                   "bottleneck_list"),
        "bottlenecks");
}

static void
test_from_new_to_solved(void **state)
{
    static const struct {
        enum trial_person who;
        const char *state, *owner;
        const char *verdict, *has;
    } rows[] = {
        {ANNA, "open", "", "ok", "anna"},
        {ANNA, "open", "", "already", "anna"},
        {BRAM, "open", "dora", "ok", "dora"},
        {DORA, "structural", "", "ok", "dora"},
        {DORA, "solved", "", "ok", "dora"},
        {ANNA, "dropped", "", "closed", "dora"},
        {ANNA, "open", "", "ok", "anna"},
    };
    struct trial *trial = *state;
    char *id = post(trial);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *result =
            act(trial, rows[i].who, id, rows[i].state, rows[i].owner);
        json_t *now = json_object_get(result, "bottleneck");

        if (strcmp(trial_text(result, "verdict"), rows[i].verdict) != 0 ||
            strcmp(trial_text(now, "owner"), rows[i].has) != 0)
            fail_msg("row %zu: %s", i, json_dumps(result, 0));
        assert_string_equal(trial_text(now, "category"), "shelter");
        assert_string_equal(trial_text(now, "municipality"), "GM0363");
        assert_string_equal(trial_text(now, "reason"), "want");
        assert_null(json_object_get(now, "text"));
    }
    free(id);
}

static void
test_what_is_listed(void **state)
{
    struct trial *trial = *state;
    char *first = post(trial);
    char *second = post(trial);
    json_t *listed = NULL;

    trial_run(trial, 2 * SECOND_US);
    act(trial, ANNA, first, "solved", "");
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    listed = list(trial, false);
    assert_int_equal(json_array_size(listed), 1);
    assert_string_equal(trial_text(json_array_get(listed, 0), "id"), second);
    assert_string_equal(trial_text(json_array_get(listed, 0), "state"), "");
    listed = list(trial, true);
    assert_int_equal(json_array_size(listed), 2);
    assert_string_equal(trial_text(json_array_get(listed, 0), "state"),
                        "solved");
    free(first);
    free(second);
}

/* A correction is no other bottleneck: it has the place of the first. */
static void
test_corrected(void **state)
{
    struct trial *trial = *state;
    json_t *body = json_pack("{s:s, s:s}", "category", "shelter", "text", "x");
    json_t *first = trial_post(trial, POLICE, "bottleneck", body);
    char *id = strdup(trial_text(first, "id"));
    char *version = NULL;
    json_t *now = NULL;

    body = trial_submit_body(trial, "bottleneck",
                             json_pack("{s:s, s:s, s:{s:s}}", "category", "law",
                                       "text", "x", "place", "municipality",
                                       "GM0363"));
    json_object_set_new(body, "amends",
                        json_pack("{s:s, s:s}", "receipt",
                                  trial_text(first, "receipt"), "action",
                                  "correct"));
    version = strdup(trial_text(
        trial_body(trial_ask(trial, POLICE, "submit", body), "receipt"), "id"));
    trial_run(trial, 2 * SECOND_US);
    now =
        json_object_get(act(trial, ANNA, version, "solved", ""), "bottleneck");
    assert_string_equal(trial_text(now, "id"), id);
    assert_string_equal(trial_text(now, "category"), "law");
    assert_string_equal(trial_text(now, "municipality"), "GM0363");
    assert_int_equal(json_array_size(list(trial, false)), 0);
    assert_int_equal(json_array_size(list(trial, true)), 1);
    free(id);
    free(version);
}

static void
test_what_is_none_of_it(void **state)
{
    struct trial *trial = *state;
    char *id = post(trial);
    char *signal = strdup(trial_text(
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 1, "")),
        "id"));

    assert_string_equal(
        trial_text(act(trial, ANNA, "K-00000000", "open", ""), "verdict"),
        "not_found");
    assert_string_equal(
        trial_text(act(trial, ANNA, signal, "open", ""), "verdict"),
        "not_found");
    trial_body(trial_ask(trial, ANNA, "bottleneck_action",
                         json_pack("{s:s, s:s, s:s}", "id", id, "state", "open",
                                   "owner", "police-1")),
               "refusal");
    assert_string_equal(
        trial_text(trial_body(trial_ask(trial, POLICE, "list_bottlenecks",
                                        json_object()),
                              "refusal"),
                   "code"),
        "denied");
    free(id);
    free(signal);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_from_new_to_solved),
        ROW(test_what_is_listed),
        ROW(test_corrected),
        ROW(test_what_is_none_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
