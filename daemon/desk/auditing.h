/* auditing -- the audit as auditors ask for it, and the checkpoints that the
 * desk signs. */
#ifndef DESK_AUDITING_H
#define DESK_AUDITING_H

#include <stdint.h>

#include "core/rc.h"

struct desk;
struct turn;

/* auditing_read: records, and the checkpoints about them.  A look is a record
 * itself, but for one that finds nothing but one's own looks: who follows the
 * audit would follow himself for ever. */
MUST_USE enum rc auditing_read(struct desk *desk, const struct turn *turn);

/* auditing_verify: the next records recomputed, as far as a turn allows. */
MUST_USE enum rc auditing_verify(struct desk *desk, const struct turn *turn);

/* auditing_key: with which the checkpoints are verified. */
MUST_USE enum rc auditing_key(struct desk *desk, const struct turn *turn);

/* auditing_turn: once a minute, when there is something new, a checkpoint. */
#define AUDITING_CHECKPOINT_US (INT64_C(60) * 1000000)
MUST_USE enum rc auditing_turn(struct desk *desk, int64_t now_us);

#endif
