/* "Is this address known?"  Two runs with the same history of one
 * organisation and different ones of everybody else (two_runs.h): everything
 * the organisation can see, byte counts and times included, is the same.
 *
 * LOKET_TWO_RUNS=N compares N pairs instead of 200; LOKET_SEED=N begins with
 * another one. */
#include "two_runs.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#define PAIRS       200
#define PAIRS_QUICK 24
#define OF_EACH     4   /* histories of others for one of the organisation */
#define RARE_AMONG  200 /* pairs there is one of what is rare */
#define WHY_BYTES   900 /* what cmocka prints of it */
#define DAYS_PART   10  /* one in so many pairs lasts for days */

static uint64_t
number_of(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static uint64_t
pairs(void)
{
    return number_of("LOKET_TWO_RUNS",
                     getenv("LOKET_QUICK") != NULL ? PAIRS_QUICK : PAIRS);
}

static bool
same(const struct run_plan *plan, const json_t *alone, struct run_tally *tally,
     char why[WHY_BYTES])
{
    json_t *together = run_history(plan, tally);
    bool equal = run_compare(alone, together, why, WHY_BYTES);

    json_decref(together);
    return equal;
}

/* The shortest history that shows it. */
static void
fail_smallest(struct run_plan plan)
{
    struct run_tally tally = {0};
    char why[WHY_BYTES] = "it does not show twice";
    uint64_t others = plan.others;
    bool equal = true;

    for (int steps = 1; equal && steps <= RUN_STEPS; steps++) {
        json_t *alone = NULL;

        plan.steps = steps;
        plan.others = 0;
        alone = run_history(&plan, &tally);
        plan.others = others;
        equal = same(&plan, alone, &tally, why);
        json_decref(alone);
    }
    fail_msg("seed %llu, others %llu%s, %d steps, %s",
             (unsigned long long)plan.seed, (unsigned long long)others,
             plan.days ? ", with days" : "", plan.steps, why);
}

static void
compare(bool days, uint64_t n, struct run_tally tally[2])
{
    uint64_t seed = number_of("LOKET_SEED", 1);
    char why[WHY_BYTES];

    for (uint64_t done = 0; done < n; seed++) {
        struct run_plan plan = {.seed = seed, .steps = RUN_STEPS, .days = days};
        json_t *alone = run_history(&plan, &tally[0]);

        assert_true(json_array_size(alone) > RUN_STEPS);
        for (uint64_t i = 0; done < n && i < OF_EACH; i++, done++) {
            plan.others = seed * 1000 + i + 1;
            if (!same(&plan, alone, &tally[1], why))
                fail_smallest(plan);
        }
        json_decref(alone);
    }
    print_message("# %zu pairs, %zu frames, %zu storms, %zu alerts and %zu "
                  "bundles with others, %zu acts about others, %zu decisions, "
                  "%zu erased; "
                  "heard: %zu not "
                  "seen, %zu seen, %zu closed, %zu of versions, %zu refused\n",
                  (size_t)n, tally[1].frames, tally[1].storms, tally[1].shared,
                  tally[1].bundles, tally[1].elsewhere, tally[1].decided,
                  tally[1].erased, tally[1].not_seen, tally[1].seen,
                  tally[1].closed, tally[1].versions, tally[1].refused);
}

static void
test_what_others_report_cannot_be_seen(void **state)
{
    struct run_tally tally[2] = {{0}, {0}};
    uint64_t n = pairs() - pairs() / DAYS_PART;

    (void)state;
    compare(false, n, tally);
    assert_true(tally[0].shared == 0 && tally[1].shared > n);
    assert_true(tally[1].bundles > n && tally[1].elsewhere > n / 2);
    assert_true(tally[1].decided > n / 2);
    assert_true(tally[1].erased > n / 8);
    assert_true(tally[1].seen > 0 && tally[1].closed > 0);
    assert_true(tally[1].versions > 0);
    if (n < RARE_AMONG)
        return;
    assert_true(tally[1].storms > tally[0].storms); /* of others' making */
    assert_true(tally[1].not_seen > 0);
    assert_true(tally[1].refused > 0);
}

/* Nor from when its match notes come and how long they are. */
static void
test_all_but_what_a_match_note_says(void **state)
{
    struct run_tally tally[2] = {{0}, {0}};
    uint64_t n = pairs() / DAYS_PART + 1;

    (void)state;
    compare(true, n, tally);
    assert_true(tally[1].notes > n);
    assert_true(tally[0].matches == 0 && tally[1].matches > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_others_report_cannot_be_seen),
        cmocka_unit_test(test_all_but_what_a_match_note_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
