/* part -- what hangs together and is partitioned at once.
 *
 * Two are in one part when strong pairs and decisions lead from one to the
 * other, also by way of signals that are not there (any more) but that people
 * decided about.  A part that is too large is taken apart: the pairs of its
 * signals must weigh a bit more, and another one, until theirs fits; that
 * depends on pairs and decisions alone. */
#ifndef LINK_PART_H
#define LINK_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "link/book.h"
#include "link/cluster.h"

#define LINK_PART_SIGNALS 2000
#define LINK_PART_TIES    20000
#define LINK_PART_SLOTS   4096
#define LINK_GLUE_TIES    4000 /* beside them (link/glue.h) */
#define LINK_PART_ROOM    (LINK_PART_TIES + LINK_GLUE_TIES)
#define LINK_RAISE_MB     1000
#define LINK_RAISES_MAX   32
/* When even that is too large: what people tied together, and nothing else. */
#define LINK_RAISED_DECISIONS INT32_MAX

struct part_vertex {
    int64_t node;
    bool present; /* there is a record; else `is` says nothing */
    bool decided; /* people decided something about it */
    struct link_standing is;
};

struct part {
    const struct link_book *book;
    uint32_t signals_max, ties_max; /* LINK_PART_SIGNALS and _TIES, or less to
                                     * try what happens then */
    int32_t raised_mb;
    bool full; /* it has too many signals or ties */
    uint32_t at;
    uint32_t vertices_n;
    uint32_t present_n;
    uint32_t ties_n;
    struct part_vertex vertices[LINK_PART_SIGNALS];
    uint32_t by_order[LINK_PART_SIGNALS]; /* places in vertices[] */
    uint32_t slots[LINK_PART_SLOTS];
    /* Of places in by_order[].  weight_mb is 0 when only same_mb counts. */
    struct link_tie ties[LINK_PART_ROOM];
    struct part_rank {
        int64_t by;
        uint32_t place;
        bool absent;
    } ranks[LINK_PART_SIGNALS];
};

/* part_gather: the part that node is in, as pairs and decisions are now;
 * node may be one that is not there.
 * errors  the book's; RC_FATAL: more than LINK_PART_SIGNALS are tied together
 *         by decisions, which link/decisions.h refuses
 * cost    a call of the book for each of its signals and their pairs; of a
 *         part that is too large six times at most */
MUST_USE enum rc part_gather(struct part *part, int64_t node);

/* part_vertex_of: by its place in the order of signals. */
static inline const struct part_vertex *
part_vertex_of(const struct part *part, uint32_t v)
{
    return &part->vertices[part->by_order[v]];
}

#endif
