/* desk_rules -- all desk documents in force, compiled and checked against
 * each other (document/): who is on call, when, how fast, and who next. */
#ifndef CORE_DESK_RULES_H
#define CORE_DESK_RULES_H

#include "core/calendar.h"
#include "core/handover.h"
#include "core/policy.h"
#include "core/roster_book.h"

/* About 400 KiB: on the heap. */
struct desk_rules {
    struct roster_book book; /* with the zone */
    struct calendar calendar;
    struct policies policies;
};

#endif
