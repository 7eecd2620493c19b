/* refusals -- how many messages were not taken, by day and code (R165): counts
 * in memory, written a few times a minute at most. */
#ifndef DESK_REFUSALS_H
#define DESK_REFUSALS_H

#include <stdint.h>

#include "core/rc.h"
#include "core/refusal.h"

struct desk;

#define REFUSAL_LAST REFUSAL_NOT_GREETED

/* Of one local day; what a crash takes with it is at most half a minute. */
struct refusals {
    int64_t day;
    uint32_t n[REFUSAL_LAST + 1];
};

/* refusals_note: a message was refused: once for each code.  A day that ended
 * is written first when the database takes it, else it goes into the new
 * one. */
void refusals_note(struct desk *desk, const struct refusal *why);

/* refusals_flush: what was counted is in the database after RC_OK. */
MUST_USE enum rc refusals_flush(struct desk *desk);

#endif
