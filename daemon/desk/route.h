/* route -- which messages have their turn to be routed. */
#ifndef DESK_ROUTE_H
#define DESK_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct desk;

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
