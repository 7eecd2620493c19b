/* decide -- what a coordinator decides about signals: together, not together,
 * unsure, taken back. */
#ifndef DESK_DECIDE_H
#define DESK_DECIDE_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc decide_act(struct desk *desk, const struct turn *turn);

#endif
