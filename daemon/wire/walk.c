/* walk -- see walk.h */
#include "wire/walk.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "wire/raw_field.h"
#include "wire/utf8.h"
#include "wire/varint.h"

/* Our messages number their fields from 1 without gaps, so the first look is
 * nearly always the last. */
static const ProtobufCFieldDescriptor *
find_field(const ProtobufCMessageDescriptor *type, uint32_t number)
{
    size_t guess = (size_t)number - 1;

    if (guess < type->n_fields && type->fields[guess].id == number)
        return &type->fields[guess];
    return protobuf_c_message_descriptor_get_field(type, number);
}

/* Has a member of the same oneof been seen in this message? */
static bool
oneof_seen(const struct walk_level *level,
           const ProtobufCFieldDescriptor *field)
{
    for (uint64_t left = level->seen; left != 0; left &= left - 1) {
        const ProtobufCFieldDescriptor *other =
            &level->type->fields[__builtin_ctzll(left)];

        if ((other->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
            other->quantifier_offset == field->quantifier_offset)
            return true;
    }
    return false;
}

/* The index of a field fits the mask: tests hold every message of the schema
 * below 64 fields. */
static enum refusal_code
note_seen(struct walk_level *level, const ProtobufCFieldDescriptor *field)
{
    uint64_t bit;

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return REFUSAL_NONE;
    bit = UINT64_C(1) << (field - level->type->fields);
    if ((level->seen & bit) != 0 ||
        ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
         oneof_seen(level, field)))
        return REFUSAL_DUPLICATE_FIELD;
    level->seen |= bit;
    return REFUSAL_NONE;
}

/* The words of our enumerations count from 0 without gaps: tests hold them to
 * it, and no later version has negative ones.  In a list the zero says
 * nothing, so it has no place there. */
static enum refusal_code
check_enum(const struct walk *walk, const ProtobufCFieldDescriptor *field,
           uint64_t value)
{
    const ProtobufCEnumDescriptor *words = field->descriptor;

    if (value == 0 && field->label == PROTOBUF_C_LABEL_REPEATED)
        return REFUSAL_UNKNOWN_CODE;
    if (value < words->n_values || (walk->from_newer && value <= INT32_MAX))
        return REFUSAL_NONE;
    return REFUSAL_UNKNOWN_CODE;
}

static enum refusal_code
check_number(const struct walk *walk, const ProtobufCFieldDescriptor *field,
             uint64_t value)
{
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        return check_enum(walk, field, value);
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        return value <= 1 ? REFUSAL_NONE : REFUSAL_OUT_OF_RANGE;
    if (field->type == PROTOBUF_C_TYPE_UINT32)
        return value <= UINT32_MAX ? REFUSAL_NONE : REFUSAL_OUT_OF_RANGE;
    return REFUSAL_NONE;
}

static enum refusal_code
check_packed(struct walk *walk, const ProtobufCFieldDescriptor *field,
             const struct raw_field *raw)
{
    const uint8_t *at = raw->bytes;
    const uint8_t *end = raw->bytes + raw->n;

    for (; at < end; walk->nth++) {
        enum refusal_code code;
        uint64_t value;

        if (walk->budget-- == 0)
            return REFUSAL_TOO_MANY;
        at = varint_read(at, end, &value);
        if (at == NULL)
            return REFUSAL_MALFORMED;
        code = check_number(walk, field, value);
        if (code != REFUSAL_NONE)
            return code;
    }
    walk->nth = 0;
    return REFUSAL_NONE;
}

static enum refusal_code
enter(struct walk *walk, const ProtobufCMessageDescriptor *type,
      const struct raw_field *raw)
{
    if (walk->depth + 1 == PRECHECK_DEPTH)
        return REFUSAL_MALFORMED;
    walk->levels[++walk->depth] = (struct walk_level){
        .type = type, .start = raw->bytes, .end = raw->bytes + raw->n};
    return REFUSAL_NONE;
}

static enum refusal_code
check_value(struct walk *walk, const ProtobufCFieldDescriptor *field,
            const struct raw_field *raw)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        if (raw->type == RAW_VARINT)
            return check_number(walk, field, raw->value);
        if (raw->type == RAW_LENGTH &&
            field->label == PROTOBUF_C_LABEL_REPEATED)
            return check_packed(walk, field, raw);
        return REFUSAL_MALFORMED;
    case PROTOBUF_C_TYPE_STRING:
        if (raw->type != RAW_LENGTH)
            return REFUSAL_MALFORMED;
        return utf8_is_text(raw->bytes, raw->n) ? REFUSAL_NONE
                                                : REFUSAL_BAD_TEXT;
    case PROTOBUF_C_TYPE_BYTES:
        return raw->type == RAW_LENGTH ? REFUSAL_NONE : REFUSAL_MALFORMED;
    case PROTOBUF_C_TYPE_MESSAGE:
        return raw->type == RAW_LENGTH ? enter(walk, field->descriptor, raw)
                                       : REFUSAL_MALFORMED;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        break; /* the schema has none; a test keeps it so */
    }
    return REFUSAL_MALFORMED;
}

/* A field that the schema has not, whole.  Only its size is known of it: a
 * repeated one may well come twice. */
static enum refusal_code
pass_over(struct walk *walk)
{
    if (!walk->from_newer)
        return REFUSAL_UNKNOWN_FIELD;
    return walk->budget-- == 0 ? REFUSAL_TOO_MANY : REFUSAL_NONE;
}

/* One field of the innermost message; *at moves behind it, or into it when
 * it is a message. */
static enum refusal_code
take_field(struct walk *walk, const uint8_t **at)
{
    struct walk_level *level = &walk->levels[walk->depth];
    const uint8_t *next;
    struct raw_field raw;
    enum refusal_code code;

    level->field = NULL;
    level->field_at = *at;
    next = raw_field_read(*at, level->end, &raw);
    walk->number = raw.number;
    if (raw.number != 0)
        level->field = find_field(level->type, raw.number);
    if (next == NULL)
        return REFUSAL_MALFORMED;
    if (level->field == NULL) {
        *at = next;
        return pass_over(walk);
    }
    code = note_seen(level, level->field);
    if (code != REFUSAL_NONE)
        return code;
    if (walk->budget-- == 0)
        return REFUSAL_TOO_MANY;
    code = check_value(walk, level->field, &raw);
    if (code == REFUSAL_NONE)
        *at = level->field->type == PROTOBUF_C_TYPE_MESSAGE ? raw.bytes : next;
    return code;
}

enum rc
walk_message(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
             size_t n, const struct walk_rules *rules, struct refusal *why)
{
    struct walk walk;
    const uint8_t *at = bytes;

    walk.depth = 0;
    walk.budget = rules->budget;
    walk.from_newer = rules->from_newer;
    walk.nth = 0;
    walk.levels[0] =
        (struct walk_level){.type = type, .start = bytes, .end = bytes + n};
    for (;;) {
        enum refusal_code code;
        char path[FIELD_BYTES];

        while (at == walk.levels[walk.depth].end) {
            if (walk.depth == 0)
                return RC_OK;
            walk.depth--;
        }
        code = take_field(&walk, &at);
        if (code == REFUSAL_NONE)
            continue;
        walk_path(&walk, path);
        refusal_add(why, code, "%s", path);
        return RC_INVALID;
    }
}
