/* decode_desk -- what the desk's own people ask, from protobuf-c's structs to
 * core's.  For wire itself; strings and lists are borrowed from `from`. */
#ifndef WIRE_DECODE_DESK_H
#define WIRE_DECODE_DESK_H

#include "core/refusal.h"
#include "core/request.h"

struct Loket__V1__ClientMessage;

/* decode_desk: a request of out->kind, which is one of DOCUMENT_GET to
 * LIST_REFERRALS; takes everything, core/validate_desk.h judges.  RC_INVALID
 * with findings: more documents than fit in out (TOO_MANY), documents that are
 * not text (BAD_TEXT, each of them). */
MUST_USE enum rc decode_desk(const struct Loket__V1__ClientMessage *from,
                             struct request *out, struct refusal *why);

#endif
