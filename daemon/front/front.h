/* front -- the process that owns the ZeroMQ socket and nothing else: it knows
 * who speaks, checks that frames are well-formed, shares the desk's time
 * fairly, and carries frames both ways.  No files, no database. */
#ifndef FRONT_FRONT_H
#define FRONT_FRONT_H

#include "core/rc.h"

struct clock;
struct front_settings;
struct pulse;
struct test_control;

/* All that a front is given; borrowed but for the channel. */
struct front_start {
    const struct front_settings *settings;
    const struct clock *clock;    /* its waits need a real one */
    struct pulse *pulse;          /* to show that it lives; NULL: to nobody */
    struct test_control *control; /* whose fault points are passed, or NULL */
    int channel_fd; /* one end of a channel_pair(), taken over; what its
                     * predecessor left in it is skipped */
};

/* front_run: serve until the desk's end of the channel is closed or SIGTERM
 * comes.
 *
 * errors  RC_FATAL: an endpoint cannot be bound, memory, a broken desk; it
 *         was logged
 * effects seeds rand(), which libzmq makes its routing ids of; takes SIGTERM
 *         while it runs; libzmq starts its threads */
MUST_USE enum rc front_run(const struct front_start *start);

#endif
