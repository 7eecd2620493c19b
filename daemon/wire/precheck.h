/* precheck -- walk untrusted protobuf before anything unpacks it.
 *
 * protobuf-c checks no UTF-8, cuts strings at NUL, keeps unknown enumerators,
 * lets a small message unpack to a hundred times its size and recurses as
 * deep as the schema.  So every byte that came from a peer passes here first:
 * no allocation, one pass, bounded by its input. */
#ifndef WIRE_PRECHECK_H
#define WIRE_PRECHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "core/rc.h"
#include "core/refusal.h"
#include "core/request.h"

#define FRAME_MAX_BYTES   65536 /* one ZeroMQ frame */
#define MESSAGE_MAX_BYTES 65533 /* what of it can be padded (padding.h) */
/* The same as CURVE sends it (RFC 26), which is what libzmq limits. */
#define FRAME_SEALED_BYTES (FRAME_MAX_BYTES + 33)
#define PRECHECK_DEPTH     8     /* nesting of messages */
#define PRECHECK_ELEMENTS  2048  /* fields and list values of a client */
#define PRECHECK_ANSWERED  32768 /* the same of the desk: full lists */

/* What front learns about a frame without decoding it. */
struct frame_glance {
    uint8_t request_id[REQUEST_ID_BYTES];
    enum request_kind kind;
    enum message_kind message; /* of a SUBMIT, else MESSAGE_NONE */
    bool urgent;               /* of a SUBMIT: referral or danger_now */
    size_t submit_offset;      /* of a SUBMIT: where its bytes stand */
    size_t submit_n;
    size_t message_n; /* bytes in front of the padding */
};

/* precheck_client: is this frame a well-formed ClientMessage?
 *
 * Refuses, with field path and code: over-long, truncated or over-long
 * encoded varints, field 0, groups, wrong wire types, unknown fields, a
 * singular field twice, two members of a oneof, unknown enumerators, bool
 * other than 0 and 1, 32-bit values out of range, strings that are not UTF-8
 * or hold NUL or a C0/C1 control or bidi control other than tab and newline, a request
 * id of other than 16 bytes, no body, more than PRECHECK_ELEMENTS elements,
 * padding that is not last or not zero.
 *
 * out     glance on RC_OK; on RC_INVALID one finding in why, and
 *         glance->request_id when it could be read (else zero) */
MUST_USE enum rc precheck_client(const uint8_t *bytes, size_t n,
                                 struct frame_glance *glance,
                                 struct refusal *why);

/* precheck_submit: the same for the stored bytes of one Submit. */
MUST_USE enum rc precheck_submit(const uint8_t *bytes, size_t n,
                                 struct refusal *why);

/* precheck_server: the same for a ServerMessage, for clients: up to
 * PRECHECK_ANSWERED elements, and id and body may be absent.  The desk may be
 * newer than we are: unknown fields, members of a oneof among them, and
 * unknown enumerators are accepted, as walk.h says. */
MUST_USE enum rc precheck_server(const uint8_t *bytes, size_t n,
                                 struct refusal *why);

#endif
