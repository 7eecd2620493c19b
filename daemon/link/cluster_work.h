/* cluster_work -- the workspace of link/cluster.h, for its own two files. */
#ifndef LINK_CLUSTER_WORK_H
#define LINK_CLUSTER_WORK_H

#include <stdint.h>

#define CLUSTER_NONE UINT32_MAX

/* An edge between two vertices that are still there.  It stands in the list of
 * either as half-edge 2 * edge + side; next[side] is the next one there. */
struct cluster_edge {
    int64_t weight_mb;
    uint32_t v[2];
    uint32_t next[2];
    uint32_t place; /* in the heap; CLUSTER_NONE: not above 0 */
};

struct cluster_vertex {
    uint32_t head;   /* first half-edge */
    uint32_t degree; /* neighbours */
    uint32_t into;   /* what it was contracted into; itself: still there.
                    * For bridges: the root of its tree */
    uint32_t size;   /* for bridges: vertices below it that are present */
    uint32_t seen;   /* for bridges: when it was reached, from 1 */
    uint32_t low;    /* for bridges: the earliest it reaches otherwise */
    uint32_t came;   /* for bridges: the half-edge it was reached by */
    uint32_t at;     /* for bridges: the half-edge to go on with */
};

struct link_clustering {
    struct cluster_vertex *vertices;
    struct cluster_edge *edges;
    uint32_t *heap;
    uint32_t *slots; /* edges by their two vertices; open addressing */
    uint32_t slots_mask;
    uint32_t edges_n;
    uint32_t heap_n;
};

#endif
