/* epochs -- the model's epochs: which is in force, one that is prepared beside
 * it, what would change, the swap. */
#ifndef DESK_EPOCHS_H
#define DESK_EPOCHS_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc epochs_action(struct desk *desk, const struct turn *turn);

#endif
