/* A token bucket under a clock that the test moves. */
#include "rows.h"

#include "core/quota.h"

static const struct quota_rule rule = {.per_s = 200, .burst = 3};

#define TOKEN INT64_C(5000) /* us, at 200 a second */

static void
test_burst_then_wait(void **state)
{
    struct quota quota;

    (void)state;
    quota_init(&quota, &rule, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(quota_wait_us(&quota, &rule, 0), 0);
        assert_true(quota_take(&quota, &rule, 0));
    }
    assert_false(quota_take(&quota, &rule, 0));
    assert_int_equal(quota_wait_us(&quota, &rule, 0), TOKEN);
}

static void
test_a_token_comes_when_it_is_due_and_no_sooner(void **state)
{
    struct quota quota = {.level_us = 0, .at_us = 100};

    (void)state;
    assert_false(quota_take(&quota, &rule, 100 + TOKEN - 1));
    assert_int_equal(quota_wait_us(&quota, &rule, 100 + TOKEN - 1), 1);
    assert_true(quota_take(&quota, &rule, 100 + TOKEN));
    assert_false(quota_take(&quota, &rule, 100 + TOKEN));
}

static void
test_the_bucket_holds_no_more_than_a_burst(void **state)
{
    struct quota quota;
    int64_t later = INT64_MAX;

    (void)state;
    quota_init(&quota, &rule, INT64_MIN);
    for (int i = 0; i < 3; i++)
        assert_true(quota_take(&quota, &rule, later));
    assert_false(quota_take(&quota, &rule, later));
}

static void
test_clock_going_back(void **state)
{
    struct quota quota = {.level_us = TOKEN, .at_us = 1000000};

    (void)state;
    assert_int_equal(quota_wait_us(&quota, &rule, 0), 0);
    assert_true(quota_take(&quota, &rule, 0));  /* takes none away */
    assert_false(quota_take(&quota, &rule, 0)); /* and gives none */
    /* ..nor does it stall until the old instant comes again. */
    assert_true(quota_take(&quota, &rule, TOKEN));
}

static void
test_a_smaller_rule_holds_at_once(void **state)
{
    static const struct quota_rule smaller = {.per_s = 200, .burst = 1};
    struct quota quota;

    (void)state;
    quota_init(&quota, &rule, 0);
    assert_true(quota_take(&quota, &smaller, 0));
    assert_false(quota_take(&quota, &smaller, 0));
}

static void
test_a_token_is_rounded_up(void **state)
{
    static const struct quota_rule thirds = {.per_s = 3, .burst = 1};
    const struct quota quota = {.level_us = 0, .at_us = 0};

    (void)state;
    assert_int_equal(quota_wait_us(&quota, &thirds, 0), 333334);
}

static const struct quota_rule rules[] = {
    {1, 1}, {1, 10}, {3, 1}, {7, 5}, {200, 5000}, {999999, 1}, {1000000, 3},
};

/* Over any time no rule lets through more than its rate and its burst. */
static void
test_never_faster_than_the_rule(void **state)
{
    uint64_t seed = 3;

    (void)state;
    for (size_t i = 0; i < ROWS(rules); i++) {
        const struct quota_rule *r = &rules[i];
        struct quota quota;
        int64_t now_us = 0;
        uint64_t taken = 0;

        quota_init(&quota, r, now_us);
        for (int k = 0; k < 20000; k++) {
            uint64_t step = 2 * UINT64_C(1000000) / r->per_s + 1;

            if (quota_take(&quota, r, now_us))
                taken++;
            now_us += (int64_t)(rows_random(&seed) % step);
        }
        uint64_t most = r->burst + (uint64_t)now_us * r->per_s / 1000000;

        if (taken > most)
            fail_msg("%u/s: %llu of %llu", r->per_s, (unsigned long long)taken,
                     (unsigned long long)most);
    }
}

/* The wait that is told is the wait there is. */
static void
test_wait_is_exact(void **state)
{
    uint64_t seed = 4;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const struct quota_rule *r = &rules[rows_random(&seed) % ROWS(rules)];
        struct quota quota = {.level_us = (int64_t)(rows_random(&seed) % 3000),
                              .at_us = 0};
        int64_t now_us = (int64_t)(rows_random(&seed) % 3000);
        int64_t wait_us = quota_wait_us(&quota, r, now_us);
        struct quota sooner = quota;

        if (wait_us > 0)
            assert_false(quota_take(&sooner, r, now_us + wait_us - 1));
        assert_true(quota_take(&quota, r, now_us + wait_us));
    }
}

static void
test_largest_rule_does_not_overflow(void **state)
{
    static const struct quota_rule widest = {.per_s = 1, .burst = UINT32_MAX};
    static const struct quota_rule fastest = {.per_s = UINT32_MAX,
                                              .burst = UINT32_MAX};
    struct quota quota;

    (void)state;
    quota_init(&quota, &widest, 0);
    assert_true(quota_take(&quota, &widest, 0));
    quota_init(&quota, &fastest, 0);
    assert_true(quota_take(&quota, &fastest, 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_burst_then_wait),
        cmocka_unit_test(test_a_token_comes_when_it_is_due_and_no_sooner),
        cmocka_unit_test(test_the_bucket_holds_no_more_than_a_burst),
        cmocka_unit_test(test_clock_going_back),
        cmocka_unit_test(test_a_smaller_rule_holds_at_once),
        cmocka_unit_test(test_a_token_is_rounded_up),
        cmocka_unit_test(test_never_faster_than_the_rule),
        cmocka_unit_test(test_wait_is_exact),
        cmocka_unit_test(test_largest_rule_does_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
