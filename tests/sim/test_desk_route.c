/* From an accepted message to its alert: what is urgent at once, everything
 * else after combining; who belongs together gets one alert. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static int
setup(void **state)
{
    struct trial *trial = trial_new();

    trial_hello(trial, POLICE);
    trial_hello(trial, CARE);
    trial_attach(trial, POLICE, "inbox", 0);
    trial_hello(trial, ANNA);
    trial_attach(trial, ANNA, "inbox", 0);
    trial_attach(trial, ANNA, "desk", 0);
    /* the cadence of combining: the next is a second from here */
    trial_tick(trial);
    trial_forget(trial);
    *state = trial;
    return 0;
}

static json_t *
open_alerts(struct trial *trial)
{
    return json_object_get(
        trial_body(trial_ask(trial, ANNA, "list_alerts", json_object()),
                   "alert_list"),
        "alerts");
}

static json_t *
with(json_t *content, const char *name, json_t *value)
{
    json_object_set_new(content, name, value);
    return content;
}

static json_t *
message(struct trial *trial, const char *message)
{
    return json_incref(trial_body(
        trial_ask(trial, ANNA, "show", json_pack("{s:s}", "id", message)),
        "message_detail"));
}

static void
test_levels(void **state)
{
    static const struct {
        const char *name, *kind, *content, *level, *state;
        bool at_once;
    } rows[] = {
        {"shelter and unsafe", "referral",
         "{\"shelter_needed\":\"yes\",\"unsafe_now\":\"yes\"}", "u1", "paging",
         true},
        {"danger", "referral",
         "{\"shelter_needed\":\"no\",\"danger_now\":true}", "u1", "paging",
         true},
        {"shelter", "referral",
         "{\"shelter_needed\":\"yes\",\"unsafe_now\":\"no\"}", "u2", "paging",
         true},
        {"unknown is not yes", "referral",
         "{\"shelter_needed\":\"unknown\",\"unsafe_now\":\"yes\"}", "u3",
         "paging", true},
        {"dangerous signal", "signal", "{\"danger_now\":true}", "u1", "paging",
         true},
        {"signal", "signal", "{}", "u3", "paging", false},
        {"advice", "advice", "{\"about\":\"law\",\"text\":\"Wat nu?\"}", "u4",
         "held", false},
        {"bottleneck", "bottleneck",
         "{\"category\":\"shelter\",\"text\":\"Geen plek.\"}", "u4", "held",
         false},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *said = json_loads(rows[i].content, 0, NULL);
        json_t *content = NULL;

        if (strcmp(rows[i].kind, "referral") == 0)
            content = trial_referral("no", "no");
        else if (strcmp(rows[i].kind, "signal") == 0)
            content = trial_signal("1099ZZ", 20 + (unsigned)i, "");
        else
            content = json_object();
        json_object_update(content, said);
        json_decref(said);
        trial_forget(trial);
        trial_post(trial, POLICE, rows[i].kind, content);
        trial_tick(trial);
        if (trial_pages(trial, ANNA) != rows[i].at_once)
            fail_msg("%s: %zu pages at once", rows[i].name,
                     trial_pages(trial, ANNA));
        trial_run(trial, 32 * SECOND_US); /* no page holds up the next */
        if (trial_pages(trial, ANNA) != (strcmp(rows[i].state, "paging") == 0))
            fail_msg("%s: %zu pages", rows[i].name, trial_pages(trial, ANNA));

        json_t *alerts = open_alerts(trial);
        json_t *alert = json_array_get(alerts, json_array_size(alerts) - 1);

        if (strcmp(trial_text(alert, "level"), rows[i].level) != 0 ||
            strcmp(trial_text(alert, "state"), rows[i].state) != 0 ||
            strcmp(trial_text(alert, "kind"), rows[i].kind) != 0)
            fail_msg("%s: %s %s %s", rows[i].name, trial_text(alert, "level"),
                     trial_text(alert, "state"), trial_text(alert, "kind"));
    }
}

static void
test_a_page_says_nothing_about_people(void **state)
{
    static const char *const names[] = {"page_id", "alert",   "generation",
                                        "step",    "attempt", "level",
                                        "kind",    "desk",    "deadline_us"};
    struct trial *trial = *state;

    trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    trial_tick(trial);
    assert_int_equal(json_object_size(trial_page(trial, ANNA, 0)), 9);
    for (size_t i = 0; i < 9; i++)
        assert_non_null(json_object_get(trial_page(trial, ANNA, 0), names[i]));
    assert_int_equal(trial_number(trial_page(trial, ANNA, 0), "deadline_us"),
                     TRIAL_START + 15 * MINUTE_US);
}

static void
test_a_signal_waits_for_the_cadence(void **state)
{
    struct trial *trial = *state;

    trial_run(trial, 400000);
    trial_forget(trial);
    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 599999);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    assert_int_equal(trial_events(trial, trial_peer(POLICE), "feedback"), 0);
    trial_run(trial, 1);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(
        trial_text(trial_event(trial, trial_peer(POLICE), "feedback", 0),
                   "state"),
        "forwarded");
}

static void
test_two_spellings_are_one_bundle_and_one_alert(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, "2"));
    trial_post(trial, CARE, "signal", trial_signal("1099 zz", 12, "II"));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 1);

    json_t *alerts = open_alerts(trial);
    json_t *alert = json_array_get(alerts, 0);

    assert_int_equal(json_array_size(alerts), 1);
    assert_int_equal(trial_number(alert, "messages"), 2);
    assert_int_equal(trial_number(alert, "organisations"), 2);

    /* what the desk stream says is what is stored */
    size_t n = trial_events(trial, trial_peer(ANNA), "alert_change");
    json_t *change =
        trial_event(trial, trial_peer(ANNA), "alert_change", n - 1);

    assert_true(json_equal(json_object_get(change, "alert"), alert));
    json_t *bundle = trial_body(
        trial_ask(trial, ANNA, "show",
                  json_pack("{s:s}", "id", trial_text(alert, "bundle"))),
        "bundle_detail");

    assert_int_equal(json_array_size(json_object_get(bundle, "messages")), 2);
    assert_int_equal(trial_number(bundle, "organisations"), 2);
}

static void
test_a_later_signal_joins_without_a_page(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 2 * SECOND_US);
    trial_forget(trial);
    for (int i = 0; i < 40; i++)
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_post(trial, CARE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "alert_change"), 41);

    json_t *alert = json_array_get(open_alerts(trial), 0);
    json_t *first = json_object_get(
        trial_event(trial, trial_peer(ANNA), "alert_change", 0), "alert");
    json_t *change = trial_event(trial, trial_peer(ANNA), "alert_change", 40);

    assert_int_equal(trial_number(first, "messages"), 2);
    assert_int_equal(trial_number(first, "organisations"), 1);
    assert_int_equal(trial_number(alert, "messages"), 42);
    assert_true(json_equal(json_object_get(change, "alert"), alert));
}

static void
test_other_dwellings_are_other_alerts(void **state)
{
    struct trial *trial = *state;

    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, ""));
    trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 13, ""));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(json_array_size(open_alerts(trial)), 2);
    trial_run(trial, 30 * SECOND_US);
    assert_int_equal(trial_called(trial, ANNA), 2);
}

/* Two referrals about the same place are two alerts, and two pages. */
static void
test_a_referral_is_never_absorbed(void **state)
{
    struct trial *trial = *state;

    for (int i = 0; i < 2; i++) {
        json_t *place = json_pack("{s:s, s:s, s:i}", "municipality", "GM0363",
                                  "postcode", "1099ZZ", "house_number", 12);

        trial_post(trial, POLICE, "referral",
                   with(trial_referral("yes", "no"), "place", place));
        trial_run(trial, 2 * SECOND_US);
    }
    assert_int_equal(trial_pages(trial, ANNA), 2);
    assert_int_equal(json_array_size(open_alerts(trial)), 2);
    assert_string_equal(
        trial_text(json_array_get(open_alerts(trial), 0), "bundle"),
        trial_text(json_array_get(open_alerts(trial), 1), "bundle"));
}

static json_t *
post_version(struct trial *trial, enum trial_person who, const char *kind,
             json_t *content, const char *receipt)
{
    const char *action =
        strcmp(kind, "withdrawal") == 0 ? "withdraw" : "supplement";
    json_t *body = trial_submit_body(trial, kind, content);

    json_object_set_new(
        body, "amends",
        json_pack("{s:s, s:s}", "receipt", receipt, "action", action));
    return trial_body(trial_ask(trial, who, "submit", body), "receipt");
}

/* The last feedback about that message. */
static const char *
told(struct trial *trial, enum trial_person who, const char *id)
{
    const char *last = "nothing";
    size_t n = trial_events(trial, trial_peer(who), "feedback");

    for (size_t i = 0; i < n; i++) {
        json_t *feedback = trial_event(trial, trial_peer(who), "feedback", i);

        if (strcmp(trial_text(feedback, "id"), id) == 0)
            last = trial_text(feedback, "state");
    }
    return last;
}

static void
test_a_version_joins_the_alert_of_its_target(void **state)
{
    struct trial *trial = *state;
    json_t *receipt = json_deep_copy(
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, "")));

    trial_run(trial, 2 * SECOND_US);
    trial_forget(trial);

    char *more = strdup(trial_text(post_version(trial, POLICE, "signal",
                                                trial_signal("1099ZZ", 99, ""),
                                                trial_text(receipt, "receipt")),
                                   "id"));
    char *back = strdup(
        trial_text(post_version(trial, POLICE, "withdrawal",
                                json_pack("{s:s}", "reason", "unfounded"),
                                trial_text(receipt, "receipt")),
                   "id"));

    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "alert_change"), 2);
    assert_string_equal(told(trial, POLICE, more), "version_applied");
    assert_string_equal(told(trial, POLICE, back), "version_applied");

    json_t *shown = message(trial, trial_text(receipt, "id"));

    assert_true(json_is_true(json_object_get(shown, "withdrawn")));
    assert_int_equal(json_array_size(json_object_get(shown, "versions")), 2);
    json_decref(shown);
    json_decref(receipt);
    free(more);
    free(back);
}

/* Somebody else's receipt, or none: not applied, and a human sees it. */
static void
test_a_version_without_target_is_not_dropped(void **state)
{
    struct trial *trial = *state;
    json_t *receipt = json_deep_copy(
        trial_post(trial, CARE, "signal", trial_signal("1099ZZ", 12, "")));

    trial_run(trial, 2 * SECOND_US);
    trial_forget(trial);

    char *back =
        strdup(trial_text(post_version(trial, POLICE, "withdrawal",
                                       json_pack("{s:s}", "reason", "mistake"),
                                       trial_text(receipt, "receipt")),
                          "id"));

    trial_run(trial, 2 * SECOND_US);
    assert_string_equal(told(trial, POLICE, back), "version_not_applied");
    /* an alert of its own, which waits for the digest */
    json_t *alert = json_array_get(open_alerts(trial), 1);

    assert_string_equal(trial_text(alert, "level"), "u4");
    assert_string_equal(trial_text(alert, "state"), "held");

    json_t *theirs = message(trial, trial_text(receipt, "id"));

    assert_null(json_object_get(theirs, "withdrawn"));
    json_decref(theirs);
    json_decref(receipt);
    free(back);
}

/* A supplement that says "danger now" is more than the alert it is about. */
static void
test_a_graver_version_pages_again(void **state)
{
    struct trial *trial = *state;
    json_t *receipt = json_deep_copy(
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 12, "")));

    trial_run(trial, 2 * SECOND_US);
    trial_forget(trial);
    post_version(
        trial, POLICE, "signal",
        with(trial_signal("1099ZZ", 12, ""), "danger_now", json_true()),
        trial_text(receipt, "receipt"));
    trial_tick(trial);
    assert_int_equal(trial_pages(trial, ANNA), 1);
    assert_string_equal(trial_text(trial_page(trial, ANNA, 0), "level"), "u1");
    json_decref(receipt);
}

/* A correction of a referral, as urgent as the referral, does not. */
static void
test_an_equal_version_does_not_page(void **state)
{
    struct trial *trial = *state;
    json_t *receipt = json_deep_copy(
        trial_post(trial, POLICE, "referral", trial_referral("yes", "no")));

    trial_tick(trial);
    trial_forget(trial);
    post_version(trial, POLICE, "referral", trial_referral("yes", "no"),
                 trial_text(receipt, "receipt"));
    trial_run(trial, 2 * SECOND_US);
    assert_int_equal(trial_pages(trial, ANNA), 0);
    assert_int_equal(trial_events(trial, trial_peer(ANNA), "alert_change"), 1);
    json_decref(receipt);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_levels),
        ROW(test_a_page_says_nothing_about_people),
        ROW(test_a_signal_waits_for_the_cadence),
        ROW(test_two_spellings_are_one_bundle_and_one_alert),
        ROW(test_a_later_signal_joins_without_a_page),
        ROW(test_other_dwellings_are_other_alerts),
        ROW(test_a_referral_is_never_absorbed),
        ROW(test_a_version_joins_the_alert_of_its_target),
        ROW(test_a_version_without_target_is_not_dropped),
        ROW(test_a_graver_version_pages_again),
        ROW(test_an_equal_version_does_not_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
