/* cluster -- which of the signals that hang together belong together: greedy
 * additive edge contraction (Keuper et al. 2015).  A pure function of what it
 * is given. */
#ifndef LINK_CLUSTER_H
#define LINK_CLUSTER_H

#include <stddef.h>
#include <stdint.h>

#define LINK_PIN_MB (INT64_C(1) << 40)    /* people say: together */
#define LINK_CUT_MB (-(INT64_C(1) << 50)) /* people say: apart */

#define LINK_BRIDGE_SIDE 3 /* signals on each side that make it worth a look */

/* What speaks for (above 0) or against two belonging together.  Several of the
 * same two add up. */
struct link_tie {
    uint32_t a, b;
    int32_t same_mb; /* of no account here (link/observations.h) */
    int64_t weight_mb;
};

/* Vertices are numbered by their signals' order; those from `present` on stand
 * for signals that are not there and hold others together by decisions. */
struct link_graph {
    const struct link_tie *ties;
    uint32_t ties_n;
    uint32_t vertices;
    uint32_t present;
};

struct link_clustering; /* workspace */

/* link_clustering_size: bytes for graphs of so many ties and vertices at most.
 * link_clustering_init: memory of that size, aligned for any type. */
size_t link_clustering_size(uint32_t vertices, uint32_t ties);
struct link_clustering *link_clustering_init(void *memory, uint32_t vertices,
                                             uint32_t ties);

/* link_cluster: cluster[v] is the lowest vertex of the cluster of v.
 *
 * rule  the heaviest tie above 0 is contracted: its two become one, and what
 *       others have with both adds up; until none is above 0.  Of equal ties
 *       the one whose lower vertex is lower goes first, then whose higher is.
 *       The one with fewer neighbours goes into the other, and of equal ones
 *       the higher into the lower
 * cost  O(E log E) */
void link_cluster(struct link_clustering *work, const struct link_graph *graph,
                  uint32_t cluster[]);

/* link_bridges: bridge[i] is 1 when tie i alone holds LINK_BRIDGE_SIDE or more
 * vertices that are present together with as many others of its cluster, and
 * no person said so; else 0.  hinge[v] is 1 when vertex v alone does.
 * cost  O(V + E) */
void link_bridges(struct link_clustering *work, const struct link_graph *graph,
                  const uint32_t cluster[], uint8_t bridge[], uint8_t hinge[]);

#endif
