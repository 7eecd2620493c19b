/* combine -- understand what was accepted: which messages belong together,
 * and which alert each of them gets.  On a fixed cadence and in short slices,
 * so that accepting the next message never waits for it. */
#ifndef DESK_COMBINE_H
#define DESK_COMBINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct desk;
struct combine_work; /* the messages of one transaction */

/* combine_work_open: RC_FATAL without memory. */
MUST_USE enum rc combine_work_open(struct combine_work **out);
void combine_work_close(struct combine_work *work);

/* combine_slice: combine and route what waits, until the monotonic instant
 * until_us (at least one transaction); *more: something is left. */
MUST_USE enum rc combine_slice(struct desk *desk, int64_t until_us, bool *more);

/* combine_backlog: how many messages are accepted and not combined yet. */
MUST_USE enum rc combine_backlog(struct desk *desk, int64_t *n);

/* combine_facts: the facts of a message that was combined before there were
 * facts; what cannot be read has none but its day.
 * errors  RC_NOT_FOUND: no such message; as the store says */
MUST_USE enum rc combine_facts(struct desk *desk, int64_t seq);

#endif
