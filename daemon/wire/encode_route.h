/* encode_route -- decisions of the tables, to bytes; as encode.h. */
#ifndef WIRE_ENCODE_ROUTE_H
#define WIRE_ENCODE_ROUTE_H

#include <stddef.h>

#include "core/route_reply.h"
#include "wire/encode.h"

/* n at most REPLY_DECISIONS_MAX */
size_t wire_route_explained(const struct wire_out *out,
                            const struct reply_decision *decisions, size_t n);

#endif
