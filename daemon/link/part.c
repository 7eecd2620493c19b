/* part -- see part.h */
#include "link/part.h"

#include <stddef.h>
#include <string.h>

#include "link/observations.h"
#include "link/sort.h"

#define NOWHERE UINT32_MAX

static uint32_t
slot_of(const struct part *part, int64_t node)
{
    uint64_t mixed = (uint64_t)node * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t at = (uint32_t)(mixed >> 32) % LINK_PART_SLOTS;

    while (part->slots[at] != NOWHERE &&
           part->vertices[part->slots[at]].node != node)
        at = (at + 1) % LINK_PART_SLOTS;
    return at;
}

static void
vertex_add(struct part *part, int64_t node)
{
    uint32_t slot = slot_of(part, node);

    if (part->slots[slot] != NOWHERE)
        return;
    if (part->vertices_n == part->signals_max) {
        part->full = true;
        return;
    }
    part->slots[slot] = part->vertices_n;
    part->vertices[part->vertices_n++] = (struct part_vertex){.node = node};
}

/* Of two in the part each tie is seen from both.  It is taken from the one that
 * is looked at later: only then it is sure that both are in it. */
static void
tie_add(struct part *part, int64_t other, int64_t weight_mb, int32_t same_mb)
{
    uint32_t there = part->slots[slot_of(part, other)];

    if (there == NOWHERE || there >= part->at)
        return;
    if (part->ties_n == part->ties_max) {
        part->full = true;
        return;
    }
    part->ties[part->ties_n++] = (struct link_tie){
        .a = there, .b = part->at, .same_mb = same_mb, .weight_mb = weight_mb};
}

static bool
see_pair(const struct link_pair *pair, void *arg)
{
    struct part *part = arg;
    int64_t node = part->vertices[part->at].node;
    int64_t other = pair->a == node ? pair->b : pair->a;
    int64_t weight_mb = pair->edge_mb;

    if (pair->edge_mb > part->raised_mb) {
        vertex_add(part, other);
        weight_mb -= part->raised_mb;
    } else if (pair->edge_mb > 0) {
        weight_mb = 0;
    }
    if (weight_mb != 0 || pair->same_mb >= LINK_SAME_MB)
        tie_add(part, other, weight_mb, pair->same_mb);
    return !part->full;
}

static bool
see_decision(const struct link_decision *decision, void *arg)
{
    struct part *part = arg;
    struct part_vertex *vertex = &part->vertices[part->at];
    int64_t other = decision->a == vertex->node ? decision->b : decision->a;

    vertex->decided = true;
    if (decision->kind == LINK_TOGETHER) {
        vertex_add(part, other);
        if (part->raised_mb != LINK_RAISED_DECISIONS)
            tie_add(part, other, LINK_PIN_MB, INT32_MIN);
    } else if (decision->kind == LINK_SEPARATE &&
               part->raised_mb != LINK_RAISED_DECISIONS) {
        tie_add(part, other, LINK_CUT_MB, INT32_MIN);
    }
    return !part->full;
}

static enum rc
look_at(struct part *part)
{
    const struct link_book *book = part->book;
    struct part_vertex *vertex = &part->vertices[part->at];
    enum rc rc = book->standing_get(book->self, vertex->node, &vertex->is);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    vertex->present = rc == RC_OK;
    if (vertex->present && part->raised_mb != LINK_RAISED_DECISIONS &&
        (rc = book->pairs_of(book->self, vertex->node, see_pair, part)) !=
            RC_OK)
        return rc;
    return book->decisions_of(book->self, vertex->node, see_decision, part);
}

/* What node hangs together with when pairs need raised_mb more. */
static enum rc
flood(struct part *part, int64_t node, int32_t raised_mb)
{
    enum rc rc = RC_OK;

    part->raised_mb = raised_mb;
    part->full = false;
    part->vertices_n = part->ties_n = part->present_n = 0;
    memset(part->slots, 0xff, sizeof part->slots);
    vertex_add(part, node);
    for (part->at = 0;
         rc == RC_OK && !part->full && part->at < part->vertices_n;
         part->at++) {
        rc = look_at(part);
        part->present_n += part->vertices[part->at].present;
    }
    return rc;
}

static int32_t
raised_by(uint32_t raises)
{
    return raises > LINK_RAISES_MAX ? LINK_RAISED_DECISIONS
                                    : (int32_t)raises * LINK_RAISE_MB;
}

/* What fits at one raise fits at each higher one, so that the lowest can be
 * found by halves. */
static enum rc
flood_as_fits(struct part *part, int64_t node)
{
    uint32_t low = 0, high = LINK_RAISES_MAX + 1;
    enum rc rc = flood(part, node, 0);

    if (rc != RC_OK || !part->full)
        return rc;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;

        if ((rc = flood(part, node, raised_by(middle))) != RC_OK)
            return rc;
        if (part->full)
            low = middle;
        else
            high = middle;
    }
    if (part->raised_mb != raised_by(high) &&
        (rc = flood(part, node, raised_by(high))) != RC_OK)
        return rc;
    return part->full ? RC_FATAL : RC_OK;
}

/* Those that are not there have no order: they come last. */
static int
compare_ranks(const void *a, const void *b)
{
    const struct part_rank *x = a, *y = b;

    if (x->absent != y->absent)
        return x->absent ? 1 : -1;
    return LINK_COMPARE(x->by, y->by);
}

static void
put_in_order(struct part *part)
{
    uint32_t *rank_of = part->slots; /* not needed any more */

    for (uint32_t i = 0; i < part->vertices_n; i++) {
        const struct part_vertex *vertex = &part->vertices[i];

        part->ranks[i] = (struct part_rank){
            .by = vertex->present ? vertex->is.place.order : vertex->node,
            .place = i,
            .absent = !vertex->present};
    }
    link_sort(part->ranks, part->vertices_n, sizeof part->ranks[0],
              compare_ranks);
    for (uint32_t v = 0; v < part->vertices_n; v++) {
        part->by_order[v] = part->ranks[v].place;
        rank_of[part->ranks[v].place] = v;
    }
    for (uint32_t i = 0; i < part->ties_n; i++) {
        part->ties[i].a = rank_of[part->ties[i].a];
        part->ties[i].b = rank_of[part->ties[i].b];
    }
}

enum rc
part_gather(struct part *part, int64_t node)
{
    enum rc rc = flood_as_fits(part, node);

    if (rc == RC_OK)
        put_in_order(part);
    return rc;
}
