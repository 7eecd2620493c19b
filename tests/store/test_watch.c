/* test_watch -- what watches over the alerts: the audit of forgotten ones,
 * storms and counts; see store/alerts.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/storms.h"

#define NOW FIXTURE_NOW_US
#define CAP 8

/* Alert `number` with the given state and without any time. */
static void
without_times(struct fixture *f, int64_t alert, enum alert_state state)
{
    struct fixture_change c;

    fixture_change(f, alert, &c);
    c.after.state = state;
    c.after.times = (struct alert_times){.step_us = 0};
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
}

static const struct slice_row {
    const char *name;
    int64_t after;
    size_t look;
    size_t cap;
    size_t n;
    int64_t first;
    int64_t last;
} slices[] = {
    {"all", 0, 8, 8, 2, 2, 5},
    {"a slice without", 0, 1, 8, 0, 0, 1},
    {"a slice with", 0, 2, 8, 1, 2, 2},
    {"the closed one is not looked at", 2, 1, 8, 0, 0, 4},
    {"the rest", 2, 8, 8, 1, 5, 5},
    {"none is left", 5, 8, 8, 0, 0, 0},
    {"no room: again next time", 0, 8, 1, 1, 2, 4},
};

static void
test_the_forgotten_are_found_in_slices(void **state)
{
    struct fixture *f = *state;

    for (uint32_t i = 1; i <= 5; i++)
        (void)fixture_signal(f, i);
    without_times(f, 2, ALERT_PAGING);
    without_times(f, 3, ALERT_CLOSED);
    without_times(f, 5, ALERT_HELD);
    for (size_t i = 0; i < sizeof slices / sizeof slices[0]; i++) {
        const struct slice_row *r = &slices[i];
        int64_t out[CAP] = {0};
        int64_t last = -1;
        size_t n = 9;

        assert_int_equal(alert_forgotten(f->store, r->after, r->look, out,
                                         r->cap, &n, &last),
                         RC_OK);
        if (n != r->n || out[0] != r->first || last != r->last)
            fail_msg("%s: %zu, first %lld, last %lld", r->name, n,
                     (long long)out[0], (long long)last);
    }
}

static void
test_the_storm_is_remembered(void **state)
{
    struct fixture *f = *state;
    const struct storm storm = {
        .on = true, .singles_left = 3, .since_us = NOW, .calm_since_us = 7};
    struct storm now = {.on = true};

    assert_int_equal(storm_get(f->store, &now), RC_OK);
    assert_false(now.on);
    assert_int_equal(storm_set(f->store, &storm, NOW), RC_OK);
    fixture_reopen(f);
    assert_int_equal(storm_get(f->store, &now), RC_OK);
    assert_true(now.on);
    assert_int_equal(now.singles_left, 3);
    assert_int_equal(now.since_us, NOW);
    assert_int_equal(now.calm_since_us, 7);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM audit WHERE verb = 'storm'"),
        1);
}

static const struct signal_row {
    const char *name;
    enum message_kind kind; /* NONE: the desk's own */
    enum alert_cause cause;
    enum level level;
    uint32_t n; /* counted afterwards */
} signals[] = {
    {"U2", MESSAGE_SIGNAL, CAUSE_MESSAGE, LEVEL_U2, 1},
    {"U3", MESSAGE_SIGNAL, CAUSE_MESSAGE, LEVEL_U3, 2},
    {"advice, not exempt", MESSAGE_ADVICE, CAUSE_MESSAGE, LEVEL_U3, 3},
    {"U1", MESSAGE_SIGNAL, CAUSE_MESSAGE, LEVEL_U1, 3},
    {"U4", MESSAGE_SIGNAL, CAUSE_MESSAGE, LEVEL_U4, 3},
    {"a referral", MESSAGE_REFERRAL, CAUSE_MESSAGE, LEVEL_U2, 3},
    {"a drill", MESSAGE_NONE, CAUSE_DRILL, LEVEL_U2, 3},
    {"the clock", MESSAGE_NONE, CAUSE_CLOCK, LEVEL_U2, 3},
};

static void
test_what_makes_a_storm(void **state)
{
    struct fixture *f = *state;
    uint32_t n = 9;

    for (uint32_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        const struct signal_row *r = &signals[i];
        struct alert fresh = fixture_fresh();
        struct alert_route route = {.fresh = &fresh, .now_us = NOW + 10 + i};
        int64_t alert = 0;

        fresh.level = r->level;
        fresh.cause = r->cause;
        if (r->kind != MESSAGE_NONE)
            route.seq = fixture_submit(f, 1, i, r->kind);
        assert_int_equal(alert_create(f->store, &route, &alert), RC_OK);
        assert_int_equal(storm_signals(f->store, NOW, NOW + 99, 10, &n), RC_OK);
        if (n != r->n)
            fail_msg("%s: %u", r->name, n);
    }
    assert_int_equal(storm_signals(f->store, NOW + 9, NOW + 99, 10, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(storm_signals(f->store, NOW + 10, NOW + 99, 10, &n),
                     RC_OK);
    assert_int_equal(n, 2); /* not the one of that instant */
    /* not what a clock that was ahead made later than now */
    assert_int_equal(storm_signals(f->store, NOW, NOW + 11, 10, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(storm_signals(f->store, NOW, NOW + 10, 10, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(storm_signals(f->store, NOW, NOW + 99, 2, &n), RC_OK);
    assert_int_equal(n, 2); /* no further than the limit */
}

static void
test_counts_of_the_open_ones(void **state)
{
    struct fixture *f = *state;
    struct alert fresh = fixture_fresh();
    struct alert_route route = {.fresh = &fresh};
    struct alert_counts counts;
    struct fixture_change c;
    int64_t row = 0;

    assert_int_equal(alert_count(f->store, &counts), RC_OK);
    assert_int_equal(counts.drill_success_us, 0);
    for (int64_t i = 1; i <= 4; i++) {
        route.now_us = NOW + i;
        assert_int_equal(alert_create(f->store, &route, &row), RC_OK);
    }
    fresh.level = LEVEL_U4B;
    fresh.state = ALERT_HELD;
    assert_int_equal(alert_create(f->store, &route, &row), RC_OK);
    fresh.cause = CAUSE_DRILL;
    fresh.level = LEVEL_U1;
    assert_int_equal(alert_create(f->store, &route, &row), RC_OK);
    without_times(f, 1, ALERT_ACKED);
    without_times(f, 2, ALERT_CLOSED);
    fixture_change(f, 4, &c);
    c.after.unattended = true;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    fixture_change(f, row, &c);
    c.after.state = ALERT_CLOSED;
    c.after.acknowledged_us = NOW + 50;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    assert_int_equal(alert_count(f->store, &counts), RC_OK);
    assert_int_equal(counts.by[ALERT_PAGING][LEVEL_U2], 2);
    assert_int_equal(counts.by[ALERT_ACKED][LEVEL_U2], 1);
    assert_int_equal(counts.by[ALERT_HELD][LEVEL_U4B], 1);
    assert_int_equal(counts.by[ALERT_HELD][LEVEL_U1], 0);
    assert_int_equal(counts.oldest_unacked_us[LEVEL_U2], NOW + 3);
    assert_int_equal(counts.oldest_unacked_us[LEVEL_U4B], NOW + 4);
    assert_int_equal(counts.oldest_unacked_us[LEVEL_U1], 0);
    assert_int_equal(counts.unattended, 1);
    assert_int_equal(counts.drill_success_us, NOW + 50);
}

static void
test_counts(void **state)
{
    struct fixture *f = *state;
    const struct page_new page = {.page_id = {1}, .person = f->people[1]};
    struct store_counts count;

    fixture_page(f, fixture_signal(f, 1), &page, 1);
    (void)fixture_submit(f, 1, 2, MESSAGE_SIGNAL);
    assert_int_equal(store_count(f->store, &count), RC_OK);
    assert_int_equal(count.messages, 2);
    assert_int_equal(count.routed, 1);
    assert_int_equal(count.alerts, 1);
    assert_int_equal(count.alerts_open, 1);
    assert_int_equal(count.pages, 1);
    assert_int_equal(count.acknowledged, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_forgotten_are_found_in_slices),
        TEST(test_the_storm_is_remembered),
        TEST(test_what_makes_a_storm),
        TEST(test_counts_of_the_open_ones),
        TEST(test_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
