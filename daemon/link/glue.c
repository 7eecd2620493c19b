/* glue -- see glue.h */
#include "link/glue.h"

#include "link/sort.h"

#define LEAST 5 /* two that two tell of, and one that ties them */

struct gluing {
    struct link_glue_vertex *vertices;
    const struct link_graph *graph;
    const int64_t *organisation;
    const uint32_t *cluster;
    int64_t suspect; /* the organisation that is left out */
};

static bool
is_of_suspect(const struct gluing *g, uint32_t v)
{
    return v < g->graph->present && g->organisation[v] == g->suspect;
}

static uint32_t
lowest_of(const struct gluing *g, uint32_t v)
{
    struct link_glue_vertex *vertices = g->vertices;

    while (vertices[v].into != v) {
        vertices[v].into = vertices[vertices[v].into].into;
        v = vertices[v].into;
    }
    return v;
}

/* What hangs together when the suspect had said nothing. */
static void
join_others(const struct gluing *g)
{
    for (uint32_t i = 0; i < g->graph->ties_n; i++) {
        const struct link_tie *tie = &g->graph->ties[i];
        bool said = tie->weight_mb >= LINK_PIN_MB; /* by people */

        if (tie->weight_mb <= 0 || g->cluster[tie->a] != g->cluster[tie->b] ||
            (!said && (is_of_suspect(g, tie->a) || is_of_suspect(g, tie->b))))
            continue;
        uint32_t a = lowest_of(g, tie->a), b = lowest_of(g, tie->b);

        if (a < b)
            g->vertices[b].into = a;
        else
            g->vertices[a].into = b;
    }
}

static void
find_known(const struct gluing *g)
{
    for (uint32_t v = 0; v < g->graph->vertices; v++) {
        g->vertices[v].into = v;
        g->vertices[v].teller = 0;
        g->vertices[v].known = g->vertices[v].suspected = false;
    }
    join_others(g);
    for (uint32_t v = 0; v < g->graph->present; v++) {
        struct link_glue_vertex *lowest = &g->vertices[lowest_of(g, v)];

        if (is_of_suspect(g, v))
            g->vertices[g->cluster[v]].suspected = true;
        else if (lowest->teller == 0)
            lowest->teller = g->organisation[v];
        else if (lowest->teller != g->organisation[v])
            lowest->known = true;
    }
}

static void
tie(struct link_glue_ties *out, uint32_t a, uint32_t b, int64_t weight_mb)
{
    out->ties[out->n++] = (struct link_tie){
        .a = a, .b = b, .same_mb = INT32_MIN, .weight_mb = weight_mb};
}

/* The known bundles of the cluster whose lowest vertex is `of` are held
 * together each, and kept from each other: all of it or nothing. */
static bool
keep_apart(const struct gluing *g, uint32_t of, struct link_glue_ties *out)
{
    uint32_t sides[LINK_GLUE_SIDES_MAX], n = 0, signals = 0;

    for (uint32_t v = of; v < g->graph->vertices; v++) {
        if (g->cluster[v] != of)
            continue;
        signals++;
        if (g->vertices[v].known && lowest_of(g, v) == v &&
            n < LINK_GLUE_SIDES_MAX)
            sides[n++] = v;
    }
    if (n < 2 || out->n + signals + n * (n - 1) / 2 > out->max)
        return false;
    for (uint32_t v = of; v < g->graph->vertices; v++) {
        uint32_t lowest = lowest_of(g, v);

        if (g->cluster[v] != of)
            continue;
        if (v != lowest && g->vertices[lowest].known)
            tie(out, lowest, v, LINK_PIN_MB);
        if (is_of_suspect(g, v))
            g->vertices[v].glues = true;
    }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = i + 1; k < n; k++)
            tie(out, sides[i], sides[k], LINK_CUT_MB);
    }
    return true;
}

static bool
without(const struct gluing *g, struct link_glue_ties *out)
{
    bool any = false;

    find_known(g);
    for (uint32_t v = 0; v < g->graph->present; v++) {
        struct link_glue_vertex *first = &g->vertices[g->cluster[v]];

        /* Is there a second one?  What another organisation glues in the same
         * cluster is looked at when this is settled. */
        if (!g->vertices[v].known || lowest_of(g, v) != v ||
            !first->suspected || first->settled)
            continue;
        first->settled = keep_apart(g, g->cluster[v], out);
        any = any || first->settled;
    }
    return any;
}

static int
compare_tellers(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return LINK_COMPARE(*x, *y);
}

/* The organisations of clusters that are large enough, each once. */
static uint32_t
list_suspects(struct link_glue *work, const struct link_graph *graph,
              const int64_t organisation[], const uint32_t cluster[])
{
    uint32_t n = 0, unique = 0;

    for (uint32_t v = 0; v < graph->vertices; v++)
        work->vertices[v].into = 0;
    for (uint32_t v = 0; v < graph->present; v++)
        work->vertices[cluster[v]].into++;
    for (uint32_t v = 0; v < graph->present; v++) {
        if (work->vertices[cluster[v]].into >= LEAST)
            work->tellers[n++] = organisation[v];
    }
    link_sort(work->tellers, n, sizeof work->tellers[0], compare_tellers);
    for (uint32_t i = 0; i < n; i++) {
        if (unique == 0 || work->tellers[unique - 1] != work->tellers[i])
            work->tellers[unique++] = work->tellers[i];
    }
    return unique;
}

bool
link_glue(struct link_glue *work, const struct link_graph *graph,
          const int64_t organisation[], const uint32_t cluster[],
          struct link_glue_ties *out)
{
    struct gluing gluing = {.vertices = work->vertices,
                            .graph = graph,
                            .organisation = organisation,
                            .cluster = cluster};
    uint32_t n = list_suspects(work, graph, organisation, cluster);
    bool any = false;

    for (uint32_t v = 0; v < graph->vertices; v++)
        work->vertices[v].settled = false;
    for (uint32_t i = 0; i < n; i++) {
        gluing.suspect = work->tellers[i];
        any = without(&gluing, out) || any;
    }
    return any;
}
