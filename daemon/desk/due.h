/* due -- do what is due, one thing after the other. */
#ifndef DESK_DUE_H
#define DESK_DUE_H

#include <stdint.h>

#include "core/rc.h"
#include "store/due.h"

struct desk;

/* due_at: something is due then (UTC; 0: nothing): look no later. */
void due_at(struct desk *desk, int64_t at_us);

/* due_waits: is one of the desk's own ones due by now and not done yet?  Whoever
 * plans anew leaves it: it plans what follows when it is done. */
MUST_USE enum rc due_waits(struct desk *desk, enum due_kind kind, int64_t ref,
                           bool *waits);

/* due_do: everything that is due, until the monotonic instant until_us; sets
 * desk->times.due_us.  cost: by what is due, not by what is not. */
MUST_USE enum rc due_do(struct desk *desk, int64_t until_us);

#endif
