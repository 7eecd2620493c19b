/* The writer of the metrics page: its lines, its escapes, its bounds. */
#include "rows.h"

#include <string.h>

#include "core/prometheus.h"

#define PAGE 4096

struct text {
    struct prometheus page;
    char bytes[PAGE + 1];
};

static void
begin(struct text *text, size_t cap)
{
    memset(text->bytes, 'x', sizeof text->bytes);
    prometheus_start(&text->page, text->bytes, cap);
}

static const char *
end(struct text *text, enum rc expected)
{
    size_t n = 0;

    assert_int_equal(prometheus_end(&text->page, &n), expected);
    assert_true(n <= text->page.cap);
    assert_int_equal(text->bytes[text->page.cap], 'x');
    text->bytes[n] = '\0';
    return text->bytes;
}

static void
test_a_family_and_its_samples(void **state)
{
    const struct prometheus_labels labels = {
        .v = {{"kind", "signal"}, {"verdict", "accepted"}}, .n = 2};
    struct text text;

    (void)state;
    begin(&text, PAGE);
    prometheus_family(&text.page, PROMETHEUS_COUNTER, "a_total", "What a is.");
    prometheus_count(&text.page, &labels, UINT64_MAX);
    prometheus_count(&text.page, NULL, 0);
    prometheus_family(&text.page, PROMETHEUS_GAUGE, "b", "What b is.");
    prometheus_gauge(&text.page, NULL, INT64_MIN);
    assert_string_equal(
        end(&text, RC_OK),
        "# HELP a_total What a is.\n"
        "# TYPE a_total counter\n"
        "a_total{kind=\"signal\",verdict=\"accepted\"} 18446744073709551615\n"
        "a_total 0\n"
        "# HELP b What b is.\n"
        "# TYPE b gauge\n"
        "b -9223372036854775808\n");
}

static const struct escape_row {
    const char *name, *value, *written;
} escape_rows[] = {
    {"nothing to escape", "plain", "plain"},
    {"empty", "", ""},
    {"a quote", "a\"b", "a\\\"b"},
    {"a backslash", "a\\b", "a\\\\b"},
    {"a line feed", "a\nb", "a\\nb"},
    {"all of them", "\\\"\n", "\\\\\\\"\\n"},
    {"an escape is not undone", "\\n", "\\\\n"},
    {"UTF-8 stands for itself", "caf\xc3\xa9", "caf\xc3\xa9"},
    {"a brace ends nothing", "a} 1", "a} 1"},
};

static void
test_label_values_are_escaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(escape_rows); i++) {
        const struct escape_row *row = &escape_rows[i];
        const struct prometheus_labels labels = {.v = {{"l", row->value}},
                                                 .n = 1};
        struct text text;
        char expected[100];

        begin(&text, PAGE);
        text.page.name = "m";
        prometheus_gauge(&text.page, &labels, 1);
        strcpy(expected, "m{l=\"");
        strcat(expected, row->written);
        strcat(expected, "\"} 1\n");
        if (strcmp(end(&text, RC_OK), expected) != 0)
            fail_msg("%s: %s", row->name, text.bytes);
    }
}

static void
test_help_keeps_its_quotes_and_stays_one_line(void **state)
{
    struct text text;

    (void)state;
    begin(&text, PAGE);
    prometheus_family(&text.page, PROMETHEUS_GAUGE, "m", "a \"b\" \\ c\nd");
    assert_string_equal(end(&text, RC_OK),
                        "# HELP m a \"b\" \\\\ c\\nd\n# TYPE m gauge\n");
}

static const struct micro_row {
    int64_t micro;
    const char *written;
} micro_rows[] = {
    {0, "0"},
    {1, "0.000001"},
    {500, "0.0005"},
    {100000, "0.1"},
    {999999, "0.999999"},
    {1000000, "1"},
    {10000000, "10"},
    {1000001, "1.000001"},
    {-1, "-0.000001"},
    {-1500000, "-1.5"},
    {INT64_MAX, "9223372036854.775807"},
    {INT64_MIN, "-9223372036854.775808"},
};

static void
test_millionths_lose_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(micro_rows); i++) {
        struct text text;
        char expected[64] = "m ";

        begin(&text, PAGE);
        text.page.name = "m";
        prometheus_micro(&text.page, NULL, micro_rows[i].micro);
        strcat(expected, micro_rows[i].written);
        strcat(expected, "\n");
        assert_string_equal(end(&text, RC_OK), expected);
    }
}

static const struct prometheus_bounds bounds = {.n = 2,
                                                .le_us = {1000, 1500000}};

static const struct observe_row {
    int64_t value_us;
    size_t bucket;
    int64_t sum_us;
} observe_rows[] = {
    {-5, 0, 0},
    {0, 0, 0},
    {1000, 0, 1000},
    {1001, 1, 1001},
    {1500000, 1, 1500000},
    {1500001, 2, 1500001},
    {INT64_MAX, 2, INT64_MAX},
};

static void
test_a_value_on_a_bound_is_below_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(observe_rows); i++) {
        struct prometheus_histogram histogram = {.sum_us = 0};

        prometheus_observe(&histogram, &bounds, observe_rows[i].value_us);
        for (size_t k = 0; k <= bounds.n; k++)
            assert_int_equal(histogram.counts[k], k == observe_rows[i].bucket);
        assert_int_equal(histogram.sum_us, observe_rows[i].sum_us);
    }
}

static void
test_a_sum_does_not_overflow(void **state)
{
    struct prometheus_histogram histogram = {.sum_us = INT64_MAX - 1};

    (void)state;
    prometheus_observe(&histogram, &bounds, 1);
    assert_int_equal(histogram.sum_us, INT64_MAX);
    prometheus_observe(&histogram, &bounds, 1);
    assert_int_equal(histogram.sum_us, INT64_MAX);
}

static void
test_a_histogram_adds_up(void **state)
{
    const struct prometheus_labels labels = {.v = {{"level", "U1"}}, .n = 1};
    struct prometheus_histogram histogram = {.counts = {3, 0, 4},
                                             .sum_us = 2500000};
    struct text text;

    (void)state;
    begin(&text, PAGE);
    prometheus_family(&text.page, PROMETHEUS_HISTOGRAM, "h", "H.");
    prometheus_histogram(&text.page, &labels, &histogram, &bounds);
    prometheus_histogram(&text.page, NULL, &histogram, &bounds);
    assert_string_equal(end(&text, RC_OK),
                        "# HELP h H.\n# TYPE h histogram\n"
                        "h_bucket{level=\"U1\",le=\"0.001\"} 3\n"
                        "h_bucket{level=\"U1\",le=\"1.5\"} 3\n"
                        "h_bucket{level=\"U1\",le=\"+Inf\"} 7\n"
                        "h_sum{level=\"U1\"} 2.5\n"
                        "h_count{level=\"U1\"} 7\n"
                        "h_bucket{le=\"0.001\"} 3\n"
                        "h_bucket{le=\"1.5\"} 3\n"
                        "h_bucket{le=\"+Inf\"} 7\n"
                        "h_sum 2.5\n"
                        "h_count 7\n");
}

static void
write_some(struct prometheus *page)
{
    const struct prometheus_labels labels = {.v = {{"l", "a\"b"}}, .n = 1};

    prometheus_family(page, PROMETHEUS_COUNTER, "first_total", "One\n two.");
    prometheus_count(page, &labels, 12345);
    prometheus_gauge(page, NULL, 6);
    prometheus_micro(page, NULL, 7);
}

/* Whatever the room: whole lines, in order, and the loss is told. */
static void
test_no_line_is_ever_cut(void **state)
{
    struct text whole, text;
    size_t n = 0;

    (void)state;
    begin(&whole, PAGE);
    write_some(&whole.page);
    n = strlen(end(&whole, RC_OK));
    for (size_t cap = 0; cap <= n; cap++) {
        begin(&text, cap);
        write_some(&text.page);

        size_t got = strlen(end(&text, cap == n ? RC_OK : RC_INVALID));

        assert_memory_equal(text.bytes, whole.bytes, got);
        if (got > 0 && text.bytes[got - 1] != '\n')
            fail_msg("cut at %zu of %zu", got, cap);
        /* HELP and TYPE go together */
        assert_true(got == 0 || strstr(text.bytes, "# TYPE") != NULL);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_family_and_its_samples),
        cmocka_unit_test(test_label_values_are_escaped),
        cmocka_unit_test(test_help_keeps_its_quotes_and_stays_one_line),
        cmocka_unit_test(test_millionths_lose_nothing),
        cmocka_unit_test(test_a_value_on_a_bound_is_below_it),
        cmocka_unit_test(test_a_sum_does_not_overflow),
        cmocka_unit_test(test_a_histogram_adds_up),
        cmocka_unit_test(test_no_line_is_ever_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
