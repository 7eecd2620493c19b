/* making -- the next epoch while it is prepared: how far that is, so that it
 * goes on where it was after a crash; what it would change; the swap.
 *
 * What is written is part of the transaction at hand (linking_do() of
 * store/linking.h), or has one of its own. */
#ifndef STORE_MAKING_H
#define STORE_MAKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/roster_book.h"
#include "store/linking.h"

struct store;

/* In this order.  Stored: never renumbered. */
enum making_phase {
    MAKING_NOTHING = 0,
    MAKING_EMPTY = 1, /* what an earlier one left is cleared away */
    MAKING_COUNT = 2, /* in how many bundles each value is */
    MAKING_LEARN = 3,
    MAKING_KEEP = 4,  /* the epoch is there; its counts are kept */
    MAKING_BUILD = 5, /* its set is made */
    MAKING_COMPARE = 6,
    MAKING_READY = 7,
    MAKING_TELL = 8, /* it is in force: what is noticed of what changed */
    MAKING_LEAVE = 9 /* what is left is cleared away */
};

struct making {
    uint32_t epoch; /* its number; the last one's while there is none */
    enum making_phase phase;
    int64_t after;   /* of the phase: what was done */
    int64_t signals; /* counted */
    int64_t clusters;
    int64_t at_us;
    int64_t made_by; /* principal */
    char reason[REASON_BYTES];
};

/* Who asks for a change, and why. */
struct making_order {
    int64_t actor; /* principal */
    int64_t at_us;
    const char *reason;
};

MUST_USE enum rc making_get(struct store *store, struct making *out);

/* making_set: phase, after and what was counted. */
MUST_USE enum rc making_set(struct store *store, const struct making *now);

/* making_begin: one with a number that none had before.  With its audit record.
 * RC_DUP: there is one. */
MUST_USE enum rc making_begin(struct store *store,
                              const struct making_order *order);

/* making_swap: it is put in force (linking_swap(), linking_swapped()).
 * making_drop: it is not.  With their audit records.
 * RC_STALE: it is not this one that is prepared, or it is not ready */
MUST_USE enum rc making_swap(struct store *store, uint32_t epoch,
                             const struct making_order *order);
MUST_USE enum rc making_drop(struct store *store, uint32_t epoch,
                             const struct making_order *order);

/* making_size: signals that are in a set, and its bundles with two of them or
 * more.  cost  a pass over an index of all signals of the set */
struct making_size {
    int64_t signals;
    int64_t bundles;
};
MUST_USE enum rc making_size(struct store *store, enum linking_set set,
                             struct making_size *out);

/* making_survey: how many signals are in the live set, a slice a call: *n of
 * those beyond *after, which goes on; 0: no more. */
MUST_USE enum rc making_survey(struct store *store, int64_t *after, int64_t *n);

/* making_clear: the other set, counts, changes, and how common values were at
 * epochs that no set has; a slice a call.  *more: not yet. */
MUST_USE enum rc making_clear(struct store *store, bool *more);

/* --- what it changes: true from MAKING_COMPARE on --- */

/* making_doubt: a bundle that may be another then; making_compare: at most n
 * of those are counted, *more: some are left.  What a signal does meanwhile
 * makes doubts by itself. */
MUST_USE enum rc making_doubt(struct store *store, int64_t bundle);
MUST_USE enum rc making_compare(struct store *store, size_t n, bool *more);

#define MAKING_MANY 100000 /* counts go no further */

/* making_changed: how many bundles change, and how many signals are in another
 * one then; both at most MAKING_MANY. */
MUST_USE enum rc making_changed(struct store *store, int64_t *bundles,
                                int64_t *signals);

/* making_changes: bundles > after, ascending, at most cap.  making_largest:
 * those of most signals that come or go. */
MUST_USE enum rc making_changes(struct store *store, int64_t after,
                                int64_t out[], size_t cap, size_t *n);
MUST_USE enum rc making_largest(struct store *store, int64_t out[], size_t cap,
                                size_t *n);

#define MAKING_JOINED 10

/* making_change: of one bundle; cost by its size. */
struct making_change {
    int64_t signals;
    int64_t parts;                 /* that these are in then */
    int64_t signals_then;          /* of the part with its oldest signal */
    int64_t joined[MAKING_JOINED]; /* other bundles in that part, the first */
    size_t joined_n;
};
MUST_USE enum rc making_change(struct store *store, int64_t bundle,
                               struct making_change *out);

#endif
