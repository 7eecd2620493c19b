/* why_bundle -- see why_bundle.h */
#include "desk/why_bundle.h"

#include "desk/desk.h"
#include "desk/state.h"
#include "store/linking.h"
#include "store/review.h"

/* One member being looked at. */
struct member {
    struct why_bundle *look;
    int64_t node;
    struct link_bond outside[WHY_CUT_MAX]; /* its strongest with others */
    size_t outside_n;
};

static bool
is_member(const struct why_bundle *look, int64_t node)
{
    size_t from = 0, to = look->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (look->nodes[middle] < node)
            from = middle + 1;
        else
            to = middle;
    }
    return from < look->n && look->nodes[from] == node;
}

/* --- who is in it --- */

/* Whom it is about is looked at, in a bundle of any size: the oldest members are
 * among nodes[] already. */
static void
add_ends(struct why_bundle *look)
{
    const bool rising = look->ends[0] < look->ends[1];
    const int64_t low = look->ends[rising ? 0 : 1];
    const int64_t high = look->ends[rising ? 1 : 0];
    int64_t *last = &look->nodes[look->n - 1];

    if (look->members <= look->n || high <= *last)
        return;
    if (low >= *last)
        last[-1] = low;
    *last = high;
}

static enum rc
read_members(const struct link_book *book, struct why_bundle *look)
{
    enum rc rc = book->members(book->self, look->bundle, look->nodes,
                               MEMBERSHIP_MAX, &look->members);

    look->n = look->members < MEMBERSHIP_MAX ? look->members : MEMBERSHIP_MAX;
    look->partial = look->members > look->n;
    add_ends(look);
    return rc;
}

/* --- what they have with each other, and with others --- */

static bool
stronger(const struct link_bond *x, const struct link_bond *y)
{
    const bool x_said = x->said != 0, y_said = y->said != 0;

    if (x_said != y_said)
        return x_said;
    if (x->total_mb != y->total_mb)
        return x->total_mb > y->total_mb;
    return x->a != y->a ? x->a < y->a : x->b < y->b;
}

/* Answers false when the weakest has no room (any more). */
static bool
keep_strongest(struct link_bond bonds[], size_t *n, struct link_bond bond)
{
    bool fits = *n < WHY_CUT_MAX;
    size_t i;

    if (!fits && !stronger(&bond, &bonds[*n - 1]))
        return false;
    i = fits ? (*n)++ : *n - 1;
    for (; i > 0 && stronger(&bond, &bonds[i - 1]); i--)
        bonds[i] = bonds[i - 1];
    bonds[i] = bond;
    return fits;
}

static void
add_bond(struct member *member, struct link_bond bond)
{
    struct why_bundle *look = member->look;

    if (!is_member(look, bond.b)) {
        if (!keep_strongest(member->outside, &member->outside_n, bond))
            look->cuts_more = true;
        return;
    }
    if (bond.b > bond.a || bond.said == LINK_SEPARATE)
        return; /* it is seen from there */
    if (look->bonds_n < WHY_BONDS_MAX)
        look->bonds[look->bonds_n++] = bond;
    else
        look->partial = true;
}

static bool
may_look(struct why_bundle *look)
{
    if (look->looked == WHY_LOOK) {
        look->partial = true;
        return false;
    }
    look->looked++;
    return true;
}

static bool
take_pair(const struct link_pair *pair, void *arg)
{
    struct member *member = arg;

    if (pair->edge_mb > 0)
        add_bond(member, (struct link_bond){.a = pair->a,
                                            .b = pair->b,
                                            .total_mb = pair->total_mb});
    return may_look(member->look);
}

static void
add_act(struct why_bundle *look, int64_t act)
{
    const size_t cap = sizeof look->acts / sizeof look->acts[0];
    size_t at = 0;

    while (at < look->acts_n && look->acts[at] > act)
        at++;
    if (at == cap || (at < look->acts_n && look->acts[at] == act))
        return;
    if (look->acts_n < cap)
        look->acts_n++;
    for (size_t i = look->acts_n - 1; i > at; i--)
        look->acts[i] = look->acts[i - 1];
    look->acts[at] = act;
}

static bool
take_decision(const struct link_decision *decision, void *arg)
{
    struct member *member = arg;
    int64_t other = decision->a == member->node ? decision->b : decision->a;

    add_act(member->look, decision->decision);
    if (decision->kind != LINK_UNSURE)
        add_bond(member, (struct link_bond){.a = member->node,
                                            .b = other,
                                            .said = decision->kind,
                                            .decision = decision->decision});
    return may_look(member->look);
}

/* What is in the bundle and only not looked at was not cut, nor was what is
 * nowhere. */
static enum rc
add_cuts(const struct link_book *book, const struct member *member)
{
    struct why_bundle *look = member->look;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < member->outside_n; i++) {
        int64_t cluster = 0;

        if (member->outside[i].said == LINK_TOGETHER)
            continue;
        rc = book->cluster_of(book->self, member->outside[i].b, &cluster);
        if (rc == RC_OK && cluster != look->bundle && cluster != 0 &&
            !keep_strongest(look->cuts, &look->cuts_n, member->outside[i]))
            look->cuts_more = true;
    }
    return rc;
}

enum rc
why_bundle_acts(struct desk *desk, struct why_bundle *look, int64_t node)
{
    struct review_act acts[WHY_DECISIONS_MAX + 1];
    size_t n = 0;
    enum rc rc =
        review_acts_of(desk->store, node, 0, acts, WHY_DECISIONS_MAX + 1, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        add_act(look, acts[i].decision);
    return rc;
}

static enum rc
look_at(struct desk *desk, const struct link_book *book,
        struct why_bundle *look, int64_t node)
{
    struct member member = {.look = look, .node = node};
    enum rc rc = book->pairs_of(book->self, node, take_pair, &member);

    if (rc == RC_OK)
        rc = book->decisions_of(book->self, node, take_decision, &member);
    if (rc == RC_OK)
        rc = add_cuts(book, &member);
    return rc == RC_OK ? why_bundle_acts(desk, look, node) : rc;
}

enum rc
why_bundle_read(struct desk *desk, struct why_bundle *look)
{
    struct link_book book;
    enum rc rc = RC_OK;

    linking_book(desk->store, LINKING_LIVE, &book);
    rc = read_members(&book, look);
    for (size_t i = 0; rc == RC_OK && i < look->n; i++)
        rc = look_at(desk, &book, look, look->nodes[i]);
    look->tree = (struct link_tree){.nodes = look->nodes, .nodes_n = look->n};
    link_tree(&look->tree, look->bonds, look->bonds_n, look->roots);
    return rc;
}
