/* When terms end and what is warned of before: the rows of
 * tests/data/rows/terms.txt and term_warnings.txt, which say themselves how
 * they are read. */
#include "rows.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "amsterdam.h"
#include "core/rfc3339.h"
#include "core/terms.h"
#include "row_file.h"

#define HOUR_US INT64_C(3600000000)

struct bench {
    struct zone zone;
    struct calendar calendar;
    struct row_file rows;
};

static void
bench_open(struct bench *bench, const char *path)
{
    amsterdam(&bench->zone);
    bench->calendar = (struct calendar){
        .holidays = {civil_days(2026, 12, 25), civil_days(2027, 1, 1)},
        .holidays_n = 2,
        .holidays_until = civil_days(2030, 12, 31)};
    row_file_open(&bench->rows, path);
}

static int64_t
read_instant(const struct bench *bench, const char *text)
{
    int64_t at_us = 0;

    if (strcmp(text, "never") == 0)
        return INT64_MAX;
    if (zone_read(&bench->zone, text, &at_us, NULL) != RC_OK)
        row_file_fail(&bench->rows, "'%s' is no local time", text);
    return at_us;
}

static struct term_length
read_length(const struct bench *bench, const char *text)
{
    char unit[16] = "";
    int n = 0;

    if (strcmp(text, "never") == 0)
        return (struct term_length){.months = 0};
    if (sscanf(text, "%d %15s", &n, unit) != 2 || n < 1)
        row_file_fail(&bench->rows, "'%s' is no length", text);
    if (strcmp(unit, "months") == 0)
        return (struct term_length){.months = n};
    if (strcmp(unit, "days") == 0)
        return (struct term_length){.days = n};
    if (strcmp(unit, "working-days") == 0)
        return (struct term_length){.working_days = (uint32_t)n};
    if (strcmp(unit, "h") != 0)
        row_file_fail(&bench->rows, "'%s' is no length", text);
    return (struct term_length){.elapsed_us = n * HOUR_US};
}

static void
judge_day(const struct bench *bench, const struct term_length *length,
          int64_t start_us)
{
    struct civil start = zone_local(&bench->zone, start_us, NULL);
    const char *expected = bench->rows.columns[3];
    int64_t day =
        term_end_day(length, civil_days(start.year, start.month, start.day));
    int64_t want = 0;
    struct civil is;

    if (strcmp(expected, "-") == 0)
        return;
    if (rfc3339_read_date(expected, &want) != RC_OK)
        row_file_fail(&bench->rows, "'%s' is no day", expected);
    civil_of_days(day, &is);
    if (day != want)
        row_file_fail(&bench->rows, "the last day is %04d-%02d-%02d", is.year,
                      is.month, is.day);
}

static void
test_when_terms_end(void **state)
{
    struct bench bench;
    char is[ZONE_TEXT_BYTES];

    (void)state;
    bench_open(&bench, "tests/data/rows/terms.txt");
    while (row_file_next(&bench.rows)) {
        row_file_want(&bench.rows, 5);

        struct term_length length = read_length(&bench, bench.rows.columns[1]);
        int64_t start_us = read_instant(&bench, bench.rows.columns[2]);
        int64_t end_us =
            term_end_us(&length, &bench.calendar, &bench.zone, start_us);

        judge_day(&bench, &length, start_us);
        if (end_us != read_instant(&bench, bench.rows.columns[4]))
            row_file_fail(&bench.rows, "exceeded at %s",
                          end_us == INT64_MAX
                              ? "never"
                              : zone_write(&bench.zone, end_us, is));
    }
}

static struct term_rule
read_rule(const struct bench *bench, const char *text)
{
    struct term_rule rule = {.name = "t"};
    char words[ROW_FILE_LINE_BYTES];
    char *rest = NULL;

    (void)snprintf(words, sizeof words, "%s", text);
    if (strcmp(text, "-") == 0)
        return rule;
    for (char *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        if (rule.warns_n == TERM_WARNS_MAX)
            row_file_fail(&bench->rows, "too many warnings");
        rule.warn_days[rule.warns_n++] = (int32_t)strtol(word, NULL, 10);
    }
    return rule;
}

static void
test_what_comes_next(void **state)
{
    struct bench bench;
    char at[ZONE_TEXT_BYTES];

    (void)state;
    bench_open(&bench, "tests/data/rows/term_warnings.txt");
    while (row_file_next(&bench.rows)) {
        const char *const *columns = bench.rows.columns;

        row_file_want(&bench.rows, 5);

        const char *expected = columns[4];
        bool warns = strncmp(expected, "warning ", 8) == 0;
        bool ends = strncmp(expected, "end ", 4) == 0;
        int64_t want = strcmp(expected, "nothing") == 0 ? 0
                       : strcmp(expected, "never") == 0
                           ? INT64_MAX
                           : read_instant(&bench, strchr(expected, ' ') + 1);
        struct term_rule rule = read_rule(&bench, columns[1]);
        bool warning = !warns;
        int64_t next_us =
            term_next_us(&rule, &bench.zone, read_instant(&bench, columns[2]),
                         read_instant(&bench, columns[3]), &warning);

        assert_true(warns || ends || want == 0 || want == INT64_MAX);
        if (next_us != want || warning != warns)
            row_file_fail(&bench.rows, "is %s%s", warning ? "warning " : "",
                          next_us == 0 ? "nothing"
                          : next_us == INT64_MAX
                              ? "never"
                              : zone_write(&bench.zone, next_us, at));
    }
}

/* Every day of eight years, every number of months up to four years: the same
 * day of that month, or its last. */
static void
test_months_land_on_the_same_day_or_the_last(void **state)
{
    (void)state;
    for (int64_t day = civil_days(2025, 1, 1); day < civil_days(2033, 1, 1);
         day++) {
        struct civil from, to, next;

        civil_of_days(day, &from);
        for (int32_t months = 1; months <= 48; months++) {
            struct term_length length = {.months = months};
            int64_t end = term_end_day(&length, day);

            civil_of_days(end, &to);
            civil_of_days(end + 1, &next);
            if (to.year * 12 + to.month != from.year * 12 + from.month + months)
                fail_msg("%04d-%02d-%02d and %d months: another month",
                         from.year, from.month, from.day, months);
            if (to.day != from.day &&
                !(to.day < from.day && next.month != to.month))
                fail_msg("%04d-%02d-%02d and %d months: day %d", from.year,
                         from.month, from.day, months, to.day);
        }
    }
}

static void
test_found_by_name(void **state)
{
    static const struct terms terms = {
        .rules = {{.name = "bedenktijd"}, {.name = "handover"}},
        .rules_n = 2,
        .outflows = {{.code = "umo"}, {.code = "return"}},
        .outflows_n = 2};

    (void)state;
    assert_int_equal(term_find(&terms, "handover"), 1);
    assert_int_equal(term_find(&terms, "hand"), TERMS_MAX);
    assert_int_equal(term_find(&terms, ""), TERMS_MAX);
    assert_int_equal(outflow_find(&terms, "umo"), 0);
    assert_int_equal(outflow_find(&terms, "UMO"), OUTFLOWS_MAX);
    assert_int_equal(outflow_find(&terms, ""), OUTFLOWS_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_when_terms_end),
        cmocka_unit_test(test_what_comes_next),
        cmocka_unit_test(test_months_land_on_the_same_day_or_the_last),
        cmocka_unit_test(test_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
