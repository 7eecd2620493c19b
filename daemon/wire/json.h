/* json -- between JSON, as people and their systems write it, and the wire.
 * One bridge for every message of loket.v1, driven by the schema.
 *
 * Names are those of the schema.  Words of an enumeration are its enumerators
 * without the common prefix, lower case on output, any case on input
 * ("under_18", "H0"); bytes are hexadecimal, lower case on output; integers
 * are JSON integers.  What was not said is left out. */
#ifndef WIRE_JSON_H
#define WIRE_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/refusal.h"

struct json_t;

#define JSON_NAME_BYTES 33 /* of an unknown field in a finding, with its NUL */

/* json_to_wire: one JSON object to the bytes of a message.
 *
 * in      message_name as in the schema: "ClientMessage", "Signal" and so on;
 *         object as read by jansson (which refuses bad UTF-8 and NUL)
 * out     n bytes in out; the precheck accepts them inside a frame unless
 *         they hold more than PRECHECK_ELEMENTS
 * errors  RC_INVALID with every finding, up to the refusal's limit:
 *         UNKNOWN_FIELD, INVALID (wrong JSON type, bad hexadecimal),
 *         UNKNOWN_CODE (no such word; numbers are no words), OUT_OF_RANGE,
 *         BAD_TEXT, DUPLICATE_FIELD (two members of a oneof), TOO_LARGE
 *         (more than cap).  RC_NOT_FOUND: no such message in the schema.
 *         A path holds names of the schema; of an unknown field the name,
 *         cut to 32 characters of [a-z0-9_], never a value */
MUST_USE enum rc json_to_wire(const char *message_name,
                              const struct json_t *object, uint8_t *out,
                              size_t cap, size_t *n, struct refusal *why);

/* json_from_wire: the bytes of a message to one JSON object, which becomes
 * the caller's (json_decref).  The desk that sent them may be newer than we
 * are: fields that the schema has not are left out, and an enumerator without
 * a word is its number, as text ("7"; json_to_wire takes no such word).
 * Padding is left out.
 *
 * errors  RC_INVALID: the bytes are no such message (precheck_server's rules),
 *         or hold an integer above INT64_MAX, which JSON's reader cannot
 *         take.  RC_NOT_FOUND: no such message in the schema.  RC_DOWN: no
 *         memory */
MUST_USE enum rc json_from_wire(const char *message_name, const uint8_t *bytes,
                                size_t n, struct json_t **out);

#endif
