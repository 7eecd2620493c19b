/* decode_linking -- what is asked about finding back and belonging together,
 * from protobuf-c's structs to core's.  For wire itself; strings and lists are
 * borrowed from `from`. */
#ifndef WIRE_DECODE_LINKING_H
#define WIRE_DECODE_LINKING_H

#include "core/refusal.h"
#include "core/request.h"

struct Loket__V1__ClientMessage;

/* decode_linking: a request of out->kind, which is one of SEARCH to
 * EPOCH_ACTION; takes everything, core's validation judges, but more
 * identifiers than fit: RC_INVALID. */
MUST_USE enum rc decode_linking(const struct Loket__V1__ClientMessage *from,
                                struct request *out, struct refusal *why);

#endif
