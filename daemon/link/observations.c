/* observations -- see observations.h */
#include "link/observations.h"

#include <stdbool.h>

#include "link/sort.h"

/* Behind each other: a vertex, an organisation, its best partner there. */
static int
compare_halves(const void *a, const void *b)
{
    const struct link_same_half *x = a, *y = b;

    if (x->v != y->v)
        return LINK_COMPARE(x->v, y->v);
    if (x->organisation != y->organisation)
        return LINK_COMPARE(x->organisation, y->organisation);
    if (x->same_mb != y->same_mb)
        return LINK_COMPARE(y->same_mb, x->same_mb);
    return LINK_COMPARE(x->other, y->other);
}

static size_t
halves_of(const struct link_sames *sames, struct link_same_half work[])
{
    size_t n = 0;

    for (size_t i = 0; i < sames->n; i++) {
        const struct link_same *pair = &sames->pairs[i];
        int64_t of_a = sames->organisation[pair->a];
        int64_t of_b = sames->organisation[pair->b];

        if (pair->same_mb < LINK_SAME_MB || of_a == of_b)
            continue;
        work[n++] =
            (struct link_same_half){pair->a, pair->b, of_b, pair->same_mb};
        work[n++] =
            (struct link_same_half){pair->b, pair->a, of_a, pair->same_mb};
    }
    link_sort(work, n, sizeof work[0], compare_halves);
    return n;
}

/* The best partner of v in an organisation; v itself: none. */
static uint32_t
best_of(const struct link_same_half work[], size_t n, uint32_t v,
        int64_t organisation)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (work[middle].v < v ||
            (work[middle].v == v && work[middle].organisation < organisation))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == n || work[low].v != v || work[low].organisation != organisation)
        return v;
    return work[low].other;
}

static uint32_t
root_of(uint32_t observation[], uint32_t v)
{
    while (observation[v] != v) {
        observation[v] = observation[observation[v]];
        v = observation[v];
    }
    return v;
}

static void
unite(uint32_t observation[], uint32_t a, uint32_t b)
{
    a = root_of(observation, a);
    b = root_of(observation, b);
    if (a < b)
        observation[b] = a;
    else
        observation[a] = b;
}

void
link_observations(const struct link_sames *sames, struct link_same_half work[],
                  uint32_t observation[])
{
    size_t n = halves_of(sames, work);

    for (uint32_t v = 0; v < sames->vertices; v++)
        observation[v] = v;
    for (size_t i = 0; i < n; i++) {
        const struct link_same_half *half = &work[i];
        bool best = i == 0 || half[-1].v != half->v ||
                    half[-1].organisation != half->organisation;

        if (best && best_of(work, n, half->other,
                            sames->organisation[half->v]) == half->v)
            unite(observation, half->v, half->other);
    }
    for (uint32_t v = 0; v < sames->vertices; v++)
        observation[v] = root_of(observation, v);
}
