/* encode_retention -- what the desk tells about what is kept and erased. */
#ifndef WIRE_ENCODE_RETENTION_H
#define WIRE_ENCODE_RETENTION_H

#include <stddef.h>

#include "core/retention_request.h"
#include "wire/encode.h"

/* wire_retention_result: what was written; 0: more rows than RETENTION_PAGE, or
 * it does not fit. */
size_t wire_retention_result(const struct wire_out *out,
                             const struct reply_retention *reply);

#endif
