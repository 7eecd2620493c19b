/* plans -- what the desk itself does at its times: changes of shifts, digests,
 * the check of the rosters, the end of a storm, the release of what is held. */
#ifndef DESK_PLANS_H
#define DESK_PLANS_H

#include <stdbool.h>

#include "core/rc.h"

struct desk;

/* plans_again: all of it is planned anew by the documents in force and the
 * clock as it is; what is due already stays due.  At start, after a change of
 * documents and when the clock was set: a crash between a change and its
 * plans is mended by the next start.  Held alerts whose window opens earlier
 * than they knew are released earlier, never later.
 * errors  RC_DOWN and worse: desk->plans_stale stays true and the next tick
 *         tries again */
MUST_USE enum rc plans_again(struct desk *desk);

/* plans_storm: while a storm is on, the look whether it is over; *planned:
 * there was none yet. */
MUST_USE enum rc plans_storm(struct desk *desk, bool *planned);

#endif
