/* wire_frames -- frames made from the schema itself, whole or with one thing
 * wrong in one place, for the tests of wire. */
#ifndef TESTS_WIRE_FRAMES_H
#define TESTS_WIRE_FRAMES_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/refusal.h"
#include "wire/put.h"

extern const ProtobufCMessageDescriptor loket__v1__client_message__descriptor;
extern const ProtobufCMessageDescriptor loket__v1__server_message__descriptor;
extern const ProtobufCMessageDescriptor loket__v1__submit__descriptor;

#define CLIENT_TYPE (&loket__v1__client_message__descriptor)
#define SERVER_TYPE (&loket__v1__server_message__descriptor)

#define FRAME_ROOM 8192

/* A frame being made: every field said, lists with two values, of a oneof
 * the member picked.  In message number `target` (counted as entered, from
 * 0; -1: nowhere) field `omit` is left out and `extra` put at the end. */
struct frame {
    unsigned pick;  /* member of the outer oneof, from 0 */
    unsigned inner; /* member of every oneof below it */
    int target;
    uint32_t omit;
    const uint8_t *extra;
    size_t extra_n;

    uint8_t bytes[FRAME_ROOM]; /* result */
    size_t n;
    int messages;                            /* how many were entered */
    const ProtobufCMessageDescriptor *found; /* type of the target */
    char path[FIELD_BYTES];                  /* where it stands */
};

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

static inline void frame_message(struct frame *f, struct put *put,
                                 const ProtobufCMessageDescriptor *type,
                                 const char *path);

/* One value; nested messages are made apart first, for their length. */
static inline void
frame_value(struct frame *f, struct put *put,
            const ProtobufCFieldDescriptor *field, const char *path)
{
    static const uint8_t id[16] = {0xab, 0xcd};
    uint8_t inside[FRAME_ROOM];
    struct put nested = {.at = inside, .end = inside + sizeof inside};

    if (field->type == PROTOBUF_C_TYPE_STRING) {
        put_text(put, field->id,
                 "t\xc3\xab"
                 "st");
    } else if (field->type == PROTOBUF_C_TYPE_BYTES) {
        put_bytes(put, field->id, id, sizeof id);
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        frame_message(f, &nested, field->descriptor, path);
        put_bytes(put, field->id, inside, (size_t)(nested.at - inside));
    } else {
        put_number(put, field->id, 1);
    }
}

static inline void
frame_field(struct frame *f, struct put *put,
            const ProtobufCFieldDescriptor *field, const char *path)
{
    char deeper[2 * FIELD_BYTES];
    const char *dot = path[0] == '\0' ? "" : ".";

    for (int i = 0; i < (field_repeated(field) ? 2 : 1); i++) {
        if (field_in_oneof(field))
            (void)snprintf(deeper, sizeof deeper, "%s", path);
        else if (field_repeated(field))
            (void)snprintf(deeper, sizeof deeper, "%s%s%s[%d]", path, dot,
                           field->name, i);
        else
            (void)snprintf(deeper, sizeof deeper, "%s%s%s", path, dot,
                           field->name);
        frame_value(f, put, field, deeper);
    }
}

static inline void
frame_message(struct frame *f, struct put *put,
              const ProtobufCMessageDescriptor *type, const char *path)
{
    bool is_target = f->messages == f->target;
    unsigned members = oneof_members(type);
    unsigned wanted = f->messages == 0 ? f->pick : f->inner;
    unsigned member = 0;

    f->messages++;
    if (is_target) {
        f->found = type;
        (void)snprintf(f->path, sizeof f->path, "%s", path);
    }
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];

        if (field_in_oneof(field) && member++ != wanted % members)
            continue;
        if (!is_target || field->id != f->omit)
            frame_field(f, put, field, path);
    }
    if (is_target && f->extra_n > 0) {
        memcpy(put->at, f->extra, f->extra_n);
        put->at += f->extra_n;
    }
}

static inline void
frame_make(struct frame *f, const ProtobufCMessageDescriptor *type)
{
    struct put put = {.at = f->bytes, .end = f->bytes + sizeof f->bytes};

    f->messages = 0;
    f->found = NULL;
    frame_message(f, &put, type, "");
    f->n = (size_t)(put.at - f->bytes);
}

#endif
