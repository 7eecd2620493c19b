/* fixed -- see fixed.h */
#include "link/fixed.h"

#define STEPS 20 /* binary places of a logarithm that are found */

/* 2^31 * 2^(1/2), 2^(1/4), ... */
static const uint32_t roots[STEPS] = {
    3037000500, 2553802834, 2341847524, 2242560872, 2194507417,
    2170868212, 2159144272, 2153306067, 2150392887, 2148937775,
    2148210589, 2147847087, 2147665360, 2147574502, 2147529075,
    2147506361, 2147495005, 2147489326, 2147486487, 2147485068,
};

/* The mantissa is squared: each time it reaches 2 is a binary place. */
int32_t
fixed_log2(uint64_t n)
{
    if (n <= 1)
        return 0;

    const int32_t whole = 63 - __builtin_clzll(n);
    uint64_t mantissa =
        whole > 31 ? n >> (whole - 31) : n << (31 - whole); /* 2^31 is 1 */
    int32_t out = whole;

    for (int i = 0; i < STEPS; i++) {
        mantissa = (mantissa * mantissa) >> 31;
        out *= 2;
        if (mantissa >> 32 != 0) {
            mantissa >>= 1;
            out++;
        }
    }
    return out;
}

int32_t
fixed_mb(int32_t x_q20)
{
    int64_t twice = (int64_t)x_q20 * 2000;

    twice += twice < 0 ? -FIXED_BIT_Q20 : FIXED_BIT_Q20;
    return (int32_t)(twice / (2 * (int64_t)FIXED_BIT_Q20));
}

int32_t
fixed_q20(int32_t mb)
{
    int64_t n = (int64_t)mb * FIXED_BIT_Q20;

    n = (n + (n < 0 ? -500 : 500)) / 1000;
    return n > INT32_MAX ? INT32_MAX : n < INT32_MIN ? INT32_MIN : (int32_t)n;
}

int32_t
fixed_log2_mb(uint64_t over, uint64_t under)
{
    return fixed_mb(fixed_log2(over) - fixed_log2(under));
}

int64_t
fixed_exp2(int32_t x_q20)
{
    /* Rounded down, below zero too, so that a part of a bit remains. */
    int32_t whole = x_q20 / FIXED_BIT_Q20;
    int32_t part = x_q20 % FIXED_BIT_Q20;

    if (part < 0) {
        part += FIXED_BIT_Q20;
        whole--;
    }
    if (whole >= 32)
        return INT64_MAX;
    if (whole < -31)
        return 0;

    uint64_t power = UINT64_C(1) << 31;

    for (int i = 0; i < STEPS; i++)
        if ((part >> (STEPS - 1 - i) & 1) != 0)
            power = (power * roots[i]) >> 31;
    return (int64_t)(whole >= 1 ? power << (whole - 1) : power >> (1 - whole));
}

int64_t
fixed_chance(int32_t x_q20)
{
    /* Of the smaller side, which exp2 finds most precisely. */
    int64_t odds = fixed_exp2(x_q20 < 0 ? x_q20 : -(x_q20 + (x_q20 == 0)));
    int64_t less =
        x_q20 == 0 ? FIXED_ONE / 2 : odds * FIXED_ONE / (FIXED_ONE + odds);

    return x_q20 < 0 ? less : FIXED_ONE - less;
}

uint32_t
fixed_chance_ppm(int32_t total_mb)
{
    int64_t ppm =
        (fixed_chance(fixed_q20(total_mb)) * 1000000 + FIXED_ONE / 2) /
        FIXED_ONE;

    return ppm < 1 ? 1 : ppm > 999999 ? 999999 : (uint32_t)ppm;
}
