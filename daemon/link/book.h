/* book -- what the engine needs kept: records, lists, pairs, clusters and what
 * people decided.  The store has one behind it, the tests one in memory; the
 * engine is the same above both.
 *
 * All calls of one insert, removal or settling are part of one transaction of
 * the keeper; whatever they answer but RC_OK ends it. */
#ifndef LINK_BOOK_H
#define LINK_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "link/record.h"

/* A pair that is compared, and matters: within W places in `support` lists. */
struct link_pair {
    int64_t a, b;     /* nodes; of a book's answer about one node, that is a */
    int32_t support;  /* >= 1 */
    int32_t total_mb; /* the situation model's */
    int32_t edge_mb;  /* link_edge(); > 0: strong */
    int32_t same_mb;  /* the duplicate model's total; INT32_MIN: may not be */
    uint8_t outcome;  /* enum link_outcome */
};

enum link_decision_kind {
    LINK_TOGETHER = 1, /* a and b belong together */
    LINK_SEPARATE = 2, /* a and b do not */
    LINK_UNSURE = 3    /* looked at; nothing follows from it */
};

/* One decision of a person about two signals; larger ones are several. */
struct link_decision {
    int64_t decision; /* number of the act it is part of */
    int64_t a, b;     /* nodes; may be of signals that are not (yet) there */
    enum link_decision_kind kind;
};

/* Where a record stands.  A part is what hangs together over strong pairs and
 * decisions and is partitioned at once, named by its lowest node; clusters lie
 * inside it.  0 in all but the first two: not settled yet. */
struct link_standing {
    struct link_place place;
    int64_t organisation;
    int64_t cluster;
    int64_t observation;
    int64_t part;
    int32_t raised_mb; /* how much more than link_mb a pair needs in a part that
                        * was too large */
};

enum link_notice_kind {
    LINK_CLEAR = 0,    /* what was told of the cluster does not count any more;
                          * what does is told next */
    LINK_OVERSIZE = 1, /* it was in too large a part: mb more were asked */
    LINK_BRIDGE = 2,   /* two halves of it hang on the pair a, b alone; b 0:
                          * on a, which nobody decided about */
    LINK_SPLIT_NEWS = 3, /* a, which is in it and which nobody decided about,
                          * not even to be unsure, is tied to b, on the other
                          * side of a split, too; or of what is kept apart
                          * because a's organisation alone ties it
                          * (link/glue.h) */
    LINK_STALE = 4       /* a could not be settled (link_settle()) */
};

struct link_notice {
    enum link_notice_kind kind;
    int64_t cluster;
    int64_t a, b; /* nodes; b 0: none */
    int32_t mb;   /* what was asked more, or what the pair weighs */
};

struct link_book {
    void *self;

    enum rc (*record_get)(void *self, int64_t node, struct link_record *out);
    enum rc (*record_put)(void *self, const struct link_record *record);
    enum rc (*record_drop)(void *self, int64_t node);

    /* A list is ordered by (time_s, order). */
    enum rc (*posting_put)(void *self, uint64_t key,
                           const struct link_place *place);
    enum rc (*posting_drop)(void *self, uint64_t key,
                            const struct link_place *place);
    /* At most n places before and after `place` in the list (whether or not it
     * stands in it itself), nearest first. */
    enum rc (*neighbours)(void *self, uint64_t key,
                          const struct link_place *place, size_t n,
                          struct link_place *before, size_t *before_n,
                          struct link_place *after, size_t *after_n);

    /* RC_NOT_FOUND: not compared.  Order of a and b does not matter. */
    enum rc (*pair_get)(void *self, int64_t a, int64_t b,
                        struct link_pair *out);
    enum rc (*pair_put)(void *self, const struct link_pair *pair);
    enum rc (*pair_drop)(void *self, int64_t a, int64_t b);
    /* Calls `each` for every pair of node, in any order; each answers false to
     * stop. */
    enum rc (*pairs_of)(void *self, int64_t node,
                        bool (*each)(const struct link_pair *pair, void *arg),
                        void *arg);
    /* The same for decisions that stand (not taken back). */
    enum rc (*decisions_of)(void *self, int64_t node,
                            bool (*each)(const struct link_decision *decision,
                                         void *arg),
                            void *arg);

    /* Clusters are named by a node; 0: in none.  members: ascending node,
     * at most cap, *n how many there are. */
    enum rc (*cluster_of)(void *self, int64_t node, int64_t *cluster);
    enum rc (*members)(void *self, int64_t cluster, int64_t *nodes, size_t cap,
                       size_t *n);
    /* node moved: its cluster (0: it is gone) and its observation, which is
     * named by a node too. */
    enum rc (*cluster_set)(void *self, int64_t node, int64_t cluster,
                           int64_t observation);

    /* What of a record is needed to partition: RC_NOT_FOUND: no record. */
    enum rc (*standing_get)(void *self, int64_t node,
                            struct link_standing *out);
    /* part and raised_mb of a node; part 0: it is gone. */
    enum rc (*part_set)(void *self, int64_t node, int64_t part,
                        int32_t raised_mb);
    /* Something to look at, told whenever the cluster it is about is settled
     * and it holds; of a cluster without members nothing counts any more.
     * NULL: nobody wants to know. */
    enum rc (*notice)(void *self, const struct link_notice *notice);
};

#endif
