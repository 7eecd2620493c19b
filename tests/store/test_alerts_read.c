/* test_alerts_read -- lists of alerts; see store/alerts.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"

#define NOW FIXTURE_NOW_US

static void
set_state(struct fixture *f, int64_t alert, enum alert_state state)
{
    struct fixture_change c;

    fixture_change(f, alert, &c);
    c.after.state = state;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
}

static void
test_list_by_state_and_place(void **state)
{
    struct fixture *f = *state;
    const uint32_t open_states = 1U << ALERT_PAGING | 1U << ALERT_ACKED;
    struct alert out[4];
    size_t n = 0;

    for (uint32_t i = 1; i <= 4; i++)
        (void)fixture_signal(f, i);
    set_state(f, 2, ALERT_CLOSED);
    set_state(f, 3, ALERT_ACKED);
    assert_int_equal(alert_list(f->store, open_states, 0, out, 4, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(out[1].alert, 3);
    assert_int_equal(alert_list(f->store, open_states, 1, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].alert, 3);
    assert_int_equal(alert_list(f->store, 1U << ALERT_CLOSED, 0, out, 4, &n),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].alert, 2);
    assert_int_equal(alert_list(f->store, 0, 0, out, 4, &n), RC_OK);
    assert_int_equal(n, 0);
}

static void
test_held_ones_of_one_level(void **state)
{
    struct fixture *f = *state;
    struct alert fresh = fixture_fresh();
    const struct alert_route route = {.fresh = &fresh, .now_us = NOW};
    static const enum level levels[] = {LEVEL_U4, LEVEL_U3, LEVEL_U4, LEVEL_U4};
    struct alert out[4];
    int64_t row = 0;
    size_t n = 0;

    fresh.state = ALERT_HELD;
    for (size_t i = 0; i < 4; i++) {
        fresh.level = levels[i];
        assert_int_equal(alert_create(f->store, &route, &row), RC_OK);
    }
    set_state(f, 3, ALERT_PAGING);
    assert_int_equal(alert_list_held(f->store, LEVEL_U4, 0, out, 4, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(out[0].alert, 1);
    assert_int_equal(out[1].alert, 4);
    assert_int_equal(alert_list_held(f->store, LEVEL_U4, 1, out, 4, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(alert_list_held(f->store, LEVEL_U4, 0, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].alert, 1);
    assert_int_equal(alert_list_held(f->store, LEVEL_U4B, 0, out, 4, &n),
                     RC_OK);
    assert_int_equal(n, 0);
}

static void
test_the_gravest_first_then_the_oldest(void **state)
{
    struct fixture *f = *state;
    static const enum level levels[] = {LEVEL_U3, LEVEL_U2, LEVEL_U1, LEVEL_U2,
                                        LEVEL_U1};
    static const int64_t order[] = {3, 2, 4, 1};
    struct alert fresh = fixture_fresh();
    const struct alert_route route = {.fresh = &fresh, .now_us = NOW};
    struct alert out[4];
    int64_t row = 0;
    size_t n = 9;

    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        fresh.level = levels[i];
        assert_int_equal(alert_create(f->store, &route, &row), RC_OK);
    }
    set_state(f, 5, ALERT_CLOSED);
    assert_int_equal(alert_gravest(f->store, UINT32_MAX, out, 4, &n), RC_OK);
    assert_int_equal(n, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(out[i].alert, order[i]);
    assert_int_equal(alert_gravest(f->store, UINT32_MAX, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    set_state(f, 3, ALERT_ACKED);
    assert_int_equal(alert_gravest(f->store, 1U << ALERT_PAGING, out, 4, &n),
                     RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(out[0].alert, 2);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_list_by_state_and_place),
        TEST(test_held_ones_of_one_level),
        TEST(test_the_gravest_first_then_the_oldest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
