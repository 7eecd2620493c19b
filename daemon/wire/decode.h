/* decode -- bytes to model.  Nothing is decoded that precheck refused. */
#ifndef WIRE_DECODE_H
#define WIRE_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/refusal.h"
#include "core/request.h"
#include "wire/arena.h"

/* wire_decode_request: one ClientMessage to a request.
 *
 * in      bytes as received, at most FRAME_MAX_BYTES; arena emptied by the
 *         caller between messages
 * out     request borrows from the arena and, for submit.raw, from bytes
 * errors  RC_INVALID with findings: precheck's, a field that must have a
 *         fixed size and has not, more documents or states than a request
 *         can hold, a document that is not text; out->id is set when it could
 *         be read.
 *         RC_DOWN when the arena is too small (never for accepted limits) */
MUST_USE enum rc wire_decode_request(struct arena *arena, const uint8_t *bytes,
                                     size_t n, struct request *out,
                                     struct refusal *why);

/* wire_decode_submit: the stored bytes of one Submit, for the steps after
 * the journal.  Errors as above; RC_INVALID here means a damaged journal. */
MUST_USE enum rc wire_decode_submit(struct arena *arena, const uint8_t *bytes,
                                    size_t n, struct submission *out);

#endif
