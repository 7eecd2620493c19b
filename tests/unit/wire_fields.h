/* wire_fields -- the schema's fields, asked what the tests of wire ask. */
#ifndef TESTS_WIRE_FIELDS_H
#define TESTS_WIRE_FIELDS_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "wire/varint.h"

extern const ProtobufCMessageDescriptor loket__v1__client_message__descriptor;
extern const ProtobufCMessageDescriptor loket__v1__server_message__descriptor;
extern const ProtobufCMessageDescriptor loket__v1__submit__descriptor;

#define CLIENT_TYPE (&loket__v1__client_message__descriptor)
#define SERVER_TYPE (&loket__v1__server_message__descriptor)

static inline bool
field_in_oneof(const ProtobufCFieldDescriptor *field)
{
    return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}

static inline bool
field_repeated(const ProtobufCFieldDescriptor *field)
{
    return field->label == PROTOBUF_C_LABEL_REPEATED;
}

static inline bool
field_is_number(const ProtobufCFieldDescriptor *field)
{
    return field->type != PROTOBUF_C_TYPE_STRING &&
           field->type != PROTOBUF_C_TYPE_BYTES &&
           field->type != PROTOBUF_C_TYPE_MESSAGE;
}

/* How many members the message's oneof has; 0: it has none. */
static inline unsigned
oneof_members(const ProtobufCMessageDescriptor *type)
{
    unsigned n = 0;

    for (unsigned i = 0; i < type->n_fields; i++)
        n += field_in_oneof(&type->fields[i]);
    return n;
}

/* The same of the largest oneof below the message, 1 when there is none. */
static inline unsigned
oneof_members_below(const ProtobufCMessageDescriptor *type)
{
    unsigned most = 1;

    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];

        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            unsigned own = oneof_members(field->descriptor);
            unsigned below = oneof_members_below(field->descriptor);

            most = own > most ? own : most;
            most = below > most ? below : most;
        }
    }
    return most;
}

/* The member of the oneof with this index. */
static inline const ProtobufCFieldDescriptor *
oneof_member(const ProtobufCMessageDescriptor *type, unsigned index)
{
    for (unsigned i = 0; i < type->n_fields; i++)
        if (field_in_oneof(&type->fields[i]) && index-- == 0)
            return &type->fields[i];
    return NULL;
}

static inline uint8_t *
tag(uint8_t *at, uint32_t number, unsigned type)
{
    return varint_write(at, (uint64_t)number << 3 | type);
}

/* A value of the wire type asked for: one byte, 8, 1 with length, 4. */
static inline uint8_t *
value_of(uint8_t *at, unsigned type)
{
    static const size_t sizes[] = {1, 8, 2, 0, 0, 4};

    memset(at, 1, sizes[type]);
    return at + sizes[type];
}

static inline const char *
field_path(const ProtobufCFieldDescriptor *field, char *out, size_t n,
           unsigned index)
{
    if (field_repeated(field))
        (void)snprintf(out, n, "%s[%u]", field->name, index);
    else
        (void)snprintf(out, n, "%s", field->name);
    return out;
}

#endif
