/* explain -- why an alert is what it is: the decisions of the tables. */
#ifndef DESK_EXPLAIN_H
#define DESK_EXPLAIN_H

#include "core/rc.h"

struct desk;
struct turn;

/* explain_route: what was decided about an alert or a message, newest first;
 * with `again` the tables are asked anew first. */
MUST_USE enum rc explain_route(struct desk *desk, const struct turn *turn);

#endif
