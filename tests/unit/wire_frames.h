/* wire_frames -- frames made from the schema itself, whole or with one thing
 * wrong in one place, for the tests of wire. */
#ifndef TESTS_WIRE_FRAMES_H
#define TESTS_WIRE_FRAMES_H

#include <stdio.h>
#include <string.h>

#include "core/refusal.h"
#include "wire/padding.h"
#include "wire/put.h"
#include "wire_fields.h"

#define FRAME_ROOM 8192

/* A frame being made: every field said, lists with two values, of a oneof
 * the member picked, no padding.  In message number `target` (counted as entered, from
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

        if (padding_is(field->id) ||
            (field_in_oneof(field) && member++ != wanted % members))
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
