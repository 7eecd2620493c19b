/* streams -- writing events, for the transactions that cause them. */
#ifndef STORE_SQLITE_STREAMS_H
#define STORE_SQLITE_STREAMS_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "store/streams.h"

/* streams_write: append events in this order; only inside a transaction.
 * RC_INVALID: a body larger than STREAM_BODY_MAX. */
MUST_USE enum rc streams_write(struct store *store,
                               const struct event_out *events, size_t n,
                               int64_t now_us);

#endif
