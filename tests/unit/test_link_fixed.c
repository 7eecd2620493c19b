/* Logarithms and chances in whole numbers against those of libm. */
#include "rows.h"

#include <math.h>

#include "link/fixed.h"

/* Of every size. */
static uint64_t
number(uint64_t *seed)
{
    uint64_t n = rows_random(seed);

    return n >> (rows_random(seed) % 64) | 1;
}

static void
want_log2(uint64_t n)
{
    double off = fixed_log2(n) - log2((double)n) * FIXED_BIT_Q20;

    if (fabs(off) > 1.01)
        fail_msg("log2(%llu) is off by %g", (unsigned long long)n, off);
}

static void
test_log2_is_that_of_libm(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (uint64_t n = 1; n < 5000; n++)
        want_log2(n);
    for (int i = 1; i < 64; i++) {
        want_log2((UINT64_C(1) << i) - 1);
        want_log2(UINT64_C(1) << i);
        want_log2((UINT64_C(1) << i) + 1);
    }
    for (uint64_t i = 0; i < 200000; i++)
        want_log2(number(&seed));
    want_log2(UINT64_MAX);
    assert_int_equal(fixed_log2(0), 0);
    assert_int_equal(fixed_log2(UINT64_C(1) << 40), 40 * FIXED_BIT_Q20);
}

static void
test_a_ratio_is_exact_to_a_milli_bit(void **state)
{
    uint64_t seed = 2;

    (void)state;
    for (uint64_t i = 0; i < 200000; i++) {
        uint64_t over = number(&seed), under = number(&seed);
        double off = fixed_log2_mb(over, under) -
                     1000 * (log2((double)over) - log2((double)under));

        if (fabs(off) > 0.51)
            fail_msg("log2(%llu / %llu) is off by %g mb",
                     (unsigned long long)over, (unsigned long long)under, off);
    }
    assert_int_equal(fixed_log2_mb(7, 7), 0);
    assert_int_equal(fixed_log2_mb(1, 1024), -10000);
    assert_int_equal(fixed_log2_mb(UINT64_MAX, 1), 64000);
}

static void
test_exp2_is_that_of_libm(void **state)
{
    (void)state;
    for (int64_t x = -40LL * FIXED_BIT_Q20; x < 32LL * FIXED_BIT_Q20;
         x += 977) {
        double want = ldexp(exp2((double)x / FIXED_BIT_Q20), 30);
        double off = (double)fixed_exp2((int32_t)x) - want;

        if (fabs(off) > 1 + want / (1 << 26))
            fail_msg("2^%g is off by %g of %g", (double)x / FIXED_BIT_Q20, off,
                     want);
    }
    assert_int_equal(fixed_exp2(0), FIXED_ONE);
    assert_int_equal(fixed_exp2(INT32_MIN), 0);
    assert_int_equal(fixed_exp2(INT32_MAX), INT64_MAX);
}

static void
test_a_chance_is_that_of_libm(void **state)
{
    (void)state;
    for (int64_t x = -60LL * FIXED_BIT_Q20; x <= 60LL * FIXED_BIT_Q20;
         x += 3557) {
        double want = ldexp(1 / (1 + exp2(-(double)x / FIXED_BIT_Q20)), 30);
        int64_t is = fixed_chance((int32_t)x);

        if (fabs((double)is - want) > 17 || is < 0 || is > FIXED_ONE)
            fail_msg("chance of %g bits: %lld, not %g",
                     (double)x / FIXED_BIT_Q20, (long long)is, want);
    }
    assert_int_equal(fixed_chance(INT32_MIN), 0);
    assert_int_equal(fixed_chance(INT32_MAX), FIXED_ONE);
    assert_int_equal(fixed_chance(0), FIXED_ONE / 2);
}

static void
test_a_chance_never_falls_as_the_total_rises(void **state)
{
    uint32_t before = 0;

    (void)state;
    for (int32_t mb = -40000; mb <= 40000; mb++) {
        uint32_t now = fixed_chance_ppm(mb);

        if (now < before || now < 1 || now > 999999)
            fail_msg("%d mb: %u after %u", mb, now, before);
        before = now;
    }
    assert_int_equal(fixed_chance_ppm(0), 500000);
    assert_int_equal(fixed_chance_ppm(4248), 950002);
    assert_int_equal(fixed_chance_ppm(9966), 999001);
    assert_int_equal(fixed_chance_ppm(INT32_MAX), 999999);
    assert_int_equal(fixed_chance_ppm(INT32_MIN), 1);
}

static void
test_the_two_units_into_each_other(void **state)
{
    (void)state;
    for (int32_t mb = -70000; mb <= 70000; mb++)
        assert_int_equal(fixed_mb(fixed_q20(mb)), mb);
    assert_int_equal(fixed_q20(1000), FIXED_BIT_Q20);
    assert_int_equal(fixed_q20(-1500), -FIXED_BIT_Q20 * 3 / 2);
    assert_int_equal(fixed_q20(INT32_MAX), INT32_MAX);
    assert_int_equal(fixed_q20(INT32_MIN), INT32_MIN);
    assert_int_equal(fixed_mb(INT32_MAX), 2048000);
    assert_int_equal(fixed_mb(INT32_MIN), -2048000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log2_is_that_of_libm),
        cmocka_unit_test(test_a_ratio_is_exact_to_a_milli_bit),
        cmocka_unit_test(test_exp2_is_that_of_libm),
        cmocka_unit_test(test_a_chance_is_that_of_libm),
        cmocka_unit_test(test_a_chance_never_falls_as_the_total_rises),
        cmocka_unit_test(test_the_two_units_into_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
