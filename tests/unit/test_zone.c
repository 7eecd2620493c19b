/* Local time and instants: the change nights row by row, what is read, what
 * is refused, what is written. */
#include "rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "amsterdam.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US   (60 * MINUTE_US)

/* 01:00 UTC of the two change nights of 2026 */
#define SPRING_US (INT64_C(1774746000) * SECOND_US)
#define AUTUMN_US (INT64_C(1792890000) * SECOND_US)

static const struct {
    const char *name, *text;
    int64_t at_us;
    enum civil_case what;
} nights[] = {
    {"winter", "2026-01-15T12:00", INT64_C(1768474800) * SECOND_US, CIVIL_ONCE},
    {"summer", "2026-07-15T12:00", INT64_C(1784109600) * SECOND_US, CIVIL_ONCE},
    {"seconds", "2026-07-15T12:00:59", INT64_C(1784109659) * SECOND_US,
     CIVIL_ONCE},
    {"last second before the missing hour", "2026-03-29T01:59:59",
     SPRING_US - SECOND_US, CIVIL_ONCE},
    {"missing hour, first second", "2026-03-29T02:00:00", SPRING_US,
     CIVIL_NEVER},
    {"missing hour, middle", "2026-03-29T02:30", SPRING_US, CIVIL_NEVER},
    {"missing hour, last second", "2026-03-29T02:59:59", SPRING_US,
     CIVIL_NEVER},
    {"first second after the missing hour", "2026-03-29T03:00:00", SPRING_US,
     CIVIL_ONCE},
    {"second second after the missing hour", "2026-03-29T03:00:01",
     SPRING_US + SECOND_US, CIVIL_ONCE},
    {"last second before the repeated hour", "2026-10-25T01:59:59",
     AUTUMN_US - HOUR_US - SECOND_US, CIVIL_ONCE},
    {"repeated hour, first second: the earlier", "2026-10-25T02:00:00",
     AUTUMN_US - HOUR_US, CIVIL_TWICE},
    {"repeated hour, middle: the earlier", "2026-10-25T02:30",
     AUTUMN_US - HOUR_US / 2, CIVIL_TWICE},
    {"repeated hour, last second: the earlier", "2026-10-25T02:59:59",
     AUTUMN_US - SECOND_US, CIVIL_TWICE},
    {"first second after the repeated hour", "2026-10-25T03:00:00",
     AUTUMN_US + HOUR_US, CIVIL_ONCE},
    {"repeated hour, summer offset: the earlier", "2026-10-25T02:30+02:00",
     AUTUMN_US - HOUR_US / 2, CIVIL_ONCE},
    {"repeated hour, winter offset: the later", "2026-10-25T02:30+01:00",
     AUTUMN_US + HOUR_US / 2, CIVIL_ONCE},
    {"missing hour, winter offset: that instant", "2026-03-29T02:30+01:00",
     SPRING_US + HOUR_US / 2, CIVIL_ONCE},
    {"missing hour, summer offset: that instant", "2026-03-29T02:30+02:00",
     SPRING_US - HOUR_US / 2, CIVIL_ONCE},
    {"UTC in the missing hour", "2026-03-29T02:30Z",
     SPRING_US + HOUR_US + HOUR_US / 2, CIVIL_ONCE},
    {"an offset that is not in force", "2026-07-15T12:00+01:00",
     INT64_C(1784113200) * SECOND_US, CIVIL_ONCE},
    {"an offset of elsewhere", "2026-07-15T06:30:00-03:30",
     INT64_C(1784109600) * SECOND_US, CIVIL_ONCE},
    {"a space for the T", "2026-03-29 02:30", SPRING_US, CIVIL_NEVER},
    {"a space before the offset", "2026-10-25 02:30:00 +01:00",
     AUTUMN_US + HOUR_US / 2, CIVIL_ONCE},
    {"leap day", "2028-02-29T00:00", INT64_C(1835391600) * SECOND_US,
     CIVIL_ONCE},
    {"first year", "1970-01-01T00:00", -HOUR_US, CIVIL_ONCE},
    {"last year", "2199-12-31T23:59:59", INT64_C(7258114799) * SECOND_US,
     CIVIL_ONCE},
};

static void
test_change_nights(void **state)
{
    struct zone zone;

    (void)state;
    amsterdam(&zone);
    for (size_t i = 0; i < ROWS(nights); i++) {
        int64_t at_us = 0;
        enum civil_case what = CIVIL_ONCE;

        if (zone_read(&zone, nights[i].text, &at_us, &what) != RC_OK ||
            at_us != nights[i].at_us || what != nights[i].what)
            fail_msg("%s: %lld, case %d", nights[i].name, (long long)at_us,
                     (int)what);
        assert_int_equal(zone_read(&zone, nights[i].text, &at_us, NULL), RC_OK);
        assert_int_equal(at_us, nights[i].at_us);
    }
}

static const struct {
    const char *name, *text;
} refused[] = {
    {"nothing", ""},
    {"a date alone", "2026-10-25"},
    {"a clock alone", "02:30"},
    {"no minutes", "2026-10-25T02"},
    {"a hole for a minute", "2026-10-25T02:"},
    {"one digit for the minute", "2026-10-25T02:3"},
    {"a colon without seconds", "2026-10-25T02:30:"},
    {"one digit for the second", "2026-10-25T02:30:0"},
    {"part of a second", "2026-10-25T02:30:00.5"},
    {"part of a second and an offset", "2026-10-25T02:30:00.5Z"},
    {"small t", "2026-10-25t02:30"},
    {"small z", "2026-10-25T02:30z"},
    {"two spaces for the T", "2026-10-25  02:30"},
    {"nothing for the T", "2026-10-2502:30"},
    {"a space before", " 2026-10-25T02:30"},
    {"a space after", "2026-10-25T02:30 "},
    {"a space after the seconds", "2026-10-25T02:30:00 "},
    {"a space after the offset", "2026-10-25T02:30 +01:00 "},
    {"two spaces before the offset", "2026-10-25T02:30  +01:00"},
    {"an offset without a colon", "2026-10-25T02:30+0100"},
    {"an offset without minutes", "2026-10-25T02:30+01"},
    {"an offset without a sign", "2026-10-25T02:30 01:00"},
    {"an offset of a day", "2026-10-25T02:30+24:00"},
    {"an offset minute 60", "2026-10-25T02:30+01:60"},
    {"two offsets", "2026-10-25T02:30Z+01:00"},
    {"the name of a zone", "2026-10-25T02:30 CET"},
    {"a day that no year has", "2026-02-30T12:00"},
    {"29 February of a common year", "2026-02-29T12:00"},
    {"29 February of 2100", "2100-02-29T12:00"},
    {"month 13", "2026-13-01T12:00"},
    {"month 0", "2026-00-01T12:00"},
    {"day 0", "2026-10-00T12:00"},
    {"hour 24", "2026-10-25T24:00"},
    {"minute 60", "2026-10-25T02:60"},
    {"second 60", "2026-10-25T02:30:60"},
    {"a leap second", "2026-12-31T23:59:60"},
    {"a leap second of UTC", "2026-12-31T23:59:60Z"},
    {"the year before the first", "1969-12-31T23:59:59"},
    {"the year before the first, UTC", "1969-12-31T23:59:59Z"},
    {"the year after the last", "2200-01-01T00:00"},
    {"a negative year", "-026-10-25T02:30"},
    {"a negative hour", "2026-10-25T-2:30"},
    {"slashes", "2026/10/25T02:30"},
    {"day first", "25-10-2026T02:30"},
    {"a short year", "26-10-25T02:30"},
    {"a word", "tomorrow at noon"},
    {"too long to be one", "2026-10-25T02:30:00 +01:00 of this or that year"},
    {"too long by zeros", "2026-10-25T02:30:00+01:00000000000000000000"},
};

static void
test_other_forms_are_refused(void **state)
{
    struct zone zone;

    (void)state;
    amsterdam(&zone);
    for (size_t i = 0; i < ROWS(refused); i++) {
        int64_t at_us = 42;
        enum civil_case what = CIVIL_TWICE;

        if (zone_read(&zone, refused[i].text, &at_us, &what) != RC_INVALID)
            fail_msg("%s is taken", refused[i].name);
        if (at_us != 42 || what != CIVIL_TWICE)
            fail_msg("%s changes the answer", refused[i].name);
    }
}

/* Each beginning is refused, except where a shorter form ends.  On the heap,
 * so that a sanitizer sees what is read beyond it. */
static void
test_a_beginning_is_no_local_time(void **state)
{
    static const char whole[] = "2026-10-25 02:30:00 +01:00";
    struct zone zone;

    (void)state;
    amsterdam(&zone);
    for (size_t n = 0; n < sizeof whole; n++) {
        bool form = n == 16 || n == 19 || n == sizeof whole - 1;
        char *text = strndup(whole, n);
        int64_t at_us;

        assert_non_null(text);
        if ((zone_read(&zone, text, &at_us, NULL) == RC_OK) != form)
            fail_msg("'%s'", text);
        free(text);
    }
}

static const struct {
    const char *name, *text;
    int64_t at_us;
} written[] = {
    {"winter", "2026-01-15 12:00:00 +01:00", INT64_C(1768474800) * SECOND_US},
    {"before the missing hour", "2026-03-29 01:59:59 +01:00", SPRING_US - 1},
    {"after the missing hour", "2026-03-29 03:00:00 +02:00", SPRING_US},
    {"the earlier half past two", "2026-10-25 02:30:00 +02:00",
     AUTUMN_US - HOUR_US / 2},
    {"last of the earlier", "2026-10-25 02:59:59 +02:00", AUTUMN_US - 1},
    {"first of the later", "2026-10-25 02:00:00 +01:00", AUTUMN_US},
    {"the later half past two", "2026-10-25 02:30:00 +01:00",
     AUTUMN_US + HOUR_US / 2},
    {"less than a second is cut", "1970-01-01 00:59:59 +01:00", -1},
    {"the epoch", "1970-01-01 01:00:00 +01:00", 0},
    {"last day of a leap year", "2028-12-31 00:00:00 +01:00",
     INT64_C(1861830000) * SECOND_US},
};

static void
test_instants_are_written_with_their_offset(void **state)
{
    struct zone zone;

    (void)state;
    amsterdam(&zone);
    for (size_t i = 0; i < ROWS(written); i++) {
        char out[ZONE_TEXT_BYTES];

        if (strcmp(zone_write(&zone, written[i].at_us, out), written[i].text))
            fail_msg("%s: %s", written[i].name, out);
    }
}

/* However far from what a desk can mean. */
static void
test_every_instant_can_be_written(void **state)
{
    struct zone zone;
    char out[ZONE_TEXT_BYTES];

    (void)state;
    amsterdam(&zone);
    assert_string_equal(zone_write(&zone, INT64_MAX, out),
                        "294247-01-10 05:00:54 +01:00");
    assert_string_equal(zone_write(&zone, INT64_MIN, out),
                        "-290308-12-21 20:59:05 +01:00");
}

/* Far west, where the instant is later than the local time taken as UTC; half
 * hours; and a clock set back over midnight. */
static const struct zone new_york = {.n = 3,
                                     .changes = {{INT64_MIN, -5 * 3600},
                                                 {7 * HOUR_US, -4 * 3600},
                                                 {30 * HOUR_US, -5 * 3600}}};
static const struct zone newfoundland = {.n = 1,
                                         .changes = {{INT64_MIN, -12600}}};
static const struct zone back = {.n = 2,
                                 .changes = {{INT64_MIN, 3600}, {0, 0}}};

static const struct {
    const char *name;
    const struct zone *zone;
    const char *text;
    int64_t at_us;
    enum civil_case what;
    const char *written;
} elsewhere[] = {
    {"west, before the missing hour", &new_york, "1970-01-01T01:59:59",
     7 * HOUR_US - SECOND_US, CIVIL_ONCE, "1970-01-01 01:59:59 -05:00"},
    {"west, in the missing hour", &new_york, "1970-01-01T02:30", 7 * HOUR_US,
     CIVIL_NEVER, "1970-01-01 03:00:00 -04:00"},
    {"west, after the missing hour", &new_york, "1970-01-01T03:00", 7 * HOUR_US,
     CIVIL_ONCE, "1970-01-01 03:00:00 -04:00"},
    {"west, before the repeated hour", &new_york, "1970-01-02T00:59:59",
     29 * HOUR_US - SECOND_US, CIVIL_ONCE, "1970-01-02 00:59:59 -04:00"},
    {"west, in the repeated hour", &new_york, "1970-01-02T01:00", 29 * HOUR_US,
     CIVIL_TWICE, "1970-01-02 01:00:00 -04:00"},
    {"west, after the repeated hour", &new_york, "1970-01-02T02:00",
     31 * HOUR_US, CIVIL_ONCE, "1970-01-02 02:00:00 -05:00"},
    {"half an hour west", &newfoundland, "1970-01-01T00:00",
     3 * HOUR_US + HOUR_US / 2, CIVIL_ONCE, "1970-01-01 00:00:00 -03:30"},
    {"set back over midnight", &back, "1970-01-01T00:59:59", -SECOND_US,
     CIVIL_TWICE, "1970-01-01 00:59:59 +01:00"},
};

static void
test_zones_of_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(elsewhere); i++) {
        char out[ZONE_TEXT_BYTES];
        enum civil_case what = CIVIL_ONCE;
        int64_t at_us = 0;

        if (zone_read(elsewhere[i].zone, elsewhere[i].text, &at_us, &what) !=
                RC_OK ||
            at_us != elsewhere[i].at_us || what != elsewhere[i].what ||
            strcmp(zone_write(elsewhere[i].zone, at_us, out),
                   elsewhere[i].written) != 0)
            fail_msg("%s: %lld, case %d, %s", elsewhere[i].name,
                     (long long)at_us, (int)what, out);
    }
}

/* A day of the desk: where it begins, and a clock of it. */
static const struct {
    const char *name;
    int32_t month, day, minute;
    int64_t at_us;
} clocks[] = {
    {"where a day begins in winter", 3, 29, 0, SPRING_US - 2 * HOUR_US},
    {"in summer: an hour less", 3, 30, 0, SPRING_US + 21 * HOUR_US},
    {"the last minute", 3, 29, 1439, SPRING_US + 21 * HOUR_US - MINUTE_US},
    {"a clock before the change", 3, 29, 119, SPRING_US - MINUTE_US},
    {"missing: the change", 3, 29, 150, SPRING_US},
    {"after the change", 3, 29, 181, SPRING_US + MINUTE_US},
    {"repeated: the earlier", 10, 25, 150, AUTUMN_US - HOUR_US / 2},
};

static void
test_a_clock_of_a_day(void **state)
{
    struct zone zone;

    (void)state;
    amsterdam(&zone);
    for (size_t i = 0; i < ROWS(clocks); i++) {
        int64_t day = civil_days(2026, clocks[i].month, clocks[i].day);
        int64_t at_us = zone_clock(&zone, day, clocks[i].minute);

        if (at_us != clocks[i].at_us || zone_day(&zone, at_us) != day)
            fail_msg("%s: %lld, day %lld", clocks[i].name, (long long)at_us,
                     (long long)zone_day(&zone, at_us));
        if (clocks[i].minute == 0)
            assert_int_equal(zone_day(&zone, at_us - 1), day - 1);
    }
}

/* The last offset holds after the last change, the first before the first. */
static void
test_offsets_hold_beyond_the_table(void **state)
{
    struct zone zone;

    (void)state;
    amsterdam(&zone);
    assert_int_equal(zone_offset_s(&zone, INT64_MIN), 3600);
    assert_int_equal(zone_offset_s(&zone, SPRING_US - 1), 3600);
    assert_int_equal(zone_offset_s(&zone, SPRING_US), 7200);
    assert_int_equal(zone_offset_s(&zone, AUTUMN_US - 1), 7200);
    assert_int_equal(zone_offset_s(&zone, AUTUMN_US), 3600);
    zone.n = 2;
    assert_int_equal(zone_offset_s(&zone, zone.changes[1].at_us - 1), 3600);
    assert_int_equal(zone_offset_s(&zone, INT64_MAX), 7200);
}

/* Against the C library's calendar, a day at a time over 800 years. */
static void
test_every_day_there_and_back(void **state)
{
    (void)state;
    for (int64_t day = -719528; day < -719528 + 800 * 366; day++) {
        time_t at = (time_t)(day * 86400);
        struct tm tm;
        struct civil civil = {.hour = 5, .minute = 6, .second = 7};

        assert_non_null(gmtime_r(&at, &tm));
        civil_of_days(day, &civil);
        if (civil.year != tm.tm_year + 1900 || civil.month != tm.tm_mon + 1 ||
            civil.day != tm.tm_mday || civil.hour != 0 || civil.minute != 0 ||
            civil.second != 0 ||
            civil_weekday(day) != (tm.tm_wday + 6) % 7 + 1 ||
            civil_days(civil.year, civil.month, civil.day) != day)
            fail_msg("day %lld: %d-%d-%d", (long long)day, civil.year,
                     civil.month, civil.day);
    }
}

static const struct {
    int32_t year, month, day;
    int weekday;
} weekdays[] = {{1970, 1, 1, 4},   {1969, 12, 31, 3}, {2026, 3, 29, 7},
                {2026, 10, 25, 7}, {2026, 3, 30, 1},  {2024, 2, 29, 4},
                {2199, 12, 31, 2}};

static void
test_weekdays(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(weekdays); i++) {
        int64_t day =
            civil_days(weekdays[i].year, weekdays[i].month, weekdays[i].day);

        if (civil_weekday(day) != weekdays[i].weekday)
            fail_msg("%d-%d-%d: %d", weekdays[i].year, weekdays[i].month,
                     weekdays[i].day, civil_weekday(day));
    }
}

/* What is written is read back as the instant it was, in the repeated hour
 * too: every second of both change nights. */
static void
test_what_is_written_is_read_back(void **state)
{
    static const int64_t nights_us[] = {SPRING_US, AUTUMN_US};
    struct zone zone;

    (void)state;
    amsterdam(&zone);
    for (size_t i = 0; i < ROWS(nights_us); i++) {
        for (int64_t at_us = nights_us[i] - 2 * HOUR_US;
             at_us < nights_us[i] + 2 * HOUR_US; at_us += SECOND_US) {
            char text[ZONE_TEXT_BYTES];
            int64_t read_us = 0;

            if (zone_read(&zone, zone_write(&zone, at_us, text), &read_us,
                          NULL) != RC_OK ||
                read_us != at_us)
                fail_msg("%s", text);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change_nights),
        cmocka_unit_test(test_other_forms_are_refused),
        cmocka_unit_test(test_a_beginning_is_no_local_time),
        cmocka_unit_test(test_instants_are_written_with_their_offset),
        cmocka_unit_test(test_every_instant_can_be_written),
        cmocka_unit_test(test_zones_of_elsewhere),
        cmocka_unit_test(test_a_clock_of_a_day),
        cmocka_unit_test(test_offsets_hold_beyond_the_table),
        cmocka_unit_test(test_every_day_there_and_back),
        cmocka_unit_test(test_weekdays),
        cmocka_unit_test(test_what_is_written_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
