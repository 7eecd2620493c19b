/* alerts -- what alerts.c, alerts_change.c and pages.c share. */
#ifndef STORE_SQLITE_ALERTS_H
#define STORE_SQLITE_ALERTS_H

#include <stdint.h>

#include "core/rc.h"
#include "store/alerts.h"

/* due_set: the one due time of (kind, ref), 0 for none; inside a
 * transaction. */
MUST_USE enum rc due_set(struct store *store, enum due_kind kind, int64_t ref,
                         int64_t at_us);

/* due_move: every due time by by_us, the high water to now_us, on record;
 * inside a transaction. */
MUST_USE enum rc due_move(struct store *store, int64_t by_us, int64_t now_us);

/* pages_change: what an alert change does to pages, and their due times;
 * inside a transaction. */
MUST_USE enum rc pages_change(struct store *store,
                              const struct alert_change *change);

#endif
