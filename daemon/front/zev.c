/* zev -- see zev.h */
#include "front/zev.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <zmq.h>

#include "sys/log.h"

struct zev {
    struct zev_options options;
    struct event *readable;
    struct event *again;
    bool paused;
};

bool
zev_recv(void *socket, struct zmq_msg_t *part)
{
    int got;

    do {
        got = zmq_msg_recv(part, socket, ZMQ_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    return got >= 0;
}

static bool
has_input(const struct zev *zev)
{
    int events = 0;
    size_t n = sizeof events;

    return zmq_getsockopt(zev->options.socket, ZMQ_EVENTS, &events, &n) == 0 &&
           (events & ZMQ_POLLIN) != 0;
}

/* A timer of zero, not event_active(): libevent runs activated events until
 * none is left without polling, which would starve all others. */
static void
rearm(struct zev *zev)
{
    static const struct timeval at_once;

    evtimer_add(zev->again, &at_once);
}

static void
on_look(evutil_socket_t fd, short what, void *arg)
{
    struct zev *zev = arg;
    unsigned n = 0;

    (void)fd;
    (void)what;
    while (!zev->paused) {
        if (!has_input(zev))
            return; /* only here may we go idle */
        while (n < zev->options.budget && !zev->paused &&
               zev->options.take(zev->options.arg))
            n++;
        if (n >= zev->options.budget) {
            rearm(zev);
            return;
        }
    }
}

enum rc
zev_open(struct zev **out, const struct zev_options *options)
{
    struct zev *zev = calloc(1, sizeof *zev);
    int fd = -1;
    size_t n = sizeof fd;

    if (zev == NULL)
        return RC_FATAL;
    zev->options = *options;
    if (zmq_getsockopt(options->socket, ZMQ_FD, &fd, &n) != 0)
        goto out;
    zev->readable =
        event_new(options->base, fd, EV_READ | EV_PERSIST, on_look, zev);
    zev->again = evtimer_new(options->base, on_look, zev);
    if (zev->readable == NULL || zev->again == NULL ||
        event_add(zev->readable, NULL) != 0)
        goto out;
    rearm(zev); /* the sign may have passed before we looked */
    *out = zev;
    return RC_OK;
out:
    log_line(LOG_ERROR, "zev: cannot watch a socket");
    zev_close(zev);
    return RC_FATAL;
}

void
zev_close(struct zev *zev)
{
    if (zev == NULL)
        return;
    if (zev->readable != NULL)
        event_free(zev->readable);
    if (zev->again != NULL)
        event_free(zev->again);
    free(zev);
}

void
zev_kick(struct zev *zev)
{
    if (!zev->paused && has_input(zev))
        rearm(zev);
}

void
zev_pause(struct zev *zev)
{
    zev->paused = true;
    /* Nobody reads the sign now: left in, it would wake us without end. */
    event_del(zev->readable);
    evtimer_del(zev->again);
}

void
zev_resume(struct zev *zev)
{
    if (!zev->paused)
        return;
    zev->paused = false;
    event_add(zev->readable, NULL);
    rearm(zev);
}

bool
zev_paused(const struct zev *zev)
{
    return zev->paused;
}
