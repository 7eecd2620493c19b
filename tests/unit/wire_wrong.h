/* wire_wrong -- one thing wrong in one place of a frame, and what must come
 * of it: for the tests that do so everywhere. */
#ifndef TESTS_WIRE_WRONG_H
#define TESTS_WIRE_WRONG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wire/precheck.h"
#include "wire/varint.h"
#include "wire_frames.h"

static size_t cases; /* tried so far by this program */

/* What stands wrong in the target message, and what must come of it. */
struct wrong {
    const char *name;
    uint32_t omit; /* field left out, so that ours is the only one */
    uint8_t bytes[64];
    size_t n;
    enum refusal_code code;
    const char *field; /* below the target; "" for the target itself */
};

static inline enum rc
check(const ProtobufCMessageDescriptor *type, const struct frame *f,
      struct refusal *why)
{
    struct frame_glance glance;

    why->n = 0;
    return type == CLIENT_TYPE ? precheck_client(f->bytes, f->n, &glance, why)
                               : precheck_server(f->bytes, f->n, why);
}

/* The path a finding must have. */
static inline void
expect_path(const struct frame *f, const struct wrong *w, char *path, size_t n)
{
    bool both = f->path[0] != '\0' && w->field[0] != '\0';

    (void)snprintf(path, n, "%s%s%s", f->path, both ? "." : "", w->field);
}

static inline void
expect_refusal(const ProtobufCMessageDescriptor *type, struct frame *f,
               const struct wrong *w)
{
    char path[3 * FIELD_BYTES];
    struct refusal why;
    enum rc rc;

    f->omit = w->omit;
    f->extra = w->bytes;
    f->extra_n = w->n;
    frame_make(f, type);
    rc = check(type, f, &why);
    expect_path(f, w, path, sizeof path);
    cases++;
    if (rc != RC_INVALID || why.n != 1 || why.findings[0].code != w->code ||
        strcmp(why.findings[0].field, path) != 0)
        fail_msg("%s %u/%u message %d (%s): %s: rc=%d %s '%s', expected "
                 "%s '%s'",
                 type->short_name, f->pick, f->inner, f->target,
                 f->found->short_name, w->name, (int)rc,
                 why.n > 0 ? refusal_code_name(why.findings[0].code) : "-",
                 why.n > 0 ? why.findings[0].field : "-",
                 refusal_code_name(w->code), path);
}

typedef void visit(const ProtobufCMessageDescriptor *type, struct frame *f);

/* Every message of every frame, for one direction. */
static inline void
each_message(const ProtobufCMessageDescriptor *type, visit *at)
{
    static struct frame f;

    for (unsigned pick = 0; pick < oneof_members(type); pick++) {
        const ProtobufCFieldDescriptor *body = oneof_member(type, pick);
        unsigned below = oneof_members(body->descriptor);
        unsigned deeper = oneof_members_below(body->descriptor);

        below = below > deeper ? below : deeper;
        for (unsigned inner = 0; inner < below; inner++) {
            f = (struct frame){.pick = pick, .inner = inner, .target = -1};
            frame_make(&f, type);

            int messages = f.messages;

            for (int i = 0; i < messages; i++) {
                f.target = i;
                f.omit = 0;
                f.extra_n = 0;
                frame_make(&f, type);
                at(type, &f);
            }
        }
    }
}

static inline void
each_message_both_ways(visit *at)
{
    each_message(CLIENT_TYPE, at);
    each_message(SERVER_TYPE, at);
}

/* Is this the member the frame has, so that leaving it out makes room? */
static inline bool
may_stand_alone(const struct frame *f, const ProtobufCFieldDescriptor *field)
{
    unsigned members = oneof_members(f->found);
    unsigned wanted = f->target == 0 ? f->pick : f->inner;
    unsigned member = 0;

    if (!field_in_oneof(field))
        return true;
    for (const ProtobufCFieldDescriptor *other = f->found->fields;
         other != field; other++)
        member += field_in_oneof(other);
    return member == wanted % members;
}

#endif
