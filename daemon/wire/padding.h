/* padding -- frames of few sizes, so that who watches the network learns
 * from a size only which of four it is.
 *
 * A frame is a message and behind it one field of zero bytes that nothing
 * reads.  Two field numbers, one of them a byte longer, because the length in
 * front of the zeros takes more bytes itself from 128 and from 16384 on. */
#ifndef WIRE_PADDING_H
#define WIRE_PADDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define PADDING_FIELD      2047 /* of ClientMessage and of ServerMessage */
#define PADDING_LONG_FIELD 2048 /* where PADDING_FIELD cannot reach */
#define PADDING_LEAST      3    /* bytes: an empty field */

/* padding_frame_bytes: how long the frame of a message of n bytes is: 1, 4,
 * 16 or 64 KiB; 0: too long to be padded (above 64 KiB - PADDING_LEAST, but
 * for 64 KiB itself). */
size_t padding_frame_bytes(size_t n);

/* padding_write: fills frame[n] to frame[frame_n - 1]; frame_n is what
 * padding_frame_bytes() said of n. */
void padding_write(uint8_t *frame, size_t n, size_t frame_n);

/* padding_is: does a top-level field of this number only fill? */
bool padding_is(uint32_t number);

/* padding_message_bytes: how much of a frame is its message: what stands in
 * front of the padding, n when there is none.
 *
 * errors  RC_INVALID: the padding is not its last field, or something else
 *         than zero stands in it.  What cannot be read is not looked at
 * cost    a look at each top-level field and at each byte of padding */
MUST_USE enum rc padding_message_bytes(const uint8_t *frame, size_t n,
                                       size_t *message_n);

#endif
