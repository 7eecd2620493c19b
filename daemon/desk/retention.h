/* retention -- what people do about how long messages are kept: prolong, hold,
 * release, erase, and look at it. */
#ifndef DESK_RETENTION_H
#define DESK_RETENTION_H

#include "core/rc.h"

struct desk;
struct turn;

/* retention_act: RETENTION_ACT.  Ids of messages (any version) and of bundles.
 * All of it or nothing: of an id that means nothing, of what is blocked or
 * beyond the limits of the document nothing is done, and the answer says of
 * what.  An erasure is finished when the answer says DONE and pending is 0;
 * else the desk goes on trying (desk/keep.h).
 * cost  of ERASE: a transaction for each message */
MUST_USE enum rc retention_act(struct desk *desk, const struct turn *turn);

/* retention_show: LIST_RETENTION. */
MUST_USE enum rc retention_show(struct desk *desk, const struct turn *turn);

#endif
