/* links -- put signals where they belong (link/engine.h), as part of the
 * transaction that combines them, rebuilds or carries out what people decided.
 *
 * What changed is noted there too (linking_look_add): the alerts of a bundle
 * that is not as it was are looked at again, whatever happens meanwhile. */
#ifndef DESK_LINKS_H
#define DESK_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "link/book.h"
#include "link/record.h"
#include "store/linking.h"

struct desk;
struct link_engine;

#define LINKS_SETS          2
#define LINKS_CHANGED_MAX   256 /* in one transaction */
#define LINKS_REFERRALS_MAX 64  /* the first that a batch may concern */
#define LINKS_RELATED_MAX   128 /* with those that it does concern */

/* One place to work in; of one transaction after the other. */
struct links {
    struct linking_epoch epochs[LINKS_SETS]; /* by enum linking_set; epoch 0:
                                              * the set has none */
    enum linking_set set;                    /* of the transaction at hand */
    struct link_book book;
    struct link_engine *engine;
    void *memory;                       /* of the engine */
    struct link_record record;          /* at hand */
    int64_t changed[LINKS_CHANGED_MAX]; /* that were there before */
    size_t changed_n;
    int64_t referrals[LINKS_RELATED_MAX]; /* to be related anew */
    size_t referrals_n;
    enum rc noted; /* of linking_look_add() while clusters are told */
};

/* links_open: the epochs as the store has them; an installation without one
 * gets the first, by the weights of hand.  links_close: NULL is allowed. */
MUST_USE enum rc links_open(struct desk *desk);
void links_close(struct links *links);

/* links_first_epoch: the same for a database that no desk has opened yet. */
MUST_USE enum rc links_first_epoch(struct store *store, int64_t now_us);

/* links_reload: the epochs are read again, after one was put or swapped. */
MUST_USE enum rc links_reload(struct desk *desk);

/* links_spelled: is what stands in the lists spelled as values are now
 * (LINK_NORM)?  Else a rebuild is needed. */
bool links_spelled(const struct desk *desk);

/* links_start: within a transaction: what follows is about this set.
 * links_put: the message (seq of its first version), a signal or a referral, is
 * put where it now belongs: what it was before is taken back exactly, what
 * stands of it is put in.
 * links_touch: what people decided about a node has changed.
 * links_settle: bundles are made true; to be called once at the end.  In the
 * live set what changed is noted.
 * errors  as the engine and the store say: end the transaction */
void links_start(struct desk *desk, enum linking_set set);
MUST_USE enum rc links_put(struct desk *desk, int64_t first);
MUST_USE enum rc links_touch(struct desk *desk, int64_t node);
MUST_USE enum rc links_settle(struct desk *desk);

/* links_put_all: the three of them, for n messages.
 * links_put_everywhere: in the live set, and in the next one while that has an
 * epoch and is made: what changes meanwhile is not missed there. */
MUST_USE enum rc links_put_all(struct desk *desk, enum linking_set set,
                               const int64_t firsts[], size_t n);
MUST_USE enum rc links_put_everywhere(struct desk *desk, const int64_t firsts[],
                                      size_t n);

#endif
