/* catch_up -- what is done bit by bit while nothing else waits: the facts of
 * messages from before there were facts, and held alerts that a new version of
 * the decision tables may raise. */
#ifndef DESK_CATCH_UP_H
#define DESK_CATCH_UP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "store/facts.h"

struct desk;

struct catch_up {
    struct facts_scan facts; /* over all messages, once a start */
    bool facts_made; /* held alerts may have been looked at without them */
    int64_t tables_version; /* the held alerts up to held_after know it */
    int64_t held_after;
    bool held_done;
    int64_t next_us; /* monotonic: not before */
};

/* catch_up_next_us: when it wants its turn; INT64_MAX: there is nothing. */
int64_t catch_up_next_us(const struct desk *desk);

/* catch_up_turn: a few of them.
 * errors  RC_DOWN, RC_FATAL: the store */
MUST_USE enum rc catch_up_turn(struct desk *desk, int64_t now_us);

#endif
