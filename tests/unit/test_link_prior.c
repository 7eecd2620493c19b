/* The prior: as floating-point maximisation would find it, of a whole store or
 * of a sample, and at its limits. */
#include "rows.h"

#include <math.h>
#include <string.h>

#include "link/model.h"
#include "link/prior.h"
#include "link/score.h"

static void
test_the_prior_is_that_of_doubles(void **state)
{
    static struct link_prior prior;
    const struct link_model model = {.prior_mb = -4000};
    static double weights[3000];
    uint64_t seed = 6;
    double chance = 1e-4;
    const double pairs = 1e7;

    (void)state;
    memset(&prior, 0, sizeof prior);
    assert_int_equal(link_prior_mb(&prior, 1000), -29897);
    for (size_t i = 0; i < ROWS(weights); i++) {
        int32_t mb = (int32_t)(rows_random(&seed) % 40000) - 10000;
        struct link_score score = {.total_mb = mb - 4000};

        weights[i] = mb / 1000.0;
        link_prior_add(&prior, &model, &score);
    }
    for (int round = 0; round < 25; round++) {
        double sum = 0;

        for (size_t i = 0; i < ROWS(weights); i++)
            sum += 1 / (1 + exp2(-weights[i] - log2(chance / (1 - chance))));
        chance = fmin(.5, fmax(1e-9, sum / pairs));
    }
    assert_true(fabs(link_prior_mb(&prior, 10000000) -
                     1000 * log2(chance / (1 - chance))) < 10);
    assert_int_equal(link_prior_mb(&prior, 1), 0);
    assert_int_equal(link_prior_mb(&prior, 0), -29897);
    assert_int_equal(link_prior_mb(&prior, UINT64_MAX), -29897);
}

/* Of so many signals, with so many pairs that are certain. */
static int32_t
store_prior(uint64_t n, uint64_t sampled, uint64_t pairs)
{
    static struct link_prior prior;
    const struct link_model model = {.prior_mb = 0};
    const struct link_score score = {.total_mb = 60000};

    memset(&prior, 0, sizeof prior);
    for (uint64_t i = 0; i < pairs; i++)
        link_prior_add(&prior, &model, &score);
    return link_prior_store_mb(&prior, n, sampled);
}

static double
odds_mb(double partners, double others)
{
    return 1000 * log2(partners / (others - partners));
}

static void
test_the_prior_of_a_store(void **state)
{
    (void)state;
    /* of nothing, and of next to nothing: as set by hand */
    assert_true(fabs(store_prior(0, 0, 0) - odds_mb(2, 999)) < 2);
    assert_true(fabs(store_prior(1, 1, 0) - odds_mb(2, 999)) < 2);
    /* five partners each: a little more */
    assert_true(fabs(store_prior(24, 24, 60) - odds_mb(2120. / 1024, 999)) < 5);
    assert_true(fabs(store_prior(1000, 1000, 500) - odds_mb(1.5, 999)) < 5);
    /* all of it, or a sample: two each */
    assert_true(fabs(store_prior(100000, 100000, 100000) - odds_mb(2, 99999)) <
                20);
    assert_true(fabs(store_prior(1000000, 2048, 2048) - odds_mb(2, 999999)) <
                20);
    /* of few where all seems to be one: half of them, and not more than eight */
    assert_true(fabs(store_prior(500, 500, 124750) - odds_mb(4, 999)) < 5);
    /* more than anybody has stays a number */
    assert_true(store_prior(UINT64_MAX, UINT64_MAX, 100000) < -20000);
    assert_true(store_prior(40000000, 16, 100000) > -23000);
}

static void
test_totals_at_their_ends(void **state)
{
    static struct link_prior prior;
    const struct link_model model = {.prior_mb = INT32_MIN};
    struct link_score score = {.total_mb = INT32_MAX};

    (void)state;
    memset(&prior, 0, sizeof prior);
    link_prior_add(&prior, &model, &score);
    assert_int_equal(prior.bins[LINK_PRIOR_BINS - 1], 1);
    score.total_mb = INT32_MIN;
    link_prior_add(&prior, &(struct link_model){.prior_mb = INT32_MAX}, &score);
    assert_int_equal(prior.bins[0], 1);
    link_prior_add(&prior, &model, &score);
    assert_int_equal(prior.bins[LINK_PRIOR_BINS / 2], 1);
    score.total_mb++;
    link_prior_add(&prior, &(struct link_model){.prior_mb = INT32_MIN + 2},
                   &score);
    assert_int_equal(prior.bins[LINK_PRIOR_BINS / 2 - 1], 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_prior_is_that_of_doubles),
        cmocka_unit_test(test_the_prior_of_a_store),
        cmocka_unit_test(test_totals_at_their_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
