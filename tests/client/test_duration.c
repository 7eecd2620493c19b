/* Spans of time and moments of a simulation, as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/duration.h"

#define S      INT64_C(1000000)
#define ROWS_N (sizeof rows / sizeof rows[0])
#define NONE   (-1)

static void
test_spans(void **state)
{
    static const struct {
        const char *name, *text;
        int64_t us; /* NONE: refused */
    } rows[] = {
        {"seconds", "30s", 30 * S},
        {"minutes", "5m", 300 * S},
        {"hours", "8h", 28800 * S},
        {"days", "2d", 172800 * S},
        {"an hour and a half", "1h30m", 5400 * S},
        {"all four", "1d1h1m1s", 90061 * S},
        {"leading zeros", "007m", 420 * S},
        {"the longest", "400d", DURATION_MAX_S * S},
        {"one second longer", "400d1s", NONE},
        {"as seconds", "34560000s", DURATION_MAX_S * S},
        {"one more", "34560001s", NONE},
        {"would overflow", "99999999999999999999d", NONE},
        {"nothing", "", NONE},
        {"no time", "0m", NONE},
        {"no unit", "30", NONE},
        {"no number", "m", NONE},
        {"a unit twice", "1m1m", NONE},
        {"the smaller first", "30m1h", NONE},
        {"a sign", "-5m", NONE},
        {"a plus", "+5m", NONE},
        {"a fraction", "1.5h", NONE},
        {"a space", "5 m", NONE},
        {"another unit", "2w", NONE},
        {"a capital", "5M", NONE},
        {"something behind it", "5mx", NONE},
    };

    (void)state;
    for (size_t i = 0; i < ROWS_N; i++) {
        int64_t us = NONE;
        enum rc rc = duration_read(rows[i].text, &us);

        if (us != rows[i].us || (rc == RC_OK) != (rows[i].us != NONE))
            fail_msg("%s: %d, %lld", rows[i].name, (int)rc, (long long)us);
    }
}

static void
test_written(void **state)
{
    static const struct {
        int64_t us;
        const char *text;
    } rows[] = {
        {0, "00m 00s"},
        {61 * S, "01m 01s"},
        {3600 * S - 1, "59m 59s"},
        {3600 * S, "1h 00m 00s"},
        {39600 * S, "11h 00m 00s"},
        {86400 * S - 1, "23h 59m 59s"},
        {86400 * S, "1d 00h 00m 00s"},
        {90000 * S, "1d 01h 00m 00s"},
    };
    char out[DURATION_BYTES];

    (void)state;
    for (size_t i = 0; i < ROWS_N; i++)
        assert_string_equal(duration_write(rows[i].us, out), rows[i].text);
}

#define NAME_64                                                                \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
test_moments(void **state)
{
    static const struct {
        const char *name, *text, *person;
        int64_t after_us; /* NONE: refused */
    } rows[] = {
        {"after seven minutes", "anna@+7m", "anna", 420 * S},
        {"at once", "bram@+0", "bram", 0},
        {"longer", "carla@+1h30m", "carla", 5400 * S},
        {"nobody", "@+7m", "", NONE},
        {"no moment", "anna", "", NONE},
        {"no plus", "anna@7m", "", NONE},
        {"another sign", "anna@x7m", "", NONE},
        {"nothing behind the plus", "anna@+", "", NONE},
        {"no span", "anna@+7", "", NONE},
        {"before it", "anna@+-7m", "", NONE},
        {"the longest name", NAME_64 "@+7m", NAME_64, 420 * S},
        {"a name too long", "a" NAME_64 "@+7m", "", NONE},
    };

    (void)state;
    for (size_t i = 0; i < ROWS_N; i++) {
        struct person_moment moment = {.after_us = NONE};
        enum rc rc = person_moment_read(rows[i].text, &moment);

        if (moment.after_us != rows[i].after_us ||
            (rc == RC_OK) != (rows[i].after_us != NONE))
            fail_msg("%s: %d, %lld", rows[i].name, (int)rc,
                     (long long)moment.after_us);
        assert_string_equal(moment.person, rows[i].person);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_written),
        cmocka_unit_test(test_moments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
