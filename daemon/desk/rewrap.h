/* rewrap -- after a rotation of the epoch keys: record keys that an older
 * epoch wraps are wrapped by the newest, a few at a time beside the line. */
#ifndef DESK_REWRAP_H
#define DESK_REWRAP_H

#include <stdint.h>

#include "core/rc.h"

struct desk;

/* Zeroed: it is not known yet whether there is anything to do. */
struct rewrap {
    int64_t next_us; /* monotonic; INT64_MAX: done */
    int64_t left;    /* keys that an older epoch wraps */
};

/* rewrap_turn: some of them; errors of the store. */
MUST_USE enum rc rewrap_turn(struct desk *desk, int64_t now_us);

/* rewrap_next_us: when it is next to be called. */
int64_t rewrap_next_us(const struct desk *desk);

#endif
