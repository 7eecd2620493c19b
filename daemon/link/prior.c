/* prior -- see prior.h */
#include "link/prior.h"

#include "link/fixed.h"
#include "link/model.h"
#include "link/score.h"

#define ROUNDS   25
#define BEGIN_MB (-13288) /* 1 in 10,000 */
#define LEAST_MB (-29897) /* 1 in 1,000,000,000 */
#define FIRST_MB (-LINK_PRIOR_BINS / 2 * LINK_PRIOR_BIN_MB)

void
link_prior_add(struct link_prior *prior, const struct link_model *model,
               const struct link_score *score)
{
    int64_t above = (int64_t)score->total_mb - model->prior_mb - FIRST_MB;
    int64_t bin = above < 0 ? 0 : above / LINK_PRIOR_BIN_MB;

    prior->bins[bin < LINK_PRIOR_BINS ? bin : LINK_PRIOR_BINS - 1]++;
}

/* How many links there are to be expected, each FIXED_ONE. */
static uint64_t
expected(const struct link_prior *prior, int32_t odds_q20)
{
    uint64_t sum = 0;

    for (int32_t i = 0; i < LINK_PRIOR_BINS; i++) {
        const int32_t middle_mb =
            FIRST_MB + LINK_PRIOR_BIN_MB * i + LINK_PRIOR_BIN_MB / 2;

        if (prior->bins[i] != 0)
            sum += prior->bins[i] *
                   (uint64_t)fixed_chance(fixed_q20(middle_mb) + odds_q20);
    }
    return sum;
}

int32_t
link_prior_mb(const struct link_prior *prior, uint64_t pairs)
{
    const int32_t least = fixed_q20(LEAST_MB);
    int32_t odds = fixed_q20(BEGIN_MB);

    for (int i = 0; i < ROUNDS; i++) {
        const uint64_t links = expected(prior, odds);

        if (links == 0 || pairs == 0)
            return LEAST_MB;

        /* log2 of the chance, then of its odds */
        odds = fixed_log2(links) - 30 * FIXED_BIT_Q20 - fixed_log2(pairs);
        if (odds >= -FIXED_BIT_Q20)
            odds = 0;
        else
            odds -= fixed_log2((uint64_t)(FIXED_ONE - fixed_exp2(odds))) -
                    30 * FIXED_BIT_Q20;
        if (odds < least)
            odds = least;
    }
    return fixed_mb(odds);
}
