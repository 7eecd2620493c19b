/* zone -- local time to instant and back, for one zone.
 *
 * The only conversion in the program.  The zone is a table of changes that
 * sys/zone_file.h makes from the machine's zone data once, at start, so
 * nothing here depends on what was asked before. */
#ifndef CORE_ZONE_H
#define CORE_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define ZONE_CHANGES_MAX 512 /* 1970 to 2200, two a year, and the first */
#define ZONE_NAME_BYTES  48
#define ZONE_TEXT_BYTES  32 /* zone_write() */

struct zone_change {
    int64_t at_us;    /* UTC; from here on, half-open */
    int32_t offset_s; /* local minus UTC; CET is 3600 */
};

/* changes[0].at_us is INT64_MIN; ascending; n >= 1.  After the last change
 * its offset holds for ever. */
struct zone {
    char name[ZONE_NAME_BYTES]; /* "Europe/Amsterdam" */
    struct zone_change changes[ZONE_CHANGES_MAX];
    size_t n;
};

/* A local date and clock; years 1970 to 2199. */
struct civil {
    int32_t year;
    int32_t month;  /* 1 to 12 */
    int32_t day;    /* 1 to 31 */
    int32_t hour;   /* 0 to 23 */
    int32_t minute; /* 0 to 59 */
    int32_t second; /* 0 to 59 */
};

enum civil_case {
    CIVIL_ONCE,
    CIVIL_TWICE, /* the repeated hour: the earlier was taken */
    CIVIL_NEVER  /* the missing hour: the instant of the change was taken */
};

/* zone_offset_s: in force at the instant.  cost: a binary search. */
int32_t zone_offset_s(const struct zone *zone, int64_t at_us);

/* zone_instant: the instant of a local time.  Candidates are the local time
 * less each offset in force a day before and after; those count whose offset
 * is really in force there.
 * out     *what (may be NULL) says which of the three cases it was
 * errors  none: every valid civil has an instant */
int64_t zone_instant(const struct zone *zone, const struct civil *local,
                     enum civil_case *what);

/* zone_local: the other way; *offset_s (may be NULL) in force there.  What is
 * less than a second is cut. */
struct civil zone_local(const struct zone *zone, int64_t at_us,
                        int32_t *offset_s);

/* zone_day: the local day of an instant, days since 1970.
 * zone_clock: the instant of a local clock on such a day, by the rule of
 * zone_instant(); minutes 0 to 1439, 0 is where the day begins. */
int64_t zone_day(const struct zone *zone, int64_t at_us);
int64_t zone_clock(const struct zone *zone, int64_t day, int32_t minute);

/* zone_read: a local time as people write it: "2026-10-25T02:30", with a
 * space for the T, with ":SS", or with an offset, with or without a space
 * before it: what zone_write() gives is read too.  Without an offset the rule
 * of zone_instant() holds; with one ("+01:00", "Z") it is that instant,
 * whether or not the zone has that offset then, and *what (may be NULL) is
 * CIVIL_ONCE.
 * RC_INVALID: another form, no such day or clock, a year before 1970 or after
 * 2199. */
MUST_USE enum rc zone_read(const struct zone *zone, const char *text,
                           int64_t *at_us, enum civil_case *what);

/* zone_write: "2026-10-25 02:30:00 +02:00"; answers out. */
const char *zone_write(const struct zone *zone, int64_t at_us,
                       char out[ZONE_TEXT_BYTES]);

/* Days since 1970-01-01 in the proleptic Gregorian calendar, and the weekday
 * of such a day: 1 Monday to 7 Sunday. */
int64_t civil_days(int32_t year, int32_t month, int32_t day);
void civil_of_days(int64_t days, struct civil *out); /* clock 00:00:00 */
int civil_weekday(int64_t days);

#endif
