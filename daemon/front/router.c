/* router -- see router.h */
#include "front/router.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "core/config.h"
#include "front/sessions.h"
#include "front/zap.h"
#include "front/zev.h"
#include "sys/log.h"
#include "wire/padding.h"
#include "wire/precheck.h"

/* zmq.h lists it as a draft, Debian's library has it: without it a ZAP that
 * cannot be reached would let everybody in. */
#define ZAP_ENFORCE_DOMAIN 93

#define ACCEPT_BACKLOG   1024
#define RECEIVE_HWM      512 /* read ahead per peer while we are paused */
#define HEARTBEAT_MISSES 3
#define MONITOR          "inproc://loket.monitor"
#define MONITOR_BUDGET   64

struct router {
    struct router_options options;
    void *socket;
    void *monitor;
    struct zev *monitor_zev;
    struct event *bind_again;
    char bound[ENDPOINTS_MAX][ENDPOINT_BYTES]; /* as libzmq calls them */
    uint32_t bound_n;
};

static bool
set_int(void *socket, int option, int value)
{
    if (zmq_setsockopt(socket, option, &value, sizeof value) == 0)
        return true;
    log_line(LOG_ERROR, "router: option %d: %s", option,
             zmq_strerror(zmq_errno()));
    return false;
}

static bool
set_bytes(void *socket, int option, const void *bytes, size_t n)
{
    if (zmq_setsockopt(socket, option, bytes, n) == 0)
        return true;
    log_line(LOG_ERROR, "router: option %d: %s", option,
             zmq_strerror(zmq_errno()));
    return false;
}

static bool
set_options(void *socket, const struct front_settings *settings)
{
    const int64_t message_max = FRAME_SEALED_BYTES; /* 64 bits: so libzmq */
    int beat_ms = (int)settings->heartbeat_ms;

    return set_int(socket, ZMQ_CURVE_SERVER, 1) &&
           set_bytes(socket, ZMQ_CURVE_SECRETKEY, settings->curve_secret,
                     sizeof settings->curve_secret) &&
           set_bytes(socket, ZMQ_ZAP_DOMAIN, ZAP_DOMAIN, strlen(ZAP_DOMAIN)) &&
           set_int(socket, ZAP_ENFORCE_DOMAIN, 1) &&
           set_int(socket, ZMQ_ROUTER_MANDATORY, 1) &&
           set_bytes(socket, ZMQ_MAXMSGSIZE, &message_max,
                     sizeof message_max) &&
           set_int(socket, ZMQ_HANDSHAKE_IVL, (int)settings->handshake_ms) &&
           set_int(socket, ZMQ_HEARTBEAT_IVL, beat_ms) &&
           set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_MISSES * beat_ms) &&
           set_int(socket, ZMQ_HEARTBEAT_TTL, HEARTBEAT_MISSES * beat_ms) &&
           set_int(socket, ZMQ_SNDHWM, (int)settings->sndhwm) &&
           set_int(socket, ZMQ_RCVHWM, RECEIVE_HWM) &&
           set_int(socket, ZMQ_BACKLOG, ACCEPT_BACKLOG) &&
           set_int(socket, ZMQ_LINGER, 0);
}

static void
unbind(struct router *router)
{
    while (router->bound_n > 0)
        (void)zmq_unbind(router->socket, router->bound[--router->bound_n]);
}

enum rc
router_bind(struct router *router)
{
    const struct front_settings *settings = router->options.settings;

    for (uint32_t i = 0; i < settings->endpoints_n; i++) {
        const char *endpoint = settings->endpoints[i];
        char *bound = router->bound[router->bound_n];
        size_t n = ENDPOINT_BYTES;

        /* libzmq reads the option at each bind; an address in brackets is
         * the only kind that needs it */
        if (!set_int(router->socket, ZMQ_IPV6, strchr(endpoint, '[') != NULL) ||
            zmq_bind(router->socket, endpoint) != 0 ||
            zmq_getsockopt(router->socket, ZMQ_LAST_ENDPOINT, bound, &n) != 0) {
            log_line(LOG_ERROR, "router: cannot bind %s: %s", endpoint,
                     zmq_strerror(zmq_errno()));
            unbind(router);
            return RC_FATAL;
        }
        router->bound_n++;
    }
    return RC_OK;
}

static void
bind_later(struct router *router)
{
    static const struct timeval one_second = {.tv_sec = 1};

    evtimer_add(router->bind_again, &one_second);
}

static void
on_bind_again(evutil_socket_t fd, short what, void *arg)
{
    struct router *router = arg;

    (void)fd;
    (void)what;
    if (router_bind(router) == RC_OK)
        log_line(LOG_NOTE, "router: bound again");
    else
        bind_later(router);
}

/* The monitor was asked for one kind of event only. */
static bool
take_accept_failed(void *arg)
{
    struct router *router = arg;
    zmq_msg_t part;
    bool more = true;
    bool taken = false;

    zmq_msg_init(&part);
    while (more && zev_recv(router->monitor, &part)) {
        taken = true;
        more = zmq_msg_more(&part) != 0;
    }
    zmq_msg_close(&part);
    if (taken && router->bound_n > 0) {
        log_line(LOG_WARN, "router: cannot accept; closed for a second");
        unbind(router);
        bind_later(router);
    }
    return taken;
}

static enum rc
open_monitor(struct router *router)
{
    const struct zev_options watch = {
        .base = router->options.base,
        .socket = zmq_socket(router->options.context, ZMQ_PAIR),
        .budget = MONITOR_BUDGET,
        .take = take_accept_failed,
        .arg = router};

    router->monitor = watch.socket;
    if (router->monitor == NULL || !set_int(router->monitor, ZMQ_LINGER, 0) ||
        zmq_socket_monitor(router->socket, MONITOR, ZMQ_EVENT_ACCEPT_FAILED) !=
            0 ||
        zmq_connect(router->monitor, MONITOR) != 0) {
        log_line(LOG_ERROR, "router: monitor: %s", zmq_strerror(zmq_errno()));
        return RC_FATAL;
    }
    return zev_open(&router->monitor_zev, &watch);
}

enum rc
router_open(struct router **out, const struct router_options *options)
{
    struct router *router = calloc(1, sizeof *router);

    if (router == NULL)
        return RC_FATAL;
    router->options = *options;
    router->socket = zmq_socket(options->context, ZMQ_ROUTER);
    router->bind_again = evtimer_new(options->base, on_bind_again, router);
    if (router->socket == NULL || router->bind_again == NULL ||
        !set_options(router->socket, options->settings) ||
        open_monitor(router) != RC_OK) {
        log_line(LOG_ERROR, "router: cannot be opened");
        router_close(router);
        return RC_FATAL;
    }
    *out = router;
    return RC_OK;
}

void
router_close(struct router *router)
{
    if (router == NULL)
        return;
    zev_close(router->monitor_zev);
    if (router->bind_again != NULL)
        event_free(router->bind_again);
    if (router->socket != NULL)
        zmq_close(router->socket);
    if (router->monitor != NULL)
        zmq_close(router->monitor);
    free(router);
}

void *
router_socket(const struct router *router)
{
    return router->socket;
}

/* A signal between id and body must not tear the message: the next id would
 * be taken for its body. */
static int
send_part(void *socket, zmq_msg_t *part, int flags)
{
    int sent;

    do {
        sent = zmq_msg_send(part, socket, flags | ZMQ_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent;
}

/* The message and its padding.  What is too long for that leaves as it is;
 * the desk makes none. */
static bool
make_body(zmq_msg_t *body, const void *bytes, size_t n)
{
    size_t padded_n = padding_frame_bytes(n);
    size_t frame_n = padded_n != 0 ? padded_n : n;

    if (zmq_msg_init_size(body, frame_n) != 0)
        return false;
    memcpy(zmq_msg_data(body), bytes, n);
    padding_write(zmq_msg_data(body), n, frame_n);
    return true;
}

enum rc
router_send(struct router *router, const uint8_t *routing, const void *bytes,
            size_t n)
{
    zmq_msg_t id, body;
    enum rc rc = RC_OK;

    if (!make_body(&body, bytes, n))
        return RC_AGAIN;
    if (zmq_msg_init_size(&id, ROUTING_BYTES) != 0) {
        zmq_msg_close(&body);
        return RC_AGAIN;
    }
    memcpy(zmq_msg_data(&id), routing, ROUTING_BYTES);
    /* MANDATORY makes the id frame tell; the body must not follow a no. */
    if (send_part(router->socket, &id, ZMQ_SNDMORE) < 0)
        rc = errno == EHOSTUNREACH ? RC_NOT_FOUND : RC_AGAIN;
    else if (send_part(router->socket, &body, 0) < 0)
        rc = RC_AGAIN;
    zmq_msg_close(&id); /* what was sent is empty by now */
    zmq_msg_close(&body);
    return rc;
}
