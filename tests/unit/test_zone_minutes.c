/* Every minute of six years in Amsterdam, as local time and as instant, in
 * three orders, against two witnesses that know nothing of the code: the law,
 * counted out here, and the C library. */
#include "rows.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "amsterdam.h"

#define SECOND_US INT64_C(1000000)

#define FIRST_YEAR 2025
#define END_YEAR   2031
#define FIRST_S    INT64_C(1735689600) /* 2025-01-01T00:00:00Z */
#define MINUTES    (INT64_C(2191) * 1440)

/* Summer time of a year, in seconds UTC, half-open. */
struct summer {
    int64_t from_s, to_s;
};

struct witness {
    struct zone zone;
    struct summer law[END_YEAR - FIRST_YEAR];
};

/* 01:00 UTC of the last Sunday of a month that has 31 days. */
static int64_t
last_sunday(int year, int month)
{
    struct tm tm = {.tm_year = year - 1900,
                    .tm_mon = month - 1,
                    .tm_mday = 31,
                    .tm_hour = 1};
    time_t at = timegm(&tm);

    while (tm.tm_wday != 0) {
        at -= 86400;
        assert_non_null(gmtime_r(&at, &tm));
    }
    return at;
}

static int
call_witnesses(void **state)
{
    static struct witness witness;

    for (int year = FIRST_YEAR; year < END_YEAR; year++)
        witness.law[year - FIRST_YEAR] = (struct summer){
            .from_s = last_sunday(year, 3), .to_s = last_sunday(year, 10)};
    amsterdam(&witness.zone);
    *state = &witness;
    if (setenv("TZ", "Europe/Amsterdam", 1) != 0)
        return -1;
    tzset();
    return 0;
}

/* Both witnesses are heard; they have to agree. */
static int32_t
offset_in_force(const struct witness *witness, int64_t at_s)
{
    int32_t offset_s = 3600;
    time_t at = (time_t)at_s;
    struct tm tm;

    for (int i = 0; i < END_YEAR - FIRST_YEAR; i++) {
        if (witness->law[i].from_s <= at_s && at_s < witness->law[i].to_s)
            offset_s = 7200;
    }
    assert_non_null(localtime_r(&at, &tm));
    if (tm.tm_gmtoff != offset_s)
        fail_msg("law and library differ at %lld", (long long)at_s);
    return offset_s;
}

static struct civil
civil_of(int64_t local_s)
{
    time_t at = (time_t)local_s;
    struct tm tm;

    assert_non_null(gmtime_r(&at, &tm));
    return (struct civil){.year = tm.tm_year + 1900,
                          .month = tm.tm_mon + 1,
                          .day = tm.tm_mday,
                          .hour = tm.tm_hour,
                          .minute = tm.tm_min,
                          .second = tm.tm_sec};
}

static void
check_local_minute(const struct witness *witness, int64_t local_s)
{
    struct civil local = civil_of(local_s);
    bool summer = offset_in_force(witness, local_s - 7200) == 7200;
    bool winter = offset_in_force(witness, local_s - 3600) == 3600;
    int64_t want_s = summer ? local_s - 7200 : local_s - 3600;
    enum civil_case want = CIVIL_ONCE, what = CIVIL_ONCE;

    if (summer && winter)
        want = CIVIL_TWICE;
    if (!summer && !winter) {
        want = CIVIL_NEVER;
        want_s = witness->law[local.year - FIRST_YEAR].from_s;
    }
    int64_t at_us = zone_instant(&witness->zone, &local, &what);

    if (at_us != want_s * SECOND_US || what != want)
        fail_msg("local %lld: %lld, case %d", (long long)local_s,
                 (long long)at_us, (int)what);
}

static void
check_instant_minute(const struct witness *witness, int64_t at_s)
{
    int32_t want_offset_s = offset_in_force(witness, at_s), offset_s = 0;
    struct civil want = civil_of(at_s + want_offset_s);
    struct civil local =
        zone_local(&witness->zone, at_s * SECOND_US, &offset_s);
    bool later =
        want_offset_s == 3600 && offset_in_force(witness, at_s - 3600) == 7200;
    int64_t back_us = zone_instant(&witness->zone, &local, NULL);

    if (memcmp(&local, &want, sizeof want) != 0 || offset_s != want_offset_s)
        fail_msg("instant %lld: wrong local time", (long long)at_s);
    if (back_us != (later ? at_s - 3600 : at_s) * SECOND_US)
        fail_msg("instant %lld comes back as %lld", (long long)at_s,
                 (long long)back_us);
}

static void
check_minute(const struct witness *witness, int64_t minute)
{
    check_local_minute(witness, FIRST_S + minute * 60);
    check_instant_minute(witness, FIRST_S + minute * 60);
}

static void
test_every_minute_ascending(void **state)
{
    for (int64_t i = 0; i < MINUTES; i++)
        check_minute(*state, i);
    assert_int_equal(FIRST_S + MINUTES * 60, 1924992000); /* 2031-01-01 */
}

static void
test_every_minute_descending(void **state)
{
    for (int64_t i = MINUTES; i-- > 0;)
        check_minute(*state, i);
}

static void
test_every_minute_shuffled(void **state)
{
    uint32_t *order = calloc(MINUTES, sizeof *order);
    uint64_t seed = 20261025;

    assert_non_null(order);
    for (uint32_t i = 0; i < MINUTES; i++) {
        uint32_t j = (uint32_t)(rows_random(&seed) % (i + UINT64_C(1)));

        order[i] = order[j];
        order[j] = i;
    }
    for (int64_t i = 0; i < MINUTES; i++)
        check_minute(*state, order[i]);
    free(order);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_minute_ascending),
        cmocka_unit_test(test_every_minute_descending),
        cmocka_unit_test(test_every_minute_shuffled),
    };

    return cmocka_run_group_tests(tests, call_witnesses, NULL);
}
