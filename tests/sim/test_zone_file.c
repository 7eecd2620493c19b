/* The machine's zone data to a table: what is refused, and that the table
 * says what the C library says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "core/zone.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/zone_file.h"
#include "temporary.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_S    INT64_C(3600)

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

/* One finding that says this, and nothing in `out`. */
static void
want_refusal(const char *rule, const char *name, const char *finding)
{
    struct file_findings findings = {0};
    struct zone zone = {.n = 42};

    if (zone_file_read(&zone, name, &findings) != RC_INVALID)
        fail_msg("%s: taken", rule);
    if (findings.n != 1 || findings.kept_n != 1 ||
        strstr(findings.lines[0], finding) == NULL)
        fail_msg("%s: %zu findings, %s", rule, findings.n,
                 findings.n > 0 ? findings.lines[0] : "");
    if (zone.n != 42 || zone.name[0] != '\0')
        fail_msg("%s: something is written", rule);
    file_findings_close(&findings);
}

static const struct {
    const char *rule, *name;
} no_names[] = {
    {"no name", ""},
    {"from the root", "/usr/share/zoneinfo/Europe/Amsterdam"},
    {"upwards", "../zoneinfo/Europe/Amsterdam"},
    {"upwards in the middle", "Europe/../Europe/Amsterdam"},
    {"a colon, which the C library skips", ":Europe/Amsterdam"},
    {"one byte too long", "Europe/Amsterdam/Europe/Amsterdam/Europe/Amsterd"},
    {"far too long", "Europe/Amsterdam/Europe/Amsterdam/Europe/Amsterdam/"
                     "Europe/Amsterdam/Europe/Amsterdam/Europe/Amsterdam"},
};

static void
test_only_names_below_the_folder(void **state)
{
    (void)state;
    (void)unsetenv("TZDIR");
    for (size_t i = 0; i < ROWS(no_names); i++)
        want_refusal(no_names[i].rule, no_names[i].name,
                     "not the name of a zone");
    assert_int_equal(strlen(no_names[5].name), ZONE_NAME_BYTES);
    want_refusal("just short enough, but no file", no_names[5].name + 1,
                 "no zone file that can be read");
}

static void
test_a_zone_that_is_not_there(void **state)
{
    (void)state;
    (void)unsetenv("TZDIR");
    want_refusal("no such zone", "Europe/Rotterdam", "/Europe/Rotterdam: no ");
    want_refusal("a folder", "Europe", "/Europe: no zone file that can be ");
    want_refusal("a rule for TZ", "CET-1CEST,M3.5.0,M10.5.0/3",
                 "no zone file that can be read");
}

static void
test_a_folder_that_is_not_there(void **state)
{
    (void)state;
    assert_int_equal(setenv("TZDIR", "/tmp/loket-no-such-folder", 1), 0);
    want_refusal("no folder", ZONE_DEFAULT,
                 "/tmp/loket-no-such-folder/Europe/Amsterdam: no zone file");
}

static const struct {
    const char *rule, *text, *finding;
} files[] = {
    {"an empty file", "", "not a zone file"},
    {"shorter than the first word", "TZi", "not a zone file"},
    {"another first word", "TZIF2", "not a zone file"},
    {"a text", "Amsterdam is an hour east\n", "not a zone file"},
    {"nothing but the first word", "TZif",
     "no summer time on 2026-07-01: the zone file is damaged"},
    {"damaged after the first word", "TZif2 and then nothing that is a zone",
     "no summer time on 2026-07-01: the zone file is damaged"},
};

static void
test_a_file_that_is_no_zone(void **state)
{
    char *dir = temporary_make();
    char path[PATH_MAX];

    (void)state;
    assert_int_equal(setenv("TZDIR", dir, 1), 0);
    assert_true(snprintf(path, sizeof path, "%s/Europe", dir) > 0);
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < ROWS(files); i++) {
        temporary_write(path, dir, ZONE_DEFAULT, files[i].text, 0600);
        want_refusal(files[i].rule, ZONE_DEFAULT, files[i].finding);
    }
    temporary_remove(dir);
}

/* --- zone data of our own -------------------------------------------------- */

#define MADE_BYTES 8192

/* A zone of an hour that becomes two hours and an hour again every 30 days
 * from 1970-01-31 on, `changes` times in all. */
static size_t
make_zone(uint8_t out[MADE_BYTES], uint32_t changes)
{
    /* The first half is for readers of 32 bits; it may be empty. */
    static const uint8_t empty[44] = "TZif2";
    static const uint8_t types[] = {0, 0, 0x0E, 0x10, 0, 0,
                                    0, 0, 0x1C, 0x20, 1, 4};
    static const char names[] = "ONE\0TWO";
    size_t n = 0;

    memcpy(out, empty, sizeof empty);
    n += sizeof empty;
    memcpy(out + n, empty, sizeof empty);
    out[n + 34] = (uint8_t)(changes >> 8);
    out[n + 35] = (uint8_t)changes;
    out[n + 39] = 2;
    out[n + 43] = sizeof names;
    n += sizeof empty;
    for (uint32_t i = 1; i <= changes; i++) {
        uint64_t at_s = i * UINT64_C(2592000);

        for (int shift = 56; shift >= 0; shift -= 8)
            out[n++] = (uint8_t)(at_s >> shift);
    }
    for (uint32_t i = 1; i <= changes; i++)
        out[n++] = i % 2;
    memcpy(out + n, types, sizeof types);
    n += sizeof types;
    memcpy(out + n, names, sizeof names);
    n += sizeof names;
    out[n++] = '\n';
    out[n++] = '\n';
    return n;
}

/* A folder for TZDIR that holds that zone as NAME. */
static char *
make_folder(const char *name, uint32_t changes)
{
    uint8_t bytes[MADE_BYTES];
    size_t n = make_zone(bytes, changes);
    char *dir = temporary_make();
    char path[PATH_MAX];

    assert_int_equal(setenv("TZDIR", dir, 1), 0);
    assert_true(snprintf(path, sizeof path, "%s/Europe", dir) > 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_true(snprintf(path, sizeof path, "%s/%s", dir, name) > 0);
    assert_int_equal(file_write(path, bytes, n, 0600), RC_OK);
    return dir;
}

static void
read_zone(struct zone *zone, const char *name)
{
    struct file_findings findings = {0};

    if (zone_file_read(zone, name, &findings) != RC_OK)
        fail_msg("%s: %s", name, findings.lines[0]);
    assert_int_equal(findings.n, 0);
    assert_string_equal(zone->name, name);
}

static void
test_amsterdam_has_summer_time(void **state)
{
    char *dir = make_folder(ZONE_DEFAULT, 0);

    (void)state;
    want_refusal("an hour, but no summer time", ZONE_DEFAULT,
                 "no summer time on 2026-07-01");
    temporary_remove(dir);
}

static void
test_elsewhere_may_do_without(void **state)
{
    char *dir = make_folder("Loket", 0);
    struct zone zone;

    (void)state;
    read_zone(&zone, "Loket");
    assert_int_equal(zone.n, 1);
    assert_int_equal(zone_offset_s(&zone, 0), 3600);
    temporary_remove(dir);
}

static void
test_a_table_takes_as_many_changes_as_fit(void **state)
{
    char *dir = make_folder("Loket", ZONE_CHANGES_MAX - 1);
    struct zone zone;

    (void)state;
    read_zone(&zone, "Loket");
    assert_int_equal(zone.n, ZONE_CHANGES_MAX);
    for (size_t i = 1; i < zone.n; i++) {
        assert_true(zone.changes[i].at_us ==
                    (int64_t)i * INT64_C(2592000) * SECOND_US);
        assert_int_equal(zone.changes[i].offset_s, i % 2 == 1 ? 7200 : 3600);
    }
    temporary_remove(dir);
}

static void
test_one_change_too_many(void **state)
{
    char *dir = make_folder("Loket", ZONE_CHANGES_MAX);

    (void)state;
    want_refusal("one change too many", "Loket", "more than 512 changes");
    temporary_remove(dir);
}

/* The same name in another folder is another zone. */
static void
test_what_was_read_before_does_not_matter(void **state)
{
    char *dir = make_folder(ZONE_DEFAULT, 0);
    struct zone zone;

    (void)state;
    (void)unsetenv("TZDIR");
    read_zone(&zone, ZONE_DEFAULT);
    assert_int_equal(setenv("TZDIR", dir, 1), 0);
    want_refusal("another folder", ZONE_DEFAULT, "no summer time");
    (void)unsetenv("TZDIR");
    read_zone(&zone, ZONE_DEFAULT);
    temporary_remove(dir);
}

static void
test_an_empty_tzdir_is_none(void **state)
{
    struct zone zone;

    (void)state;
    assert_int_equal(setenv("TZDIR", "", 1), 0);
    read_zone(&zone, ZONE_DEFAULT);
    (void)unsetenv("TZDIR");
}

/* The zone of the desk, one of four changes a year, one of half an hour of
 * summer time in the south, one that lost a day, and one without a change. */
static const char *const zones[] = {
    ZONE_DEFAULT,        "Africa/Casablanca", "Australia/Lord_Howe",
    "Pacific/Kwajalein", "Etc/UTC",
};

static void
test_the_table_says_what_the_library_says(void **state)
{
    (void)state;
    (void)unsetenv("TZDIR");
    for (size_t i = 0; i < ROWS(zones); i++) {
        struct zone zone;

        read_zone(&zone, zones[i]);
        /* 1970-01-01 to 2051-01-01 */
        for (int64_t at_s = 0; at_s < INT64_C(2556144000); at_s += HOUR_S) {
            time_t at = (time_t)at_s;
            struct tm tm;

            assert_non_null(localtime_r(&at, &tm));
            if (zone_offset_s(&zone, at_s * SECOND_US) != tm.tm_gmtoff)
                fail_msg("%s: differs at %lld", zones[i], (long long)at_s);
        }
    }
}

/* To the second, from the first change after 1970 to the last before 2200. */
static void
test_every_change_is_a_change(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(zones); i++) {
        struct zone zone;

        read_zone(&zone, zones[i]);
        assert_true(zone.changes[0].at_us == INT64_MIN);
        for (size_t k = 1; k < zone.n; k++) {
            time_t at = (time_t)(zone.changes[k].at_us / SECOND_US);
            time_t before = at - 1;
            struct tm tm, tm_before;

            assert_non_null(localtime_r(&at, &tm));
            assert_non_null(localtime_r(&before, &tm_before));
            if (tm.tm_gmtoff != zone.changes[k].offset_s ||
                tm_before.tm_gmtoff != zone.changes[k - 1].offset_s ||
                tm.tm_gmtoff == tm_before.tm_gmtoff ||
                zone.changes[k].at_us <= zone.changes[k - 1].at_us)
                fail_msg("%s: change %zu", zones[i], k);
        }
    }
}

static void
test_amsterdam_from_1970_to_2200(void **state)
{
    struct zone zone;
    char text[ZONE_TEXT_BYTES];

    (void)state;
    read_zone(&zone, ZONE_DEFAULT);
    assert_int_equal(zone.changes[0].offset_s, 3600);
    assert_string_equal(zone_write(&zone, zone.changes[1].at_us, text),
                        "1977-04-03 03:00:00 +02:00");
    assert_string_equal(zone_write(&zone, zone.changes[zone.n - 1].at_us, text),
                        "2199-10-27 02:00:00 +01:00");
    /* two a year from 1977 on, and the first */
    assert_int_equal(zone.n, 1 + 2 * (2200 - 1977));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_names_below_the_folder),
        cmocka_unit_test(test_a_zone_that_is_not_there),
        cmocka_unit_test(test_a_folder_that_is_not_there),
        cmocka_unit_test(test_a_file_that_is_no_zone),
        cmocka_unit_test(test_amsterdam_has_summer_time),
        cmocka_unit_test(test_elsewhere_may_do_without),
        cmocka_unit_test(test_a_table_takes_as_many_changes_as_fit),
        cmocka_unit_test(test_one_change_too_many),
        cmocka_unit_test(test_what_was_read_before_does_not_matter),
        cmocka_unit_test(test_an_empty_tzdir_is_none),
        cmocka_unit_test(test_the_table_says_what_the_library_says),
        cmocka_unit_test(test_every_change_is_a_change),
        cmocka_unit_test(test_amsterdam_from_1970_to_2200),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
