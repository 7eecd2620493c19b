/* Nothing is left of what is erased (I15), and bundles are what they would be
 * without it (I14): random histories, many in one database.
 *
 *   LOKET_ERASURES=N   so many histories; 1,000 unless said otherwise
 *   LOKET_SEED=N       beginning with the database of this seed */
#include "erasures.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/rebuild.h"

#define HISTORIES    1000
#define IN_ONE       50 /* database */
#define STEPS        10
#define EXPIRE_EVERY 10

static size_t
wanted(void)
{
    const char *many = getenv("LOKET_ERASURES");

    if (many != NULL)
        return (size_t)strtoul(many, NULL, 10);
    return getenv("LOKET_QUICK") != NULL ? IN_ONE : HISTORIES;
}

static uint64_t
first_seed(void)
{
    const char *seed = getenv("LOKET_SEED");

    return seed == NULL ? 1 : (uint64_t)strtoul(seed, NULL, 10);
}

static void
rebuilt_the_same(struct trial *trial)
{
    struct rebuild_result result;

    trial_crash(trial);
    assert_int_equal(rebuild_run(&trial->start, &result), RC_OK);
    if (!result.equal)
        fail_msg(
            "%lld signals, %lld bundles, %lld pairs; rebuilt %lld, %lld, "
            "%lld",
            (long long)result.before.signals, (long long)result.before.bundles,
            (long long)result.before.pairs, (long long)result.after.signals,
            (long long)result.after.bundles, (long long)result.after.pairs);
    trial_open(trial);
}

static void
one_database(uint64_t seed, struct erasures_tally *tally)
{
    void *state = NULL;
    struct erasures e = {.tally = tally, .dice = seed, .mark = seed << 32};

    assert_int_equal(retention_setup(&state), 0);
    e.trial = state;
    for (size_t i = 0; i < IN_ONE; i++) {
        erasures_free(&e);
        for (int step = 0; step < STEPS; step++)
            erasures_step(&e);
        erasures_end(&e);
        if (i % 10 == 9)
            erasures_check(&e);
    }
    if (seed % EXPIRE_EVERY == 0)
        erasures_expire(&e);
    rebuilt_the_same(e.trial);
    erasures_check(&e);
    erasures_free(&e);
    free(e.needles);
    trial_teardown(&state);
}

static void
test_nothing_is_left(void **state)
{
    struct erasures_tally tally = {.histories = 0};

    (void)state;
    for (uint64_t seed = first_seed(); tally.histories < wanted(); seed++) {
        print_message("seed %llu\n", (unsigned long long)seed);
        one_database(seed, &tally);
    }
    print_message("%zu histories, %zu messages with %zu versions, %zu erased,"
                  " %zu expired, %zu blocked; %zu questions, %zu shares,"
                  " %zu tasks, %zu places, %zu decisions, %zu prolonged,"
                  " %zu held, %zu crashes, %zu looked for\n",
                  tally.histories, tally.messages, tally.versions, tally.erased,
                  tally.expired, tally.blocked, tally.questions, tally.shares,
                  tally.tasks, tally.places, tally.decisions, tally.prolonged,
                  tally.held, tally.crashes, tally.scanned);
    assert_true(tally.erased > 0 && tally.versions > 0);
    if (wanted() < HISTORIES)
        return; /* too few for all that is rare */
    assert_true(tally.blocked > 0 && tally.expired > 0);
    assert_true(tally.questions > 0 && tally.shares > 0 && tally.tasks > 0);
    assert_true(tally.places > 0 && tally.decisions > 0 && tally.held > 0);
    assert_true(tally.prolonged > 0 && tally.crashes > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
