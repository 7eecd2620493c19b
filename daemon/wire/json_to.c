/* json_to -- from JSON to the wire: the schema's fields in their order, each
 * written where it stands; a message's length is put in front of it after. */
#include "wire/json.h"

#include <jansson.h>
#include <limits.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "wire/json_schema.h"
#include "wire/put.h"
#include "wire/utf8.h"
#include "wire/varint.h"

struct writer {
    struct put put;
    struct refusal *why;
    char path[FIELD_BYTES]; /* of the value looked at */
};

static void write_object(struct writer *w,
                         const ProtobufCMessageDescriptor *type,
                         const json_t *object);

static void
find(struct writer *w, enum refusal_code code)
{
    refusal_add(w->why, code, "%s", w->path);
}

/* Lengthens the path; answers what to cut it back to. */
static size_t
path_enter(struct writer *w, const char *name)
{
    size_t n = strlen(w->path);

    (void)snprintf(w->path + n, sizeof w->path - n, "%s%s", n == 0 ? "" : ".",
                   name);
    return n;
}

static size_t
path_enter_index(struct writer *w, size_t index)
{
    size_t n = strlen(w->path);

    (void)snprintf(w->path + n, sizeof w->path - n, "[%zu]", index);
    return n;
}

static void
path_leave(struct writer *w, size_t n)
{
    w->path[n] = '\0';
}

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static void
write_bytes(struct writer *w, const ProtobufCFieldDescriptor *field,
            const json_t *value)
{
    const char *hex = json_string_value(value);
    size_t n = json_string_length(value);

    if (hex == NULL || n % 2 != 0) {
        find(w, REFUSAL_INVALID);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (hex_digit(hex[i]) < 0) {
            find(w, REFUSAL_INVALID);
            return;
        }
    }
    if (n == 0 && field->label != PROTOBUF_C_LABEL_REPEATED)
        return;
    put_open(&w->put, field->id, n / 2);
    if (w->put.full)
        return;
    for (size_t i = 0; i < n; i += 2)
        *w->put.at++ =
            (uint8_t)(hex_digit(hex[i]) << 4 | hex_digit(hex[i + 1]));
}

static void
write_text(struct writer *w, const ProtobufCFieldDescriptor *field,
           const json_t *value)
{
    const char *text = json_string_value(value);
    size_t n = json_string_length(value);

    if (text == NULL)
        find(w, REFUSAL_INVALID);
    else if (!utf8_is_text((const uint8_t *)text, n))
        find(w, REFUSAL_BAD_TEXT);
    else if (n > 0 || field->label == PROTOBUF_C_LABEL_REPEATED)
        put_bytes(&w->put, field->id, text, n);
}

/* Reads a value that is a number on the wire; false when it has been found
 * wrong. */
static bool
read_number(struct writer *w, const ProtobufCFieldDescriptor *field,
            const json_t *value, uint64_t *number)
{
    json_int_t integer = json_integer_value(value);

    if (field->type == PROTOBUF_C_TYPE_BOOL) {
        *number = json_is_true(value);
        if (!json_is_boolean(value))
            find(w, REFUSAL_INVALID);
        return json_is_boolean(value);
    }
    if (field->type == PROTOBUF_C_TYPE_ENUM) {
        const char *word = json_string_value(value);
        int code = 0;

        if (word == NULL)
            find(w, REFUSAL_INVALID);
        else if (!json_schema_code(field->descriptor, word, &code))
            find(w, REFUSAL_UNKNOWN_CODE);
        *number = (uint64_t)code;
        return code != 0;
    }
    if (!json_is_integer(value)) {
        find(w, REFUSAL_INVALID);
        return false;
    }
    if ((field->type != PROTOBUF_C_TYPE_INT64 && integer < 0) ||
        (field->type == PROTOBUF_C_TYPE_UINT32 && integer > UINT32_MAX)) {
        find(w, REFUSAL_OUT_OF_RANGE);
        return false;
    }
    *number = (uint64_t)integer;
    return true;
}

/* Opens a field of unknown length: leaves room for the longest length there
 * may be, closed by close_field. */
static uint8_t *
open_field(struct writer *w, uint32_t id)
{
    size_t room = (size_t)(w->put.end - w->put.at);

    if (w->put.full || room < 2 * VARINT_BYTES) {
        w->put.full = true;
        return NULL;
    }
    w->put.at = varint_write(w->put.at, (uint64_t)id << 3 | 2);
    w->put.at += VARINT_BYTES;
    return w->put.at;
}

static void
close_field(struct writer *w, uint8_t *start)
{
    size_t n;
    uint8_t *at;

    if (w->put.full || start == NULL)
        return;
    n = (size_t)(w->put.at - start);
    at = varint_write(start - VARINT_BYTES, n);
    memmove(at, start, n);
    w->put.at = at + n;
}

static void
write_value(struct writer *w, const ProtobufCFieldDescriptor *field,
            const json_t *value)
{
    uint64_t number;
    uint8_t *start;

    if (field->type == PROTOBUF_C_TYPE_STRING) {
        write_text(w, field, value);
    } else if (field->type == PROTOBUF_C_TYPE_BYTES) {
        write_bytes(w, field, value);
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        if (!json_is_object(value)) {
            find(w, REFUSAL_INVALID);
            return;
        }
        start = open_field(w, field->id);
        write_object(w, field->descriptor, value);
        close_field(w, start);
    } else if (read_number(w, field, value, &number)) {
        put_number(&w->put, field->id, number);
    }
}

/* Lists of numbers are packed, as proto3 has them. */
static void
write_list(struct writer *w, const ProtobufCFieldDescriptor *field,
           const json_t *list)
{
    bool packed = field->type != PROTOBUF_C_TYPE_STRING &&
                  field->type != PROTOBUF_C_TYPE_BYTES &&
                  field->type != PROTOBUF_C_TYPE_MESSAGE;
    size_t n = json_array_size(list);
    uint8_t *start = packed && n > 0 ? open_field(w, field->id) : NULL;

    for (size_t i = 0; i < n; i++) {
        const json_t *value = json_array_get(list, i);
        size_t back = path_enter_index(w, i);
        uint64_t number;

        if (!packed)
            write_value(w, field, value);
        else if (read_number(w, field, value, &number) && !w->put.full) {
            if ((size_t)(w->put.end - w->put.at) < VARINT_BYTES)
                w->put.full = true;
            else
                w->put.at = varint_write(w->put.at, number);
        }
        path_leave(w, back);
    }
    close_field(w, start);
}

/* What people call the field: of a oneof's member only what it holds. */
static const char *
path_name(const ProtobufCFieldDescriptor *field, const json_t *value)
{
    bool is_wrapper = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
                      json_is_object(value);

    return is_wrapper ? NULL : field->name;
}

static void
write_field(struct writer *w, const ProtobufCFieldDescriptor *field,
            const json_t *value)
{
    const char *name = path_name(field, value);
    size_t back = name == NULL ? strlen(w->path) : path_enter(w, name);

    if (field->label != PROTOBUF_C_LABEL_REPEATED)
        write_value(w, field, value);
    else if (json_is_array(value))
        write_list(w, field, value);
    else
        find(w, REFUSAL_INVALID);
    path_leave(w, back);
}

static void
find_unknown_field(struct writer *w, const char *name)
{
    char safe[JSON_NAME_BYTES];
    size_t n = 0;
    size_t back;

    for (; name[n] != '\0' && n < sizeof safe - 1; n++) {
        char c = name[n];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        safe[n] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
    }
    safe[n] = '\0';
    back = path_enter(w, safe);
    find(w, REFUSAL_UNKNOWN_FIELD);
    path_leave(w, back);
}

static void
find_unknown_fields(struct writer *w, const ProtobufCMessageDescriptor *type,
                    const json_t *object)
{
    /* jansson iterates over what it may not change only without const. */
    json_t *same = (json_t *)object;

    for (void *it = json_object_iter(same); it != NULL;
         it = json_object_iter_next(same, it)) {
        const char *name = json_object_iter_key(it);

        if (protobuf_c_message_descriptor_get_field_by_name(type, name) == NULL)
            find_unknown_field(w, name);
    }
}

static void
write_object(struct writer *w, const ProtobufCMessageDescriptor *type,
             const json_t *object)
{
    const ProtobufCFieldDescriptor *member = NULL; /* of a oneof, so far */

    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        const json_t *value = json_object_get(object, field->name);
        bool in_oneof = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;

        if (value == NULL)
            continue;
        if (in_oneof && member != NULL &&
            member->quantifier_offset == field->quantifier_offset) {
            size_t back = path_enter(w, field->name);

            find(w, REFUSAL_DUPLICATE_FIELD);
            path_leave(w, back);
            continue;
        }
        if (in_oneof)
            member = field;
        write_field(w, field, value);
    }
    find_unknown_fields(w, type, object);
}

enum rc
json_to_wire(const char *message_name, const json_t *object, uint8_t *out,
             size_t cap, size_t *n, struct refusal *why)
{
    const ProtobufCMessageDescriptor *type = json_schema_message(message_name);
    struct writer w = {.put = {.at = out, .end = out + cap}, .why = why};
    size_t before = why->n;

    if (type == NULL)
        return RC_NOT_FOUND;
    if (!json_is_object(object))
        find(&w, REFUSAL_INVALID);
    else
        write_object(&w, type, object);
    if (why->n == before && w.put.full)
        find(&w, REFUSAL_TOO_LARGE);
    if (why->n != before)
        return RC_INVALID;
    *n = (size_t)(w.put.at - out);
    return RC_OK;
}
