/* share -- what leaves the desk: decided by a coordinator and by T7, sent to
 * the submitters of the organisation it is for, recalled, listed.  Each
 * answers one request. */
#ifndef DESK_SHARE_H
#define DESK_SHARE_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc share_ask(struct desk *desk, const struct turn *turn);
MUST_USE enum rc share_take_back(struct desk *desk, const struct turn *turn);
MUST_USE enum rc share_show(struct desk *desk, const struct turn *turn);

#endif
