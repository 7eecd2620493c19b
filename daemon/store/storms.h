/* storms -- the weather: when many signals come at once (core/storm.h). */
#ifndef STORE_STORMS_H
#define STORE_STORMS_H

#include <stdint.h>

#include "core/rc.h"
#include "core/storm.h"

struct store;

/* The one row, and how many messages that are not exempt (storm.h)
 * have an alert of their own, of level U2 or U3, made after since_us and by
 * now_us: a clock that was ahead must not make a storm (counts no further than
 * limit). */
MUST_USE enum rc storm_get(struct store *store, struct storm *out);
MUST_USE enum rc storm_set(struct store *store, const struct storm *storm,
                           int64_t now_us);
MUST_USE enum rc storm_signals(struct store *store, int64_t since_us,
                               int64_t now_us, uint32_t limit, uint32_t *n);

#endif
