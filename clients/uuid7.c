/* uuid7 -- see uuid7.h */
#include "uuid7.h"

#include <string.h>

void
uuid7_next(struct uuid7 *state, int64_t now_ms, const uint8_t noise[10],
           uint8_t out[UUID7_BYTES])
{
    if (now_ms > state->last_ms) {
        state->last_ms = now_ms;
        /* The top bit stays free, so that there is room to count. */
        state->counter = (uint16_t)((noise[0] & 0x07) << 8 | noise[1]);
    } else if (state->counter == 0x0fff) {
        state->last_ms++;
        state->counter = 0;
    } else {
        state->counter++;
    }

    for (int i = 0; i < 6; i++)
        out[i] = (uint8_t)(state->last_ms >> (8 * (5 - i)));
    out[6] = (uint8_t)(0x70 | state->counter >> 8);
    out[7] = (uint8_t)state->counter;
    memcpy(out + 8, noise + 2, 8);
    out[8] = (uint8_t)(0x80 | (out[8] & 0x3f));
}
