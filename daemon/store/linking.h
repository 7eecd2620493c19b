/* linking -- what the engine of link/engine.h keeps, in the database, and what
 * goes with it: epochs, referrals that are related, what is to be looked at
 * again.
 *
 * There are two sets of these tables.  The live one says which bundles there
 * are; in the other one the next epoch (or a rebuild) is made. */
#ifndef STORE_LINKING_H
#define STORE_LINKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/roster_book.h"
#include "link/model.h"
#include "link/record.h"

struct link_book;
struct store;

enum linking_set {
    LINKING_LIVE,
    LINKING_NEXT
};

/* linking_do: one transaction: whatever `step` does with the calls of this
 * header, of store/combine.h and with the books, all or nothing.  Answers
 * what the step answered, or the commit.  No other call begins one within. */
MUST_USE enum rc linking_do(struct store *store, enum rc (*step)(void *arg),
                            void *arg);

/* linking_book: the book of a set, for use within linking_do() or what links in
 * combine_link() alone.
 * live  cluster_set moves all versions of the signal (message_row.bundle),
 *       makes the bundle's row, lets what the bundle became be found
 *       (bundle_resolve) and takes along the alerts whose first message it is,
 *       or whose first message is a referral that is related to it
 * next  nothing but the set's own tables is written */
void linking_book(struct store *store, enum linking_set set,
                  struct link_book *out);

/* --- epochs --- */

struct linking_epoch {
    struct link_model situation; /* its .epoch is the number */
    struct link_model same;
    int64_t at_us;
    int64_t clusters; /* by its snapshot; 0: none was taken */
    int64_t signals;
    int64_t confirmed; /* pairs it was learned from; 0: set by hand */
    int64_t made_by;   /* principal, 0: the desk itself */
    char reason[REASON_BYTES];
    int64_t swapped_us; /* the last time, 0: not yet; linking_swapped() */
};

/* linking_epoch: of a set; RC_NOT_FOUND: it has none.  linking_epoch_get: by
 * its number.
 * linking_epoch_put: the set gets one, which the other may have too; RC_DUP: it
 * has one.  RC_INVALID: there is another one of that number. */
MUST_USE enum rc linking_epoch(struct store *store, enum linking_set set,
                               struct linking_epoch *out);
MUST_USE enum rc linking_epoch_get(struct store *store, uint32_t number,
                                   struct linking_epoch *out);
MUST_USE enum rc linking_epoch_put(struct store *store, enum linking_set set,
                                   const struct linking_epoch *epoch);

/* linking_clusters: in how many bundles a value was at the snapshot of the
 * set's epoch (store/snapshot.h); 0: in fewer than two, or none was taken. */
MUST_USE enum rc linking_clusters(struct store *store, enum linking_set set,
                                  uint64_t token, uint16_t *clusters);

/* --- making a set --- */

/* linking_clear: the other set is emptied, a slice a call; *more: not yet. */
MUST_USE enum rc linking_clear(struct store *store, bool *more);

/* linking_signals: first versions of signals and referrals that were combined,
 * seq > after, ascending, at most cap; withdrawn ones too. */
MUST_USE enum rc linking_signals(struct store *store, int64_t after,
                                 int64_t out[], size_t cap, size_t *n);

/* linking_moves: signals (node > after, ascending, at most cap) that are in
 * another bundle in the next set than in the live one; 0: in none.  What is
 * shown before the sets change places. */
struct linking_move {
    int64_t node;
    int64_t from;
    int64_t to;
};
MUST_USE enum rc linking_moves(struct store *store, int64_t after,
                               struct linking_move out[], size_t cap,
                               size_t *n);

/* linking_swap: the next set is the live one, the live one the next, as part of
 * the transaction at hand; every message, bundle and alert follows, and every
 * bundle that is not as it was is to be looked at again.  RC_NOT_FOUND: the
 * next set has no epoch.  linking_swapped: when, for its epoch.
 * cost  by linking_moves(), not by the size of a set */
MUST_USE enum rc linking_swap(struct store *store);
MUST_USE enum rc linking_swapped(struct store *store, int64_t at_us);

#define LINKING_DIGEST_BYTES 32

struct linking_digest {
    int64_t signals; /* that are in a bundle */
    int64_t bundles;
    int64_t pairs;
    uint8_t digest[LINKING_DIGEST_BYTES]; /* of clusters with their members,
                                           * and of pairs; not of numbers that
                                           * depend on how it came about */
};
MUST_USE enum rc linking_digest(struct store *store, enum linking_set set,
                                struct linking_digest *out);

/* --- referrals: never in a bundle --- */

/* linking_relate: the signal (node) whose situation a referral (seq) seems to
 * be about; 0: none.  For information: message_row.related is the bundle that
 * signal is in now, and the referral's alert has it as its bundle. */
MUST_USE enum rc linking_relate(struct store *store, int64_t seq, int64_t node);

/* linking_related: referrals that seem to be about a signal, at most cap. */
MUST_USE enum rc linking_related(struct store *store, int64_t node,
                                 int64_t out[], size_t cap, size_t *n);

/* linking_confirmed: did people say that the signal belongs where it is?  A
 * decision that stands ties it to another member of its bundle; else its
 * membership is provisional. */
MUST_USE enum rc linking_confirmed(struct store *store, int64_t node,
                                   bool *confirmed);

/* --- what is to be looked at again --- */

/* linking_look_add: the bundle is not as it was: its alerts are looked at again.
 * Part of the transaction at hand; once is enough.
 * linking_look_next: the first one > after; RC_NOT_FOUND: nothing waits.
 * linking_look_done: it was looked at. */
MUST_USE enum rc linking_look_add(struct store *store, int64_t bundle);
MUST_USE enum rc linking_look_next(struct store *store, int64_t after,
                                   int64_t *bundle);
MUST_USE enum rc linking_look_done(struct store *store, int64_t bundle);

/* linking_alerts: the open alerts of a bundle, row identity > after, ascending,
 * at most cap. */
MUST_USE enum rc linking_alerts(struct store *store, int64_t bundle,
                                int64_t after, int64_t out[], size_t cap,
                                size_t *n);

#endif
