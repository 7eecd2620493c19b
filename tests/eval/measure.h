/* measure -- learns a set's model, bundles its records and says how well. */
#ifndef EVAL_MEASURE_H
#define EVAL_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "metrics.h"

struct models;
struct run;
struct set;

struct measured {
    size_t signals, true_pairs, pairs;
    struct prf bundles, b3; /* of the final bundles */
    struct prf linked;      /* of the pairs that are linked by themselves */
    double candidate_recall;
    size_t review, review_right;
    struct bin bins[BINS];
    struct prf certain; /* observations, where as good as certain */
    double seconds;     /* that the engine took */
};

/* measure_bundles: `epochs` times learned; from the second on rarity is by the
 * bundles of the one before, as the desk counts it.
 * measure_same: which two of two sources tell of one event: either is the
 * other's best partner, and it is likelier than not. */
#define EPOCHS 2
void measure_bundles(struct set *set, unsigned epochs, struct measured *out);
void measure_same(struct set *set, struct measured *out);

/* measure_run: what came of a run by these models. */
void measure_run(const struct set *set, const struct models *models,
                 const struct run *run, struct measured *out);

/* measure_print: the lines of one set. */
void measure_print(const char *name, const char *mode,
                   const struct measured *measured);

#endif
