/* varint -- base-128 integers as protobuf writes them, read strictly: at most
 * ten bytes, within 64 bits, and no longer than the value needs. */
#ifndef WIRE_VARINT_H
#define WIRE_VARINT_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define VARINT_BYTES 10

/* varint_read_long: varint_read without its short way. */
MUST_USE const uint8_t *varint_read_long(const uint8_t *at, const uint8_t *end,
                                         uint64_t *value);

/* varint_read: one integer from at, not beyond end.
 * Answers where the next thing stands; NULL when it is cut or not strict. */
MUST_USE static inline const uint8_t *
varint_read(const uint8_t *at, const uint8_t *end, uint64_t *value)
{
    if (at < end && *at < 0x80) {
        *value = *at;
        return at + 1;
    }
    return varint_read_long(at, end, value);
}

/* varint_size: how many bytes varint_write takes. */
size_t varint_size(uint64_t value);

/* varint_write: answers where the next thing may stand; room is the
 * caller's care. */
uint8_t *varint_write(uint8_t *at, uint64_t value);

#endif
