/* raw_field -- see raw_field.h */
#include "wire/raw_field.h"

const uint8_t *
raw_field_fixed(const uint8_t *at, const uint8_t *end, struct raw_field *field)
{
    size_t n = field->type == RAW_64BIT ? 8 : field->type == RAW_32BIT ? 4 : 0;

    /* Groups and types that do not exist have no size. */
    if (n == 0 || n > (size_t)(end - at))
        return NULL;
    field->bytes = at;
    field->n = n;
    return at + n;
}
