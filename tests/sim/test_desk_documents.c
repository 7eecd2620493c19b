/* New desk documents while the desk runs: in force as a whole or not at all,
 * and nobody is called because of one. */
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "trial_documents.h"

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)

/* A put of the first version of a document with one thing changed. */
static json_t *
put_edited(struct trial *trial, const char *name, const char *find,
           const char *with, json_t *more)
{
    char *text = trial_documents_made(name, find, with);
    json_t *answer = trial_put(trial, name, 1, text, more);

    free(text);
    return answer;
}

static json_t *
result_of(json_t *answer, bool accepted)
{
    json_t *result = trial_body(answer, "document_result");

    if (json_is_true(json_object_get(result, "accepted")) != accepted) {
        char *text = json_dumps(result, 0);

        fail_msg("%s", text);
    }
    return result;
}

/* The version of a document that is in force. */
static int64_t
version_of(struct trial *trial, const char *name)
{
    json_t *version =
        json_object_get(trial_body(trial_ask(trial, DORA, "document_get",
                                             json_pack("{s:s}", "name", name)),
                                   "document_text"),
                        "version");

    return trial_number(version, "version");
}

static void
danger(struct trial *trial)
{
    trial_post(trial, POLICE, "referral", trial_referral("yes", "yes"));
    trial_tick(trial);
}

static void
test_a_new_version_is_in_force_at_once(void **state)
{
    struct trial *trial = *state;
    json_t *result = result_of(
        put_edited(trial, "policies", "[roster:primary]", "[person:bram]",
                   json_pack("{s:s}", "reason", "anna is ill")),
        true);
    json_t *version = json_array_get(json_object_get(result, "versions"), 0);

    assert_string_equal(trial_text(version, "name"), "policies");
    assert_int_equal(trial_number(version, "version"), 2);
    assert_string_equal(trial_text(version, "actor"), "dora");
    assert_string_equal(trial_text(version, "reason"), "anna is ill");
    assert_int_equal(version_of(trial, "policies"), 2);
    assert_int_equal(trial_notices(trial, DORA, "document"), 1);
    danger(trial);
    assert_int_equal(trial_pages(trial, BRAM), 1);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    /* and after a start */
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    danger(trial);
    assert_int_equal(trial_pages(trial, BRAM), 1);
    assert_int_equal(trial_pages(trial, ANNA), 0);
}

/* All that is wrong is told, and what was in force stays so. */
static void
test_refused_with_every_finding(void **state)
{
    struct trial *trial = *state;
    json_t *findings = json_object_get(
        result_of(trial_put(trial, "policies", 1,
                            "policies:\n"
                            "  - name: urgent\n"
                            "    steps: [{targets: [roster:nothing], "
                            "wait: 5m}]\n"
                            "    fallback: []\n"
                            "levels: {U1: {policy: other}}\n",
                            NULL),
                  false),
        "findings");
    size_t refusing = 0;
    size_t i;
    json_t *finding;

    json_array_foreach(findings, i, finding)
    {
        assert_string_equal(trial_text(finding, "document"), "policies");
        refusing += json_is_true(json_object_get(finding, "refuses"));
    }
    assert_true(refusing >= 3); /* the roster, the fallback, the policy */
    assert_int_equal(version_of(trial, "policies"), 1);
    danger(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
}

/* Of two documents one is wrong: the other is not in force either. */
static void
test_all_or_none(void **state)
{
    static const char good[] =
        "holidays: {until: 2030-12-31, dates: []}\n"
        "windows:\n  - name: daytime\n"
        "    spans: [{from: \"08:00\", to: \"22:00\"}]\n";
    struct trial *trial = *state;
    json_t *both = json_pack("{s:s, s:s, s:i}", "name", "persons", "text",
                             "7878", "expect", 1);

    result_of(trial_put(trial, "calendar", 1, good, NULL), true);

    json_t *documents =
        json_pack("[{s:s, s:s, s:i}, o]", "name", "calendar", "text",
                  "686f6c69646179733a", "expect", 2, both);

    result_of(trial_ask(trial, DORA, "document_put",
                        json_pack("{s:o}", "documents", documents)),
              false);
    assert_int_equal(version_of(trial, "calendar"), 2);
    assert_int_equal(version_of(trial, "persons"), 1);
}

static void
test_somebody_was_first(void **state)
{
    struct trial *trial = *state;

    result_of(
        put_edited(trial, "policies", "loop_every: 5m", "loop_every: 6m", NULL),
        true);
    assert_string_equal(
        trial_text(trial_body(put_edited(trial, "policies", "loop_every: 5m",
                                         "loop_every: 7m", NULL),
                              "refusal"),
                   "code"),
        "conflict");
    assert_int_equal(version_of(trial, "policies"), 2);
}

static void
test_looked_at_only(void **state)
{
    struct trial *trial = *state;

    result_of(put_edited(trial, "policies", "[roster:primary]", "[person:bram]",
                         json_pack("{s:b}", "check_only", 1)),
              true);
    assert_int_equal(version_of(trial, "policies"), 1);
    assert_int_equal(trial_notices(trial, DORA, "document"), 0);
    danger(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
}

static void
test_who_may_change_them(void **state)
{
    struct trial *trial = *state;

    assert_string_equal(
        trial_text(
            trial_body(trial_ask(trial, ANNA, "document_put",
                                 json_pack("{s:[{s:s, s:s, s:i}]}", "documents",
                                           "name", "persons", "text", "7878",
                                           "expect", 1)),
                       "refusal"),
            "code"),
        "denied");
}

/* Whoever removes a policy is told which alerts go on by it, and they do. */
static void
test_a_policy_in_use_goes_on(void **state)
{
    struct trial *trial = *state;
    json_t *result = NULL;
    const char *alert = NULL;

    danger(trial);
    alert = trial_text(trial_page(trial, ANNA, 0), "alert");

    char *text =
        trial_documents_made("policies", "name: urgent", "name: other");
    char *at = strstr(text, "U1: {policy: urgent");

    memcpy(at, "U1: {policy: other ", strlen("U1: {policy: other "));
    at = strstr(text, "person:carla"); /* of "other" */
    memcpy(at, "person:bram ", strlen("person:bram "));
    result = result_of(trial_put(trial, "policies", 1, text, NULL), true);
    free(text);
    assert_int_equal(json_array_size(json_object_get(result, "in_use")), 1);
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(result, "in_use"), 0)),
        alert);
    trial_run(trial, 5 * MINUTE_US - 1);
    assert_int_equal(trial_pages(trial, CARLA), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_pages(trial, CARLA), 1);
    assert_int_equal(trial_pages(trial, BRAM), 0);
    /* also in a desk that was started since */
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    trial_run(trial, 5 * MINUTE_US);
    assert_int_equal(trial_pages(trial, CARLA), 1);
    assert_int_equal(trial_pages(trial, BRAM), 0);
}

/* No timer moves, no page is sent. */
static void
test_nobody_is_called_because_of_it(void **state)
{
    struct trial *trial = *state;

    danger(trial);
    trial_forget(trial);
    result_of(put_edited(trial, "policies", "wait: 5m", "wait: 1m", NULL),
              true);
    result_of(put_edited(trial, "rosters", "people: [anna, bram]",
                         "people: [bram, anna]", NULL),
              true);
    trial_tick(trial);
    trial_run(trial, 5 * MINUTE_US - 1);
    for (int who = ANNA; who <= DORA; who++)
        assert_int_equal(trial_pages(trial, (enum trial_person)who), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_pages(trial, CARLA), 1);
}

static char *
held_alert(struct trial *trial)
{
    json_t *list = NULL;

    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    list = trial_body(trial_ask(trial, CARLA, "list_alerts", json_object()),
                      "alert_list");
    return strdup(trial_text(json_array_get(json_object_get(list, "alerts"), 0),
                             "alert"));
}

static void
test_held_goes_earlier_never_later(void **state)
{
    static const struct {
        const char *name, *from;
        int64_t release_us;
    } rows[] = {
        {"earlier", "\"07:00\"", TRIAL_START + 9 * HOUR_US},
        {"later", "\"09:00\"", TRIAL_START + 10 * HOUR_US},
    };

    for (size_t i = 0; i < 2; i++) {
        void *fresh = NULL;
        struct trial *trial = NULL;
        char *alert = NULL;

        trial_desk_setup(&fresh);
        trial = fresh;
        trial_with(trial, "policies", "U3: {policy: calm,",
                   "U3: {policy: calm, window: daytime,");
        alert = held_alert(trial);
        assert_int_equal(trial_number(trial_alert(trial, alert), "release_us"),
                         TRIAL_START + 10 * HOUR_US);
        result_of(
            put_edited(trial, "calendar", "\"08:00\"", rows[i].from, NULL),
            true);
        if (trial_number(trial_alert(trial, alert), "release_us") !=
            rows[i].release_us)
            fail_msg("%s", rows[i].name);
        trial_skip(trial, rows[i].release_us - trial->clock.virtual_utc_us - 1);
        assert_int_equal(trial_pages(trial, ANNA), 0);
        trial_run(trial, 1);
        assert_int_equal(trial_pages(trial, ANNA), 1);
        free(alert);
        trial_teardown(&fresh);
    }
    (void)state;
}

static void
test_back_to_the_text_of_before(void **state)
{
    struct trial *trial = *state;
    json_t *result = NULL;

    result_of(put_edited(trial, "policies", "[roster:primary]", "[person:bram]",
                         NULL),
              true);
    result = result_of(
        trial_put(trial, "policies", 2, trial_document_text("policies"), NULL),
        true);
    assert_int_equal(
        trial_number(json_array_get(json_object_get(result, "versions"), 0),
                     "version"),
        3);
    danger(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_int_equal(trial_pages(trial, BRAM), 0);

    json_t *history = json_object_get(
        trial_body(trial_ask(trial, DORA, "document_history",
                             json_pack("{s:s}", "name", "policies")),
                   "document_versions"),
        "versions");

    assert_int_equal(json_array_size(history), 3);
    assert_int_equal(trial_number(json_array_get(history, 0), "version"), 3);
}

/* A hole within 14 days refuses, unless somebody says why it is accepted. */
static void
test_a_hole_that_is_near(void **state)
{
    static const char shifts[] =
        "shifts: [{start: 2026-11-01T08:00, end: 2026-11-30T08:00,"
        " people: [anna]}, {start: 2026-11-30T09:00, end: 2027-06-01T08:00,"
        " people: [anna]}]";
    struct trial *trial = *state;
    json_t *findings = json_object_get(
        result_of(put_edited(trial, "rosters", TRIAL_ROTATION, shifts, NULL),
                  false),
        "findings");
    bool gap = false;
    size_t i;
    json_t *finding;

    json_array_foreach(findings, i, finding) gap =
        gap || (strcmp(trial_text(finding, "code"), "E_GAP") == 0 &&
                json_is_true(json_object_get(finding, "refuses")));
    assert_true(gap);
    result_of(put_edited(trial, "rosters", TRIAL_ROTATION, shifts,
                         json_pack("{s:s}", "accept_gap", "known")),
              true);
}

/* How often the result tells of a code. */
static size_t
told(json_t *result, const char *code)
{
    size_t n = 0;
    size_t i;
    json_t *finding;

    json_array_foreach(json_object_get(result, "findings"), i, finding) n +=
        strcmp(trial_text(finding, "code"), code) == 0;
    return n;
}

/* What was so before does not stand in the way, and is not told each time. */
static void
test_only_what_is_new_is_told(void **state)
{
    static const char shifts[] =
        "shifts: [{start: 2026-11-01T08:00, end: 2026-11-30T08:00,"
        " people: [anna]}, {start: 2026-11-30T09:00, end: 2027-06-01T08:00,"
        " people: [anna]}]";
    struct trial *trial = *state;
    json_t *first =
        result_of(put_edited(trial, "rosters", TRIAL_ROTATION, shifts,
                             json_pack("{s:s}", "accept_gap", "x")),
                  true);

    assert_int_equal(told(first, "E_GAP"), 1);
    assert_int_equal(told(first, "W_LONG_SHIFT"), 1);

    json_t *second = result_of(put_edited(trial, "policies", "[roster:primary]",
                                          "[person:bram]", NULL),
                               true);

    assert_int_equal(told(second, "W_LONG_SHIFT"), 0);
    /* a hole is told, and does not refuse any more */
    assert_int_equal(told(second, "E_GAP"), 1);
}

static void
test_who_hears_of_another_shift(void **state)
{
    struct trial *trial = *state;

    trial_body(
        trial_ask(trial, DORA, "roster_override",
                  json_pack("{s:s, s:s, s:[s], s:[s], s:I, s:I, s:s}", "roster",
                            "primary", "verb", "replace", "people", "bram",
                            "with", "carla", "start_us",
                            (json_int_t)(TRIAL_START + TRIAL_PERIOD), "end_us",
                            (json_int_t)(TRIAL_START + TRIAL_PERIOD + DAY_US),
                            "reason", "ill")),
        "document_result");
    assert_int_equal(version_of(trial, "overrides"), 2);
    assert_int_equal(trial_notices(trial, BRAM, "shift_changed"), 1);
    assert_int_equal(trial_notices(trial, CARLA, "shift_changed"), 1);
    assert_int_equal(trial_notices(trial, ANNA, "shift_changed"), 0);
    assert_int_equal(
        trial_number(trial_notice(trial, CARLA, "shift_changed"), "start_us"),
        TRIAL_START + TRIAL_PERIOD);
    /* bram's next one is two days later */
    assert_int_equal(
        trial_number(trial_notice(trial, BRAM, "shift_changed"), "start_us"),
        TRIAL_START + TRIAL_PERIOD + 2 * DAY_US);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, trial_desk_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_new_version_is_in_force_at_once),
        ROW(test_refused_with_every_finding),
        ROW(test_all_or_none),
        ROW(test_somebody_was_first),
        ROW(test_looked_at_only),
        ROW(test_who_may_change_them),
        ROW(test_a_policy_in_use_goes_on),
        ROW(test_nobody_is_called_because_of_it),
        cmocka_unit_test(test_held_goes_earlier_never_later),
        ROW(test_back_to_the_text_of_before),
        ROW(test_a_hole_that_is_near),
        ROW(test_only_what_is_new_is_told),
        ROW(test_who_hears_of_another_shift),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
