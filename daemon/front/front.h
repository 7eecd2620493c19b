/* front -- the process that owns the ZeroMQ socket and nothing else: it knows
 * who speaks, checks that frames are well-formed, shares the desk's time
 * fairly, and carries frames both ways.  No files, no database. */
#ifndef FRONT_FRONT_H
#define FRONT_FRONT_H

#include "core/rc.h"

struct clock;
struct front_settings;

/* front_run: serve until the desk's end of the channel is closed or SIGTERM
 * comes.
 *
 * in      channel_fd is one end of a channel_pair() and is closed on return;
 *         what its predecessor left in it is skipped; settings and clock are
 *         borrowed; the clock's waits need a real one
 * errors  RC_FATAL: an endpoint cannot be bound, memory, a broken desk; it
 *         was logged
 * effects seeds rand(), which libzmq makes its routing ids of; takes SIGTERM
 *         while it runs; libzmq starts its threads */
MUST_USE enum rc front_run(const struct front_settings *settings,
                           int channel_fd, const struct clock *clock);

#endif
