/* walk -- the strict walk over the bytes of one message, of any type of the
 * schema, that precheck.h promises.  For wire itself. */
#ifndef WIRE_WALK_H
#define WIRE_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/refusal.h"
#include "wire/precheck.h"

struct ProtobufCFieldDescriptor;
struct ProtobufCMessageDescriptor;

/* What is accepted.  The versioning rule of proto/PROTOCOL.md: only what a
 * desk sends may be newer than our schema. */
struct walk_rules {
    size_t budget;   /* elements */
    bool from_newer; /* pass over what the schema has not */
};

/* One message that is being looked at, and where in it we are. */
struct walk_level {
    const struct ProtobufCMessageDescriptor *type;
    const uint8_t *start;
    const uint8_t *end;
    const struct ProtobufCFieldDescriptor *field; /* NULL: not known */
    const uint8_t *field_at;                      /* its tag */
    uint64_t seen; /* bit per index of a field that may come once */
};

struct walk {
    struct walk_level levels[PRECHECK_DEPTH];
    size_t depth;    /* index of the innermost level */
    size_t budget;   /* elements that may still come */
    size_t nth;      /* value of the packed list that is looked at */
    uint32_t number; /* of the innermost field, 0: could not be read */
    bool from_newer;
};

/* walk_message: RC_OK, or RC_INVALID with one finding.
 *
 * With from_newer, fields that the schema has not (members of a oneof too) are
 * accepted: well formed and counted as one element each, but not looked into.
 * So are enumerators that it has not, up to INT32_MAX. */
MUST_USE enum rc walk_message(const struct ProtobufCMessageDescriptor *type,
                              const uint8_t *bytes, size_t n,
                              const struct walk_rules *rules,
                              struct refusal *why);

/* walk_path: the path of the field the walk stands at, as a person writes it
 * in JSON: members of a oneof do not appear in front of what they hold, an
 * unknown field is its number.  Reads the levels once more to count. */
void walk_path(const struct walk *walk, char path[FIELD_BYTES]);

#endif
