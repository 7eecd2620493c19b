/* decide_sides -- see decide_sides.h */
#include "desk/decide_sides.h"

#include <stdbool.h>

#include "core/linking_request.h"
#include "core/public_id.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/state.h"
#include "store/combine.h"
#include "store/linking.h"

struct reading {
    struct desk *desk;
    const struct request_link_decide *request;
    struct decide_sides *sides;
};

static enum rc
no(struct reading *r, enum decision_verdict verdict)
{
    r->sides->verdict = verdict;
    return RC_STALE;
}

static bool
among(const int64_t *nodes, size_t n, int64_t node)
{
    for (size_t i = 0; i < n; i++)
        if (nodes[i] == node)
            return true;
    return false;
}

static enum rc
add(struct reading *r, int64_t node)
{
    if (among(r->sides->a, r->sides->a_n, node))
        return RC_OK;
    if (r->sides->a_n == LINK_GROUP_MAX)
        return no(r, DECISION_TOO_MANY);
    r->sides->a[r->sides->a_n++] = node;
    return RC_OK;
}

/* --- who is meant --- */

/* A signal by any of its versions. */
static enum rc
read_signal(struct reading *r, int64_t seq, int64_t *node)
{
    struct message_row row;
    enum rc rc = message_get(r->desk->store, seq, &row);

    if (rc == RC_OK)
        rc = message_first(r->desk->store, seq, node);
    if (rc == RC_OK)
        rc = message_get(r->desk->store, *node, &row);
    if (rc == RC_OK && row.kind != MESSAGE_SIGNAL)
        return no(r, DECISION_NOT_SIGNALS);
    return rc == RC_NOT_FOUND ? no(r, DECISION_NOT_FOUND) : rc;
}

/* All that are in a bundle; *n how many there are. */
static enum rc
read_bundle(struct reading *r, int64_t bundle, int64_t *nodes, size_t *n)
{
    struct link_book book;
    int64_t now = 0;
    enum rc rc = bundle_resolve(r->desk->store, bundle, &now);

    if (rc == RC_NOT_FOUND)
        return no(r, DECISION_NOT_FOUND);
    linking_book(r->desk->store, LINKING_LIVE, &book);
    if (rc == RC_OK)
        rc = book.members(book.self, now, nodes, LINK_GROUP_MAX, n);
    if (rc != RC_OK)
        return rc;
    if (*n > LINK_GROUP_MAX)
        return no(r, DECISION_TOO_MANY);
    return *n == 0 ? no(r, DECISION_NOT_FOUND) : RC_OK;
}

/* Ids of signals; where bundles may stand for their signals, those too. */
static enum rc
read_ids(struct reading *r, bool bundles)
{
    const struct strings *ids = &r->request->ids;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < ids->n; i++) {
        enum public_id_kind kind;
        int64_t row = 0;
        size_t n = 1;

        if (public_id_read(&r->desk->secrets->public_id, ids->v[i], &kind,
                           &row) != RC_OK)
            return no(r, DECISION_NOT_FOUND);
        if (kind == PUBLIC_ID_SIGNAL)
            rc = read_signal(r, row, &r->sides->b[0]);
        else if (kind == PUBLIC_ID_BUNDLE && bundles)
            rc = read_bundle(r, row, r->sides->b, &n);
        else
            return no(r, DECISION_NOT_SIGNALS);
        for (size_t k = 0; rc == RC_OK && k < n; k++)
            rc = add(r, r->sides->b[k]);
    }
    return rc;
}

/* a leaves the others of its bundle: they are b. */
static enum rc
others_of(struct reading *r, int64_t bundle)
{
    int64_t all[LINK_GROUP_MAX];
    size_t n = 0;
    enum rc rc = read_bundle(r, bundle, all, &n);

    if (rc != RC_OK)
        return rc;
    r->sides->bundle = bundle;
    r->sides->b_n = 0;
    for (size_t i = 0; i < r->sides->a_n; i++)
        if (!among(all, n, r->sides->a[i]))
            return no(r, DECISION_NOT_FOUND);
    for (size_t i = 0; i < n; i++)
        if (!among(r->sides->a, r->sides->a_n, all[i]))
            r->sides->b[r->sides->b_n++] = all[i];
    return r->sides->b_n == 0 ? no(r, DECISION_ALREADY) : RC_OK;
}

static enum rc
leave_bundle(struct reading *r)
{
    struct link_book book;
    int64_t bundle = 0;
    enum rc rc = RC_OK;

    linking_book(r->desk->store, LINKING_LIVE, &book);
    rc = book.cluster_of(book.self, r->sides->a[0], &bundle);
    if (rc == RC_OK && bundle == 0)
        return no(r, DECISION_ALREADY);
    return rc == RC_OK ? others_of(r, bundle) : rc;
}

/* The second of two stands for the other side. */
static enum rc
two_sides(struct reading *r)
{
    if (r->sides->a_n != 2)
        return no(r, DECISION_ALREADY); /* versions of one signal */
    r->sides->b[0] = r->sides->a[1];
    r->sides->b_n = 1;
    r->sides->a_n = 1;
    r->sides->named_n = 2; /* the other side is named too: a[1] */
    return RC_OK;
}

static enum rc
split_bundle(struct reading *r)
{
    int64_t bundle = 0;
    enum rc rc = RC_OK;

    if (ids_read(r->desk, r->request->bundle, PUBLIC_ID_BUNDLE, &bundle) !=
        RC_OK)
        return no(r, DECISION_NOT_FOUND);
    rc = bundle_resolve(r->desk->store, bundle, &bundle);
    if (rc == RC_NOT_FOUND)
        return no(r, DECISION_NOT_FOUND);
    return rc == RC_OK ? others_of(r, bundle) : rc;
}

enum rc
decide_sides_read(struct desk *desk, const struct request_link_decide *request,
                  struct decide_sides *out)
{
    struct reading reading = {.desk = desk, .request = request, .sides = out};
    enum rc rc;

    out->a_n = 0;
    out->bundle = 0;
    out->verdict = DECISION_OK;
    rc = read_ids(&reading, request->verb == DECISION_COMBINE);
    out->b_n = 0;
    out->named_n = out->a_n;
    if (rc != RC_OK)
        return rc;
    switch (request->verb) {
    case DECISION_COMBINE:
        out->kind = LINK_COMBINE;
        return out->a_n < 2 ? no(&reading, DECISION_ALREADY) : RC_OK;
    case DECISION_SPLIT:
        out->kind = LINK_SPLIT;
        return split_bundle(&reading);
    case DECISION_SEPARATE:
        out->kind = LINK_TAKE_OUT;
        return request->ids.n == 1 ? leave_bundle(&reading)
                                   : two_sides(&reading);
    case DECISION_UNSURE:
        out->kind = LINK_NOT_SURE;
        return two_sides(&reading);
    case DECISION_TAKE_BACK:
    case DECISION_VERB_NONE:
        break;
    }
    return RC_INVALID;
}
