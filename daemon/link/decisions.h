/* decisions -- what people ask about bundles, as decisions about pairs of
 * signals.  It decides what is to be written; the caller writes it, and
 * touches both nodes of each (link/engine.h). */
#ifndef LINK_DECISIONS_H
#define LINK_DECISIONS_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "link/book.h"

#define LINK_GROUP_MAX 1000 /* signals that people may tie together */
#define LINK_CHAIN_MAX 32   /* decisions of a chain that are told */

enum link_asked_kind {
    LINK_COMBINE = 1, /* all of a belong together */
    LINK_MERGE,       /* bundles a and b are one: all of both together */
    LINK_SPLIT,       /* a together, b together, a and b apart */
    LINK_TAKE_OUT,    /* a (one signal) does not belong with b: as a split that
                       * leaves b as it is */
    LINK_NOT_SURE     /* looked at; a and b stay as they are */
};

struct link_asked {
    enum link_asked_kind kind;
    int64_t decision; /* the number of the act */
    const int64_t *a; /* nodes, which need not be there (yet) */
    size_t a_n;
    const int64_t *b; /* nodes; of LINK_COMBINE none */
    size_t b_n;
};

/* Why not: decisions that stand, from one signal to the next, one of them a
 * separation unless a separation is what was asked. */
struct link_chain {
    size_t n; /* how long it is; no more than LINK_CHAIN_MAX are told */
    struct link_decision decisions[LINK_CHAIN_MAX];
};

/* At most 2 * LINK_GROUP_MAX. */
struct link_decided {
    size_t n;
    struct link_decision decisions[2 * LINK_GROUP_MAX];
};

/* link_decisions_size: bytes to work in, aligned for any type. */
size_t link_decisions_size(void);

/* link_decide: what is to be written.
 *
 * form    together: each with the first one of its side, so that a chain from
 *         any to any is short; apart: the first of a and the first of b
 * RC_INVALID    nobody, too few or a signal on both sides; more than
 *               LINK_GROUP_MAX would be tied together
 * RC_STALE      it contradicts decisions that stand: *why says which
 * errors        the book's */
MUST_USE enum rc link_decide(const struct link_book *book,
                             const struct link_asked *asked, void *work,
                             struct link_decided *out, struct link_chain *why);

#endif
