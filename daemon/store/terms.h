/* terms -- terms that run for messages and tasks, and what began and ended
 * them. */
#ifndef STORE_TERMS_H
#define STORE_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/term.h"
#include "store/streams.h"

struct store;

/* Whose terms something is about. */
enum terms_of {
    TERMS_OF_MESSAGE, /* ref: seq */
    TERMS_OF_TASK,    /* ref: task; 0: the one this transaction makes */
    TERMS_OF_ALERT,   /* ref: alert; of each message in it */
    TERMS_OF_SIGNALS  /* the same, but for its referrals */
};

/* What one happening does to terms, in the transaction of what happened.  One
 * that runs already does not begin a second time; what has ended stays. */
struct terms_change {
    enum terms_of of;
    int64_t ref;
    int64_t at_us;
    struct term begins[TERMS_MAX]; /* subject and ref are `of`'s */
    size_t begins_n;
    const char *ends[TERMS_MAX]; /* names, borrowed: term_close() */
    size_t ends_n;
    const char *stops[TERMS_MAX]; /* names: term_stop() */
    size_t stops_n;
    bool stops_all; /* every other one that runs */
};

/* term_apply: one term begins (before NULL) or changes, `then` begins with it
 * (NULL: none), as one transaction.
 * out     *term (NULL: not wanted): the row of `after`
 * errors  RC_STALE: not as `before` any more, or one of that name runs for the
 *         same already; RC_NOT_FOUND: no such term */
struct term_change {
    const struct term *before;
    const struct term *after;
    const struct term *then;
    const struct event_out *events;
    size_t events_n;
    int64_t actor; /* principal; 0: the desk itself */
    const char *verb;
    int64_t now_us;
};
MUST_USE enum rc term_apply(struct store *store,
                            const struct term_change *change, int64_t *term);

/* term_get; term_running: the one of that name that runs for the subject,
 * RUNNING or EXCEEDED.  RC_NOT_FOUND. */
MUST_USE enum rc term_get(struct store *store, int64_t term, struct term *out);
MUST_USE enum rc term_running(struct store *store, enum term_subject subject,
                              int64_t ref, const char *name, struct term *out);

/* term_list: row identity > after, ascending, at most cap. */
struct term_query {
    bool exceeded;    /* EXCEEDED and LATE only */
    int64_t referral; /* seq; its own and its tasks', ended ones too; 0: of
                       * all, those that run (unless exceeded are asked) */
    int64_t after;
};
MUST_USE enum rc term_list(struct store *store, const struct term_query *query,
                           struct term *out, size_t cap, size_t *n);

#endif
