/* observations -- which signals of a bundle tell of the same observation: what
 * two organisations reported once each is one.  A pure function of the
 * pairs. */
#ifndef LINK_OBSERVATIONS_H
#define LINK_OBSERVATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/book.h"

#define LINK_SAME_MB 9966 /* from here on: as good as certain, P >= 0.999 */

/* link_pair_matters: it ties two, or holds them apart, or is to be looked at by
 * a person, or is one observation.  Others are not kept (link/engine.h). */
static inline bool
link_pair_matters(const struct link_pair *pair)
{
    return pair->edge_mb != 0 || pair->outcome != 0 ||
           pair->same_mb >= LINK_SAME_MB;
}

/* A pair seen from one of its two: what is worked with. */
struct link_same_half {
    uint32_t v, other;
    int64_t organisation; /* of the other */
    int32_t same_mb;
};

/* A pair of signals in one bundle; vertices are numbered by their order. */
struct link_same {
    uint32_t a, b;
    int32_t same_mb;
};

struct link_sames {
    const struct link_same *pairs; /* in any order, none twice */
    size_t n;
    const int64_t *organisation; /* of each vertex */
    uint32_t vertices;
};

/* link_observations: observation[v] is the lowest vertex of its observation.
 *
 * in    work: room for 2 * n
 * rule  a pair counts when it has LINK_SAME_MB or more, is of two
 *       organisations, and either is the other's best partner in that
 *       organisation (of equals: the lower vertex).  An observation is what
 *       such pairs hold together
 * cost  O(n log n) */
void link_observations(const struct link_sames *sames,
                       struct link_same_half work[], uint32_t observation[]);

#endif
