/* prior -- see prior.h */
#include "link/prior.h"

#include "link/fixed.h"
#include "link/model.h"
#include "link/score.h"

#define ROUNDS   25
#define BEGIN_MB (-13288) /* 1 in 10,000 */
#define LEAST_MB (-29897) /* 1 in 1,000,000,000 */
#define FIRST_MB (-LINK_PRIOR_BINS / 2 * LINK_PRIOR_BIN_MB)

/* Beyond these the figures say nothing more, and the products fit. */
#define SIGNALS_MOST  (UINT64_C(1) << 25)
#define PARTNERS_MOST ((uint64_t)FIXED_ONE * LINK_PRIOR_PARTNERS_MAX)

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

static uint64_t
at_most(uint64_t n, uint64_t most)
{
    return n < most ? n : most;
}

int32_t
link_prior_store_mb(const struct link_prior *prior, uint64_t n,
                    uint64_t sampled)
{
    const uint64_t signals = at_most(n, SIGNALS_MOST);
    const uint64_t others =
        signals > LINK_PRIOR_SIGNALS ? signals : LINK_PRIOR_SIGNALS;
    uint64_t partners = 0; /* of each, FIXED_ONE */

    if (signals > 1 && sampled > 0) {
        const int32_t mb =
            link_prior_mb(prior, at_most(sampled, signals) * (signals - 1) / 2);

        partners =
            at_most((uint64_t)fixed_chance(fixed_q20(mb)) * (signals - 1),
                    PARTNERS_MOST);
    }
    partners = (partners * signals + (uint64_t)FIXED_ONE * LINK_PRIOR_PARTNERS *
                                         LINK_PRIOR_SIGNALS) /
               (signals + LINK_PRIOR_SIGNALS);
    return fixed_mb(fixed_log2(partners) -
                    fixed_log2((uint64_t)FIXED_ONE * (others - 1) - partners));
}
