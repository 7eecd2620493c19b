/* metrics -- how well a partition or a set of pairs agrees with the truth. */
#ifndef EVAL_METRICS_H
#define EVAL_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "pairs.h"

#define BINS 10

struct prf {
    double precision, recall, f1;
};

struct bin {
    size_t n, right;
    double expected; /* sum of the chances the model gave */
};

/* metrics_true_pairs: those of one entity; of two sources only those between
 * them. */
size_t metrics_true_pairs(const struct set *set);

/* metrics_pairs: of pairs said to be one, against `wanted` true ones. */
struct prf metrics_pairs(const struct set *set, const struct pairs *said,
                         size_t wanted);

/* Of a partition: cluster[i] is the name of that of record i.
 * metrics_bundles: of all pairs within bundles.
 * metrics_b3: B-cubed: of each record how much of its bundle is right, and how
 * much of what is right is in its bundle, on average. */
struct prf metrics_bundles(const struct set *set, const int64_t cluster[]);
struct prf metrics_b3(const struct set *set, const int64_t cluster[]);

/* metrics_chance: of a total in milli-bits. */
double metrics_chance(int32_t total_mb);

#endif
