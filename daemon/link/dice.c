/* dice -- see dice.h */
#include "link/dice.h"

/* Of every pair of bits, every four, every eight, and all of those: without
 * an instruction that not every machine has. */
static uint32_t
count(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(bits * UINT64_C(0x0101010101010101) >> 56);
}

uint32_t
link_dice(const uint64_t a[LINK_FILTER_WORDS],
          const uint64_t b[LINK_FILTER_WORDS])
{
    uint32_t in_a = count(a[0]) + count(a[1]);
    uint32_t in_b = count(b[0]) + count(b[1]);
    uint32_t both = count(a[0] & b[0]) + count(a[1] & b[1]);

    return in_a == 0 || in_b == 0 ? 0 : 2000 * both / (in_a + in_b);
}
