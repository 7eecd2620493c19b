/* when -- see when.h */
#include "link/when.h"

#include "core/rfc3339.h"
#include "core/zone.h"
#include "link/record.h"

#define SECOND_US INT64_C(1000000)
#define NOON      720 /* minutes */
#define MIDMONTH  15

static int64_t
floor_s(int64_t at_us)
{
    return at_us / SECOND_US - (at_us % SECOND_US < 0 ? 1 : 0);
}

int64_t
link_when(const struct facts *facts, const struct zone *zone)
{
    int64_t day, at_us;

    if (rfc3339_read_date(facts->observed, &day) != RC_OK) {
        if (rfc3339_read_instant(facts->observed, &at_us) != RC_OK)
            return LINK_TIME_NONE;
        if (facts->precision == PRECISION_NONE ||
            facts->precision == PRECISION_HOUR)
            return floor_s(at_us);
        day = zone_day(zone, at_us);
    }
    if (facts->precision == PRECISION_MONTH) {
        struct civil local;

        civil_of_days(day, &local);
        day = civil_days(local.year, local.month, MIDMONTH);
    }
    return floor_s(zone_clock(zone, day, NOON));
}
