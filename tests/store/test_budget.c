/* test_budget -- what is counted so that somebody can ask why; see
 * store/budget.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/budget.h"

#define NOW  FIXTURE_NOW_US
#define MOST 2
#define HOUR INT64_C(3600000000)

static void
put(struct fixture *f, int64_t principal, int64_t day, uint64_t place)
{
    assert_int_equal(
        budget_place_put(f->store,
                         &(struct budget_place){.principal = principal,
                                                .day = day,
                                                .place = place,
                                                .most = MOST}),
        RC_OK);
}

/* Who is to be told of, as day * 100 + principal; 0: nobody. */
static int64_t
next(struct fixture *f)
{
    struct budget_sweep sweep;
    enum rc rc = budget_sweep_next(f->store, MOST, &sweep);

    if (rc == RC_NOT_FOUND)
        return 0;
    assert_int_equal(rc, RC_OK);
    return sweep.day * 100 + sweep.principal;
}

static void
test_more_places_than_that_and_only_once(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 3; i++) {
        put(f, 1, 10, 7);
        put(f, 1, 10, UINT64_MAX);
    }
    put(f, 2, 10, 8);
    put(f, 1, 11, 8);
    assert_int_equal(next(f), 0);
    put(f, 1, 10, 8);
    assert_int_equal(next(f), 1001);
    fixture_reopen(f);
    assert_int_equal(next(f), 1001);
    assert_int_equal(budget_sweep_told(f->store, &(struct budget_sweep){1, 10}),
                     RC_OK);
    put(f, 1, 10, 9);
    assert_int_equal(next(f), 0);
    put(f, 1, 11, 9);
    put(f, 1, 11, 10);
    assert_int_equal(next(f), 1101);
}

static void
test_what_is_forgotten_counts_no_more(void **state)
{
    struct fixture *f = *state;

    for (uint64_t place = 0; place < 3; place++) {
        put(f, 1, 10, place);
        put(f, 1, 11, place);
    }
    assert_int_equal(budget_forget(f->store, 11), RC_OK);
    assert_int_equal(next(f), 1101);
    assert_int_equal(budget_forget(f->store, 12), RC_OK);
    assert_int_equal(next(f), 0);
    put(f, 1, 11, 1);
    assert_int_equal(next(f), 0);
}

static bool
untold(struct fixture *f, int64_t organisation, int64_t now_us)
{
    bool out = false;

    assert_int_equal(budget_flood_untold(f->store, organisation, now_us - HOUR,
                                         now_us, &out),
                     RC_OK);
    return out;
}

static void
test_a_flood_is_told_once_in_that_time(void **state)
{
    struct fixture *f = *state;

    assert_true(untold(f, 1, NOW));
    assert_int_equal(budget_flood_told(f->store, 1, NOW), RC_OK);
    assert_false(untold(f, 1, NOW));
    assert_true(untold(f, 2, NOW));
    fixture_reopen(f);
    assert_false(untold(f, 1, NOW + HOUR - 1));
    assert_true(untold(f, 1, NOW + HOUR));
    assert_true(untold(f, 1, NOW - 1)); /* the clock was set back */
    assert_int_equal(budget_flood_told(f->store, 1, NOW - 1), RC_OK);
    assert_false(untold(f, 1, NOW));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_more_places_than_that_and_only_once, fixture_setup,
            fixture_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_forgotten_counts_no_more,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_flood_is_told_once_in_that_time,
                                        fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
