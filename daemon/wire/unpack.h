/* unpack -- protobuf-c's structs, with an arena as their only memory.  For
 * wire itself. */
#ifndef WIRE_UNPACK_H
#define WIRE_UNPACK_H

#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "core/rc.h"
#include "wire/arena.h"

struct Loket__V1__Submit;
struct ProtobufCMessageDescriptor;

/* unpack_message: bytes that passed the precheck for this type; never freed,
 * the arena is reset instead.  NULL: the arena is too small. */
MUST_USE void *unpack_message(struct arena *arena,
                              const struct ProtobufCMessageDescriptor *type,
                              const uint8_t *bytes, size_t n);

/* unpack_submission: the model of an unpacked Submit; borrows from it.
 * RC_DOWN when the arena is too small. */
MUST_USE enum rc unpack_submission(struct arena *arena,
                                   const struct Loket__V1__Submit *submit,
                                   struct submission *out);

#endif
