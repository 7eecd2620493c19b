/* Holidays, working days, windows and clocks: the rows of
 * tests/data/rows/windows.txt, which says itself how it is read. */
#include "rows.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "amsterdam.h"
#include "core/calendar.h"
#include "core/rfc3339.h"
#include "row_file.h"

#define WINDOW_ROWS "tests/data/rows/windows.txt"

#define MINUTE_US INT64_C(60000000)

/* What a row is judged with. */
struct bench {
    struct zone zone;
    struct calendar calendar;
    struct row_file rows;
};

static int64_t
read_day(const struct row_file *rows, const char *text)
{
    int64_t day = 0;

    if (rfc3339_read_date(text, &day) != RC_OK)
        row_file_fail(rows, "'%s' is no day", text);
    return day;
}

/* A local time that the row means as one instant. */
static int64_t
read_instant(const struct bench *bench, size_t column)
{
    const char *text = bench->rows.columns[column];
    enum civil_case what = CIVIL_NEVER;
    int64_t at_us = 0;

    if (zone_read(&bench->zone, text, &at_us, &what) != RC_OK)
        row_file_fail(&bench->rows, "'%s' is no local time", text);
    if (what != CIVIL_ONCE)
        row_file_fail(&bench->rows, "'%s' is no single instant", text);
    return at_us;
}

static int32_t
read_minute(const struct row_file *rows, const char *text)
{
    int hour, minute, used = 0;

    if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 || used != 5 ||
        hour > 23 || minute > 59)
        row_file_fail(rows, "'%s' is no clock", text);
    return hour * 60 + minute;
}

static int
read_weekday(const struct row_file *rows, const char *text)
{
    static const char names[][4] = {"mon", "tue", "wed", "thu",
                                    "fri", "sat", "sun"};

    for (size_t i = 0; i < ROWS(names); i++) {
        if (strncmp(text, names[i], 3) == 0)
            return (int)i + 1;
    }
    row_file_fail(rows, "'%s' is no weekday", text);
    return 0;
}

/* "mon", "mon-fri", "daily" */
static uint32_t
read_weekdays(const struct row_file *rows, const char *text)
{
    const char *range = strcmp(text, "daily") == 0 ? "mon-sun" : text;
    int first = read_weekday(rows, range);
    int last = range[3] == '-' ? read_weekday(rows, range + 4) : first;
    uint32_t weekdays = 0;

    for (int weekday = first; weekday <= last; weekday++)
        weekdays |= UINT32_C(1) << weekday;
    return weekdays;
}

static void
read_span_word(const struct row_file *rows, const char *word,
               struct window_span *span)
{
    if (strcmp(word, "holidays") == 0) {
        span->on_holidays = true;
    } else if (strcmp(word, "not-holidays") == 0) {
        span->not_holidays = true;
    } else if (strchr(word, ':') != NULL && word[5] == '-') {
        char from[6] = "";

        memcpy(from, word, 5);
        span->from_minute = read_minute(rows, from);
        span->to_minute = read_minute(rows, word + 6);
    } else if (isdigit((unsigned char)word[0])) {
        assert_in_range(span->dates_n, 0, SPAN_DATES_MAX - 1);
        span->dates[span->dates_n++] = read_day(rows, word);
    } else {
        span->weekdays |= read_weekdays(rows, word);
    }
}

static struct window
read_window(const struct row_file *rows, const char *text)
{
    struct window window = {.name = "w"};
    char words[ROW_FILE_LINE_BYTES];
    char *rest = NULL;

    (void)snprintf(words, sizeof words, "%s", text);
    if (*text != '\0')
        window.spans_n = 1;
    for (char *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        if (strcmp(word, "+") == 0) {
            assert_in_range(window.spans_n, 1, WINDOW_SPANS_MAX - 1);
            window.spans_n++;
        } else {
            read_span_word(rows, word, &window.spans[window.spans_n - 1]);
        }
    }
    return window;
}

/* The instant of a column, `never` included, against the one that came. */
static void
want_instant(const struct bench *bench, size_t column, int64_t at_us)
{
    bool never = strcmp(bench->rows.columns[column], "never") == 0;
    int64_t want_us = never ? INT64_MAX : read_instant(bench, column);
    char text[ZONE_TEXT_BYTES];

    if (at_us == want_us)
        return;
    row_file_fail(
        &bench->rows, "%s: is %s", bench->rows.columns[bench->rows.n - 1],
        at_us == INT64_MAX ? "never" : zone_write(&bench->zone, at_us, text));
}

static void
check_holidays(struct bench *bench)
{
    struct calendar *calendar = &bench->calendar;
    char days[ROW_FILE_LINE_BYTES];
    char *rest = NULL;

    row_file_want(&bench->rows, 2);
    (void)snprintf(days, sizeof days, "%s", bench->rows.columns[1]);
    for (char *day = strtok_r(days, " ", &rest); day != NULL;
         day = strtok_r(NULL, " ", &rest)) {
        assert_in_range(calendar->holidays_n, 0, HOLIDAYS_MAX - 1);
        calendar->holidays[calendar->holidays_n++] =
            read_day(&bench->rows, day);
    }
}

static void
check_day(struct bench *bench)
{
    row_file_want(&bench->rows, 4);

    int64_t day = read_day(&bench->rows, bench->rows.columns[1]);
    const char *is = calendar_is_holiday(&bench->calendar, day) ? "holiday"
                     : calendar_is_working_day(&bench->calendar, day)
                         ? "working"
                         : "weekend";

    if (strcmp(is, bench->rows.columns[2]) != 0)
        row_file_fail(&bench->rows, "%s: is %s", bench->rows.columns[3], is);
    if (strcmp(is, "holiday") == 0)
        assert_false(calendar_is_working_day(&bench->calendar, day));
}

/* What opens next is the first minute that is open: asked minute by minute,
 * over the two weeks in which a week's window opens again. */
static void
check_nothing_opens_before(const struct bench *bench,
                           const struct window *window, int64_t at_us,
                           int64_t next_us)
{
    const int64_t weeks_us = INT64_C(14) * 1440 * MINUTE_US;
    int64_t to_us = next_us - at_us > weeks_us ? at_us + weeks_us : next_us;

    for (int64_t t = at_us; t < to_us; t += MINUTE_US) {
        if (window_is_open(&bench->calendar, &bench->zone, window, t) ||
            window_next_open(&bench->calendar, &bench->zone, window, t) !=
                next_us)
            row_file_fail(&bench->rows, "%s: %lld minutes later it differs",
                          bench->rows.columns[5],
                          (long long)((t - at_us) / MINUTE_US));
    }
}

static void
check_window(struct bench *bench)
{
    row_file_want(&bench->rows, 6);

    const char *const *columns = bench->rows.columns;
    struct window window = read_window(&bench->rows, columns[1]);
    int64_t at_us = read_instant(bench, 2);
    bool open = window_is_open(&bench->calendar, &bench->zone, &window, at_us);
    int64_t next_us =
        window_next_open(&bench->calendar, &bench->zone, &window, at_us);

    if (strcmp(columns[3], open ? "open" : "closed") != 0)
        row_file_fail(&bench->rows, "%s: is %s", columns[5],
                      open ? "open" : "closed");
    if (open) {
        assert_string_equal(columns[4], "-");
        want_instant(bench, 2, next_us);
        return;
    }
    want_instant(bench, 4, next_us);
    if (next_us == INT64_MAX)
        return;
    check_nothing_opens_before(bench, &window, at_us, next_us);
    if (!window_is_open(&bench->calendar, &bench->zone, &window, next_us) ||
        window_is_open(&bench->calendar, &bench->zone, &window, next_us - 1))
        row_file_fail(&bench->rows, "%s: opens at another instant", columns[5]);
}

static void
check_workdays(struct bench *bench)
{
    row_file_want(&bench->rows, 5);

    int64_t at_us = read_instant(bench, 1);
    uint32_t n = (uint32_t)strtoul(bench->rows.columns[2], NULL, 10);

    assert_int_not_equal(n, 0);
    want_instant(
        bench, 3,
        calendar_add_working_days(&bench->calendar, &bench->zone, at_us, n));
}

static void
check_clock(struct bench *bench)
{
    row_file_want(&bench->rows, 6);

    struct calendar_clock clock = {
        .minute = read_minute(&bench->rows, bench->rows.columns[2])};
    char words[ROW_FILE_LINE_BYTES];
    char *rest = NULL;
    bool weekday = false;

    (void)snprintf(words, sizeof words, "%s", bench->rows.columns[1]);
    for (char *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        if (strcmp(word, "workdays") == 0) {
            clock.working_days = true;
        } else {
            clock.weekdays |= read_weekdays(&bench->rows, word);
            weekday = true;
        }
    }
    if (clock.working_days && !weekday)
        clock.weekdays = read_weekdays(&bench->rows, "daily");
    want_instant(bench, 4,
                 calendar_next_clock(&bench->calendar, &bench->zone,
                                     read_instant(bench, 3), &clock));
}

static const struct {
    const char *kind;
    void (*check)(struct bench *bench);
} kinds[] = {
    {"holidays", check_holidays}, {"day", check_day},
    {"window", check_window},     {"workdays", check_workdays},
    {"clock", check_clock},
};

static void
test_rows(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    size_t seen[ROWS(kinds)] = {0};

    (void)state;
    assert_non_null(bench);
    amsterdam(&bench->zone);
    row_file_open(&bench->rows, WINDOW_ROWS);
    while (row_file_next(&bench->rows)) {
        size_t kind = 0;

        while (kind < ROWS(kinds) &&
               strcmp(kinds[kind].kind, bench->rows.columns[0]) != 0)
            kind++;
        if (kind == ROWS(kinds))
            row_file_fail(&bench->rows, "'%s' is no kind of row",
                          bench->rows.columns[0]);
        seen[kind]++;
        kinds[kind].check(bench);
    }
    for (size_t i = 0; i < ROWS(kinds); i++)
        assert_int_not_equal(seen[i], 0);
    free(bench);
}

static void
test_a_window_is_found_by_its_whole_name(void **state)
{
    static const struct calendar calendar = {
        .windows = {{.name = "night"}, {.name = "office"}, {.name = "gone"}},
        .windows_n = 2,
    };

    (void)state;
    assert_int_equal(calendar_window(&calendar, "night"), 0);
    assert_int_equal(calendar_window(&calendar, "office"), 1);
    assert_int_equal(calendar_window(&calendar, "gone"), WINDOWS_MAX);
    assert_int_equal(calendar_window(&calendar, "nigh"), WINDOWS_MAX);
    assert_int_equal(calendar_window(&calendar, "nights"), WINDOWS_MAX);
    assert_int_equal(calendar_window(&calendar, ""), WINDOWS_MAX);
}

/* A deadline keeps what is less than a second of the local clock too. */
static void
test_working_days_keep_the_microsecond(void **state)
{
    static const struct calendar calendar = {.holidays_n = 0};
    struct zone zone;
    int64_t from_us, to_us;

    (void)state;
    amsterdam(&zone);
    assert_int_equal(zone_read(&zone, "2026-11-20 17:00:59", &from_us, NULL),
                     RC_OK);
    assert_int_equal(zone_read(&zone, "2026-11-23 17:00:59", &to_us, NULL),
                     RC_OK);
    assert_int_equal(
        calendar_add_working_days(&calendar, &zone, from_us + 999999, 1),
        to_us + 999999);
}

/* In a zone whose clock went back over midnight, 1970-01-01 began, then it
 * was 1969-12-31 again: what opens on the first is open all along. */
static void
test_a_clock_set_back_over_midnight(void **state)
{
    static const struct zone zone = {
        .n = 2, .changes = {{INT64_MIN, 3600}, {-30 * MINUTE_US, 0}}};
    static const struct calendar calendar = {.holidays_n = 0};
    static const struct window thursday = {
        .spans = {{.weekdays = 1 << 4, .from_minute = 0, .to_minute = 0}},
        .spans_n = 1};

    (void)state;
    assert_false(
        window_is_open(&calendar, &zone, &thursday, -60 * MINUTE_US - 1));
    assert_true(window_is_open(&calendar, &zone, &thursday, -60 * MINUTE_US));
    assert_true(window_is_open(&calendar, &zone, &thursday, -30 * MINUTE_US));
    assert_true(window_is_open(&calendar, &zone, &thursday, 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_window_is_found_by_its_whole_name),
        cmocka_unit_test(test_working_days_keep_the_microsecond),
        cmocka_unit_test(test_a_clock_set_back_over_midnight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
