/* decisions -- see decisions.h */
#include "link/decisions.h"

#include <stdbool.h>
#include <string.h>

#define VERTICES_MAX 8192
#define SLOTS        (2 * VERTICES_MAX)
#define EDGES_MAX    32768
#define NOWHERE      UINT32_MAX

struct vertex {
    int64_t node;
    uint32_t head;  /* half-edges of what is together */
    uint32_t group; /* towards the first one of its group */
    uint32_t size;  /* of the group, when it is the first */
    uint32_t came;  /* half-edge by which the search came */
};

/* A decision between two vertices.  Half-edge 2 * edge + side begins at
 * v[side]. */
struct edge {
    struct link_decision is;
    bool asked; /* it does not stand yet */
    uint32_t v[2];
    uint32_t next[2];
};

struct net {
    const struct link_book *book;
    bool full;
    uint32_t at;
    uint32_t vertices_n, edges_n;
    struct vertex vertices[VERTICES_MAX];
    struct edge edges[EDGES_MAX];
    uint32_t slots[SLOTS];
    uint32_t queue[VERTICES_MAX];
};

size_t
link_decisions_size(void)
{
    return sizeof(struct net);
}

/* --- what stands --- */

static uint32_t
slot_of(const struct net *net, int64_t node)
{
    uint64_t mixed = (uint64_t)node * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t at = (uint32_t)(mixed >> 32) % SLOTS;

    while (net->slots[at] != NOWHERE &&
           net->vertices[net->slots[at]].node != node)
        at = (at + 1) % SLOTS;
    return at;
}

static void
vertex_add(struct net *net, int64_t node)
{
    uint32_t slot = slot_of(net, node);

    if (net->slots[slot] != NOWHERE)
        return;
    if (net->vertices_n == VERTICES_MAX) {
        net->full = true;
        return;
    }
    net->slots[slot] = net->vertices_n;
    net->vertices[net->vertices_n] = (struct vertex){.node = node,
                                                     .head = NOWHERE,
                                                     .group = net->vertices_n,
                                                     .size = 1,
                                                     .came = NOWHERE};
    net->vertices_n++;
}

static uint32_t
group_of(struct net *net, uint32_t v)
{
    while (net->vertices[v].group != v) {
        net->vertices[v].group = net->vertices[net->vertices[v].group].group;
        v = net->vertices[v].group;
    }
    return v;
}

static void
edge_add(struct net *net, const struct link_decision *decision, bool asked)
{
    uint32_t v[2] = {net->slots[slot_of(net, decision->a)],
                     net->slots[slot_of(net, decision->b)]};

    if (net->edges_n == EDGES_MAX) {
        net->full = true;
        return;
    }
    struct edge *e = &net->edges[net->edges_n];

    *e = (struct edge){.is = *decision, .asked = asked, .v = {v[0], v[1]}};
    if (decision->kind == LINK_TOGETHER) {
        for (uint32_t side = 0; side < 2; side++) {
            e->next[side] = net->vertices[v[side]].head;
            net->vertices[v[side]].head = 2 * net->edges_n + side;
        }
        uint32_t a = group_of(net, v[0]), b = group_of(net, v[1]);

        if (a != b) {
            net->vertices[b].group = a;
            net->vertices[a].size += net->vertices[b].size;
        }
    }
    net->edges_n++;
}

/* Each decision is seen from both its signals: it is taken from the later. */
static bool
see(const struct link_decision *decision, void *arg)
{
    struct net *net = arg;
    int64_t node = net->vertices[net->at].node;
    int64_t other = decision->a == node ? decision->b : decision->a;

    if (decision->kind == LINK_UNSURE || other == node)
        return true;
    if (decision->kind == LINK_TOGETHER)
        vertex_add(net, other);
    uint32_t there = net->slots[slot_of(net, other)];

    if (!net->full && there != NOWHERE && there < net->at)
        edge_add(net, decision, false);
    return !net->full;
}

/* All that is tied to the named, and what keeps it apart. */
static enum rc
gather(struct net *net, const struct link_asked *asked)
{
    const struct link_book *book = net->book;
    enum rc rc = RC_OK;

    net->full = false;
    net->vertices_n = net->edges_n = 0;
    memset(net->slots, 0xff, sizeof net->slots);
    for (size_t i = 0; i < asked->a_n; i++)
        vertex_add(net, asked->a[i]);
    for (size_t i = 0; i < asked->b_n; i++)
        vertex_add(net, asked->b[i]);
    for (net->at = 0; rc == RC_OK && !net->full && net->at < net->vertices_n;
         net->at++)
        rc = book->decisions_of(book->self, net->vertices[net->at].node, see,
                                net);
    return rc == RC_OK && net->full ? RC_INVALID : rc;
}

/* --- what is asked --- */

static void
write_one(struct link_decided *out, const struct link_asked *asked,
          enum link_decision_kind kind, int64_t a, int64_t b)
{
    if (a != b)
        out->decisions[out->n++] = (struct link_decision){
            .decision = asked->decision, .a = a, .b = b, .kind = kind};
}

static void
write_together(struct link_decided *out, const struct link_asked *asked,
               const int64_t *nodes, size_t n)
{
    for (size_t i = 1; i < n; i++)
        write_one(out, asked, LINK_TOGETHER, nodes[0], nodes[i]);
}

static bool
on_both_sides(const struct link_asked *asked)
{
    for (size_t i = 0; i < asked->a_n; i++) {
        for (size_t j = 0; j < asked->b_n; j++) {
            if (asked->a[i] == asked->b[j])
                return true;
        }
    }
    return false;
}

static bool
makes_sense(const struct link_asked *asked)
{
    if (asked->a_n == 0 || asked->a_n > LINK_GROUP_MAX ||
        asked->b_n > LINK_GROUP_MAX)
        return false;
    switch (asked->kind) {
    case LINK_COMBINE:
        return asked->a_n > 1 && asked->b_n == 0;
    case LINK_MERGE:
    case LINK_SPLIT:
    case LINK_NOT_SURE:
        return asked->b_n > 0 && !on_both_sides(asked);
    case LINK_TAKE_OUT:
        return asked->a_n == 1 && asked->b_n > 0 && !on_both_sides(asked);
    }
    return false;
}

static void
write_all(const struct link_asked *asked, struct link_decided *out)
{
    out->n = 0;
    switch (asked->kind) {
    case LINK_COMBINE:
        write_together(out, asked, asked->a, asked->a_n);
        break;
    case LINK_MERGE:
        write_together(out, asked, asked->a, asked->a_n);
        for (size_t i = 0; i < asked->b_n; i++)
            write_one(out, asked, LINK_TOGETHER, asked->a[0], asked->b[i]);
        break;
    case LINK_SPLIT:
        write_together(out, asked, asked->a, asked->a_n);
        write_together(out, asked, asked->b, asked->b_n);
        write_one(out, asked, LINK_SEPARATE, asked->a[0], asked->b[0]);
        break;
    case LINK_TAKE_OUT:
        for (size_t i = 0; i < asked->b_n; i++)
            write_one(out, asked, LINK_SEPARATE, asked->a[0], asked->b[i]);
        break;
    case LINK_NOT_SURE:
        write_one(out, asked, LINK_UNSURE, asked->a[0], asked->b[0]);
        break;
    }
}

/* --- what contradicts it --- */

static void
tell(struct link_chain *why, const struct edge *edge)
{
    if (edge->asked)
        return;
    if (why->n < LINK_CHAIN_MAX)
        why->decisions[why->n] = edge->is;
    why->n++;
}

/* The shortest way of what is together, from the separation's end to its
 * beginning, so that following `came` goes forward. */
static void
tell_chain(struct net *net, const struct edge *apart, struct link_chain *why)
{
    uint32_t n = 1;

    for (uint32_t v = 0; v < net->vertices_n; v++)
        net->vertices[v].came = NOWHERE;
    net->queue[0] = apart->v[1];
    for (uint32_t at = 0; at < n; at++) {
        uint32_t v = net->queue[at];

        for (uint32_t half = net->vertices[v].head; half != NOWHERE;
             half = net->edges[half / 2].next[half % 2]) {
            uint32_t other = net->edges[half / 2].v[!(half % 2)];

            if (other == apart->v[1] || net->vertices[other].came != NOWHERE)
                continue;
            net->vertices[other].came = half;
            net->queue[n++] = other;
        }
    }
    why->n = 0;
    for (uint32_t v = apart->v[0]; v != apart->v[1];) {
        uint32_t half = net->vertices[v].came;

        tell(why, &net->edges[half / 2]);
        v = net->edges[half / 2].v[half % 2];
    }
    tell(why, apart);
}

static enum rc
check(struct net *net, const struct link_decided *decided,
      struct link_chain *why)
{
    for (size_t i = 0; i < decided->n; i++) {
        if (decided->decisions[i].kind != LINK_UNSURE)
            edge_add(net, &decided->decisions[i], true);
    }
    if (net->full)
        return RC_INVALID;
    for (uint32_t i = 0; i < net->edges_n; i++) {
        const struct edge *e = &net->edges[i];

        if (e->is.kind == LINK_SEPARATE &&
            group_of(net, e->v[0]) == group_of(net, e->v[1])) {
            tell_chain(net, e, why);
            return RC_STALE;
        }
    }
    for (uint32_t i = 0; i < net->edges_n; i++) {
        const struct edge *e = &net->edges[i];

        if (e->asked && e->is.kind == LINK_TOGETHER &&
            net->vertices[group_of(net, e->v[0])].size > LINK_GROUP_MAX)
            return RC_INVALID;
    }
    return RC_OK;
}

enum rc
link_decide(const struct link_book *book, const struct link_asked *asked,
            void *work, struct link_decided *out, struct link_chain *why)
{
    struct net *net = work;
    enum rc rc;

    if (!makes_sense(asked))
        return RC_INVALID;
    net->book = book;
    if ((rc = gather(net, asked)) != RC_OK)
        return rc;
    write_all(asked, out);
    return check(net, out, why);
}
