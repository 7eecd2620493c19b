/* desk_rules -- all desk documents in force, compiled and checked against
 * each other (document/): who is on call, when, how fast, and who next; what
 * kind of case this is, which desk, shelter and partners. */
#ifndef CORE_DESK_RULES_H
#define CORE_DESK_RULES_H

#include "core/calendar.h"
#include "core/directory.h"
#include "core/facility.h"
#include "core/handover.h"
#include "core/indicator.h"
#include "core/policy.h"
#include "core/region.h"
#include "core/retention.h"
#include "core/roster_book.h"
#include "core/route_schema.h"
#include "core/terms.h"

/* About 1 MiB: on the heap. */
struct desk_rules {
    struct roster_book book; /* with the zone */
    struct calendar calendar;
    struct policies policies;
    struct indicator_list indicators;
    struct regions regions;
    struct facilities facilities;
    struct directory directory;
    struct terms terms;
    struct retention retention;
    struct decision_table tables[TABLES_N];
};

#endif
