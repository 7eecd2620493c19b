/* json_from -- from the wire to JSON */
#include "wire/json.h"

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdlib.h>

#include "wire/json_schema.h"
#include "wire/padding.h"
#include "wire/raw_field.h"
#include "wire/varint.h"
#include "wire/walk.h"

static enum rc read_object(const ProtobufCMessageDescriptor *type,
                           const uint8_t *bytes, size_t n, json_t **out);

static json_t *
hex_of(const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = malloc(2 * n + 1);
    json_t *value;

    if (hex == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    value = json_stringn(hex, 2 * n);
    free(hex);
    return value;
}

static enum rc
read_number(const ProtobufCFieldDescriptor *field, uint64_t number,
            json_t **out)
{
    if (field->type == PROTOBUF_C_TYPE_BOOL) {
        *out = json_boolean(number != 0);
    } else if (field->type == PROTOBUF_C_TYPE_ENUM) {
        char word[JSON_WORD_BYTES];

        json_schema_word(field->descriptor, (int)number, word);
        *out = json_string(word);
    } else {
        if (field->type != PROTOBUF_C_TYPE_INT64 && number > INT64_MAX)
            return RC_INVALID;
        *out = json_integer((json_int_t)number);
    }
    return *out == NULL ? RC_DOWN : RC_OK;
}

static enum rc
read_value(const ProtobufCFieldDescriptor *field, const struct raw_field *raw,
           json_t **out)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return read_object(field->descriptor, raw->bytes, raw->n, out);
    if (field->type == PROTOBUF_C_TYPE_STRING)
        *out = json_stringn((const char *)raw->bytes, raw->n);
    else if (field->type == PROTOBUF_C_TYPE_BYTES)
        *out = hex_of(raw->bytes, raw->n);
    else
        return read_number(field, raw->value, out);
    return *out == NULL ? RC_DOWN : RC_OK;
}

static enum rc
append_packed(const ProtobufCFieldDescriptor *field,
              const struct raw_field *raw, json_t *list)
{
    const uint8_t *at = raw->bytes;
    const uint8_t *end = raw->bytes + raw->n;

    while (at != NULL && at < end) {
        json_t *value = NULL;
        uint64_t number = 0;
        enum rc rc;

        at = varint_read(at, end, &number);
        rc = read_number(field, number, &value);
        if (rc != RC_OK)
            return rc;
        if (json_array_append_new(list, value) != 0)
            return RC_DOWN;
    }
    return RC_OK;
}

/* Adds one field of a repeated one to its list in the object. */
static enum rc
append_field(json_t *object, const ProtobufCFieldDescriptor *field,
             const struct raw_field *raw)
{
    bool is_number = field->type != PROTOBUF_C_TYPE_STRING &&
                     field->type != PROTOBUF_C_TYPE_BYTES &&
                     field->type != PROTOBUF_C_TYPE_MESSAGE;
    json_t *list = json_object_get(object, field->name);
    json_t *value = NULL;
    enum rc rc;

    if (is_number && raw->type == RAW_LENGTH && raw->n == 0)
        return RC_OK; /* an empty list is left out */
    if (list == NULL) {
        list = json_array();
        if (json_object_set_new(object, field->name, list) != 0)
            return RC_DOWN;
    }
    if (is_number && raw->type == RAW_LENGTH)
        return append_packed(field, raw, list);
    rc = read_value(field, raw, &value);
    if (rc != RC_OK)
        return rc;
    return json_array_append_new(list, value) == 0 ? RC_OK : RC_DOWN;
}

/* Was nothing said?  Somebody may send the default; members of a oneof are
 * there even when they are. */
static bool
says_nothing(const ProtobufCFieldDescriptor *field, const struct raw_field *raw)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE ||
        (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
        return false;
    return raw->type == RAW_VARINT ? raw->value == 0 : raw->n == 0;
}

static enum rc
read_field(json_t *object, const ProtobufCFieldDescriptor *field,
           const struct raw_field *raw)
{
    json_t *value = NULL;
    enum rc rc;

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return append_field(object, field, raw);
    if (says_nothing(field, raw))
        return RC_OK;
    rc = read_value(field, raw, &value);
    if (rc != RC_OK)
        return rc;
    return json_object_set_new(object, field->name, value) == 0 ? RC_OK
                                                                : RC_DOWN;
}

/* The bytes have passed the walk: what is not in the schema is of a newer
 * desk, and has no name to show it by. */
static enum rc
read_object(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
            size_t n, json_t **out)
{
    const uint8_t *at = bytes;
    json_t *object = json_object();
    enum rc rc = object == NULL ? RC_DOWN : RC_OK;

    while (rc == RC_OK && at < bytes + n) {
        const ProtobufCFieldDescriptor *field;
        struct raw_field raw;

        at = raw_field_read(at, bytes + n, &raw);
        if (at == NULL) {
            rc = RC_INVALID;
            break;
        }
        field = protobuf_c_message_descriptor_get_field(type, raw.number);
        if (field != NULL)
            rc = read_field(object, field, &raw);
    }
    if (rc != RC_OK) {
        json_decref(object);
        return rc;
    }
    *out = object;
    return RC_OK;
}

static bool
is_frame(const ProtobufCMessageDescriptor *type)
{
    return protobuf_c_message_descriptor_get_field(type, PADDING_FIELD) != NULL;
}

enum rc
json_from_wire(const char *message_name, const uint8_t *bytes, size_t n,
               json_t **out)
{
    static const struct walk_rules rules = {.budget = PRECHECK_ANSWERED,
                                            .from_newer = true};
    const ProtobufCMessageDescriptor *type = json_schema_message(message_name);
    struct refusal why = {.n = 0};
    enum rc rc;

    if (type == NULL)
        return RC_NOT_FOUND;
    rc = walk_message(type, bytes, n, &rules, &why);
    if (rc == RC_OK && is_frame(type))
        rc = padding_message_bytes(bytes, n, &n);
    return rc == RC_OK ? read_object(type, bytes, n, out) : rc;
}
