/* Who is on call. */
#include "rows.h"

#include "core/roster_simple.h"

#define PERIOD INT64_C(1000)
#define ANCHOR INT64_C(50000)

/* Three people in turn; a row's person 0 is a hole. */
static const struct {
    const char *name;
    int64_t at_us, person;
} rows[] = {
    {"long before the anchor", 0, 0},
    {"before everything", INT64_MIN, 0},
    {"just before the anchor", ANCHOR - 1, 0},
    {"the anchor begins the first shift", ANCHOR, 11},
    {"last instant of the first shift", ANCHOR + PERIOD - 1, 11},
    {"a shift ends where the next begins", ANCHOR + PERIOD, 12},
    {"last instant of the second shift", ANCHOR + 2 * PERIOD - 1, 12},
    {"third shift", ANCHOR + 2 * PERIOD, 13},
    {"around to the first", ANCHOR + 3 * PERIOD, 11},
    {"a thousand rounds later", ANCHOR + 3001 * PERIOD, 12},
};

static void
test_shifts(void **state)
{
    static const struct roster_simple roster = {.anchor_us = ANCHOR,
                                                .period_us = PERIOD,
                                                .people = {11, 12, 13},
                                                .people_n = 3};

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct targets out = {.n = 9};

        roster_simple_oncall(&roster, rows[i].at_us, &out);
        if (out.n != (rows[i].person == 0 ? 0U : 1U) ||
            (out.n == 1 && out.people[0] != rows[i].person))
            fail_msg("%s: n=%zu", rows[i].name, out.n);
    }
}

static void
test_nobody_listed_is_a_hole(void **state)
{
    static const struct roster_simple roster = {.period_us = PERIOD};
    struct targets out = {.n = 9};

    (void)state;
    roster_simple_oncall(&roster, 5, &out);
    assert_int_equal(out.n, 0);
}

static void
test_no_period_is_a_hole(void **state)
{
    struct roster_simple roster = {.people = {11}, .people_n = 1};

    (void)state;
    for (int64_t period_us = -1; period_us <= 0; period_us++) {
        struct targets out = {.n = 9};

        roster.period_us = period_us;
        roster_simple_oncall(&roster, 5, &out);
        assert_int_equal(out.n, 0);
    }
}

static void
test_widest_distance(void **state)
{
    static const struct roster_simple roster = {.anchor_us = INT64_MIN,
                                                .period_us = 1,
                                                .people = {11, 12},
                                                .people_n = 2};
    struct targets out = {.n = 0};

    (void)state;
    roster_simple_oncall(&roster, INT64_MAX, &out);
    assert_int_equal(out.n, 1);
    assert_int_equal(out.people[0], 12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shifts),
        cmocka_unit_test(test_nobody_listed_is_a_hole),
        cmocka_unit_test(test_no_period_is_a_hole),
        cmocka_unit_test(test_widest_distance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
