/* bottlenecks -- the register: who has which bottleneck and what became of
 * it.  Each answers one request. */
#ifndef DESK_BOTTLENECKS_H
#define DESK_BOTTLENECKS_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc bottlenecks_action(struct desk *desk, const struct turn *turn);
MUST_USE enum rc bottlenecks_list(struct desk *desk, const struct turn *turn);

#endif
