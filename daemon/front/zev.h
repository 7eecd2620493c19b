/* zev -- a ZeroMQ socket in a libevent loop.
 *
 * The descriptor a ZeroMQ socket shows is an edge in disguise: readable means
 * "look at ZMQ_EVENTS", and every send, receive and look may swallow the
 * sign.  So zev goes idle only after ZMQ_EVENTS said that nothing is there,
 * and whoever uses the socket outside the callback says so with zev_kick(). */
#ifndef FRONT_ZEV_H
#define FRONT_ZEV_H

#include <stdbool.h>

#include "core/rc.h"

struct event_base;
struct zev;
struct zmq_msg_t;

/* Receives one message, without blocking; false: there was none. */
typedef bool zev_take(void *arg);

struct zev_options {
    struct event_base *base; /* borrowed */
    void *socket;            /* borrowed; used by this thread only */
    unsigned budget;         /* messages in one go, then others get a turn */
    zev_take *take;
    void *arg;
};

/* zev_recv: one part into an initialised zmq_msg_t, without blocking and
 * whatever signals come; false: there is none. */
bool zev_recv(void *socket, struct zmq_msg_t *part);

/* zev_open: the first look is made by the loop's next turn, whether or not
 * the descriptor shows anything. */
MUST_USE enum rc zev_open(struct zev **out, const struct zev_options *options);
void zev_close(struct zev *zev); /* before its socket is closed */

/* zev_kick: the socket was used; look again, soon. */
void zev_kick(struct zev *zev);

/* While paused nothing is taken: the peers' pipes and then their TCP fill.
 * May be called from within take. */
void zev_pause(struct zev *zev);
void zev_resume(struct zev *zev);
bool zev_paused(const struct zev *zev);

#endif
