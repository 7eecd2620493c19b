/* raw_field -- see raw_field.h */
#include "wire/raw_field.h"

#include "wire/varint.h"

/* n bytes that must stand before end. */
static const uint8_t *
take_bytes(const uint8_t *at, const uint8_t *end, uint64_t n,
           struct raw_field *field)
{
    if (n > (uint64_t)(end - at))
        return NULL;
    field->bytes = at;
    field->n = (size_t)n;
    return at + n;
}

const uint8_t *
raw_field_read(const uint8_t *at, const uint8_t *end, struct raw_field *field)
{
    uint64_t tag, n;

    field->number = 0;
    at = varint_read(at, end, &tag);
    if (at == NULL || tag > UINT32_MAX)
        return NULL;
    field->number = (uint32_t)(tag >> 3);
    if (field->number == 0)
        return NULL;
    switch (tag & 7) {
    case RAW_VARINT:
        field->type = RAW_VARINT;
        return varint_read(at, end, &field->value);
    case RAW_LENGTH:
        field->type = RAW_LENGTH;
        at = varint_read(at, end, &n);
        return at == NULL ? NULL : take_bytes(at, end, n, field);
    case RAW_64BIT:
        field->type = RAW_64BIT;
        return take_bytes(at, end, 8, field);
    case RAW_32BIT:
        field->type = RAW_32BIT;
        return take_bytes(at, end, 4, field);
    default:
        return NULL;
    }
}
