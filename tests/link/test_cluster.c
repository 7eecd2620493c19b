/* Greedy additive edge contraction: on small graphs by hand, on many random
 * ones as the plainest way does it; and which tie alone holds two halves. */
#include "../unit/rows.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "link/cluster.h"

#define V 14
#define T 60

struct graph {
    struct link_tie ties[T];
    struct link_graph is;
};

static void
add(struct graph *graph, uint32_t a, uint32_t b, int64_t weight_mb)
{
    graph->ties[graph->is.ties_n++] =
        (struct link_tie){.a = a, .b = b, .weight_mb = weight_mb};
}

static void
begin(struct graph *graph, uint32_t vertices)
{
    *graph = (struct graph){.is = {.vertices = vertices, .present = vertices}};
    graph->is.ties = graph->ties;
}

static void
cluster_of(const struct graph *graph, uint32_t cluster[], uint8_t bridge[],
           uint8_t hinge[])
{
    void *memory = malloc(link_clustering_size(V, T));

    assert_non_null(memory);
    memset(memory, 0x5a, link_clustering_size(V, T));
    struct link_clustering *work = link_clustering_init(memory, V, T);

    link_cluster(work, &graph->is, cluster);
    if (bridge != NULL)
        link_bridges(work, &graph->is, cluster, bridge, hinge);
    free(memory);
}

static void
expect(const struct graph *graph, const char *should)
{
    uint32_t cluster[V];
    char is[V + 1] = "";

    cluster_of(graph, cluster, NULL, NULL);
    for (uint32_t v = 0; v < graph->is.vertices; v++)
        is[v] = (char)('0' + cluster[v]);
    assert_string_equal(is, should);
}

static void
test_what_speaks_against_it_pulls_a_chain_apart(void **state)
{
    struct graph g;

    (void)state;
    begin(&g, 4);
    add(&g, 0, 1, 9000);
    add(&g, 1, 2, 5000);
    add(&g, 2, 3, 9000);
    expect(&g, "0000");
    add(&g, 0, 3, -3000);
    expect(&g, "0000");
    add(&g, 1, 3, -3000);
    expect(&g, "0022");
}

static void
test_what_speaks_for_it_adds_up(void **state)
{
    struct graph g;

    (void)state;
    begin(&g, 3);
    add(&g, 0, 1, 9000);
    add(&g, 0, 2, 3000);
    add(&g, 1, 2, -2999);
    expect(&g, "000");
    add(&g, 1, 2, -1);
    expect(&g, "002");
}

static void
test_of_equals_the_earlier_goes_first(void **state)
{
    struct graph g;

    (void)state;
    begin(&g, 3);
    add(&g, 1, 2, 5000);
    add(&g, 0, 1, 5000);
    add(&g, 0, 2, -6000);
    expect(&g, "002");
}

static void
test_decisions_outweigh_everything(void **state)
{
    struct graph g;

    (void)state;
    begin(&g, 4);
    add(&g, 0, 1, 20000);
    add(&g, 0, 1, LINK_CUT_MB);
    add(&g, 2, 3, -8000);
    add(&g, 2, 3, LINK_PIN_MB);
    expect(&g, "0122");
}

/* Six that are one to the evidence, cut as asked: pins on both sides and one
 * separation. */
static void
test_a_split_cuts_exactly_as_asked(void **state)
{
    struct graph g;

    (void)state;
    begin(&g, 6);
    for (uint32_t a = 0; a < 6; a++) {
        for (uint32_t b = a + 1; b < 6; b++)
            add(&g, a, b, 20000);
    }
    add(&g, 0, 2, LINK_PIN_MB);
    add(&g, 0, 4, LINK_PIN_MB);
    add(&g, 1, 3, LINK_PIN_MB);
    add(&g, 1, 5, LINK_PIN_MB);
    add(&g, 0, 1, LINK_CUT_MB);
    expect(&g, "010101");
}

/* The plainest way: a matrix, and every pair looked at every time. */
static void
plainly(const struct graph *graph, uint32_t cluster[])
{
    int64_t weight[V][V] = {{0}};
    bool tied[V][V] = {{false}}, gone[V] = {false};
    uint32_t n = graph->is.vertices;

    for (uint32_t i = 0; i < graph->is.ties_n; i++) {
        const struct link_tie *t = &graph->ties[i];

        weight[t->a][t->b] = weight[t->b][t->a] += t->weight_mb;
        tied[t->a][t->b] = tied[t->b][t->a] = true;
    }
    for (uint32_t v = 0; v < n; v++)
        cluster[v] = v;
    for (;;) {
        uint32_t a = 0, b = 0, of_a = 0, of_b = 0;

        for (uint32_t x = 0; x < n; x++) {
            for (uint32_t y = x + 1; y < n; y++) {
                if (!gone[x] && !gone[y] && weight[x][y] > 0 &&
                    (a == b || weight[x][y] > weight[a][b])) {
                    a = x;
                    b = y;
                }
            }
        }
        if (a == b)
            break;
        for (uint32_t z = 0; z < n; z++) {
            of_a += !gone[z] && tied[a][z];
            of_b += !gone[z] && tied[b][z];
        }
        if (of_b > of_a) {
            uint32_t held = a;

            a = b;
            b = held;
        }
        gone[b] = true;
        for (uint32_t z = 0; z < n; z++) {
            cluster[z] = cluster[z] == b ? a : cluster[z];
            if (gone[z] || z == a || !tied[b][z])
                continue;
            weight[a][z] = weight[z][a] += weight[b][z];
            tied[a][z] = tied[z][a] = true;
        }
    }
    for (uint32_t v = 0; v < n; v++) {
        uint32_t first = 0;

        while (cluster[first] != cluster[v])
            first++;
        tied[0][v] = false;
        weight[0][v] = first;
    }
    for (uint32_t v = 0; v < n; v++)
        cluster[v] = (uint32_t)weight[0][v];
}

/* How many of its cluster that are present v reaches without tie `without` and
 * not by way of `shut`. */
static uint32_t
reaches(const struct graph *graph, const uint32_t cluster[], uint32_t v,
        uint32_t without, uint32_t shut)
{
    bool seen[V] = {false}, more = true;
    uint32_t n = 0;

    seen[v] = true;
    while (more) {
        more = false;
        for (uint32_t i = 0; i < graph->is.ties_n; i++) {
            const struct link_tie *t = &graph->ties[i];

            if (i != without && t->weight_mb > 0 && t->a != shut &&
                t->b != shut && cluster[t->a] == cluster[t->b] &&
                seen[t->a] != seen[t->b]) {
                seen[t->a] = seen[t->b] = true;
                more = true;
            }
        }
    }
    for (uint32_t u = 0; u < graph->is.present; u++)
        n += seen[u];
    return n;
}

static bool
is_bridge(const struct graph *graph, const uint32_t cluster[], uint32_t i)
{
    const struct link_tie *t = &graph->ties[i];

    if (t->weight_mb <= 0 || t->weight_mb >= LINK_PIN_MB / 2 ||
        cluster[t->a] != cluster[t->b])
        return false;
    uint32_t all = reaches(graph, cluster, t->a, T, V);
    uint32_t one = reaches(graph, cluster, t->a, i, V);

    return one >= LINK_BRIDGE_SIDE && all - one >= LINK_BRIDGE_SIDE;
}

static bool
is_hinge(const struct graph *graph, const uint32_t cluster[], uint32_t v)
{
    uint32_t others =
        reaches(graph, cluster, v, T, V) - (v < graph->is.present ? 1 : 0);

    for (uint32_t i = 0; i < graph->is.ties_n; i++) {
        const struct link_tie *t = &graph->ties[i];

        if (t->weight_mb <= 0 || cluster[t->a] != cluster[t->b] ||
            (t->a != v && t->b != v))
            continue;
        uint32_t one = reaches(graph, cluster, t->a == v ? t->b : t->a, T, v);

        if (one >= LINK_BRIDGE_SIDE && others - one >= LINK_BRIDGE_SIDE)
            return true;
    }
    return false;
}

static void
random_graph(struct graph *graph, uint64_t *seed)
{
    uint32_t vertices = 2 + (uint32_t)(rows_random(seed) % (V - 1));
    uint32_t ties = (uint32_t)(rows_random(seed) % T);

    begin(graph, vertices);
    graph->is.present = vertices - (uint32_t)(rows_random(seed) % 3 == 0);
    if (rows_random(seed) % 2 == 0)
        ties = ties % (2 * vertices);
    for (uint32_t i = 0; i < ties; i++) {
        uint32_t a = (uint32_t)(rows_random(seed) % vertices);
        uint32_t b = (uint32_t)(rows_random(seed) % vertices);
        uint64_t chance = rows_random(seed) % 40;

        /* Few weights, so that many are equal. */
        if (a != b)
            add(graph, a, b,
                chance == 0   ? LINK_PIN_MB
                : chance == 1 ? LINK_CUT_MB
                              : (int64_t)(rows_random(seed) % 9) - 3);
    }
}

static void
test_it_is_as_the_plainest_way_does_it(void **state)
{
    uint64_t seed = 5;
    size_t bridges = 0;

    (void)state;
    for (int i = 0; i < 40000; i++) {
        struct graph g;
        uint32_t is[V], should[V];
        uint8_t bridge[T], hinge[V];

        random_graph(&g, &seed);
        plainly(&g, should);
        cluster_of(&g, is, bridge, hinge);
        assert_memory_equal(is, should, g.is.vertices * sizeof is[0]);
        for (uint32_t t = 0; t < g.is.ties_n; t++) {
            assert_int_equal(bridge[t], is_bridge(&g, is, t));
            bridges += bridge[t];
        }
        for (uint32_t v = 0; v < g.is.vertices; v++)
            assert_int_equal(hinge[v], is_hinge(&g, is, v));
    }
    assert_true(bridges > 100);
}

static void
test_the_order_of_ties_does_not_matter(void **state)
{
    uint64_t seed = 6;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        struct graph g;
        uint32_t is[V], again[V];

        random_graph(&g, &seed);
        cluster_of(&g, is, NULL, NULL);
        for (uint32_t t = g.is.ties_n; t > 1; t--) {
            uint32_t other = (uint32_t)(rows_random(&seed) % t);
            struct link_tie held = g.ties[t - 1];

            g.ties[t - 1] = g.ties[other];
            g.ties[other] = (struct link_tie){
                .a = held.b, .b = held.a, .weight_mb = held.weight_mb};
        }
        cluster_of(&g, again, NULL, NULL);
        assert_memory_equal(is, again, g.is.vertices * sizeof is[0]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_speaks_against_it_pulls_a_chain_apart),
        cmocka_unit_test(test_what_speaks_for_it_adds_up),
        cmocka_unit_test(test_of_equals_the_earlier_goes_first),
        cmocka_unit_test(test_decisions_outweigh_everything),
        cmocka_unit_test(test_a_split_cuts_exactly_as_asked),
        cmocka_unit_test(test_it_is_as_the_plainest_way_does_it),
        cmocka_unit_test(test_the_order_of_ties_does_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
