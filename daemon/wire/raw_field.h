/* raw_field -- the fields of a serialized message one after the other, by
 * number and wire type, knowing no schema. */
#ifndef WIRE_RAW_FIELD_H
#define WIRE_RAW_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "wire/varint.h"

enum raw_type {
    RAW_VARINT = 0,
    RAW_64BIT = 1,
    RAW_LENGTH = 2,
    RAW_32BIT = 5
};

struct raw_field {
    uint32_t number; /* 0: could not be read */
    enum raw_type type;
    uint64_t value;       /* of a RAW_VARINT */
    const uint8_t *bytes; /* of the others, borrowed */
    size_t n;
};

/* raw_field_fixed: the rest of a field that is neither a varint nor has a
 * length. */
MUST_USE const uint8_t *raw_field_fixed(const uint8_t *at, const uint8_t *end,
                                        struct raw_field *field);

/* raw_field_read: the field that starts at `at` < `end`.
 * Answers where the next one starts; NULL when it is cut, has number 0, is a
 * group or holds a varint that is not strict.  The number is set as far as
 * it could be read even then.  Inline, because the precheck lives in it. */
MUST_USE static inline const uint8_t *
raw_field_read(const uint8_t *at, const uint8_t *end, struct raw_field *field)
{
    uint64_t tag, n;

    field->number = 0;
    at = varint_read(at, end, &tag);
    if (at == NULL || tag > UINT32_MAX || tag >> 3 == 0)
        return NULL;
    field->number = (uint32_t)(tag >> 3);
    field->type = (enum raw_type)(tag & 7);
    if (field->type == RAW_VARINT)
        return varint_read(at, end, &field->value);
    if (field->type != RAW_LENGTH)
        return raw_field_fixed(at, end, field);
    at = varint_read(at, end, &n);
    if (at == NULL || n > (uint64_t)(end - at))
        return NULL;
    field->bytes = at;
    field->n = (size_t)n;
    return at + n;
}

#endif
