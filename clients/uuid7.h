/* uuid7 -- time-ordered message ids (RFC 9562, version 7): the desk's index
 * grows at its end. */
#ifndef CLIENTS_UUID7_H
#define CLIENTS_UUID7_H

#include <stdint.h>

#define UUID7_BYTES 16

/* What the last id was, so that the next one is larger.  Zeroed to begin. */
struct uuid7 {
    int64_t last_ms;
    uint16_t counter; /* the 12 bits of rand_a */
};

/* uuid7_next: an id larger than every one before from the same state, also
 * when the clock stands still or runs back.
 *
 * in      now_ms since 1970; noise ten random bytes
 * errors  none; 4096 ids in one millisecond borrow from the next one */
void uuid7_next(struct uuid7 *state, int64_t now_ms, const uint8_t noise[10],
                uint8_t out[UUID7_BYTES]);

#endif
