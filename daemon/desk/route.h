/* route -- give a message its alert. */
#ifndef DESK_ROUTE_H
#define DESK_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/codes.h"
#include "core/rc.h"

struct desk;
struct message_row;

/* route_version: what `receipt` of a version means.  A target must be an
 * earlier message of the same organisation and, unless it is withdrawn, of
 * the same kind.
 * out     *target: its seq, 0 when there is no such message
 * errors  RC_DOWN, RC_FATAL as the store says */
MUST_USE enum rc route_version(struct desk *desk,
                               const struct message_row *message,
                               const char *receipt, int64_t *target);

/* route_urgent_add: remember an accepted urgent message for the next tick. */
void route_urgent_add(struct desk *desk, int64_t seq);

/* route_urgent_search: urgent messages may wait that nobody remembers; look
 * for them in the database. */
void route_urgent_search(struct desk *desk);

/* route_urgent: route and page the urgent messages that wait, until the
 * monotonic instant until_us; *more: some are left. */
MUST_USE enum rc route_urgent(struct desk *desk, int64_t until_us, bool *more);

/* route_combined: route what combining has finished, in the same way, from
 * desk->routed_to on; whoever sets that to 0 has the rows that were left out
 * tried again. */
MUST_USE enum rc route_combined(struct desk *desk, int64_t until_us,
                                bool *more);

#endif
