/* What an operator looks at, from pages of metrics. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "clients/top_page.h"
#include "clients/top_words.h"

#define NOW_S 1795294800.0

static const char first[] =
    "# HELP loket_desk_up 1: it answers.\n"
    "# TYPE loket_desk_up gauge\n"
    "loket_desk_up 1\n"
    "loket_desk_up_to 7\n"
    "loket_messages_total{kind=\"signal\",verdict=\"accepted\"} 10\n"
    "loket_messages_total{kind=\"referral\",verdict=\"accepted\"} 2\n"
    "loket_messages_total{kind=\"signal\",verdict=\"refused\"} 5\n"
    "loket_alerts{state=\"paging\",level=\"U1\"} 1\n"
    "loket_alerts{state=\"paging\",level=\"U4\"} 3\n"
    "loket_alerts{state=\"paging\",level=\"U4B\"} 4\n"
    "loket_oldest_unacked_seconds{level=\"U1\"} 299.5\n"
    "loket_commit_seconds_bucket{le=\"0.001\"} 90\n"
    "loket_commit_seconds_bucket{le=\"0.1\"} 90\n"
    "loket_commit_seconds_bucket{le=\"1\"} 98\n"
    "loket_commit_seconds_bucket{le=\"+Inf\"} 100\n"
    "loket_commit_seconds_count 100\n"
    "loket_backup_last_success_timestamp_seconds 1795208400\n"
    "loket_drill_last_success_timestamp_seconds 0\n"
    "loket_roster_next_gap_timestamp_seconds 1795381200\n"
    "loket_disk_free_bytes 1073741824\n"
    "loket_stream_lag_events{principal_kind=\"person\"} 3\n"
    "loket_audit_backlog_age_seconds 600\n"
    "loket_oncall_coverage_ratio 0.5\n";

static const char second[] =
    "loket_desk_up 0\n"
    "loket_messages_total{kind=\"signal\",verdict=\"accepted\"} 30\n"
    "loket_messages_total{kind=\"referral\",verdict=\"accepted\"} 2\n"
    "loket_messages_total{kind=\"signal\",verdict=\"refused\"} 1\n"
    "loket_commit_seconds_bucket{le=\"0.001\"} 91\n"
    "loket_commit_seconds_bucket{le=\"0.1\"} 191\n"
    "loket_commit_seconds_bucket{le=\"1\"} 199\n"
    "loket_commit_seconds_bucket{le=\"+Inf\"} 201\n"
    "loket_oldest_unacked_seconds{level=\"U1\"} 301\n"
    "loket_audit_backlog_age_seconds 601\n";

static const struct top_page none = {.text = NULL};
static const struct top_page page = {.text = first, .at_s = 100};
static const struct top_page later = {.text = second, .at_s = 102};

static const struct {
    const char *name;
    struct top_ask ask;
    double sum; /* NAN: there is none */
} sums[] = {
    {"one sample", {"loket_desk_up", {{0}}}, 1},
    {"a longer name is another", {"loket_desk_up_to", {{0}}}, 7},
    {"a shorter one too", {"loket_desk", {{0}}}, NAN},
    {"all of a series", {"loket_messages_total", {{0}}}, 17},
    {"with a label", {"loket_messages_total", {{"verdict", "accepted"}}}, 12},
    {"with two, in any order",
     {"loket_messages_total", {{"verdict", "accepted"}, {"kind", "signal"}}},
     10},
    {"with a value that begins like another",
     {"loket_alerts", {{"level", "U4"}}},
     3},
    {"with a label that ends like another",
     {"loket_stream_lag_events", {{"kind", "person"}}},
     NAN},
    {"with a label that is not there",
     {"loket_messages_total", {{"verdict", "lost"}}},
     NAN},
    {"words about it are no sample", {"# HELP", {{0}}}, NAN},
    {"a series that is not there", {"loket_nothing", {{0}}}, NAN},
};

static void
test_sums(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        double sum = NAN;

        if (top_page_sum(&page, &sums[i].ask, &sum) == isnan(sums[i].sum) ||
            (!isnan(sums[i].sum) && !(fabs(sum - sums[i].sum) < 1e-9)))
            fail_msg("%s: %f", sums[i].name, sum);
        assert_false(top_page_sum(&none, &sums[i].ask, &sum));
    }
}

static void
test_quantiles(void **state)
{
    double out = 0;

    (void)state;
    assert_true(
        top_page_quantile(&page, &none, "loket_commit_seconds", 0.5, &out));
    assert_true(fabs(out - 0.001) < 1e-9);
    assert_true(
        top_page_quantile(&page, &none, "loket_commit_seconds", 0.98, &out));
    assert_true(fabs(out - 1) < 1e-9);
    /* beyond the last bound: that bound */
    assert_true(
        top_page_quantile(&page, &none, "loket_commit_seconds", 0.99, &out));
    assert_true(fabs(out - 1) < 1e-9);
    /* between two pages: 1 of 101 in the first bucket, 100 in the second */
    assert_true(
        top_page_quantile(&later, &page, "loket_commit_seconds", 0.5, &out));
    assert_true(fabs(out - 0.1) < 1e-9);
    assert_false(
        top_page_quantile(&page, &page, "loket_commit_seconds", 0.5, &out));
    assert_false(top_page_quantile(&page, &none, "loket_nothing", 0.5, &out));
}

static double
said(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    assert_non_null(value);
    return json_is_null(value) ? NAN : json_number_value(value);
}

static void
test_numbers(void **state)
{
    json_t *object = top_words_object(&page, &none, NOW_S);
    json_t *next = top_words_object(&later, &page, NOW_S);

    (void)state;
    assert_true(isnan(said(object, "accepted_per_s")));
    assert_true(fabs(said(object, "backup_age_s") - 86400) < 1);
    assert_true(isnan(said(object, "drill_age_s")));
    assert_true(fabs(said(object, "next_gap_s") - 86400) < 1);
    assert_true(isnan(said(object, "wal_bytes")));
    assert_true(
        fabs(said(json_object_get(json_object_get(object, "alerts"), "U4B"),
                  "paging") -
             4) < 1e-9);
    assert_true(fabs(said(next, "accepted_per_s") - 10) < 1e-9);
    /* a counter that went back: the desk began anew */
    assert_true(isnan(said(next, "refused_per_s")));
    assert_true(fabs(said(next, "up")) < 1e-9);
    json_decref(object);
    json_decref(next);
}

static const struct top_line *
line_about(const struct top_line lines[], size_t n, const char *words)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(lines[i].text, words) != NULL)
            return &lines[i];
    fail_msg("no line about %s", words);
    return NULL;
}

static void
test_words_and_alarms(void **state)
{
    static const struct {
        const char *words;
        bool at_first, later;
    } rows[] = {
        {"the desk answers", false, true},
        {"oldest U1 that nobody took", false, true},
        {"of the audit waits to be relayed", false, true},
        {"rosters with somebody connected", true, false},
        {"since the last good drill", true, false},
        {"until nobody is on call", true, false},
        {"room on the disk", false, false},
        {"since the last backup", false, false},
        {"accepted a second", false, false},
        {"alerts U1", true, false},
        {"alerts U4B", false, false},
    };
    struct top_line lines[TOP_LINES_MAX], next[TOP_LINES_MAX];
    size_t n = top_words(&page, &none, NOW_S, lines);
    size_t next_n = top_words(&later, &page, NOW_S, next);

    (void)state;
    assert_true(n <= TOP_LINES_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (line_about(lines, n, rows[i].words)->alarming != rows[i].at_first ||
            line_about(next, next_n, rows[i].words)->alarming != rows[i].later)
            fail_msg("%s", rows[i].words);
    assert_non_null(
        strstr(line_about(lines, n, "last good drill")->text, "never"));
    assert_non_null(
        strstr(line_about(next, next_n, "accepted a second")->text, "10.0"));
    assert_non_null(strstr(line_about(next, next_n, "log")->text, " -  "));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_words_and_alarms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
