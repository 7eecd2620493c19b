/* notices -- what people should look at in a part; see link/book.h */
#include "link/workspace.h"

#define NOTHING UINT32_MAX

static enum rc
say(const struct link_engine *engine, enum link_notice_kind kind, uint32_t v,
    const struct link_tie *tie)
{
    const struct link_book *book = engine->book;
    struct link_notice notice = {
        .kind = kind, .cluster = engine->cluster_name[engine->cluster[v]]};

    if (tie != NULL) {
        uint32_t other = tie->a == v ? tie->b : tie->a;

        notice.a = part_vertex_of(&engine->part, v)->node;
        notice.b = part_vertex_of(&engine->part, other)->node;
        notice.mb = (int32_t)tie->weight_mb;
    } else if (kind == LINK_OVERSIZE) {
        notice.mb = engine->part.raised_mb;
    }
    return book->notice(book->self, &notice);
}

static enum rc
say_of_clusters(const struct link_engine *engine)
{
    const struct part *part = &engine->part;
    enum rc rc = RC_OK;

    for (uint32_t v = 0; rc == RC_OK && v < part->present_n; v++) {
        if (engine->cluster[v] != v)
            continue;
        rc = say(engine, LINK_CLEAR, v, NULL);
        if (rc == RC_OK && part->raised_mb > 0)
            rc = say(engine, LINK_OVERSIZE, v, NULL);
    }
    return rc;
}

static enum rc
say_hinge(const struct link_engine *engine, uint32_t v)
{
    const struct link_book *book = engine->book;
    const struct link_notice notice = {
        .kind = LINK_BRIDGE,
        .cluster = engine->cluster_name[engine->cluster[v]],
        .a = part_vertex_of(&engine->part, v)->node};

    return book->notice(book->self, &notice);
}

static enum rc
say_bridges(struct link_engine *engine)
{
    const struct part *part = &engine->part;
    const struct link_graph graph = {.ties = part->ties,
                                     .ties_n = part->ties_n,
                                     .vertices = part->vertices_n,
                                     .present = part->present_n};
    enum rc rc = RC_OK;

    if (part->present_n < 2 * LINK_BRIDGE_SIDE)
        return RC_OK;
    link_bridges(engine->clustering, &graph, engine->cluster, engine->bridge,
                 engine->hinge);
    for (uint32_t i = 0; rc == RC_OK && i < part->ties_n; i++) {
        const struct link_tie *tie = &part->ties[i];

        if (engine->bridge[i])
            rc = say(engine, LINK_BRIDGE, tie->a < tie->b ? tie->a : tie->b,
                     tie);
        /* Its ends are told with it. */
        if (engine->bridge[i])
            engine->hinge[tie->a] = engine->hinge[tie->b] = 0;
    }
    for (uint32_t v = 0; rc == RC_OK && v < part->present_n; v++) {
        if (engine->hinge[v] && !part_vertex_of(part, v)->decided)
            rc = say_hinge(engine, v);
    }
    return rc;
}

/* --- what ties both sides of a split, or of what is kept apart --- */

enum cut {
    CUT_NONE,
    CUT_BY_RULE, /* link/glue.h */
    CUT_BY_PEOPLE
};

static enum cut
cut_of(const struct link_engine *engine, uint32_t one, uint32_t other)
{
    const struct part *part = &engine->part;

    for (uint32_t i = 0; i < part->ties_n; i++) {
        uint32_t a = engine->cluster[part->ties[i].a];
        uint32_t b = engine->cluster[part->ties[i].b];

        if (part->ties[i].weight_mb <= LINK_CUT_MB / 2 &&
            ((a == one && b == other) || (a == other && b == one)))
            return i < engine->said_n ? CUT_BY_PEOPLE : CUT_BY_RULE;
    }
    return CUT_NONE;
}

/* Of several the heaviest, of those the one with the lowest other end. */
static bool
says_more(const struct link_tie *tie, const struct link_tie *than, uint32_t v)
{
    if (tie->weight_mb != than->weight_mb)
        return tie->weight_mb > than->weight_mb;
    return (tie->a == v ? tie->b : tie->a) < (than->a == v ? than->b : than->a);
}

static void
note_news(struct link_engine *engine, uint32_t i, uint32_t v, enum cut cut)
{
    const struct part *part = &engine->part;

    if (v >= part->present_n || part_vertex_of(part, v)->decided ||
        (cut == CUT_BY_RULE && !engine->glue.vertices[v].glues))
        return;
    if (engine->news[v] == NOTHING ||
        says_more(&part->ties[i], &part->ties[engine->news[v]], v))
        engine->news[v] = i;
}

static enum rc
say_news(struct link_engine *engine)
{
    const struct part *part = &engine->part;
    bool any = false;
    enum rc rc = RC_OK;

    for (uint32_t i = 0; i < part->ties_n && !any; i++)
        any = part->ties[i].weight_mb <= LINK_CUT_MB / 2;
    if (!any)
        return RC_OK;
    for (uint32_t v = 0; v < part->vertices_n; v++)
        engine->news[v] = NOTHING;
    for (uint32_t i = 0; i < part->ties_n; i++) {
        const struct link_tie *tie = &part->ties[i];
        uint32_t a = engine->cluster[tie->a], b = engine->cluster[tie->b];

        if (tie->weight_mb <= 0 || a == b)
            continue;
        enum cut cut = cut_of(engine, a, b);

        if (cut != CUT_NONE) {
            note_news(engine, i, tie->a, cut);
            note_news(engine, i, tie->b, cut);
        }
    }
    for (uint32_t v = 0; rc == RC_OK && v < part->present_n; v++) {
        if (engine->news[v] != NOTHING)
            rc = say(engine, LINK_SPLIT_NEWS, v, &part->ties[engine->news[v]]);
    }
    return rc;
}

enum rc
notices_tell(struct link_engine *engine)
{
    enum rc rc;

    if (engine->book->notice == NULL)
        return RC_OK;
    if ((rc = say_of_clusters(engine)) != RC_OK ||
        (rc = say_bridges(engine)) != RC_OK)
        return rc;
    return say_news(engine);
}
