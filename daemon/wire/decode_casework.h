/* decode_casework -- what is asked about shelter, tasks and terms, from protobuf-c's structs to
 * core's.  For wire itself; strings and lists are borrowed from `from`. */
#ifndef WIRE_DECODE_CASEWORK_H
#define WIRE_DECODE_CASEWORK_H

#include "core/refusal.h"
#include "core/request.h"

struct Loket__V1__ClientMessage;

/* decode_casework: a request of out->kind, which is one of SHELTER_ACTION to
 * LIST_TERMS; takes everything, core's validation judges. */
void decode_casework(const struct Loket__V1__ClientMessage *from,
                     struct request *out);

#endif
