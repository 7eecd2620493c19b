/* Dates and instants. */
#include "rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "core/rfc3339.h"

static const struct {
    const char *text;
    enum rc rc;
    int64_t day;
} dates[] = {
    {"1970-01-01", RC_OK, 0},
    {"1969-12-31", RC_OK, -1},
    {"2026-11-20", RC_OK, 20777},
    {"0000-01-01", RC_OK, -719528},
    {"9999-12-31", RC_OK, 2932896},
    {"2024-02-29", RC_OK, 19782},
    {"2000-02-29", RC_OK, 11016},
    {"2026-02-29", RC_INVALID, 0},
    {"1900-02-29", RC_INVALID, 0},
    {"2026-00-01", RC_INVALID, 0},
    {"2026-13-01", RC_INVALID, 0},
    {"2026-01-00", RC_INVALID, 0},
    {"2026-01-32", RC_INVALID, 0},
    {"2026-04-31", RC_INVALID, 0},
    {"2026-11-20 ", RC_INVALID, 0},
    {" 2026-11-20", RC_INVALID, 0},
    {"2026-11-2", RC_INVALID, 0},
    {"2026-1-20", RC_INVALID, 0},
    {"26-11-20", RC_INVALID, 0},
    {"20261120", RC_INVALID, 0},
    {"20-11-2026", RC_INVALID, 0},
    {"2026/11/20", RC_INVALID, 0},
    {"-026-11-20", RC_INVALID, 0},
    {"+2026-11-20", RC_INVALID, 0},
    {"2026-11-20T10:00:00Z", RC_INVALID, 0},
    {"", RC_INVALID, 0},
};

static void
test_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(dates); i++) {
        int64_t day = 0;

        if (rfc3339_read_date(dates[i].text, &day) != dates[i].rc ||
            day != dates[i].day)
            fail_msg("%s: day %lld", dates[i].text, (long long)day);
    }
}

/* Against the C library's calendar, a day at a time over 800 years. */
static void
test_every_day_is_one_after_the_last(void **state)
{
    (void)state;
    for (int64_t day = -719528; day < -719528 + 800 * 366; day++) {
        time_t at = (time_t)day * SECONDS_PER_DAY;
        struct tm tm;
        char text[64];
        int64_t read = 0;

        assert_non_null(gmtime_r(&at, &tm));
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", tm.tm_year + 1900,
                       tm.tm_mon + 1, tm.tm_mday);
        if (rfc3339_read_date(text, &read) != RC_OK || read != day)
            fail_msg("%s", text);
    }
}

/* Of every number in a place for two digits only the days there are. */
static void
test_no_other_day_exists(void **state)
{
    static const int years[] = {1900, 2000, 2023, 2024};

    (void)state;
    for (size_t i = 0; i < ROWS(years); i++) {
        for (int month = 0; month < 100; month++) {
            for (int mday = 0; mday < 100; mday++) {
                struct tm tm = {.tm_year = years[i] - 1900,
                                .tm_mon = month - 1,
                                .tm_mday = mday};
                bool exists;
                char text[64];
                int64_t day;

                (void)timegm(&tm); /* moves what does not exist */
                exists = tm.tm_mon == month - 1 && tm.tm_mday == mday;
                (void)snprintf(text, sizeof text, "%d-%02d-%02d", years[i],
                               month, mday);
                if ((rfc3339_read_date(text, &day) == RC_OK) != exists)
                    fail_msg("%s", text);
            }
        }
    }
}

#define SECOND INT64_C(1000000)
#define NOON   (INT64_C(20777) * SECONDS_PER_DAY * SECOND + 43200 * SECOND)

static const struct {
    const char *name, *text;
    enum rc rc;
    int64_t at_us;
} instants[] = {
    {"UTC", "2026-11-20T12:00:00Z", RC_OK, NOON},
    {"offset east", "2026-11-20T13:00:00+01:00", RC_OK, NOON},
    {"offset west", "2026-11-20T06:30:00-05:30", RC_OK, NOON},
    {"offset over midnight", "2026-11-21T02:00:00+14:00", RC_OK, NOON},
    {"unknown local offset", "2026-11-20T12:00:00-00:00", RC_OK, NOON},
    {"small letters", "2026-11-20t12:00:00z", RC_OK, NOON},
    {"a tenth", "2026-11-20T12:00:00.1Z", RC_OK, NOON + 100000},
    {"microseconds", "2026-11-20T12:00:00.123456Z", RC_OK, NOON + 123456},
    {"the rest is cut", "2026-11-20T12:00:00.123456999Z", RC_OK, NOON + 123456},
    {"last second of a day", "1970-01-01T23:59:59Z", RC_OK, 86399 * SECOND},
    {"before 1970", "1969-12-31T23:59:59.5Z", RC_OK, -SECOND / 2},
    {"leap second", "2016-12-31T23:59:60Z", RC_OK, 1483228800 * SECOND},
    {"leap second elsewhere", "2017-01-01T00:59:60+01:00", RC_OK,
     1483228800 * SECOND},
    {"no leap second at noon", "2026-11-20T12:00:60Z", RC_INVALID, 0},
    {"largest offset", "2026-11-21T11:59:00+23:59", RC_OK, NOON},
    {"no offset", "2026-11-20T12:00:00", RC_INVALID, 0},
    {"space for T", "2026-11-20 12:00:00Z", RC_INVALID, 0},
    {"no seconds", "2026-11-20T12:00Z", RC_INVALID, 0},
    {"offset without colon", "2026-11-20T13:00:00+0100", RC_INVALID, 0},
    {"offset without minutes", "2026-11-20T13:00:00+01", RC_INVALID, 0},
    {"offset hour 24", "2026-11-20T13:00:00+24:00", RC_INVALID, 0},
    {"offset minute 60", "2026-11-20T13:00:00+01:60", RC_INVALID, 0},
    {"hour 24", "2026-11-20T24:00:00Z", RC_INVALID, 0},
    {"minute 60", "2026-11-20T12:60:00Z", RC_INVALID, 0},
    {"second 61", "2026-11-20T23:59:61Z", RC_INVALID, 0},
    {"point without digits", "2026-11-20T12:00:00.Z", RC_INVALID, 0},
    {"comma", "2026-11-20T12:00:00,1Z", RC_INVALID, 0},
    {"no such day", "2026-02-29T12:00:00Z", RC_INVALID, 0},
    {"something after", "2026-11-20T12:00:00Z ", RC_INVALID, 0},
    {"two offsets", "2026-11-20T12:00:00Z+01:00", RC_INVALID, 0},
    {"a date alone", "2026-11-20", RC_INVALID, 0},
    {"empty", "", RC_INVALID, 0},
    {"negative hour", "2026-11-20T-1:00:00Z", RC_INVALID, 0},
};

static void
test_instants(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(instants); i++) {
        int64_t at_us = 0;

        if (rfc3339_read_instant(instants[i].text, &at_us) != instants[i].rc ||
            at_us != instants[i].at_us)
            fail_msg("%s: %lld", instants[i].name, (long long)at_us);
    }
}

static void
test_every_beginning_is_refused(void **state)
{
    static const char whole[] = "2026-11-20T12:00:00.123456+01:00";

    (void)state;
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        char text[sizeof whole];
        int64_t at_us;

        (void)snprintf(text, sizeof text, "%.*s", (int)n, whole);
        assert_int_equal(rfc3339_read_instant(text, &at_us), RC_INVALID);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_every_day_is_one_after_the_last),
        cmocka_unit_test(test_no_other_day_exists),
        cmocka_unit_test(test_instants),
        cmocka_unit_test(test_every_beginning_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
