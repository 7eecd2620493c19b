/* fixed -- logarithms and chances in whole numbers, so that every machine finds
 * the same weight.
 *
 * q20       log2 in units of 2^-20 bit
 * mb        log2 in milli-bits
 * chance    in units of 2^-30: FIXED_ONE is certain */
#ifndef LINK_FIXED_H
#define LINK_FIXED_H

#include <stdint.h>

#define FIXED_ONE     (INT64_C(1) << 30)
#define FIXED_BIT_Q20 (INT32_C(1) << 20)

/* fixed_log2: of n >= 1 (of 0: as of 1), wrong by at most 2^-20 bit. */
int32_t fixed_log2(uint64_t n);

/* fixed_log2_mb: 1000 log2(over / under), both >= 1, to the nearest. */
int32_t fixed_log2_mb(uint64_t over, uint64_t under);

/* fixed_exp2: FIXED_ONE * 2^(x / 2^20), wrong by at most 2^-26 of itself or 1;
 * saturates from x = 32 bits on. */
int64_t fixed_exp2(int32_t x_q20);

/* fixed_chance: of the log odds x: 2^x / (1 + 2^x), never outside
 * 0 .. FIXED_ONE. */
int64_t fixed_chance(int32_t x_q20);

/* The two units of log2 into each other, to the nearest; what is beyond the
 * other's range ends at its end. */
int32_t fixed_mb(int32_t x_q20);
int32_t fixed_q20(int32_t mb);

/* fixed_chance_ppm: of a total in milli-bits, in millionths; below certainty
 * never 1,000,000 and above impossibility never 0. */
uint32_t fixed_chance_ppm(int32_t total_mb);

#endif
