/* calendar -- see calendar.h */
#include "core/calendar.h"

#include <string.h>

#define SECOND_US INT64_C(1000000)

/* When a span is open that opens on some day. */
struct opening {
    int64_t from_us, to_us; /* equal: the missing hour swallowed it */
};

static bool
among(const int64_t days[], size_t n, int64_t day)
{
    for (size_t i = 0; i < n; i++) {
        if (days[i] == day)
            return true;
    }
    return false;
}

static bool
on_weekday(uint32_t weekdays, int64_t day)
{
    return (weekdays >> civil_weekday(day) & 1) != 0;
}

static bool
opens_on(const struct calendar *calendar, const struct window_span *span,
         int64_t day)
{
    bool holiday = calendar_is_holiday(calendar, day);

    if (holiday && span->not_holidays)
        return false;
    return (holiday && span->on_holidays) || on_weekday(span->weekdays, day) ||
           among(span->dates, span->dates_n, day);
}

static struct opening
opening_on(const struct zone *zone, const struct window_span *span, int64_t day)
{
    int64_t last = span->to_minute <= span->from_minute ? day + 1 : day;

    return (struct opening){
        .from_us = zone_clock(zone, day, span->from_minute),
        .to_us = zone_clock(zone, last, span->to_minute),
    };
}

bool
calendar_is_holiday(const struct calendar *calendar, int64_t day)
{
    return among(calendar->holidays, calendar->holidays_n, day);
}

bool
calendar_is_working_day(const struct calendar *calendar, int64_t day)
{
    return civil_weekday(day) <= 5 && !calendar_is_holiday(calendar, day);
}

int64_t
calendar_add_working_days(const struct calendar *calendar,
                          const struct zone *zone, int64_t at_us, uint32_t n)
{
    struct civil from = zone_local(zone, at_us, NULL);
    int64_t day = civil_days(from.year, from.month, from.day);
    int64_t fraction_us = at_us % SECOND_US;
    struct civil to;

    while (n > 0) {
        day++;
        if (calendar_is_working_day(calendar, day))
            n--;
    }
    civil_of_days(day, &to);
    to.hour = from.hour;
    to.minute = from.minute;
    to.second = from.second;
    return zone_instant(zone, &to, NULL) + fraction_us;
}

size_t
calendar_window(const struct calendar *calendar, const char *name)
{
    for (size_t i = 0; i < calendar->windows_n; i++) {
        if (strcmp(calendar->windows[i].name, name) == 0)
            return i;
    }
    return WINDOWS_MAX;
}

bool
window_is_open(const struct calendar *calendar, const struct zone *zone,
               const struct window *window, int64_t at_us)
{
    int64_t today = zone_day(zone, at_us);

    /* Tomorrow too: a clock set back over midnight makes it today again. */
    for (int64_t day = today - 1; day <= today + 1; day++) {
        for (size_t i = 0; i < window->spans_n; i++) {
            const struct window_span *span = &window->spans[i];

            if (!opens_on(calendar, span, day))
                continue;
            struct opening opening = opening_on(zone, span, day);

            if (opening.from_us <= at_us && at_us < opening.to_us)
                return true;
        }
    }
    return false;
}

int64_t
window_next_open(const struct calendar *calendar, const struct zone *zone,
                 const struct window *window, int64_t at_us)
{
    int64_t today = zone_day(zone, at_us);

    if (window_is_open(calendar, zone, window, at_us))
        return at_us;
    for (int64_t day = today; day <= today + CALENDAR_DAYS_AHEAD; day++) {
        int64_t first_us = INT64_MAX;

        for (size_t i = 0; i < window->spans_n; i++) {
            const struct window_span *span = &window->spans[i];

            if (!opens_on(calendar, span, day))
                continue;
            struct opening opening = opening_on(zone, span, day);

            if (opening.from_us > at_us && opening.from_us < opening.to_us &&
                opening.from_us < first_us)
                first_us = opening.from_us;
        }
        if (first_us != INT64_MAX)
            return first_us;
    }
    return INT64_MAX;
}

int64_t
calendar_next_clock(const struct calendar *calendar, const struct zone *zone,
                    int64_t at_us, const struct calendar_clock *clock)
{
    int64_t today = zone_day(zone, at_us);

    for (int64_t day = today; day <= today + CALENDAR_DAYS_AHEAD; day++) {
        int64_t strikes_us = zone_clock(zone, day, clock->minute);

        if (strikes_us > at_us && on_weekday(clock->weekdays, day) &&
            (!clock->working_days || calendar_is_working_day(calendar, day)))
            return strikes_us;
    }
    return INT64_MAX;
}
