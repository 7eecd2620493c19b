/* zone_file -- see zone_file.h */
#include "sys/zone_file.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/rfc3339.h"
#include "core/zone.h"
#include "sys/file.h"
#include "sys/file_findings.h"

#define SECOND_US INT64_C(1000000)

#define ZONE_FOLDER     "/usr/share/zoneinfo"
#define ZONE_FILE_BYTES 65536 /* the largest has 4 KiB */

static const char zone_magic[] = {'T', 'Z', 'i', 'f'};

/* The first second and the one after the last that are asked for. */
#define FIRST_S INT64_C(0)
#define END_S   INT64_C(7258118400) /* 2200-01-01T00:00:00Z */

/* 2026-07-01T00:00:00Z, when Europe/Amsterdam has summer time. */
#define SUMMER_S        INT64_C(1782864000)
#define SUMMER_OFFSET_S 7200

/* A name is a path below the folder and leads nowhere else. */
static bool
is_zone_name(const char *name)
{
    size_t n = strnlen(name, ZONE_NAME_BYTES);

    return n > 0 && n < ZONE_NAME_BYTES && name[0] != '/' && name[0] != ':' &&
           strstr(name, "..") == NULL;
}

/* The C library takes UTC without a word when there is no such file. */
static enum rc
look_at_file(const char *name, struct file_findings *findings)
{
    const char *folder = getenv("TZDIR");
    char path[PATH_MAX];
    uint8_t *bytes = NULL;
    size_t n = 0;

    if (folder == NULL || folder[0] == '\0')
        folder = ZONE_FOLDER;
    if (file_join(path, sizeof path, folder, name) != RC_OK) {
        file_findings_add(findings, folder, 0, "a path too long for a zone");
        return RC_INVALID;
    }
    enum rc rc = file_read(path, ZONE_FILE_BYTES, &bytes, &n);

    if (rc != RC_OK) {
        file_findings_add(findings, path, 0,
                          "no zone file that can be read (package tzdata)");
        return RC_INVALID;
    }
    if (n < sizeof zone_magic ||
        memcmp(bytes, zone_magic, sizeof zone_magic) != 0) {
        file_findings_add(findings, path, 0, "not a zone file");
        rc = RC_INVALID;
    }
    free(bytes);
    return rc;
}

static int32_t
library_offset_s(int64_t at_s)
{
    time_t at = (time_t)at_s;
    struct tm tm = {0};

    /* It fails for years beyond int alone. */
    (void)localtime_r(&at, &tm);
    return (int32_t)tm.tm_gmtoff;
}

/* The first second in (low, high] that has not the offset of low. */
static int64_t
change_between(int64_t low, int64_t high)
{
    int32_t before_s = library_offset_s(low);

    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (library_offset_s(middle) == before_s)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Two changes within one day would be taken for one or none; no zone has had
 * such a day since 1970. */
static enum rc
find_changes(struct zone *zone)
{
    int32_t offset_s = library_offset_s(FIRST_S);

    zone->n = 1;
    zone->changes[0] = (struct zone_change){INT64_MIN, offset_s};
    for (int64_t at_s = FIRST_S; at_s < END_S; at_s += SECONDS_PER_DAY) {
        int64_t next_s = at_s + SECONDS_PER_DAY;

        if (library_offset_s(next_s) == offset_s)
            continue;
        if (zone->n == ZONE_CHANGES_MAX)
            return RC_INVALID;
        offset_s = library_offset_s(next_s);
        zone->changes[zone->n++] = (struct zone_change){
            .at_us = change_between(at_s, next_s) * SECOND_US,
            .offset_s = offset_s,
        };
    }
    return RC_OK;
}

/* The library looks at a file again only when TZ is another than before. */
static enum rc
set_library(const char *name)
{
    if (setenv("TZ", "UTC0", 1) != 0)
        return RC_DOWN;
    tzset();
    if (setenv("TZ", name, 1) != 0)
        return RC_DOWN;
    tzset();
    return RC_OK;
}

enum rc
zone_file_read(struct zone *out, const char *name,
               struct file_findings *findings)
{
    struct zone zone = {.n = 0};

    if (!is_zone_name(name)) {
        file_findings_add(findings, name, 0, "not the name of a zone");
        return RC_INVALID;
    }
    enum rc rc = look_at_file(name, findings);

    if (rc != RC_OK)
        return rc;
    memcpy(zone.name, name, strlen(name) + 1);
    if (set_library(name) != RC_OK) {
        file_findings_add(findings, name, 0, "no memory to set TZ");
        return RC_INVALID;
    }
    if (find_changes(&zone) != RC_OK) {
        file_findings_add(findings, name, 0, "more than %d changes",
                          ZONE_CHANGES_MAX);
        return RC_INVALID;
    }
    /* A damaged file is UTC without a word, too. */
    if (strcmp(name, ZONE_DEFAULT) == 0 &&
        zone_offset_s(&zone, SUMMER_S * SECOND_US) != SUMMER_OFFSET_S) {
        file_findings_add(findings, name, 0,
                          "no summer time on 2026-07-01: the zone file is "
                          "damaged");
        return RC_INVALID;
    }
    *out = zone;
    return RC_OK;
}
