/* why -- why a signal is in its bundle, what holds a bundle together, why two
 * signals are together or are not. */
#ifndef DESK_WHY_H
#define DESK_WHY_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc why_explain(struct desk *desk, const struct turn *turn);

#endif
