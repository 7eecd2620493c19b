/* review -- what people decide about signals that belong together, and what
 * waits for them to decide.  What changes something is part of the transaction
 * at hand (linking_do() of store/linking.h), or one of its own. */
#ifndef STORE_REVIEW_H
#define STORE_REVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/linking_request.h"
#include "core/rc.h"
#include "core/roster_book.h"
#include "link/book.h"

struct store;

#define REVIEW_IDS_SHOWN 20
#define REVIEW_LOOK      1000 /* pairs that one call looks at */

/* One act of a person: never erased; what was taken back does not stand. */
struct review_act {
    int64_t decision; /* row identity */
    enum decision_verb verb;
    int64_t actor; /* principal */
    int64_t at_us;
    int64_t bundle; /* it was about, 0: none */
    char reason[REASON_BYTES];
    int64_t undone_us; /* 0: it stands */
    int64_t undone_by;
    char undone_reason[REASON_BYTES];
    size_t ids_n;                  /* signals that were named */
    int64_t ids[REVIEW_IDS_SHOWN]; /* the first of them */
};

/* review_act_add: an act with what it says about pairs of signals (a and b of
 * each, and its kind), and the signals it named.  Whether it contradicts another
 * is the caller's care.  With its audit record.
 * RC_INVALID: no pairs, one of a signal with itself, no verb, or that of taking
 * back. */
struct review_new {
    enum decision_verb verb;
    int64_t actor;
    int64_t at_us;
    int64_t bundle;
    const char *reason;
    const int64_t *ids;
    size_t ids_n;
    const struct link_decision *pairs;
    size_t pairs_n;
};
MUST_USE enum rc review_act_add(struct store *store,
                                const struct review_new *act,
                                int64_t *decision);

/* review_act_undo: it does not stand any more.  RC_NOT_FOUND; RC_DUP: it did
 * not stand. */
struct review_undo {
    int64_t decision;
    int64_t actor;
    int64_t at_us;
    const char *reason;
};
MUST_USE enum rc review_act_undo(struct store *store,
                                 const struct review_undo *undo);

/* review_act_get: RC_NOT_FOUND.  review_acts_of: those that named a signal,
 * decision < before (0: all), newest first, at most cap.
 * review_act_pairs: what an act says, beyond the pair (a, b) of `after`,
 * ascending, at most cap. */
MUST_USE enum rc review_act_get(struct store *store, int64_t decision,
                                struct review_act *out);
MUST_USE enum rc review_acts_of(struct store *store, int64_t node,
                                int64_t before, struct review_act out[],
                                size_t cap, size_t *n);
MUST_USE enum rc review_act_pairs(struct store *store,
                                  const struct link_decision *after,
                                  struct link_decision out[], size_t cap,
                                  size_t *n);

/* review_said: pairs that people said of, in acts that stand, that they belong
 * together or do not; beyond (a, b) of `after`, ascending, at most cap.  Of no
 * act in particular. */
MUST_USE enum rc review_said(struct store *store,
                             const struct link_decision *after,
                             struct link_decision out[], size_t cap, size_t *n);

/* A pair that waits. */
struct review_pair {
    int64_t a, b; /* a > b */
    int32_t total_mb;
    int64_t cluster_a, cluster_b; /* of the live set */
    bool unsure;                  /* somebody was */
};

/* review_pairs: the best first.  POSSIBLE: of different bundles; PROVISIONAL:
 * linked, of one bundle.  Never what people have decided about.
 * RC_INVALID: another kind */
struct review_query {
    enum review_kind kind;
    int64_t about; /* node: pairs of it; 0: all */
    bool bundle;   /* `about` is one: pairs of its members */
    int64_t from_mb;
    bool unsure; /* also what somebody was unsure about */
    bool on;     /* from behind this pair on */
    struct review_pair after;
};
struct review_end {
    size_t n;
    bool more;               /* go on behind `last` */
    struct review_pair last; /* that was looked at */
};
MUST_USE enum rc review_pairs(struct store *store,
                              const struct review_query *query,
                              struct review_pair out[], size_t cap,
                              struct review_end *end);

/* review_waiting: how many pairs wait, at most `most`. */
MUST_USE enum rc review_waiting(struct store *store, enum review_kind kind,
                                uint32_t most, uint32_t *n);

/* What the engine noticed of the live set (link/book.h), as long as it holds:
 * what is answered by a decision does not hold any more. */
struct review_notice {
    int64_t notice; /* row identity */
    struct link_notice about;
};
/* review_notices: of the kind of `after`, behind that one. */
MUST_USE enum rc review_notices(struct store *store,
                                const struct review_notice *after,
                                struct review_notice out[], size_t cap,
                                size_t *n);
/* review_noticed: of a bundle, a bit per enum link_notice_kind that holds. */
MUST_USE enum rc review_noticed(struct store *store, int64_t bundle,
                                uint32_t *kinds);

#endif
