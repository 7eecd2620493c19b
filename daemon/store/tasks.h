/* tasks -- what partners are asked to do about referrals. */
#ifndef STORE_TASKS_H
#define STORE_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/referral.h"
#include "core/task.h"
#include "store/streams.h"
#include "store/terms.h"

struct store;

/* task_next: the row that the next task will have. */
MUST_USE enum rc task_next(struct store *store, int64_t *task);

/* task_apply: one is asked (before NULL) or changes, as one transaction with
 * its events, its terms and what it opens of its referral.
 * errors  RC_STALE: its state is not as `before`; RC_NOT_FOUND: no such task,
 *         referral or organisation */
struct task_change {
    const struct task *before;
    const struct task *after;    /* .task is made by the store for a new one */
    enum referral_phase reached; /* PHASE_NONE: nothing; see
                                   * referral_reached() */
    const struct terms_change *terms;
    size_t terms_n;
    const struct event_out *events;
    size_t events_n;
    int64_t actor;
    const char *verb;
    int64_t now_us;
};
MUST_USE enum rc task_apply(struct store *store,
                            const struct task_change *change, int64_t *task);

/* task_get: RC_NOT_FOUND. */
MUST_USE enum rc task_get(struct store *store, int64_t task, struct task *out);

/* task_list: row identity > after, ascending, at most cap. */
struct task_query {
    int64_t referral;     /* seq; 0: of all, the open ones */
    int64_t organisation; /* 0: of all */
    int64_t after;
};
MUST_USE enum rc task_list(struct store *store, const struct task_query *query,
                           struct task *out, size_t cap, size_t *n);

#endif
