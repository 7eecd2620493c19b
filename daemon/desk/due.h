/* due -- do what is due, one thing after the other. */
#ifndef DESK_DUE_H
#define DESK_DUE_H

#include <stdint.h>

#include "core/rc.h"

struct desk;

/* due_at: something is due then (UTC; 0: nothing): look no later. */
void due_at(struct desk *desk, int64_t at_us);

/* due_do: everything that is due, until the monotonic instant until_us; sets
 * desk->times.due_us.  cost: by what is due, not by what is not. */
MUST_USE enum rc due_do(struct desk *desk, int64_t until_us);

#endif
