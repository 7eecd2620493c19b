/* look_again -- the alerts of a bundle that is not as it was: whose signals came,
 * went, or are told differently.  They are raised when the decision tables say
 * so, never lowered; what falls apart leaves alerts with the messages they
 * have. */
#ifndef DESK_LOOK_AGAIN_H
#define DESK_LOOK_AGAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct desk;

/* look_again: at what the database knows to wait, until the monotonic instant
 * until_us (at least one bundle); *more: some is left.  What could not be
 * looked at waits until all the others were. */
MUST_USE enum rc look_again(struct desk *desk, int64_t until_us, bool *more);

#endif
