/* decode_retention -- what is asked about what is kept, from protobuf-c's
 * structs to core's.  For wire itself; strings and lists are borrowed from
 * `from`. */
#ifndef WIRE_DECODE_RETENTION_H
#define WIRE_DECODE_RETENTION_H

#include "core/request.h"

struct Loket__V1__ClientMessage;

/* decode_retention: a request of out->kind, RETENTION_ACT or LIST_RETENTION;
 * takes everything, core's validation judges. */
void decode_retention(const struct Loket__V1__ClientMessage *from,
                      struct request *out);

#endif
