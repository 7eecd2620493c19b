/* wire_text -- frames written and read as JSON, for the tests of wire. */
#ifndef TESTS_WIRE_TEXT_H
#define TESTS_WIRE_TEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "wire/json.h"
#include "wire/precheck.h"

#define ID_HEX "000102030405060708090a0b0c0d0e0f"
#define ID_BYTES                                                               \
    {                                                                          \
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15                   \
    }

/* text_to_wire: what json_to_wire makes of a text, which must be JSON. */
static inline enum rc
text_to_wire(const char *message, const char *text, uint8_t *out, size_t cap,
             size_t *n, struct refusal *why)
{
    json_error_t error;
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    enum rc rc;

    if (object == NULL)
        fail_msg("%s in %s", error.text, text);
    why->n = 0;
    rc = json_to_wire(message, object, out, cap, n, why);
    json_decref(object);
    return rc;
}

/* must_write: the same, of a text that must be accepted. */
static inline size_t
must_write(const char *message, const char *text, uint8_t *out, size_t cap)
{
    struct refusal why;
    size_t n = 0;

    if (text_to_wire(message, text, out, cap, &n, &why) != RC_OK)
        fail_msg("%s '%s' in %s",
                 why.n > 0 ? refusal_code_name(why.findings[0].code) : "-",
                 why.n > 0 ? why.findings[0].field : "-", text);
    return n;
}

/* expect_text: the bytes say exactly this. */
static inline void
expect_text(const char *message, const uint8_t *bytes, size_t n,
            const char *text)
{
    json_t *object = NULL;
    json_t *expected = json_loads(text, 0, NULL);

    assert_non_null(expected);
    assert_int_equal(json_from_wire(message, bytes, n, &object), RC_OK);
    if (!json_equal(object, expected)) {
        char *found = json_dumps(object, JSON_COMPACT);

        fail_msg("found    %s\nexpected %s", found, text);
    }
    json_decref(object);
    json_decref(expected);
}

#endif
