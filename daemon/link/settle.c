/* settle -- clusters and observations of what was touched; see engine.h */
#include "link/engine.h"

#include "link/workspace.h"

#define GLUE_ROUNDS 4 /* then what is left is believed */

/* Whom to tell what moved. */
struct telling {
    struct link_engine *engine;
    void (*moved)(void *arg, int64_t node, int64_t from, int64_t to);
    void *arg;
};

static void
tell(const struct telling *telling, int64_t node, int64_t from, int64_t to)
{
    if (telling->moved != NULL && from != to)
        telling->moved(telling->arg, node, from, to);
}

/* --- which belong together --- */

static struct link_graph
graph_of(const struct part *part)
{
    return (struct link_graph){.ties = part->ties,
                               .ties_n = part->ties_n,
                               .vertices = part->vertices_n,
                               .present = part->present_n};
}

/* Bundles that one organisation alone ties together are kept apart; what of
 * them is left may be tied by another one.  Of what that takes only what keeps
 * apart stays in the part, for those who look at it. */
static void
find_clusters_unglued(struct link_engine *engine)
{
    struct part *part = &engine->part;
    const struct link_graph said = graph_of(part);
    struct link_graph graph = said;
    struct link_glue_ties extra = {.ties = part->ties + part->ties_n,
                                   .max = LINK_PART_ROOM - part->ties_n};

    for (uint32_t v = 0; v < part->vertices_n; v++)
        engine->glue.vertices[v].glues = false;
    engine->said_n = part->ties_n;
    link_cluster(engine->clustering, &graph, engine->cluster);
    for (uint32_t i = 0; i < GLUE_ROUNDS &&
                         link_glue(&engine->glue, &said, engine->organisation,
                                   engine->cluster, &extra);
         i++) {
        graph.ties_n = said.ties_n + extra.n;
        link_cluster(engine->clustering, &graph, engine->cluster);
    }
    for (uint32_t i = 0; i < extra.n; i++) {
        if (extra.ties[i].weight_mb < 0)
            part->ties[part->ties_n++] = extra.ties[i];
    }
}

static void
find_clusters(struct link_engine *engine)
{
    const struct part *part = &engine->part;

    for (uint32_t v = 0; v < part->present_n; v++)
        engine->organisation[v] = part_vertex_of(part, v)->is.organisation;
    if (part->raised_mb != LINK_RAISED_DECISIONS) {
        find_clusters_unglued(engine);
        return;
    }
    engine->said_n = part->ties_n;
    for (uint32_t v = 0; v < part->vertices_n; v++)
        engine->cluster[v] = 0;
}

/* Two of one bundle only: what people separated, or evidence, is not one
 * observation. */
static void
find_observations(struct link_engine *engine)
{
    const struct part *part = &engine->part;
    struct link_sames sames = {.pairs = engine->sames,
                               .organisation = engine->organisation,
                               .vertices = part->present_n};

    for (uint32_t i = 0; i < part->ties_n; i++) {
        const struct link_tie *tie = &part->ties[i];

        if (tie->same_mb >= LINK_SAME_MB &&
            engine->cluster[tie->a] == engine->cluster[tie->b])
            engine->sames[sames.n++] =
                (struct link_same){tie->a, tie->b, tie->same_mb};
    }
    link_observations(&sames, engine->halves, engine->observation);
}

static void
lower(int64_t *name, int64_t node)
{
    if (*name == 0 || node < *name)
        *name = node;
}

static void
find_names(struct link_engine *engine)
{
    const struct part *part = &engine->part;

    engine->part_name = 0;
    for (uint32_t v = 0; v < part->vertices_n; v++)
        engine->cluster_name[v] = engine->observation_name[v] = 0;
    for (uint32_t v = 0; v < part->present_n; v++) {
        int64_t node = part_vertex_of(part, v)->node;

        lower(&engine->part_name, node);
        lower(&engine->cluster_name[engine->cluster[v]], node);
        lower(&engine->observation_name[engine->observation[v]], node);
    }
}

/* --- what changed --- */

/* Whoever was settled need not be looked at again.  Without room for the note
 * it may be, and nothing will change then. */
static void
note_done(struct link_touched *touched, int64_t node)
{
    struct link_touch *touch = touched->n < LINK_TOUCHED_BEFORE
                                   ? touched_add(touched, node)
                                   : touched_find(touched, node);

    if (touch != NULL)
        touch->done = true;
}

static enum rc
settle_present(const struct telling *telling, uint32_t v)
{
    struct link_engine *engine = telling->engine;
    const struct link_book *book = engine->book;
    const struct part_vertex *vertex = part_vertex_of(&engine->part, v);
    int64_t cluster = engine->cluster_name[engine->cluster[v]];
    int64_t observation = engine->observation_name[engine->observation[v]];
    const struct link_touch *touch =
        touched_find(&engine->touched, vertex->node);
    int64_t from = vertex->is.cluster;
    enum rc rc = RC_OK;

    if (from == 0 && touch != NULL && !touch->done)
        from = touch->was;
    if (vertex->is.cluster != cluster || vertex->is.observation != observation)
        rc = book->cluster_set(book->self, vertex->node, cluster, observation);
    if (rc == RC_OK && (vertex->is.part != engine->part_name ||
                        vertex->is.raised_mb != engine->part.raised_mb))
        rc = book->part_set(book->self, vertex->node, engine->part_name,
                            engine->part.raised_mb);
    if (rc != RC_OK)
        return rc;
    tell(telling, vertex->node, from, cluster);
    note_done(&engine->touched, vertex->node);
    return RC_OK;
}

static enum rc
settle_gone(const struct telling *telling, struct link_touch *touch)
{
    const struct link_book *book = telling->engine->book;
    int64_t cluster = 0;
    enum rc rc = book->cluster_of(book->self, touch->node, &cluster);

    touch->done = true;
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (cluster == 0 && touch->was == 0)
        return RC_OK;
    if ((rc = book->cluster_set(book->self, touch->node, 0, 0)) != RC_OK ||
        (rc = book->part_set(book->self, touch->node, 0, 0)) != RC_OK)
        return rc;
    tell(telling, touch->node, cluster != 0 ? cluster : touch->was, 0);
    return RC_OK;
}

/* --- what else it makes untrue --- */

static enum rc
look_further(struct link_engine *engine, int64_t node, int32_t was_mb)
{
    const struct link_book *book = engine->book;
    const struct link_touch *touch = touched_find(&engine->touched, node);
    struct link_standing is;
    enum rc rc;

    if (touch != NULL)
        return RC_OK; /* it was settled, or will be */
    rc = book->standing_get(book->self, node, &is);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc != RC_OK || is.raised_mb != was_mb ||
        touched_add(&engine->touched, node) != NULL || book->notice == NULL)
        return rc;
    const struct link_notice notice = {
        .kind = LINK_STALE, .cluster = is.cluster, .a = node};

    return book->notice(book->self, &notice);
}

/* A part that has become too large is more than what was gathered now: of a
 * signal that has to weigh more than before, those it was together with have
 * to as well. */
static enum rc
propagate(struct link_engine *engine)
{
    const struct part *part = &engine->part;
    enum rc rc = RC_OK;

    for (uint32_t v = 0; rc == RC_OK && v < part->present_n; v++) {
        const struct part_vertex *vertex = part_vertex_of(part, v);

        if (vertex->is.part == 0 || vertex->is.raised_mb >= part->raised_mb)
            continue;
        rc = partners_of(engine, vertex->node);
        for (size_t i = 0; rc == RC_OK && i < engine->partners_n; i++) {
            const struct partner *partner = &engine->partners[i];

            if (partner->edge_mb > vertex->is.raised_mb)
                rc = look_further(engine, partner->node, vertex->is.raised_mb);
        }
    }
    return rc;
}

static enum rc
settle_part(const struct telling *telling, int64_t node)
{
    struct link_engine *engine = telling->engine;
    struct part *part = &engine->part;
    enum rc rc = part_gather(part, node);

    if (rc != RC_OK || (rc = contrast_add(&engine->contrast, engine->situation,
                                          part)) != RC_OK)
        return rc;
    find_clusters(engine);
    find_observations(engine);
    find_names(engine);
    for (uint32_t v = 0; rc == RC_OK && v < part->present_n; v++)
        rc = settle_present(telling, v);
    for (uint32_t v = part->present_n; rc == RC_OK && v < part->vertices_n;
         v++) {
        struct link_touch *touch =
            touched_find(&engine->touched, part_vertex_of(part, v)->node);

        if (touch != NULL && !touch->done)
            rc = settle_gone(telling, touch);
    }
    if (rc == RC_OK)
        rc = notices_tell(engine);
    return rc == RC_OK ? propagate(engine) : rc;
}

enum rc
link_settle(struct link_engine *engine,
            void (*moved)(void *arg, int64_t node, int64_t from, int64_t to),
            void *arg)
{
    const struct telling telling = {engine, moved, arg};
    enum rc rc = RC_OK;

    for (uint32_t i = 0; rc == RC_OK && i < engine->touched.n; i++) {
        const struct link_touch *touch = touched_at(&engine->touched, i);

        if (!touch->done)
            rc = settle_part(&telling, touch->node);
    }
    touched_clear(&engine->touched);
    return rc;
}
