/* fuzz -- what every fuzz target has. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static inline void
require(int holds)
{
    if (!holds)
        abort();
}

#endif
