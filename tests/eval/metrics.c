/* metrics -- see metrics.h */
#include "metrics.h"

#include <math.h>
#include <stdlib.h>

#include "set.h"

/* A record's bundle and entity, sorted to count what goes together. */
struct seat {
    uint64_t bundle, entity;
    uint8_t source;
};

static struct prf
prf_of(double right, double said, double wanted)
{
    struct prf out = {.precision = said > 0 ? right / said : 1,
                      .recall = wanted > 0 ? right / wanted : 1};

    if (out.precision + out.recall > 0)
        out.f1 = 2 * out.precision * out.recall / (out.precision + out.recall);
    return out;
}

static int
by_bundle(const void *x, const void *y)
{
    const struct seat *a = x, *b = y;

    if (a->bundle != b->bundle)
        return a->bundle < b->bundle ? -1 : 1;
    return a->entity < b->entity ? -1 : a->entity > b->entity;
}

static int
by_entity(const void *x, const void *y)
{
    const struct seat *a = x, *b = y;

    if (a->entity != b->entity)
        return a->entity < b->entity ? -1 : 1;
    return a->bundle < b->bundle ? -1 : a->bundle > b->bundle;
}

static struct seat *
places_of(const struct set *set, const int64_t cluster[])
{
    struct seat *places = calloc(set->n + 1, sizeof *places);

    if (places == NULL)
        exit(1);
    for (size_t i = 0; i < set->n; i++)
        places[i] =
            (struct seat){.bundle = cluster == NULL ? 0 : (uint64_t)cluster[i],
                          .entity = set->truth[i],
                          .source = set->records[i].organisation == 1 ? 0 : 1};
    return places;
}

/* Pairs among n records; of two sources between them. */
static double
pairs_among(const struct set *set, const struct seat *places, size_t n)
{
    size_t of[2] = {0, 0};

    for (size_t i = 0; i < n; i++)
        of[places[i].source]++;
    return set->two_sources ? (double)of[0] * (double)of[1]
                            : (double)n * (double)(n - 1) / 2;
}

size_t
metrics_true_pairs(const struct set *set)
{
    struct seat *places = places_of(set, NULL);
    double n = 0;

    qsort(places, set->n, sizeof places[0], by_entity);
    for (size_t i = 0, j; i < set->n; i = j) {
        for (j = i; j < set->n && places[j].entity == places[i].entity; j++)
            ;
        n += pairs_among(set, places + i, j - i);
    }
    free(places);
    return (size_t)n;
}

struct prf
metrics_pairs(const struct set *set, const struct pairs *said, size_t wanted)
{
    size_t right = 0;

    for (size_t i = 0; i < said->n; i++)
        right += set->truth[said->v[i].a] == set->truth[said->v[i].b];
    return prf_of((double)right, (double)said->n, (double)wanted);
}

struct prf
metrics_bundles(const struct set *set, const int64_t cluster[])
{
    struct seat *places = places_of(set, cluster);
    double right = 0, said = 0;

    qsort(places, set->n, sizeof places[0], by_bundle);
    for (size_t i = 0, j; i < set->n; i = j) {
        for (j = i; j < set->n && places[j].bundle == places[i].bundle; j++)
            ;
        said += pairs_among(set, places + i, j - i);
        for (size_t k = i, l; k < j; k = l) {
            for (l = k; l < j && places[l].entity == places[k].entity; l++)
                ;
            right += pairs_among(set, places + k, l - k);
        }
    }
    free(places);
    return prf_of(right, said, (double)metrics_true_pairs(set));
}

/* For each record: of its group in this order the share that is of its group in
 * the other too; summed. */
static double
share(struct seat *places, size_t n, int (*order)(const void *, const void *))
{
    bool bundles = order == by_bundle;
    double sum = 0;

    qsort(places, n, sizeof places[0], order);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i; j < n && (bundles ? places[j].bundle == places[i].bundle
                                      : places[j].entity == places[i].entity);
             j++)
            ;
        for (size_t k = i, l; k < j; k = l) {
            for (l = k; l < j && places[l].bundle == places[k].bundle &&
                        places[l].entity == places[k].entity;
                 l++)
                ;
            sum += (double)(l - k) * (double)(l - k) / (double)(j - i);
        }
    }
    return sum;
}

struct prf
metrics_b3(const struct set *set, const int64_t cluster[])
{
    struct seat *places = places_of(set, cluster);
    struct prf out = {
        .precision = share(places, set->n, by_bundle) / (double)set->n,
        .recall = share(places, set->n, by_entity) / (double)set->n};

    free(places);
    out.f1 = 2 * out.precision * out.recall / (out.precision + out.recall);
    return out;
}

double
metrics_chance(int32_t total_mb)
{
    return 1 / (1 + exp2(-total_mb / 1000.0));
}
