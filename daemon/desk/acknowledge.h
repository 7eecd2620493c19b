/* acknowledge -- what coordinators do about pages and alerts. */
#ifndef DESK_ACKNOWLEDGE_H
#define DESK_ACKNOWLEDGE_H

#include "core/rc.h"

struct desk;
struct turn;

/* acknowledge_delivered: the device has the page; its repeats end. */
MUST_USE enum rc acknowledge_delivered(struct desk *desk,
                                       const struct turn *turn);

/* acknowledge_action: acknowledge, take over or close, compare-and-set on the
 * generation the person saw.  The change, the cancelled pages and the
 * feedback to every sender are one transaction. */
MUST_USE enum rc acknowledge_action(struct desk *desk, const struct turn *turn);

/* acknowledge_denied: the answer for who may not act; on record. */
MUST_USE enum rc acknowledge_denied(struct desk *desk, const struct turn *turn);

#endif
