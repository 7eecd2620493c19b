/* frame -- see frame.h */
#include "frame.h"

#include <string.h>

#define ID_BYTES      16
#define REQUEST_AT    2 /* after the tag and the length of field 1 */
#define KIND_REFERRAL 2
#define HOUSES        5000
#define PHONES        40000 /* eight of a house */
#define PHONE_STEP    7654321
#define PHONE_DIGITS  7 /* that change */
#define PADDING       2047

static void
put(struct frame *f, const void *bytes, size_t n)
{
    memcpy(f->bytes + f->n, bytes, n);
    f->n += n;
}

static void
put_byte(struct frame *f, unsigned value)
{
    f->bytes[f->n++] = (uint8_t)value;
}

static void
put_varint(struct frame *f, uint64_t value)
{
    for (; value >= 128; value >>= 7)
        put_byte(f, (unsigned)(value & 127) | 128);
    put_byte(f, (unsigned)value);
}

static void
put_number(struct frame *f, unsigned field, uint64_t value)
{
    put_varint(f, (uint64_t)field << 3);
    put_varint(f, value);
}

static void
put_bytes(struct frame *f, unsigned field, const void *bytes, size_t n)
{
    put_varint(f, (uint64_t)field << 3 | 2);
    put_varint(f, n);
    put(f, bytes, n);
}

static void
put_string(struct frame *f, unsigned field, const char *text)
{
    put_bytes(f, field, text, strlen(text));
}

static void
begin(struct frame *f)
{
    static const uint8_t zero[ID_BYTES];

    memset(f, 0, sizeof *f);
    put_bytes(f, 1, zero, sizeof zero);
}

/* Wraps the content in Submit{message_id, content} and that in the body. */
static void
finish_submit(struct frame *f, unsigned field, const struct frame *inner)
{
    static const uint8_t zero[ID_BYTES];
    struct frame submit = {.n = 0};

    put_bytes(&submit, 1, zero, sizeof zero);
    put_bytes(&submit, field, inner->bytes, inner->n);
    begin(f);
    put_bytes(f, 3, submit.bytes, submit.n);
    f->message_id = f->n - submit.n + 2;
    if (inner->house != 0)
        f->house = f->n - inner->n + inner->house;
    if (inner->phone != 0)
        f->phone = f->n - inner->n + inner->phone;
}

void
frame_pad(const struct frame *frame, uint8_t padded[FRAME_CAP])
{
    struct frame f = *frame;
    size_t zeros = FRAME_CAP - f.n - 4; /* their tag and length: 2 each */

    put_varint(&f, PADDING << 3 | 2);
    put_varint(&f, zeros);
    memcpy(padded, f.bytes, f.n);
    memset(padded + f.n, 0, zeros);
}

void
frame_signal(struct frame *frame)
{
    char text[FRAME_BYTES];
    struct frame place = {.n = 0};
    struct frame phone = {.n = 0};
    struct frame inner = {.n = 0};

    memset(text, 'x', sizeof text);
    put_string(&place, 1, "GM0363");
    put_string(&place, 2, "1099ZZ");
    put_number(&place, 3, HOUSE_MAX);
    put_string(&inner, 1, "2026-11-20");
    put_number(&inner, 2, 2); /* precision day */
    put_number(&inner, 4, 1); /* form sexual */
    put_bytes(&inner, 6, place.bytes, place.n);
    inner.house = inner.n - 2;
    put_string(&inner, 7, "OB06");
    put_string(&inner, 7, "OB08");
    put_number(&phone, 1, 1); /* type phone */
    put_string(&phone, 2, "0610000000");
    put_bytes(&inner, 8, phone.bytes, phone.n);
    inner.phone = inner.n - PHONE_DIGITS;
    put_string(&inner, 10, "B3");
    put_number(&inner, 12, 2); /* channel system */
    /* Around it stand the two ids (18 bytes each) and the headers of body,
     * signal and text (3 bytes each: their lengths take two). */
    size_t text_n = FRAME_BYTES - 2 * 18 - 3 * 3 - inner.n;

    put_bytes(&inner, 14, text, text_n);
    finish_submit(frame, 2, &inner);
}

void
frame_referral(struct frame *frame)
{
    struct frame place = {.n = 0};
    struct frame person = {.n = 0};
    struct frame inner = {.n = 0};

    put_string(&place, 1, "GM0363");
    put_number(&person, 1, 2); /* adult */
    put_number(&person, 2, 1); /* female */
    put_string(&inner, 1, "BENCH-1");
    put_number(&inner, 2, 1); /* form sexual */
    put_string(&inner, 4, "DB01");
    put_bytes(&inner, 5, person.bytes, person.n);
    put_bytes(&inner, 6, place.bytes, place.n);
    put_number(&inner, 7, 1);  /* shelter needed */
    put_number(&inner, 11, 1); /* consent given */
    put_string(&inner, 12, "+31200000000");
    finish_submit(frame, 3, &inner);
}

void
frame_hello(struct frame *frame)
{
    struct frame inner = {.n = 0};

    put_number(&inner, 1, 1);
    put_number(&inner, 2, 1);
    put_string(&inner, 3, "bench/1");
    begin(frame);
    put_bytes(frame, 2, inner.bytes, inner.n);
}

void
frame_attach(struct frame *frame, uint64_t after)
{
    struct frame inner = {.n = 0};

    put_number(&inner, 1, 1); /* inbox */
    if (after != 0)
        put_number(&inner, 2, after);
    begin(frame);
    put_bytes(frame, 5, inner.bytes, inner.n);
}

void
frame_confirm(struct frame *frame, uint64_t seq)
{
    struct frame inner = {.n = 0};

    put_number(&inner, 1, 1); /* inbox */
    put_number(&inner, 2, seq);
    begin(frame);
    put_bytes(frame, 6, inner.bytes, inner.n);
}

void
frame_delivered(struct frame *frame, const uint8_t page_id[16])
{
    struct frame inner = {.n = 0};

    put_bytes(&inner, 1, page_id, ID_BYTES);
    begin(frame);
    put_bytes(frame, 10, inner.bytes, inner.n);
}

void
frame_stamp(struct frame *frame, uint64_t tag, uint64_t now_ms, uint64_t number)
{
    memcpy(frame->bytes + REQUEST_AT, &tag, sizeof tag);
    frame->bytes[REQUEST_AT + 15] = 1; /* an id is never all zero */
    if (frame->message_id == 0)
        return;

    uint8_t *id = frame->bytes + frame->message_id;

    for (int i = 0; i < 6; i++)
        id[i] = (uint8_t)(now_ms >> (40 - 8 * i));
    for (int i = 0; i < 8; i++)
        id[8 + i] = (uint8_t)(number >> (56 - 8 * i));
    id[6] = (uint8_t)(0x70 | (number >> 8 & 15));
    id[7] = (uint8_t)number;
    id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
    if (frame->house != 0) {
        uint64_t house = HOUSE_MIN + number % HOUSES;

        frame->bytes[frame->house] = (uint8_t)(house & 127) | 128;
        frame->bytes[frame->house + 1] = (uint8_t)(house >> 7);
    }
    if (frame->phone != 0) {
        /* Spread, so that two are not the same but for a digit. */
        uint64_t digits = number % PHONES * PHONE_STEP;

        for (size_t i = PHONE_DIGITS; i-- > 0; digits /= 10)
            frame->bytes[frame->phone + i] = (uint8_t)('0' + digits % 10);
    }
}

/* --- reading ------------------------------------------------------------- */

static bool
get_varint(const uint8_t *b, size_t n, size_t *at, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && *at < n; shift += 7) {
        uint8_t byte = b[(*at)++];

        *value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}

/* One field: its number, and for bytes where they stand. */
static bool
get_field(const uint8_t *b, size_t n, size_t *at, unsigned *field,
          uint64_t *value)
{
    uint64_t tag;

    if (!get_varint(b, n, at, &tag) || !get_varint(b, n, at, value))
        return false;
    *field = (unsigned)(tag >> 3);
    if ((tag & 7) == 2) {
        if (*value > n - *at)
            return false;
        *at += *value;
    }
    return true;
}

enum frame_body
frame_body_of(const uint8_t *bytes, size_t n, uint64_t *tag)
{
    size_t at = 0;
    unsigned field;
    uint64_t value;

    *tag = 0;
    while (get_field(bytes, n, &at, &field, &value)) {
        if (field != 1)
            return (enum frame_body)field;
        if (value == ID_BYTES)
            memcpy(tag, bytes + at - ID_BYTES, sizeof *tag);
    }
    return BODY_NONE;
}

/* The bytes of the first field `want` from *at on. */
static bool
find(const uint8_t **bytes, size_t *n, size_t *at, unsigned want)
{
    unsigned field;
    uint64_t value;

    while (get_field(*bytes, *n, at, &field, &value))
        if (field == want) {
            *bytes += *at - value;
            *n = value;
            return true;
        }
    return false;
}

/* A Page: its id and its kind. */
static bool
read_page(const uint8_t *bytes, size_t n, struct frame_page *page)
{
    size_t at = 0;
    unsigned field;
    uint64_t value;
    bool seen = false;

    page->of_referral = false;
    while (get_field(bytes, n, &at, &field, &value))
        if (field == 1 && value == ID_BYTES) {
            memcpy(page->page_id, bytes + at - ID_BYTES, ID_BYTES);
            seen = true;
        } else if (field == 7) {
            page->of_referral = value == KIND_REFERRAL;
        }
    return seen;
}

bool
frame_next_page(const uint8_t *bytes, size_t n, size_t *at,
                struct frame_page *page)
{
    size_t outer = 0;

    if (!find(&bytes, &n, &outer, BODY_EVENTS))
        return false;
    for (;;) {
        const uint8_t *event = bytes;
        size_t event_n = n;
        size_t in_event = 0;

        if (!find(&event, &event_n, at, 2))
            return false;
        if (find(&event, &event_n, &in_event, 4) &&
            read_page(event, event_n, page))
            return true;
    }
}

uint64_t
frame_last_seq(const uint8_t *bytes, size_t n)
{
    size_t outer = 0;
    size_t at = 0;
    uint64_t last = 0;

    if (!find(&bytes, &n, &outer, BODY_EVENTS))
        return 0;
    for (;;) {
        const uint8_t *event = bytes;
        size_t event_n = n;
        size_t in_event = 0;
        unsigned field;
        uint64_t value;

        if (!find(&event, &event_n, &at, 2))
            return last;
        if (get_field(event, event_n, &in_event, &field, &value) && field == 1)
            last = value;
    }
}

uint64_t
frame_attached_head(const uint8_t *bytes, size_t n)
{
    size_t at = 0;
    size_t in_attached = 0;
    size_t in_head = 0;
    unsigned field;
    uint64_t value;

    if (!find(&bytes, &n, &at, BODY_ATTACHED) ||
        !find(&bytes, &n, &in_attached, 1))
        return 0;
    while (get_field(bytes, n, &in_head, &field, &value))
        if (field == 2)
            return value;
    return 0;
}
