/* bytes -- little-endian numbers in files of our own. */
#ifndef SYS_BYTES_H
#define SYS_BYTES_H

#include <stdint.h>

static inline void
bytes_put(uint8_t *out, uint64_t value, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        out[i] = (uint8_t)(value >> (8 * i));
}

static inline uint64_t
bytes_get(const uint8_t *in, unsigned n)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < n; i++)
        value |= (uint64_t)in[i] << (8 * i);
    return value;
}

#endif
