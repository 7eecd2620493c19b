/* workspace -- what an engine works in, for link/engine.c, link/settle.c
 * and link/notices.c. */
#ifndef LINK_WORKSPACE_H
#define LINK_WORKSPACE_H

#include <stddef.h>
#include <stdint.h>

#include "link/book.h"
#include "link/cluster.h"
#include "link/contrast.h"
#include "link/engine.h"
#include "link/glue.h"
#include "link/observations.h"
#include "link/part.h"
#include "link/record.h"
#include "link/score.h"
#include "link/touched.h"

#define PARTNERS_MAX (LINK_KEYS_MAX * 2 * LINK_WINDOW_MAX)
#define MOVES_MAX    (LINK_KEYS_MAX * LINK_WINDOW_MAX)

/* How often, over the lists, a record is within W places of this one; or who
 * is paired with it. */
struct partner {
    int64_t node;
    int32_t support;
    int32_t edge_mb;
};

/* How often, over the lists, two come to be W places apart, or W + 1. */
struct move {
    int64_t a, b; /* a < b */
    int32_t support;
};

struct link_engine {
    struct link_book *book;
    const struct link_model *situation;
    const struct link_model *same;
    struct link_record one, other;
    struct link_place before[LINK_WINDOW_MAX], after[LINK_WINDOW_MAX];
    size_t partners_n, moves_n;
    struct partner partners[PARTNERS_MAX];
    struct move moves[MOVES_MAX];
    struct link_touched touched;

    /* Of the part that is settled; by its vertices. */
    struct part part;
    uint32_t cluster[LINK_PART_SIGNALS];
    uint32_t observation[LINK_PART_SIGNALS];
    int64_t cluster_name[LINK_PART_SIGNALS];
    int64_t observation_name[LINK_PART_SIGNALS];
    int64_t organisation[LINK_PART_SIGNALS];
    struct link_same sames[LINK_PART_TIES];
    struct link_same_half halves[2 * LINK_PART_TIES];
    uint32_t said_n; /* ties of the part that are not of link/glue.h */
    struct link_glue glue;
    struct link_glue_vertex glue_vertices[LINK_PART_SIGNALS];
    int64_t glue_tellers[LINK_PART_SIGNALS];
    uint8_t bridge[LINK_PART_ROOM];
    uint8_t hinge[LINK_PART_SIGNALS];
    uint32_t news[LINK_PART_SIGNALS]; /* a tie of a vertex */
    int64_t part_name;
    struct link_contrast contrast;
    struct link_clustering *clustering;
};

/* partners_of: all whom node has a pair with, into partners[].  RC_FATAL: more
 * than its lists allow. */
MUST_USE enum rc partners_of(struct link_engine *engine, int64_t node);

/* notices_tell: what there is to look at in the part that was partitioned. */
MUST_USE enum rc notices_tell(struct link_engine *engine);

#endif
