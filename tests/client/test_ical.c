/* A calendar file as RFC 5545 wants it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/ical.h"

#define ROWS_N (sizeof rows / sizeof rows[0])

#define A10 "aaaaaaaaaa"
#define A70 A10 A10 A10 A10 A10 A10 A10 /* "X:" makes it 72 */

static void
test_lines(void **state)
{
    static const struct {
        const char *name, *value, *expected;
    } rows[] = {
        {"plain", "abc", "X:abc\r\n"},
        {"nothing", "", "X:\r\n"},
        {"a comma", "a,b", "X:a\\,b\r\n"},
        {"a semicolon", "a;b", "X:a\\;b\r\n"},
        {"a backslash", "a\\b", "X:a\\\\b\r\n"},
        {"a new line", "a\nb", "X:a\\nb\r\n"},
        {"the end of a line of Windows", "a\r\nb", "X:a\\nb\r\n"},
        {"75 octets", A70 "bcd", "X:" A70 "bcd\r\n"},
        {"76 octets", A70 "bcde", "X:" A70 "bcd\r\n e\r\n"},
        {"a folded line has 75 with its space", A70 "bcd" A70 "wxyzf",
         "X:" A70 "bcd\r\n " A70 "wxyz\r\n f\r\n"},
        {"an escape is not divided", A70 "bc,", "X:" A70 "bc\r\n \\,\r\n"},
        {"nor is a character", A70 "bc\xC3\xA9",
         "X:" A70 "bc\r\n \xC3\xA9\r\n"},
        {"that fits", A70 "b\xC3\xA9", "X:" A70 "b\xC3\xA9\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS_N; i++) {
        char *text = NULL;
        size_t n = 0;
        FILE *out = open_memstream(&text, &n);

        assert_non_null(out);
        ical_line(out, "X", rows[i].value);
        assert_int_equal(fclose(out), 0);
        if (strcmp(text, rows[i].expected) != 0)
            fail_msg("%s: %s", rows[i].name, text);
        free(text);
    }
}

static void
test_a_calendar(void **state)
{
    const struct ical_shift shift = {
        .roster = "primary",
        .person = "anna",
        .summary = "On call: primary (anna)",
        .start_us = INT64_C(1792807200000000), /* 2026-10-24 04:00 +02:00 */
        .end_us = INT64_C(1792897200000000),
        .made_us = INT64_C(1792807200000000) - 1000000,
    };
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);

    (void)state;
    assert_non_null(out);
    ical_begin(out, "Loket");
    ical_shift_write(out, &shift);
    ical_end(out);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "BEGIN:VCALENDAR\r\n"
                              "VERSION:2.0\r\n"
                              "PRODID:-//Loket//loket " LOKET_VERSION "//EN\r\n"
                              "CALSCALE:GREGORIAN\r\n"
                              "METHOD:PUBLISH\r\n"
                              "X-WR-CALNAME:Loket\r\n"
                              "BEGIN:VEVENT\r\n"
                              "UID:1792807200.primary.anna@loket\r\n"
                              "DTSTAMP:20261024T015959Z\r\n"
                              "DTSTART:20261024T020000Z\r\n"
                              "DTEND:20261025T030000Z\r\n"
                              "SUMMARY:On call: primary (anna)\r\n"
                              "TRANSP:OPAQUE\r\n"
                              "END:VEVENT\r\n"
                              "END:VCALENDAR\r\n");
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_a_calendar),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
