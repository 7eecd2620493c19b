/* wire_answer -- what the desk sends, read back as JSON, for the tests of
 * encode. */
#ifndef TESTS_WIRE_ANSWER_H
#define TESTS_WIRE_ANSWER_H

#include "wire/encode.h"
#include "wire/json_schema.h"
#include "wire/walk.h"
#include "wire_text.h"

static uint8_t bytes[FRAME_MAX_BYTES];

static const uint8_t id[] = ID_BYTES;
static const struct wire_out out = {bytes, sizeof bytes, id};

#define ANSWER(body) "{\"request_id\": \"" ID_HEX "\", " body "}"

/* The message in `bytes` holds nothing but our schema. */
static inline void
expect_schema(size_t n)
{
    const struct walk_rules rules = {.budget = PRECHECK_ANSWERED};
    struct refusal why = {.n = 0};

    assert_true(n > 0);
    if (walk_message(json_schema_message("ServerMessage"), bytes, n, &rules,
                     &why) != RC_OK)
        fail_msg("%s '%s'", refusal_code_name(why.findings[0].code),
                 why.findings[0].field);
}

/* .. and says this. */
static inline void
expect(size_t n, const char *text)
{
    expect_schema(n);
    expect_text("ServerMessage", bytes, n, text);
}

#endif
