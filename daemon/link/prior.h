/* prior -- how likely two arbitrary signals belong together, from what all
 * pairs that are compared weigh. */
#ifndef LINK_PRIOR_H
#define LINK_PRIOR_H

#include <stdint.h>

struct link_model;
struct link_score;

#define LINK_PRIOR_BINS   4096
#define LINK_PRIOR_BIN_MB 32

struct link_prior {
    uint64_t bins[LINK_PRIOR_BINS]; /* of evidence, from -65536 mb on */
};

/* link_prior_add: one compared pair; the score's total less the model's prior
 * counts.  *prior begins as zeros. */
void link_prior_add(struct link_prior *prior, const struct link_model *model,
                    const struct link_score *score);

/* link_prior_mb: log odds of a link among `pairs` pairs, those that are not
 * compared included: the chance that makes the expected number of links itself,
 * between 1e-9 and 0.5.  Nothing added: that of 1e-9. */
int32_t link_prior_mb(const struct link_prior *prior, uint64_t pairs);

/* link_prior_store_mb: of a store of n signals, of which those of `sampled` had
 * each pair with an older one added.  What it says counts as n signals beside
 * LINK_PRIOR_SIGNALS more, each with LINK_PRIOR_PARTNERS: of few nothing is
 * learned, and a store of fewer is taken for one of so many.  More partners
 * than LINK_PRIOR_PARTNERS_MAX each are not believed: where all is compared with
 * all and much is alike, all seems to belong together. */
#define LINK_PRIOR_SIGNALS      1000
#define LINK_PRIOR_PARTNERS     2
#define LINK_PRIOR_PARTNERS_MAX 8
int32_t link_prior_store_mb(const struct link_prior *prior, uint64_t n,
                            uint64_t sampled);

#endif
