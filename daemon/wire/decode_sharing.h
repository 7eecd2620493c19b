/* decode_sharing -- what is asked about sharing, questions,
 * bottlenecks, decisions and figures, from protobuf-c's structs to
 * core's.  For wire itself; strings and lists are borrowed from `from`. */
#ifndef WIRE_DECODE_SHARING_H
#define WIRE_DECODE_SHARING_H

#include "core/refusal.h"
#include "core/request.h"

struct Loket__V1__ClientMessage;

/* decode_sharing: a request of out->kind, which is ROUTE_EXPLAIN or one of
 * SHARE_NEW to REPORT; takes everything, core's validation judges, but more
 * filters than fit: RC_INVALID. */
MUST_USE enum rc decode_sharing(const struct Loket__V1__ClientMessage *from,
                                struct request *out, struct refusal *why);

#endif
