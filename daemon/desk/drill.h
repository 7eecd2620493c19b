/* drill -- a real call, marked OEFENING: does it reach somebody, and does
 * somebody answer?  It never touches another alert. */
#ifndef DESK_DRILL_H
#define DESK_DRILL_H

#include "core/rc.h"

struct desk;
struct turn;

/* drill_start: answers DrillStart with the drill's alert. */
MUST_USE enum rc drill_start(struct desk *desk, const struct turn *turn);

#endif
