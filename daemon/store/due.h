/* due -- the one table of due times: the truth about what happens next. */
#ifndef STORE_DUE_H
#define STORE_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "store/pages.h"
#include "store/streams.h"

struct store;

/* What is elapsed keeps its remaining wait when the clock is set; what is
 * civil stays where it is.  Of an alert the row is alert_due() of its times,
 * made anew when the clock is set. */
enum due_kind {
    DUE_NONE,
    DUE_ALERT,     /* ref: the alert */
    DUE_RESEND,    /* elapsed; of a single page or a summary */
    DUE_SUMMARY,   /* elapsed; ref: the person it is collected for */
    DUE_STORM,     /* elapsed; ref 1: look whether the storm is over */
    DUE_HANDOVER,  /* civil; ref 1: the next act at a change of shifts */
    DUE_DIGEST,    /* civil; ref: enum digest */
    DUE_CHECK,     /* civil; ref 1: the daily check of the rosters */
    DUE_PLACEMENT, /* civil; ref: a placement: a reservation ends, or a stay
                    * nears its expected end */
    DUE_TERM,      /* civil; ref: a term warns or ends */
    DUE_NOTES,     /* civil; ref 1: the next match notes */
    DUE_FOLLOW_UP  /* civil; ref: a closed referral, its seq */
};

struct due {
    enum due_kind kind;
    int64_t at_us;
    int64_t ref;          /* of a DUE_RESEND it is the store's own */
    struct page_row page; /* of a DUE_RESEND; of a summary: on_summary, its
                           * page id, person and attempts, alert 0 */
};

/* due_next: what is due at now_us, earliest first, at most cap; *next_us is
 * the earliest that is later (INT64_MAX: none).
 * cost  by what is due, not by what is not */
MUST_USE enum rc due_next(struct store *store, int64_t now_us, struct due *out,
                          size_t cap, size_t *n, int64_t *next_us);

/* due_postpone: this row is due later; nothing else changes. */
MUST_USE enum rc due_postpone(struct store *store, const struct due *due,
                              int64_t at_us);

/* due_plan: the desk's own ones (STORM, HANDOVER, DIGEST, CHECK, NOTES), at_us 0:
 * never.
 * due_get: *at_us 0 when there is none. */
struct due_plan {
    enum due_kind kind;
    int64_t ref;
    int64_t at_us;
};
MUST_USE enum rc due_plan(struct store *store, const struct due_plan *plan);
MUST_USE enum rc due_get(struct store *store, enum due_kind kind, int64_t ref,
                         int64_t *at_us);

/* notice_write: events that come with no other change, with an audit record. */
MUST_USE enum rc notice_write(struct store *store,
                              const struct event_out *events, size_t n,
                              const char *verb, int64_t now_us);

#endif
