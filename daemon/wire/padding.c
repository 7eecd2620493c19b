/* padding -- see padding.h */
#include "wire/padding.h"

#include <assert.h>
#include <string.h>

#include "wire/precheck.h"
#include "wire/raw_field.h"
#include "wire/varint.h"

#define TAG_BYTES 2 /* of PADDING_FIELD; the other's is one longer */

static const size_t classes[] = {1024, 4096, 16384, FRAME_MAX_BYTES};

#define CLASSES (sizeof classes / sizeof classes[0])

bool
padding_is(uint32_t number)
{
    return number == PADDING_FIELD || number == PADDING_LONG_FIELD;
}

size_t
padding_frame_bytes(size_t n)
{
    for (size_t i = 0; i < CLASSES; i++)
        if (n == classes[i] || n + PADDING_LEAST <= classes[i])
            return classes[i];
    return 0;
}

/* How many zeros fill `room` bytes together with a tag and their length;
 * SIZE_MAX: with this tag there is no such number. */
static size_t
zeros_for(size_t room, size_t tag_n)
{
    for (size_t length_n = 1; length_n <= 3; length_n++) {
        size_t zeros = room - tag_n - length_n;

        if (room >= tag_n + length_n && varint_size(zeros) == length_n)
            return zeros;
    }
    return SIZE_MAX;
}

void
padding_write(uint8_t *frame, size_t n, size_t frame_n)
{
    uint32_t field = PADDING_FIELD;
    size_t zeros;
    uint8_t *at;

    if (n == frame_n)
        return;
    zeros = zeros_for(frame_n - n, TAG_BYTES);
    if (zeros == SIZE_MAX) {
        field = PADDING_LONG_FIELD;
        zeros = zeros_for(frame_n - n, TAG_BYTES + 1);
    }
    assert(zeros != SIZE_MAX);
    at = varint_write(frame + n, (uint64_t)field << 3 | RAW_LENGTH);
    at = varint_write(at, zeros);
    memset(at, 0, zeros);
}

/* A block equals itself moved by one when all its bytes are the first. */
static bool
is_zero(const uint8_t *bytes, size_t n)
{
    return n == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, n - 1) == 0);
}

enum rc
padding_message_bytes(const uint8_t *frame, size_t n, size_t *message_n)
{
    const uint8_t *at = frame;
    const uint8_t *end = frame + n;

    while (at != NULL && at < end) {
        const uint8_t *start = at;
        struct raw_field field;

        at = raw_field_read(at, end, &field);
        if (at == NULL || !padding_is(field.number))
            continue;
        if (at != end || field.type != RAW_LENGTH ||
            !is_zero(field.bytes, field.n))
            return RC_INVALID;
        *message_n = (size_t)(start - frame);
        return RC_OK;
    }
    *message_n = n;
    return RC_OK;
}
