/* alerts -- what the files about alerts, pages and due times share. */
#ifndef STORE_SQLITE_ALERTS_H
#define STORE_SQLITE_ALERTS_H

#include <stdint.h>

#include "core/rc.h"
#include "store/alerts.h"
#include "store/due.h"

/* All of these only inside a transaction. */

/* due_set: the one due time of (kind, ref), 0 for none. */
MUST_USE enum rc due_set(struct store *store, enum due_kind kind, int64_t ref,
                         int64_t at_us);

/* due_begin: as due_set, but one that is there already stays. */
MUST_USE enum rc due_begin(struct store *store, enum due_kind kind, int64_t ref,
                           int64_t at_us);

/* due_resend_of_summary: a summary's ref of DUE_RESEND, which never is one of
 * a page. */
int64_t due_resend_of_summary(int64_t summary);

/* due_move: every elapsed wait by by_us, the high water to now_us, on record;
 * civil times stay. */
MUST_USE enum rc due_move(struct store *store, int64_t by_us, int64_t now_us);

/* alert_make: alert_create() inside the caller's transaction. */
MUST_USE enum rc alert_make(struct store *store,
                            const struct alert_route *route, int64_t *alert);

/* storm_write: the one row. */
MUST_USE enum rc storm_write(struct store *store, const struct storm *storm);

/* pages_change: what an alert change does to pages and summaries, and their
 * due times. */
MUST_USE enum rc pages_change(struct store *store,
                              const struct alert_change *change);

/* summary_delivered, summary_resent: page_delivered() and page_resent() when
 * it is not a single page. */
MUST_USE enum rc summary_delivered(struct store *store,
                                   const uint8_t page_id[PAGE_ID_BYTES],
                                   int64_t person, int64_t now_us);
MUST_USE enum rc summary_resent(struct store *store,
                                const uint8_t page_id[PAGE_ID_BYTES],
                                uint32_t expect_attempts, int64_t next_us);

#endif
