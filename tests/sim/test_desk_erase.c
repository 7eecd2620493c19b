/* Messages expire, are prolonged, held and erased: step by step. */
#include "trial_retention.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/report.h"
#include "core/zone.h"
#include "desk/state.h"
#include "store/reports.h"

#define MARK "merkteken 0815 paars"

static json_t *
marked(unsigned house)
{
    json_t *content = with_phone(at(house, "DB01"));

    json_object_set_new(content, "text", json_string(MARK));
    return content;
}

static const char *
refusal(struct trial *trial, const char *id)
{
    json_t *answer =
        trial_ask(trial, CARLA, "show", json_pack("{s:s}", "id", id));

    return trial_text(trial_body(answer, "refusal"), "code");
}

static json_t *
kept_of(json_t *result, size_t i)
{
    return json_array_get(json_object_get(result, "kept"), i);
}

static void
test_nothing_is_left_of_what_is_erased(void **state)
{
    struct trial *trial = *state;
    struct posted gone = post(trial, CARE, marked(1));
    struct posted stays = post(trial, HOUSING, with_phone(at(1, "DB02")));
    char *bundle = strdup(bundle_of(trial, &gone));
    int64_t token = 0;

    assert_true(together(trial, &gone, &stays));
    close_all(trial);
    token = (int64_t)htobe64((uint64_t)number(
        trial, "SELECT token FROM found GROUP BY token HAVING count(*) = 1"
               " AND min(seq) = 1 AND abs(token) > 1000000000 LIMIT 1"));
    assert_true(scan(trial, &token, sizeof token) > 0);
    assert_string_equal(retained(trial, "erase", gone.id, 0), "done");
    assert_string_equal(refusal(trial, gone.id), "not_found");
    assert_string_equal(refusal(trial, bundle), "not_found");
    assert_string_not_equal(bundle_of(trial, &stays), bundle);
    assert_int_equal(scan(trial, &token, sizeof token), 0);
    assert_int_equal(number(trial, "SELECT pending FROM erasure"), 0);
    assert_int_equal(number(trial, "SELECT finished FROM erasure"), 1);
    assert_int_equal(number(trial, "SELECT after_rotation FROM erasure"), 1);
    assert_int_equal(number(trial, "SELECT count(*) FROM journal"), 1);
    assert_int_equal(
        number(trial, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    free(bundle);
    posted_free(&gone);
    posted_free(&stays);
}

static void
test_an_open_alert_is_in_the_way(void **state)
{
    struct trial *trial = *state;
    struct posted some = post(trial, CARE, marked(1));
    json_t *result;

    result =
        retention(trial, "erase", (const char *const[]){some.id}, 1, 0, true);
    assert_string_equal(trial_text(result, "verdict"), "blocked");
    assert_string_equal(json_string_value(json_array_get(
                            json_object_get(kept_of(result, 0), "blocks"), 0)),
                        "alert");
    assert_string_equal(retained(trial, "erase", some.id, 0), "blocked");
    assert_int_equal(number(trial, "SELECT count(*) FROM journal"), 1);
    close_all(trial);
    result =
        retention(trial, "erase", (const char *const[]){some.id}, 1, 0, true);
    assert_string_equal(trial_text(result, "verdict"), "would");
    assert_int_equal(number(trial, "SELECT count(*) FROM journal"), 1);
    assert_string_equal(retained(trial, "erase", some.id, 0), "done");
    assert_int_equal(number(trial, "SELECT count(*) FROM journal"), 0);
    assert_int_equal(number(trial, "SELECT count(*) FROM alert"), 0);
    posted_free(&some);
}

/* The newest is erased: its number, id and receipt are nobody's for ever. */
static void
test_a_number_is_never_given_again(void **state)
{
    struct trial *trial = *state;
    struct posted one = post(trial, CARE, marked(1));
    struct posted two;

    close_all(trial);
    assert_string_equal(retained(trial, "erase", one.id, 0), "done");
    two = post(trial, CARE, marked(2));
    assert_string_not_equal(one.id, two.id);
    assert_int_equal(number(trial, "SELECT max(seq) FROM journal"), 2);
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    close_all(trial);
    assert_string_equal(retained(trial, "erase", two.id, 0), "done");
    trial_crash(trial);
    trial_open(trial);
    trial_everybody(trial);
    trial_hello(trial, CARE);
    posted_free(&one);
    one = post(trial, CARE, marked(2));
    assert_int_equal(number(trial, "SELECT max(seq) FROM journal"), 3);
    posted_free(&one);
    posted_free(&two);
}

/* A receipt of it, and any question about it, is answered like one that never
 * was; the same message again is another one. */
static void
test_it_never_was(void **state)
{
    static const char never[] = "S-00000000-0000000000000000";
    struct trial *trial = *state;
    json_t *body = trial_submit_body(trial, "signal", marked(1));
    json_t *again = json_deep_copy(body);
    struct posted gone = posted_take(
        trial, trial_body(trial_ask(trial, CARE, "submit", body), "receipt"));
    struct posted other;
    json_t *one;
    json_t *two;

    close_all(trial);
    assert_string_equal(retained(trial, "erase", gone.id, 0), "done");
    one = trial_ask(trial, CARE, "status",
                    json_pack("{s:s}", "receipt", gone.receipt));
    two =
        trial_ask(trial, CARE, "status", json_pack("{s:s}", "receipt", never));
    json_object_del(one, "request_id");
    json_object_del(two, "request_id");
    assert_true(json_equal(one, two));
    assert_string_equal(retained(trial, "erase", gone.id, 0), "not_found");
    other = posted_take(
        trial, trial_body(trial_ask(trial, CARE, "submit", again), "receipt"));
    assert_string_not_equal(other.receipt, gone.receipt);
    posted_free(&gone);
    posted_free(&other);
}

static bool
is_expired(struct trial *trial, const struct posted *posted)
{
    return json_is_true(json_object_get(detail(trial, posted), "expired"));
}

static size_t
found(struct trial *trial)
{
    json_t *result =
        trial_body(trial_ask(trial, CARLA, "search",
                             json_pack("{s:s, s:[{s:s, s:s}]}", "purpose",
                                       "proef", "identifiers", "type", "phone",
                                       "value", "+31600000012")),
                   "search_result");

    return json_array_size(json_object_get(result, "hits"));
}

static int64_t
told(struct trial *trial)
{
    return number(trial, "SELECT count(*) FROM audit WHERE verb = 'expiring'");
}

/* Told, expired, out of its bundle and of search; then gone, and counted. */
static void
test_it_expires_and_goes_by_itself(void **state)
{
    struct trial *trial = *state;
    struct posted old = post(trial, CARE, marked(1));
    struct posted young;

    close_all(trial);
    run_days(trial, 69);
    assert_int_equal(told(trial), 0);
    young = post(trial, HOUSING, with_phone(at(1, "DB02")));
    close_all(trial);
    assert_true(together(trial, &old, &young));
    run_days(trial, 2);
    assert_int_equal(told(trial), 1);
    assert_int_equal(json_array_size(json_object_get(
                         retention_list(trial, ANNA, "ending"), "kept")),
                     1);
    run_days(trial, 28);
    assert_false(is_expired(trial, &old));
    assert_int_equal(found(trial), 2);
    run_days(trial, 2);
    assert_true(is_expired(trial, &old));
    assert_false(is_expired(trial, &young));
    assert_false(together(trial, &old, &young));
    assert_int_equal(found(trial), 1);
    assert_int_equal(json_array_size(json_object_get(
                         retention_list(trial, ANNA, "expired"), "kept")),
                     1);
    run_days(trial, 21);
    assert_string_equal(refusal(trial, old.id), "not_found");
    assert_int_equal(scan_text(trial, MARK), 0);
    assert_int_equal(
        trial_number(
            json_array_get(json_object_get(
                               retention_list(trial, ANNA, "erased"), "erased"),
                           0),
            "count"),
        1);
    assert_int_equal(number(trial, "SELECT finished FROM erasure"), 1);
    posted_free(&old);
    posted_free(&young);
}

static void
test_withdrawn_goes_sooner_and_police_data_too(void **state)
{
    struct trial *trial = *state;
    struct posted stays = post(trial, CARE, marked(1));
    struct posted taken = post(trial, CARE, marked(2));
    struct posted back = withdraw(trial, CARE, &taken);
    struct posted police = post(trial, POLICE, marked(3));

    close_all(trial);
    run_days(trial, 11);
    assert_true(is_expired(trial, &taken));
    assert_false(is_expired(trial, &stays));
    run_days(trial, 41);
    assert_string_equal(refusal(trial, taken.id), "not_found");
    assert_string_equal(refusal(trial, back.id), "not_found");
    assert_true(is_expired(trial, &police));
    assert_false(is_expired(trial, &stays));
    assert_int_equal(
        number(trial, "SELECT count(*) FROM erased_count WHERE why = 2"), 1);
    posted_free(&stays);
    posted_free(&taken);
    posted_free(&back);
    posted_free(&police);
}

static void
test_prolonged_within_limits(void **state)
{
    struct trial *trial = *state;
    struct posted one = post(trial, CARE, marked(1));
    struct posted two = post(trial, HOUSING, with_phone(at(1, "DB02")));
    char *bundle = strdup(bundle_of(trial, &one));

    close_all(trial);
    assert_string_equal(retained(trial, "prolong", bundle, 151), "limit");
    assert_string_equal(retained(trial, "prolong", bundle, 90), "already");
    assert_string_equal(retained(trial, "prolong", bundle, 150), "done");
    run_days(trial, 102);
    assert_false(is_expired(trial, &one));
    assert_false(is_expired(trial, &two));
    run_days(trial, 50);
    assert_true(is_expired(trial, &one));
    /* it lives again, with the other */
    assert_string_equal(retained(trial, "prolong", one.id, 50), "done");
    assert_string_equal(retained(trial, "prolong", two.id, 50), "done");
    run_days(trial, 1);
    assert_false(is_expired(trial, &one));
    assert_true(together(trial, &one, &two));
    assert_string_equal(retained(trial, "prolong", one.id, 140), "limit");
    free(bundle);
    posted_free(&one);
    posted_free(&two);
}

static void
test_a_hold_keeps_it(void **state)
{
    struct trial *trial = *state;
    struct posted some = post(trial, CARE, marked(1));

    close_all(trial);
    assert_string_equal(retained(trial, "hold", some.id, 401), "limit");
    assert_string_equal(retained(trial, "release", some.id, 0), "already");
    assert_string_equal(retained(trial, "hold", some.id, 200), "done");
    assert_true(trial_number(detail(trial, &some), "hold_until_us") > 0);
    assert_string_equal(
        trial_text(kept_of(retention_list(trial, CARLA, "held"), 0),
                   "hold_reason"),
        "avg-verzoek");
    assert_string_equal(retained(trial, "erase", some.id, 0), "blocked");
    run_days(trial, 130);
    assert_false(is_expired(trial, &some));
    assert_string_equal(retained(trial, "release", some.id, 0), "done");
    assert_int_equal(trial_number(detail(trial, &some), "hold_until_us"), 0);
    run_days(trial, 1);
    assert_true(is_expired(trial, &some));
    /* on hold it stays, expired */
    assert_string_equal(retained(trial, "hold", some.id, 100), "done");
    run_days(trial, 60);
    assert_true(is_expired(trial, &some));
    run_days(trial, 45);
    assert_string_equal(refusal(trial, some.id), "not_found");
    posted_free(&some);
}

/* Another version of the document counts for what is there. */
static void
test_a_new_document_counts_for_all(void **state)
{
    struct trial *trial = *state;
    struct posted some = post(trial, CARE, marked(1));
    char text[1024];
    const char *days = strstr(retention_text, "{kind: signal, days: 100}");

    assert_non_null(days);
    snprintf(text, sizeof text, "%.*s{kind: signal, days: 3}%s",
             (int)(days - retention_text), retention_text,
             days + strlen("{kind: signal, days: 100}"));
    close_all(trial);
    run_days(trial, 5);
    assert_false(is_expired(trial, &some));
    trial_body(trial_put(trial, "retention", 1, text, NULL), "document_result");
    trial_run(trial, 2 * SECOND_US);
    assert_true(is_expired(trial, &some));
    trial_body(trial_put(trial, "retention", 2, retention_text, NULL),
               "document_result");
    trial_run(trial, 2 * SECOND_US);
    assert_false(is_expired(trial, &some));
    posted_free(&some);
}

/* People said that three belong together, by the one that goes: the others
 * still do, and nothing says why. */
static void
test_what_people_said_of_the_others_stays(void **state)
{
    struct trial *trial = *state;
    struct posted posted[3] = {post(trial, CARE, at(1, "DB01")),
                               post(trial, HOUSING, at(2, "DB01")),
                               post(trial, CARE, at(3, "DB02"))};

    must_decide(trial, "combine",
                json_pack("{s:[s, s, s]}", "ids", posted[0].id, posted[1].id,
                          posted[2].id));
    close_all(trial);
    assert_true(together(trial, &posted[1], &posted[2]));
    assert_string_equal(retained(trial, "erase", posted[0].id, 0), "done");
    assert_true(together(trial, &posted[1], &posted[2]));
    assert_int_equal(number(trial, "SELECT count(*) FROM link_decided"), 1);
    assert_int_equal(
        number(trial,
               "SELECT count(*) FROM link_decision WHERE length(reason) > 0"),
        0);
    assert_string_equal(retained(trial, "erase", posted[1].id, 0), "done");
    assert_int_equal(number(trial, "SELECT count(*) FROM link_decision"), 0);
    for (size_t i = 0; i < 3; i++)
        posted_free(&posted[i]);
}

/* --- figures --- */

struct cells {
    struct report_row rows[200];
    size_t n;
};

static void
count(struct trial *trial, enum report_kind report,
      const enum report_column columns[], size_t n, struct cells *out)
{
    struct report_plan plan = {.report = report,
                               .columns_n = n,
                               .from_day = civil_days(2026, 1, 1),
                               .to_day = civil_days(2027, 1, 1)};

    for (size_t i = 0; i < n; i++)
        plan.columns[i] = columns[i];
    memset(out, 0, sizeof *out);
    assert_int_equal(report_rows(trial->desk->store, &plan, INT64_MAX,
                                 out->rows, 200, &out->n),
                     RC_OK);
}

/* Of the year, by every branch of the menu and its beginnings. */
static void
test_figures_of_the_year_stay(void **state)
{
    static const struct {
        enum report_kind report;
        enum report_column columns[3];
        size_t n;
    } branches[] = {
        {REPORT_COUNTS, {COLUMN_NONE}, 0},
        {REPORT_COUNTS, {COLUMN_FORM, COLUMN_QUARTER}, 2},
        {REPORT_COUNTS, {COLUMN_FORM}, 1},
        {REPORT_COUNTS, {COLUMN_AGE, COLUMN_GENDER, COLUMN_PREGNANT}, 3},
        {REPORT_COUNTS, {COLUMN_REGION, COLUMN_MUNICIPALITY}, 2},
        {REPORT_COUNTS, {COLUMN_SOURCE}, 1},
        {REPORT_COUNTS, {COLUMN_KIND}, 1},
        {REPORT_COUNTS, {COLUMN_CODE}, 1},
    };
    static struct cells before[8];
    static struct cells after;
    struct trial *trial = *state;
    struct posted posted[4] = {
        post(trial, CARE, marked(1)), post(trial, HOUSING, at(2, "DB02")),
        post(trial, CARE, at(1, "DB01")), post(trial, HOUSING, marked(3))};
    struct posted version =
        amend(trial, CARE, "signal", at(1, "OB06"), &posted[0], "correct");
    struct posted back = withdraw(trial, HOUSING, &posted[3]);

    close_all(trial);
    for (size_t i = 0; i < 8; i++)
        count(trial, branches[i].report, branches[i].columns, branches[i].n,
              &before[i]);
    for (size_t i = 0; i < 4; i++)
        if (i != 2)
            assert_string_equal(retained(trial, "erase", posted[i].id, 0),
                                "done");
    assert_int_equal(number(trial, "SELECT count(*) FROM fact"), 1);
    for (size_t i = 0; i < 8; i++) {
        count(trial, branches[i].report, branches[i].columns, branches[i].n,
              &after);
        if (memcmp(&before[i], &after, sizeof after) != 0)
            fail_msg("branch %zu: %zu cells, now %zu", i, before[i].n, after.n);
    }
    for (size_t i = 0; i < 4; i++)
        posted_free(&posted[i]);
    posted_free(&version);
    posted_free(&back);
}

/* --- who --- */

static void
test_coordinators_prolong_and_no_more(void **state)
{
    struct trial *trial = *state;
    struct posted some = post(trial, CARE, marked(1));

    close_all(trial);
    assert_string_equal(
        trial_text(
            trial_body(trial_ask(trial, ANNA, "retention_act",
                                 json_pack("{s:s, s:[s], s:s}", "verb", "erase",
                                           "ids", some.id, "reason", "proef")),
                       "refusal"),
            "code"),
        "denied");
    assert_string_equal(
        trial_text(
            trial_body(
                trial_ask(trial, ANNA, "retention_act",
                          json_pack("{s:s, s:[s], s:s, s:I}", "verb", "prolong",
                                    "ids", some.id, "reason", "proef",
                                    "until_us",
                                    (json_int_t)(TRIAL_START + 140 * DAY_US))),
                "retention_result"),
            "verdict"),
        "done");
    assert_int_equal(number(trial, "SELECT count(*) FROM journal"), 1);
    posted_free(&some);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, retention_setup, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_is_left_of_what_is_erased),
        TEST(test_an_open_alert_is_in_the_way),
        TEST(test_a_number_is_never_given_again),
        TEST(test_it_never_was),
        TEST(test_it_expires_and_goes_by_itself),
        TEST(test_withdrawn_goes_sooner_and_police_data_too),
        TEST(test_prolonged_within_limits),
        TEST(test_a_hold_keeps_it),
        TEST(test_a_new_document_counts_for_all),
        TEST(test_what_people_said_of_the_others_stays),
        TEST(test_figures_of_the_year_stay),
        TEST(test_coordinators_prolong_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
