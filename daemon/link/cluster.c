/* cluster -- see cluster.h */
#include "link/cluster.h"

#include <stdbool.h>

#include "link/cluster_work.h"

/* Sums stay far from the ends, however many say the same. */
#define WEIGHT_MAX_MB (INT64_C(1) << 60)

static uint32_t
slots_for(uint32_t ties)
{
    uint32_t slots = 16;

    while (slots < 2 * ties)
        slots *= 2;
    return slots;
}

size_t
link_clustering_size(uint32_t vertices, uint32_t ties)
{
    return sizeof(struct link_clustering) +
           sizeof(struct cluster_edge) * ((size_t)ties + 1) +
           sizeof(struct cluster_vertex) * vertices +
           sizeof(uint32_t) * ((size_t)ties + slots_for(ties));
}

struct link_clustering *
link_clustering_init(void *memory, uint32_t vertices, uint32_t ties)
{
    struct link_clustering *work = memory;

    work->edges = (struct cluster_edge *)(work + 1);
    work->vertices = (struct cluster_vertex *)(work->edges + ties + 1);
    work->heap = (uint32_t *)(work->vertices + vertices);
    work->slots = work->heap + ties;
    work->slots_mask = 0;
    work->edges_n = work->heap_n = 0;
    return work;
}

/* --- edges by their two vertices --- */

static uint32_t
low_end(const struct cluster_edge *e)
{
    return e->v[0] < e->v[1] ? e->v[0] : e->v[1];
}

static uint32_t
high_end(const struct cluster_edge *e)
{
    return e->v[0] < e->v[1] ? e->v[1] : e->v[0];
}

static uint32_t
home_of(const struct link_clustering *work, uint32_t low, uint32_t high)
{
    uint64_t mixed =
        ((uint64_t)low << 32 | high) * UINT64_C(0x9E3779B97F4A7C15);

    return (uint32_t)(mixed >> 32) & work->slots_mask;
}

static uint32_t
edge_find(const struct link_clustering *work, uint32_t a, uint32_t b)
{
    uint32_t low = a < b ? a : b, high = a < b ? b : a;

    for (uint32_t at = home_of(work, low, high);;
         at = (at + 1) & work->slots_mask) {
        uint32_t edge = work->slots[at];

        if (edge == CLUSTER_NONE || (low_end(&work->edges[edge]) == low &&
                                     high_end(&work->edges[edge]) == high))
            return edge;
    }
}

static void
edge_enter(struct link_clustering *work, uint32_t edge)
{
    const struct cluster_edge *e = &work->edges[edge];
    uint32_t at = home_of(work, low_end(e), high_end(e));

    while (work->slots[at] != CLUSTER_NONE)
        at = (at + 1) & work->slots_mask;
    work->slots[at] = edge;
}

/* What stood behind it moves up, so that no search ends too early. */
static void
edge_leave(struct link_clustering *work, uint32_t edge)
{
    const struct cluster_edge *e = &work->edges[edge];
    uint32_t mask = work->slots_mask;
    uint32_t hole = home_of(work, low_end(e), high_end(e));

    while (work->slots[hole] != edge)
        hole = (hole + 1) & mask;
    for (uint32_t at = (hole + 1) & mask; work->slots[at] != CLUSTER_NONE;
         at = (at + 1) & mask) {
        e = &work->edges[work->slots[at]];
        uint32_t home = home_of(work, low_end(e), high_end(e));

        if (((at - home) & mask) >= ((at - hole) & mask)) {
            work->slots[hole] = work->slots[at];
            hole = at;
        }
    }
    work->slots[hole] = CLUSTER_NONE;
}

/* --- the heap of edges above 0, heaviest first --- */

static bool
goes_before(const struct link_clustering *work, uint32_t one, uint32_t other)
{
    const struct cluster_edge *a = &work->edges[one], *b = &work->edges[other];

    if (a->weight_mb != b->weight_mb)
        return a->weight_mb > b->weight_mb;
    if (low_end(a) != low_end(b))
        return low_end(a) < low_end(b);
    return high_end(a) < high_end(b);
}

static void
heap_set(struct link_clustering *work, uint32_t place, uint32_t edge)
{
    work->heap[place] = edge;
    work->edges[edge].place = place;
}

static void
heap_up(struct link_clustering *work, uint32_t place)
{
    uint32_t edge = work->heap[place];

    while (place > 0 && goes_before(work, edge, work->heap[(place - 1) / 2])) {
        heap_set(work, place, work->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    heap_set(work, place, edge);
}

static void
heap_down(struct link_clustering *work, uint32_t place)
{
    uint32_t edge = work->heap[place];

    for (uint32_t child; (child = 2 * place + 1) < work->heap_n;
         place = child) {
        if (child + 1 < work->heap_n &&
            goes_before(work, work->heap[child + 1], work->heap[child]))
            child++;
        if (!goes_before(work, work->heap[child], edge))
            break;
        heap_set(work, place, work->heap[child]);
    }
    heap_set(work, place, edge);
}

static void
heap_leave(struct link_clustering *work, uint32_t edge)
{
    uint32_t place = work->edges[edge].place;

    if (place == CLUSTER_NONE)
        return;
    work->edges[edge].place = CLUSTER_NONE;
    uint32_t last = work->heap[--work->heap_n];

    if (last == edge)
        return;
    heap_set(work, place, last);
    heap_up(work, place);
    heap_down(work, work->edges[last].place);
}

/* Its weight or one of its ends is another now. */
static void
heap_put_right(struct link_clustering *work, uint32_t edge)
{
    struct cluster_edge *e = &work->edges[edge];

    if (e->weight_mb <= 0) {
        heap_leave(work, edge);
        return;
    }
    if (e->place == CLUSTER_NONE)
        heap_set(work, work->heap_n++, edge);
    heap_up(work, e->place);
    heap_down(work, e->place);
}

/* --- contraction --- */

static int64_t
weight_add(int64_t a, int64_t b)
{
    int64_t sum = a + b;

    if (sum > WEIGHT_MAX_MB)
        return WEIGHT_MAX_MB;
    return sum < -WEIGHT_MAX_MB ? -WEIGHT_MAX_MB : sum;
}

static void
list_enter(struct link_clustering *work, uint32_t half)
{
    struct cluster_edge *e = &work->edges[half / 2];
    struct cluster_vertex *vertex = &work->vertices[e->v[half % 2]];

    e->next[half % 2] = vertex->head;
    vertex->head = half;
    vertex->degree++;
}

static void
load(struct link_clustering *work, const struct link_graph *graph)
{
    work->slots_mask = slots_for(graph->ties_n) - 1;
    work->edges_n = work->heap_n = 0;
    for (uint32_t i = 0; i <= work->slots_mask; i++)
        work->slots[i] = CLUSTER_NONE;
    for (uint32_t v = 0; v < graph->vertices; v++)
        work->vertices[v] =
            (struct cluster_vertex){.head = CLUSTER_NONE, .into = v};
    for (uint32_t i = 0; i < graph->ties_n; i++) {
        const struct link_tie *tie = &graph->ties[i];
        uint32_t edge = edge_find(work, tie->a, tie->b);

        if (edge != CLUSTER_NONE) {
            work->edges[edge].weight_mb =
                weight_add(work->edges[edge].weight_mb, tie->weight_mb);
            continue;
        }
        edge = work->edges_n++;
        work->edges[edge] = (struct cluster_edge){.weight_mb = tie->weight_mb,
                                                  .v = {tie->a, tie->b},
                                                  .place = CLUSTER_NONE};
        edge_enter(work, edge);
        list_enter(work, 2 * edge);
        list_enter(work, 2 * edge + 1);
    }
    for (uint32_t edge = 0; edge < work->edges_n; edge++)
        heap_put_right(work, edge);
}

/* An edge that is gone has no ends; its half-edges stay in the lists. */
static void
edge_end(struct link_clustering *work, uint32_t edge)
{
    struct cluster_edge *e = &work->edges[edge];

    edge_leave(work, edge);
    heap_leave(work, edge);
    work->vertices[e->v[0]].degree--;
    work->vertices[e->v[1]].degree--;
    e->v[0] = e->v[1] = CLUSTER_NONE;
}

static void
contract(struct link_clustering *work, uint32_t from, uint32_t into)
{
    for (uint32_t half = work->vertices[from].head, next; half != CLUSTER_NONE;
         half = next) {
        struct cluster_edge *e = &work->edges[half / 2];

        next = e->next[half % 2];
        if (e->v[0] == CLUSTER_NONE)
            continue;
        uint32_t there = edge_find(work, into, e->v[!(half % 2)]);

        if (there != CLUSTER_NONE) {
            int64_t weight_mb = e->weight_mb;

            edge_end(work, half / 2);
            work->edges[there].weight_mb =
                weight_add(work->edges[there].weight_mb, weight_mb);
            heap_put_right(work, there);
            continue;
        }
        edge_leave(work, half / 2);
        e->v[half % 2] = into;
        edge_enter(work, half / 2);
        list_enter(work, half);
        heap_put_right(work, half / 2);
    }
    work->vertices[from].into = into;
}

static uint32_t
root_of(struct link_clustering *work, uint32_t v)
{
    while (work->vertices[v].into != v) {
        work->vertices[v].into = work->vertices[work->vertices[v].into].into;
        v = work->vertices[v].into;
    }
    return v;
}

void
link_cluster(struct link_clustering *work, const struct link_graph *graph,
             uint32_t cluster[])
{
    load(work, graph);
    while (work->heap_n > 0) {
        uint32_t edge = work->heap[0];
        uint32_t into = low_end(&work->edges[edge]);
        uint32_t from = high_end(&work->edges[edge]);

        if (work->vertices[from].degree > work->vertices[into].degree) {
            uint32_t held = into;

            into = from;
            from = held;
        }
        edge_end(work, edge);
        contract(work, from, into);
    }
    for (uint32_t v = 0; v < graph->vertices; v++)
        work->vertices[v].at = CLUSTER_NONE;
    for (uint32_t v = 0; v < graph->vertices; v++) {
        struct cluster_vertex *root = &work->vertices[root_of(work, v)];

        if (root->at == CLUSTER_NONE)
            root->at = v;
        cluster[v] = root->at;
    }
}
