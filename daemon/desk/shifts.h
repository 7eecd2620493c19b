/* shifts -- what is to be done when shifts change: notices, running calls that
 * the incoming join, the list of what is open, who stays because who came has
 * not accepted. */
#ifndef DESK_SHIFTS_H
#define DESK_SHIFTS_H

#include <stdint.h>

#include "core/rc.h"

struct desk;
struct desk_rules;

/* shifts_plan: when the next act is due, from from_us on; after start and
 * whenever the documents changed; what is due already stays so.  Also looks up
 * who stays on call until the incoming accept. */
MUST_USE enum rc shifts_plan(struct desk *desk, int64_t from_us);

/* shifts_people: other people can be called than before: what is planned for
 * later is planned anew, for it may concern them. */
MUST_USE enum rc shifts_people(struct desk *desk);

/* shifts_due: the acts planned for at_us.  Running calls are joined for a few
 * milliseconds a turn: when some are left the act stays due. */
MUST_USE enum rc shifts_due(struct desk *desk, int64_t at_us);

/* shifts_doubled: look up again who stays on call; after an acceptance. */
MUST_USE enum rc shifts_doubled(struct desk *desk);

/* shifts_changed: adds to desk->outgoing "your next shift changed" for each
 * person whose next time on call is another in `next` than now. */
void shifts_changed(struct desk *desk, const struct desk_rules *next);

#endif
