/* calendar -- holidays, working days and windows of civil time (desk
 * document "calendar").  An opening is half-open: [from, to). */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/zone.h"

#define HOLIDAYS_MAX             256
#define WINDOWS_MAX              16
#define WINDOW_SPANS_MAX         8
#define SPAN_DATES_MAX           16
#define CALENDAR_MINUTES_PER_DAY 1440
#define CALENDAR_DAYS_AHEAD      400 /* as far as is looked for an instant */

/* Part of a window.  It opens on the days it names and may cross midnight:
 * when to_minute <= from_minute it ends on the day after; 0 to 0 is a whole
 * day.  Its ends are instants by the rule of zone_instant(); a span that lies
 * in the missing hour does not open that night.  Bits of `weekdays`: 1 << 1
 * Monday .. 1 << 7 Sunday. */
struct window_span {
    uint32_t weekdays;
    bool on_holidays;  /* opens on holidays too, whatever the weekday */
    bool not_holidays; /* never opens on a holiday, whatever else it says */
    int64_t dates[SPAN_DATES_MAX]; /* days since 1970: opens on these too */
    size_t dates_n;
    int32_t from_minute; /* local clock, 0 to 1439 */
    int32_t to_minute;   /* local clock, 0 to 1439 */
};

struct window {
    char name[NAME_BYTES];
    struct window_span spans[WINDOW_SPANS_MAX];
    size_t spans_n;
};

/* A clock that strikes on some days: of a digest, for instance. */
struct calendar_clock {
    uint32_t weekdays; /* bits as above */
    bool working_days; /* of those days only the working days */
    int32_t minute;    /* local clock, 0 to 1439 */
};

struct calendar {
    int64_t holidays[HOLIDAYS_MAX]; /* days since 1970, ascending */
    size_t holidays_n;
    int64_t holidays_until; /* the list is complete up to this day */
    struct window windows[WINDOWS_MAX];
    size_t windows_n;
};

bool calendar_is_holiday(const struct calendar *calendar, int64_t day);

/* calendar_is_working_day: Monday to Friday and no holiday. */
bool calendar_is_working_day(const struct calendar *calendar, int64_t day);

/* calendar_add_working_days: the same local clock on the n-th working day
 * after the local day of at_us (n >= 1).  Friday 17:00 and 1: Monday 17:00;
 * Saturday 10:00 and 1: Monday 10:00. */
int64_t calendar_add_working_days(const struct calendar *calendar,
                                  const struct zone *zone, int64_t at_us,
                                  uint32_t n);

/* calendar_window: its index, or WINDOWS_MAX. */
size_t calendar_window(const struct calendar *calendar, const char *name);

/* window_is_open: at this instant. */
bool window_is_open(const struct calendar *calendar, const struct zone *zone,
                    const struct window *window, int64_t at_us);

/* window_next_open: at_us when the window is open then, else the first
 * instant after it at which it opens; INT64_MAX: not on the local day of at_us
 * nor on the CALENDAR_DAYS_AHEAD days after it. */
int64_t window_next_open(const struct calendar *calendar,
                         const struct zone *zone, const struct window *window,
                         int64_t at_us);

/* calendar_next_clock: the first instant after at_us at which the clock
 * strikes; in the repeated hour it does so once, the first time.  INT64_MAX:
 * as above. */
int64_t calendar_next_clock(const struct calendar *calendar,
                            const struct zone *zone, int64_t at_us,
                            const struct calendar_clock *clock);

#endif
