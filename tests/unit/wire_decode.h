/* wire_decode -- bodies written as JSON, decoded, for the tests of decode. */
#ifndef TESTS_WIRE_DECODE_H
#define TESTS_WIRE_DECODE_H

#include <stdio.h>
#include <string.h>

#include "wire/decode.h"
#include "wire_text.h"

static _Alignas(16) uint8_t memory[ARENA_BYTES];
static uint8_t bytes[4096];

static const uint8_t id[] = ID_BYTES;

/* Decodes a ClientMessage with this body. */
static inline enum rc
decode(const char *body, struct request *out, struct refusal *why)
{
    char text[4096];
    struct arena arena;
    size_t n;

    (void)snprintf(text, sizeof text, "{\"request_id\": \"" ID_HEX "\", %s}",
                   body);
    n = must_write("ClientMessage", text, bytes, sizeof bytes);
    arena_init(&arena, memory, sizeof memory);
    why->n = 0;
    return wire_decode_request(&arena, bytes, n, out, why);
}

static inline void
must_decode(const char *body, struct request *out, enum request_kind kind)
{
    struct refusal why;

    if (decode(body, out, &why) != RC_OK)
        fail_msg("refused: %s", body);
    assert_int_equal(out->kind, kind);
    assert_memory_equal(out->id, id, sizeof id);
}

#endif
