/* put -- see put.h */
#include "wire/put.h"

#include <string.h>

#include "wire/raw_field.h"
#include "wire/varint.h"

static uint64_t
tag_of(uint32_t field, enum raw_type type)
{
    return (uint64_t)field << 3 | type;
}

/* May n more bytes be written? */
static bool
room(struct put *put, size_t n)
{
    if (!put->full && n > (size_t)(put->end - put->at))
        put->full = true;
    return !put->full;
}

size_t
put_number_size(uint32_t field, uint64_t value)
{
    if (value == 0)
        return 0;
    return varint_size(tag_of(field, RAW_VARINT)) + varint_size(value);
}

void
put_number(struct put *put, uint32_t field, uint64_t value)
{
    if (value == 0 || !room(put, put_number_size(field, value)))
        return;
    put->at = varint_write(put->at, tag_of(field, RAW_VARINT));
    put->at = varint_write(put->at, value);
}

size_t
put_bytes_size(uint32_t field, size_t n)
{
    return varint_size(tag_of(field, RAW_LENGTH)) + varint_size(n) + n;
}

void
put_open(struct put *put, uint32_t field, size_t n)
{
    if (!room(put, put_bytes_size(field, n)))
        return;
    put->at = varint_write(put->at, tag_of(field, RAW_LENGTH));
    put->at = varint_write(put->at, n);
}

void
put_bytes(struct put *put, uint32_t field, const void *bytes, size_t n)
{
    put_open(put, field, n);
    if (put->full || n == 0)
        return;
    memcpy(put->at, bytes, n);
    put->at += n;
}

size_t
put_text_size(uint32_t field, const char *text)
{
    size_t n = strlen(text);

    return n == 0 ? 0 : put_bytes_size(field, n);
}

void
put_text(struct put *put, uint32_t field, const char *text)
{
    size_t n = strlen(text);

    if (n > 0)
        put_bytes(put, field, text, n);
}
