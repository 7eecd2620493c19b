/* clock_watch -- a descriptor that becomes readable when somebody sets the
 * civil clock. */
#ifndef SYS_CLOCK_WATCH_H
#define SYS_CLOCK_WATCH_H

#include <stdbool.h>

#include "core/rc.h"

/* clock_watch_open: non-blocking; the caller closes it.  RC_FATAL: errno. */
MUST_USE enum rc clock_watch_open(int *fd);

/* clock_watch_take: was the clock set since the last call?  It is not readable
 * behind the call until the clock is set again. */
bool clock_watch_take(int fd);

#endif
