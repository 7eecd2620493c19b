/* amsterdam -- the zone of the desk for tests, from the law instead of the
 * machine: winter time (+01:00), and from 1996 on summer time from the last
 * Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC. */
#ifndef UNIT_AMSTERDAM_H
#define UNIT_AMSTERDAM_H

#include <stdio.h>

#include "core/zone.h"

#define AMSTERDAM_FIRST 1996
#define AMSTERDAM_LAST  2199

static inline struct zone_change
amsterdam_change(int32_t year, int32_t month, int32_t offset_s)
{
    int64_t day = civil_days(year, month, 31); /* both months have 31 */

    day -= civil_weekday(day) % 7;
    return (struct zone_change){
        .at_us = (day * 24 + 1) * INT64_C(3600000000),
        .offset_s = offset_s,
    };
}

static inline void
amsterdam(struct zone *zone)
{
    *zone = (struct zone){.n = 1, .changes = {{INT64_MIN, 3600}}};
    (void)snprintf(zone->name, sizeof zone->name, "Europe/Amsterdam");
    for (int32_t year = AMSTERDAM_FIRST; year <= AMSTERDAM_LAST; year++) {
        zone->changes[zone->n++] = amsterdam_change(year, 3, 7200);
        zone->changes[zone->n++] = amsterdam_change(year, 10, 3600);
    }
}

#endif
