/* front -- see front.h */
#include "front/front.h"

#include <event2/event.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>
#include <zmq.h>

#include "core/config.h"
#include "front/fair.h"
#include "front/intake.h"
#include "front/keyring.h"
#include "front/metrics.h"
#include "front/relay.h"
#include "front/router.h"
#include "front/sessions.h"
#include "front/state.h"
#include "front/sweep.h"
#include "front/zap.h"
#include "front/zev.h"
#include "sys/channel.h"
#include "sys/fault.h"
#include "sys/log.h"
#include "sys/pulse.h"

#define CHANNEL_PENDING (8 * CHANNEL_PACKET_BYTES)
#define INTAKE_BUDGET   256    /* messages in one go */
#define TICK_US         500000 /* what expires is cut within a second */
#define IO_THREADS      1

void
front_stop(struct front *front, enum rc rc)
{
    if (front->stopped)
        return;
    front->stopped = true;
    front->rc = rc;
    event_base_loopbreak(front->base);
}

static void
say_ready(int fd)
{
    if (fd <= 0)
        return;
    /* Nobody to tell when nobody listens any more. */
    (void)!write(fd, "R", 1);
    close(fd);
}

void
front_bind(struct front *front)
{
    if (router_bind(front->router) != RC_OK) {
        front_stop(front, RC_FATAL);
        return;
    }
    zev_kick(front->intake);
    say_ready(front->settings->ready_fd);
    log_line(LOG_NOTE, "front ready: %zu keys", keyring_count(front->keyring));
}

static void
on_channel_readable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    relay_receive(arg);
}

static void
on_channel_writable(evutil_socket_t fd, short what, void *arg)
{
    struct front *front = arg;

    (void)fd;
    (void)what;
    front->channel_blocked = false; /* the pass behind this goes on */
}

static void
on_terminate(evutil_socket_t unix_signal, short what, void *arg)
{
    (void)unix_signal;
    (void)what;
    front_stop(arg, RC_OK);
}

/* Only to wake the loop: the pass behind it does the work. */
static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    (void)arg;
}

static void
log_counts(struct front *front)
{
    const struct front_counts *now = &front->counts;
    const struct front_counts *then = &front->counts_logged;

    if (now->push_lost == then->push_lost &&
        now->malformed == then->malformed && now->busy == then->busy &&
        now->routing_bad == then->routing_bad &&
        now->multipart == then->multipart && now->key_bad == then->key_bad)
        return;
    log_line(LOG_NOTE,
             "front: sessions=%zu waiting=%zu forwarded=%" PRIu64
             " pushed=%" PRIu64 " push_lost=%" PRIu64 " malformed=%" PRIu64
             " busy=%" PRIu64 " routing_bad=%" PRIu64 " multipart=%" PRIu64
             " key_bad=%" PRIu64,
             sessions_count(front->sessions), fair_count(front->fair),
             now->forwarded, now->pushed, now->push_lost, now->malformed,
             now->busy, now->routing_bad, now->multipart, now->key_bad);
    front->counts_logged = *now;
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
    struct front *front = arg;

    (void)fd;
    (void)what;
    pulse_beat(front->pulse);
    (void)!fault_point(front->control, FAULT_FRONT_TICK);
    sweep_sessions(front);
    metrics_sweep(front->metrics);
    log_counts(front);
    /* The router binds and unbinds by itself, which may swallow the sign. */
    zev_kick(front->intake);
}

static enum rc
open_loop(struct front *front, int channel_fd)
{
    static const struct timeval tick = {.tv_usec = TICK_US};
    struct event_config *config = event_config_new();

    if (config == NULL ||
        event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER) != 0 ||
        (front->base = event_base_new_with_config(config)) == NULL)
        goto out;
    front->channel_readable =
        event_new(front->base, channel_fd, EV_READ | EV_PERSIST,
                  on_channel_readable, front);
    front->channel_writable = event_new(front->base, channel_fd, EV_WRITE,
                                        on_channel_writable, front);
    front->terminated = evsignal_new(front->base, SIGTERM, on_terminate, front);
    front->tick = event_new(front->base, -1, EV_PERSIST, on_tick, front);
    front->turn = evtimer_new(front->base, on_turn, front);
    if (front->channel_readable == NULL || front->channel_writable == NULL ||
        front->terminated == NULL || front->tick == NULL ||
        front->turn == NULL || event_add(front->channel_readable, NULL) != 0 ||
        event_add(front->terminated, NULL) != 0 ||
        event_add(front->tick, &tick) != 0)
        goto out;
    event_config_free(config);
    return RC_OK;
out:
    if (config != NULL)
        event_config_free(config);
    log_line(LOG_ERROR, "front: no event loop");
    return RC_FATAL;
}

/* Randomness before the context: libzmq makes routing ids of rand() and
 * never seeds it, and an id that a peer could foresee ends the process. */
static enum rc
open_context(struct front *front)
{
    struct {
        uint64_t instance, table;
        unsigned routing;
    } seed;

    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed) {
        log_line(LOG_ERROR, "front: no random bytes");
        return RC_FATAL;
    }
    srand(seed.routing);
    front->instance = seed.instance | 1;
    front->context = zmq_ctx_new();
    if (front->context == NULL ||
        zmq_ctx_set(front->context, ZMQ_IO_THREADS, IO_THREADS) != 0) {
        log_line(LOG_ERROR, "front: no ZeroMQ context");
        return RC_FATAL;
    }
    return sessions_open(&front->sessions, seed.table);
}

static enum rc
open_sockets(struct front *front)
{
    const struct zap_options zap = {.context = front->context,
                                    .base = front->base,
                                    .keyring = front->keyring,
                                    .clock = front->clock,
                                    .pulse = front->pulse};
    const struct router_options router = {.context = front->context,
                                          .base = front->base,
                                          .settings = front->settings};
    enum rc rc;

    if ((rc = zap_open(&front->zap, &zap)) != RC_OK ||
        (rc = router_open(&front->router, &router)) != RC_OK)
        return rc;

    const struct zev_options intake = {.base = front->base,
                                       .socket = router_socket(front->router),
                                       .budget = INTAKE_BUDGET,
                                       .take = intake_take,
                                       .arg = front};

    return zev_open(&front->intake, &intake);
}

static enum rc
open_front(struct front *front, int channel_fd)
{
    const struct fair_limits limits = {.lane_max =
                                           front->settings->queue_messages,
                                       .quota = front->settings->quota};
    enum rc rc;

    if ((rc = open_loop(front, channel_fd)) != RC_OK ||
        (rc = keyring_open(&front->keyring)) != RC_OK ||
        (rc = fair_open(&front->fair, &limits)) != RC_OK ||
        (rc = open_context(front)) != RC_OK ||
        (rc = open_sockets(front)) != RC_OK)
        return rc;
    if (front->settings->metrics_fd > 0 &&
        metrics_open(&front->metrics, front, front->settings->metrics_fd) !=
            RC_OK)
        return RC_FATAL;
    return relay_hello(front);
}

static void
free_event(struct event *event)
{
    if (event != NULL)
        event_free(event);
}

static void
close_front(struct front *front)
{
    metrics_close(front->metrics);
    zev_close(front->intake);
    router_close(front->router);
    zap_close(front->zap);
    fair_close(front->fair);
    if (front->context != NULL)
        zmq_ctx_term(front->context);
    sessions_close(front->sessions);
    keyring_close(front->keyring);
    free_event(front->channel_readable);
    free_event(front->channel_writable);
    free_event(front->terminated);
    free_event(front->tick);
    free_event(front->turn);
    if (front->base != NULL)
        event_base_free(front->base);
    channel_close(front->channel);
}

enum rc
front_run(const struct front_start *start)
{
    struct front front = {.settings = start->settings,
                          .clock = start->clock,
                          .pulse = start->pulse,
                          .control = start->control};
    enum rc rc =
        channel_open(&front.channel, start->channel_fd, CHANNEL_PENDING);

    if (rc != RC_OK) {
        close(start->channel_fd);
        return rc;
    }
    rc = open_front(&front, start->channel_fd);
    if (rc != RC_OK)
        front_stop(&front, rc);
    while (!front.stopped) {
        relay_pass(&front);
        if (front.stopped)
            break;
        if (event_base_loop(front.base, EVLOOP_ONCE) != 0)
            front_stop(&front, RC_FATAL);
    }
    rc = front.rc;
    close_front(&front);
    return rc;
}
