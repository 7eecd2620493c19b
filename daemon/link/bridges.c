/* bridges -- which tie alone holds two halves of a cluster together; see
 * cluster.h.  Lowest points of a search in depth (Tarjan 1974), without
 * recursion: what is looked at may be a chain of two thousand. */
#include "link/cluster.h"

#include "link/cluster_work.h"

/* Every tie that holds is an edge of its own here: of two between the same
 * two neither is a bridge. */
static void
load(struct link_clustering *work, const struct link_graph *graph,
     const uint32_t cluster[])
{
    for (uint32_t v = 0; v < graph->vertices; v++)
        work->vertices[v] = (struct cluster_vertex){
            .head = CLUSTER_NONE, .size = v < graph->present ? 1 : 0};
    for (uint32_t i = 0; i < graph->ties_n; i++) {
        const struct link_tie *tie = &graph->ties[i];
        struct cluster_edge *e = &work->edges[i];

        *e = (struct cluster_edge){.weight_mb = tie->weight_mb,
                                   .v = {tie->a, tie->b}};
        if (tie->weight_mb <= 0 || cluster[tie->a] != cluster[tie->b])
            continue;
        for (uint32_t side = 0; side < 2; side++) {
            e->next[side] = work->vertices[e->v[side]].head;
            work->vertices[e->v[side]].head = 2 * i + side;
        }
    }
}

static void
reach(struct cluster_vertex *vertex, uint32_t came, uint32_t root,
      uint32_t *clock)
{
    vertex->seen = vertex->low = ++*clock;
    vertex->came = came;
    vertex->at = vertex->head;
    vertex->into = root;
}

/* The tree of `root`: `came` is the way back. */
static void
search(struct link_clustering *work, uint32_t root, uint32_t *clock)
{
    struct cluster_vertex *vertices = work->vertices;
    uint32_t v = root;

    reach(&vertices[v], CLUSTER_NONE, root, clock);
    for (;;) {
        uint32_t half = vertices[v].at;

        if (half == CLUSTER_NONE) {
            uint32_t came = vertices[v].came;

            if (came == CLUSTER_NONE)
                return;
            struct cluster_vertex *up =
                &vertices[work->edges[came / 2].v[came % 2]];

            up->size += vertices[v].size;
            if (vertices[v].low < up->low)
                up->low = vertices[v].low;
            v = work->edges[came / 2].v[came % 2];
            continue;
        }
        vertices[v].at = work->edges[half / 2].next[half % 2];
        uint32_t other = work->edges[half / 2].v[!(half % 2)];

        if (vertices[other].seen == 0) {
            reach(&vertices[other], half, root, clock);
            v = other;
        } else if (vertices[v].came == CLUSTER_NONE ||
                   vertices[v].came / 2 != half / 2) {
            if (vertices[other].seen < vertices[v].low)
                vertices[v].low = vertices[other].seen;
        }
    }
}

/* Without a vertex its cluster falls into what hangs below it alone, piece by
 * piece, and the rest. */
static void
find_hinges(const struct link_clustering *work, const struct link_graph *graph,
            uint8_t hinge[])
{
    struct cluster_vertex *vertices = work->vertices;

    for (uint32_t v = 0; v < graph->vertices; v++) {
        hinge[v] = 0;
        vertices[v].degree = 0; /* all that hangs below it alone */
    }
    for (uint32_t v = 0; v < graph->vertices; v++) {
        uint32_t came = vertices[v].came, below = vertices[v].size;

        if (came == CLUSTER_NONE)
            continue;
        uint32_t up = work->edges[came / 2].v[came % 2];
        uint32_t others = vertices[vertices[v].into].size - below -
                          (up < graph->present ? 1 : 0);

        if (vertices[v].low < vertices[up].seen)
            continue;
        vertices[up].degree += below;
        if (below >= LINK_BRIDGE_SIDE && others >= LINK_BRIDGE_SIDE)
            hinge[up] = 1;
    }
    for (uint32_t v = 0; v < graph->vertices; v++) {
        uint32_t below = vertices[v].degree;
        uint32_t rest = vertices[vertices[v].into].size - below -
                        (v < graph->present ? 1 : 0);

        if (below >= LINK_BRIDGE_SIDE && rest >= LINK_BRIDGE_SIDE)
            hinge[v] = 1;
    }
}

void
link_bridges(struct link_clustering *work, const struct link_graph *graph,
             const uint32_t cluster[], uint8_t bridge[], uint8_t hinge[])
{
    struct cluster_vertex *vertices = work->vertices;
    uint32_t clock = 0;

    for (uint32_t i = 0; i < graph->ties_n; i++)
        bridge[i] = 0;
    load(work, graph, cluster);
    /* A cluster may hold together by sums alone: several trees. */
    for (uint32_t v = 0; v < graph->vertices; v++) {
        if (vertices[v].seen == 0)
            search(work, v, &clock);
    }
    for (uint32_t v = 0; v < graph->vertices; v++) {
        uint32_t came = vertices[v].came, below = vertices[v].size;
        uint32_t all = vertices[vertices[v].into].size;

        if (came == CLUSTER_NONE)
            continue;
        if (vertices[v].low < vertices[v].seen)
            continue;
        bridge[came / 2] = below >= LINK_BRIDGE_SIDE &&
                           all - below >= LINK_BRIDGE_SIDE &&
                           work->edges[came / 2].weight_mb < LINK_PIN_MB / 2;
    }
    find_hinges(work, graph, hinge);
}
