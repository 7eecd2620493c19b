/* zone -- see zone.h */
#include "core/zone.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/rfc3339.h"

#define SECOND_US INT64_C(1000000)

/* 0000-03-01 is day 0 of the count that civil_days() makes. */
#define EPOCH_DAY    719468
#define ERA_DAYS     146097 /* 400 years */
#define WEEKDAY_1970 3      /* days since Monday: 1970-01-01 is a Thursday */

#define MONTH_DAYS(month) ((153 * (month) + 2) / 5) /* before it, from March */

/* Where the parts of "2026-10-25T02:30:00" begin. */
enum {
    AT_SEPARATOR = 10,
    AT_HOUR = 11,
    AT_SECONDS = 16, /* their colon */
    AT_REST = 19
};

/* C divides towards zero; calendars do not. */
static int64_t
floor_div(int64_t n, int64_t by)
{
    return n / by - (n % by < 0);
}

/* Index of the change in force. */
static size_t
in_force(const struct zone *zone, int64_t at_us)
{
    size_t low = 0, high = zone->n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (zone->changes[middle].at_us <= at_us)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Local time as if it were UTC, to the instant. */
static int64_t
instant_of_local(const struct zone *zone, int64_t local_us,
                 enum civil_case *what)
{
    const int64_t day_us = SECONDS_PER_DAY * SECOND_US;
    size_t first = in_force(zone, local_us - day_us);
    size_t last = in_force(zone, local_us + day_us);
    enum civil_case found = CIVIL_NEVER;
    int64_t instant = 0;

    for (size_t i = first; i <= last; i++) {
        const struct zone_change *change = &zone->changes[i];
        int64_t at_us = local_us - change->offset_s * SECOND_US;

        if (in_force(zone, at_us) == i) {
            if (found == CIVIL_NEVER)
                instant = at_us;
            found = found == CIVIL_NEVER ? CIVIL_ONCE : CIVIL_TWICE;
        } else if (found == CIVIL_NEVER && at_us < change->at_us) {
            /* Too late for the offset before and too early for this one:
             * here the clock jumped over it. */
            instant = change->at_us;
            break;
        }
    }
    if (what != NULL)
        *what = found;
    return instant;
}

int32_t
zone_offset_s(const struct zone *zone, int64_t at_us)
{
    return zone->changes[in_force(zone, at_us)].offset_s;
}

int64_t
zone_instant(const struct zone *zone, const struct civil *local,
             enum civil_case *what)
{
    int64_t days = civil_days(local->year, local->month, local->day);
    int64_t local_s = days * SECONDS_PER_DAY + local->hour * INT64_C(3600) +
                      local->minute * INT64_C(60) + local->second;

    return instant_of_local(zone, local_s * SECOND_US, what);
}

struct civil
zone_local(const struct zone *zone, int64_t at_us, int32_t *offset_s)
{
    int32_t offset = zone_offset_s(zone, at_us);
    int64_t local_s = floor_div(at_us, SECOND_US) + offset;
    int64_t days = floor_div(local_s, SECONDS_PER_DAY);
    int32_t clock_s = (int32_t)(local_s - days * SECONDS_PER_DAY);
    struct civil local;

    civil_of_days(days, &local);
    local.hour = clock_s / 3600;
    local.minute = clock_s / 60 % 60;
    local.second = clock_s % 60;
    if (offset_s != NULL)
        *offset_s = offset;
    return local;
}

int64_t
zone_day(const struct zone *zone, int64_t at_us)
{
    struct civil local = zone_local(zone, at_us, NULL);

    return civil_days(local.year, local.month, local.day);
}

int64_t
zone_clock(const struct zone *zone, int64_t day, int32_t minute)
{
    struct civil local;

    civil_of_days(day, &local);
    local.hour = minute / 60;
    local.minute = minute % 60;
    return zone_instant(zone, &local, NULL);
}

/* Completes the text to what RFC 3339 wants, and says whether it had an
 * offset.  That what it consists of is digits in range is for the reader of
 * RFC 3339 to find out. */
static bool
complete(const char *text, char out[ZONE_TEXT_BYTES], bool *has_offset)
{
    size_t n = strlen(text);

    if (n < AT_SECONDS || strchr("T ", text[AT_SEPARATOR]) == NULL)
        return false;

    bool has_seconds = text[AT_SECONDS] == ':';

    if (has_seconds && n < AT_REST)
        return false;
    const char *rest = text + (has_seconds ? AT_REST : AT_SECONDS);

    *has_offset = *rest != '\0';
    if (*rest == ' ')
        rest++;
    if (*has_offset && strspn(rest, "Z+-") == 0)
        return false;
    /* Cut, a text too long is no better: no form fills all of `out`. */
    (void)snprintf(out, ZONE_TEXT_BYTES, "%.10sT%.5s%.3s%s", text,
                   text + AT_HOUR, has_seconds ? text + AT_SECONDS : ":00",
                   *has_offset ? rest : "Z");
    return true;
}

enum rc
zone_read(const struct zone *zone, const char *text, int64_t *at_us,
          enum civil_case *what)
{
    char whole[ZONE_TEXT_BYTES];
    bool has_offset;
    int64_t read_us;

    if (!complete(text, whole, &has_offset) ||
        rfc3339_read_instant(whole, &read_us) != RC_OK)
        return RC_INVALID;
    /* A leap second is no local time that anybody plans with. */
    if (strncmp(whole, "1970", 4) < 0 || strncmp(whole, "2199", 4) > 0 ||
        strncmp(whole + AT_SECONDS, ":60", 3) == 0)
        return RC_INVALID;
    if (!has_offset) {
        *at_us = instant_of_local(zone, read_us, what);
        return RC_OK;
    }
    *at_us = read_us;
    if (what != NULL)
        *what = CIVIL_ONCE;
    return RC_OK;
}

const char *
zone_write(const struct zone *zone, int64_t at_us, char out[ZONE_TEXT_BYTES])
{
    int32_t offset_s;
    struct civil local = zone_local(zone, at_us, &offset_s);
    int32_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;

    int n = snprintf(
        out, ZONE_TEXT_BYTES, "%04d-%02d-%02d %02d:%02d:%02d %c%02d:%02d",
        local.year, local.month, local.day, local.hour, local.minute,
        local.second, offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);

    if (n < 0 || n >= ZONE_TEXT_BYTES) /* no int64_t of microseconds is */
        out[0] = '\0';
    return out;
}

/* Years are counted from March, so that the leap day is a year's last. */
int64_t
civil_days(int32_t year, int32_t month, int32_t day)
{
    int64_t y = month > 2 ? year : (int64_t)year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
                         year_of_era / 100 + MONTH_DAYS(m) + day - 1;

    return era * ERA_DAYS + day_of_era - EPOCH_DAY;
}

void
civil_of_days(int64_t days, struct civil *out)
{
    int64_t count = days + EPOCH_DAY;
    int64_t era = floor_div(count, ERA_DAYS);
    int64_t day_of_era = count - era * ERA_DAYS;
    /* Less the leap days before it; the last day of 4, 100 and 400 years
     * belongs to the year it ends. */
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / (ERA_DAYS - 1)) /
                          365;
    int64_t day_of_year =
        day_of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
    int64_t m = (5 * day_of_year + 2) / 153;

    *out = (struct civil){
        .year = (int32_t)(year_of_era + era * 400 + (m >= 10)),
        .month = (int32_t)(m < 10 ? m + 3 : m - 9),
        .day = (int32_t)(day_of_year - MONTH_DAYS(m) + 1),
    };
}

int
civil_weekday(int64_t days)
{
    int64_t since_monday = days + WEEKDAY_1970;

    return (int)(since_monday - floor_div(since_monday, 7) * 7) + 1;
}
