/* supervisor -- starts desk and front, keeps them running, talks to systemd.
 *
 *   desk ends unasked    front is killed, the answer is RC_FATAL: whoever
 *                        started us starts all of it again
 *   front ends unasked   it is started again at once; after more than five
 *                        times in ten seconds every 200 ms; for ever.  Before
 *                        the first READY a front that ends by itself ends the
 *                        start: it says why, and waiting would not help
 *   front hangs          it is killed, and then as above; what hangs is what
 *                        does not show that it lives (watch.h)
 *   desk hangs           it is killed, and then as above
 *   SIGTERM, SIGINT      front is ended, then desk: RC_OK
 *   SIGHUP               everything is read again and checked; log_level is
 *                        applied to all processes, what needs a restart is
 *                        named
 *
 * systemd's watchdog is fed while both live, and its line of status is what
 * desk counts.
 *
 * Both ends of the channel stay open here, so a new front takes over the end
 * of the dead one; sys/channel.h says how it skips what was not for it. */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include "core/rc.h"

/* supervisor_run: until told to stop.  Has read and checked everything that
 * config_path names before anything is started.
 * control_path: the desk lives by the clock of that page (sys/test_control.h),
 * which production refuses; NULL: no test controls it.
 * RC_INVALID: not started, all findings were logged; RC_FATAL: could not be
 * started, or the desk ended. */
MUST_USE enum rc supervisor_run(const char *config_path,
                                const char *control_path);

#endif
