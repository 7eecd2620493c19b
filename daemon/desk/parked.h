/* parked -- keys that are shut out because front ended badly at their frames,
 * again and again.  A row, so that a restart keeps it; it ends by an operator,
 * or for its owner by a new key. */
#ifndef DESK_PARKED_H
#define DESK_PARKED_H

#include "core/rc.h"

struct channel_frame;
struct desk;
struct turn;

/* parked_take: a frame PARK.  With the supervisor's word the key is parked in
 * one transaction with its record, front's list goes out without it, and
 * operators and desk managers get a notice.  Without it, or of a key that is
 * not there or parked already, nothing happens but a line in the log.
 * RC_FATAL: the store; stop */
MUST_USE enum rc parked_take(struct desk *desk,
                             const struct channel_frame *frame);

/* parked_end: answer PartnerUnpark: every key of that partner may speak again;
 * the answer is the partner, as of the other acts of operators.
 * RC_NOT_FOUND: no such name, or no key of it is parked */
MUST_USE enum rc parked_end(struct desk *desk, const struct turn *turn);

#endif
