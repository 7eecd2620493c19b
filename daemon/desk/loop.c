/* loop -- the desk as a process: one channel, one timer, one thread */
#include <event2/event.h>
#include <signal.h>
#include <unistd.h>

#include "desk/desk.h"
#include "desk/state.h"
#include "desk/status_told.h"
#include "store/store.h"
#include "sys/clock_watch.h"
#include "sys/fault.h"
#include "sys/log.h"
#include "sys/pulse.h"

#define MIB ((size_t)1024 * 1024)

/* Answers that wait for front: from half of it on nothing more is read, at
 * all of it answers are dropped (their clients ask again).  What front cannot
 * do without, its keys above all, has a reserve of its own. */
#define ANSWERS_BYTES (4 * MIB)
#define RESERVE_BYTES (4 * MIB)
#define PACKETS_MAX   64 /* in one pass: timers must get their turn */

/* Real time between two looks at a clock that a test moves. */
#define MOVED_LOOK_US 5000

struct loop {
    const struct desk_start *start;
    struct desk *desk;
    struct channel *channel;
    struct event_base *base;
    struct event *readable;
    struct event *writable;
    struct event *timer;
    struct event *terminate;
    struct event *clock_set;
    int watch_fd; /* -1: none */
    int64_t next_us;
    uint64_t dropped;
    struct status_told status;
    bool ready; /* said so */
    bool over;
    enum rc rc;
};

static void
stop(struct loop *loop, enum rc rc)
{
    if (!loop->over)
        loop->rc = rc;
    loop->over = true;
    (void)event_base_loopbreak(loop->base);
}

static void
drop_answer(struct loop *loop)
{
    loop->dropped++;
    if ((loop->dropped & (loop->dropped - 1)) == 0)
        log_line(LOG_WARN, "front does not read: %llu answers are dropped",
                 (unsigned long long)loop->dropped);
}

/* channel_visit of desk_open(): everything that goes to front. */
static void
send_frame(const struct channel_frame *frame, void *arg)
{
    struct loop *loop = arg;
    bool is_answer =
        frame->type == CHANNEL_SEND || frame->type == CHANNEL_METRICS;

    if (is_answer && channel_pending(loop->channel) > ANSWERS_BYTES &&
        channel_flush(loop->channel) != RC_OK) {
        drop_answer(loop);
        return;
    }
    if (channel_put(loop->channel, frame) == RC_OK)
        return;
    if (is_answer)
        drop_answer(loop);
    else
        stop(loop, RC_FATAL);
}

static void
say_ready(struct loop *loop)
{
    if (loop->ready)
        return;
    loop->ready = true;
    log_line(LOG_NOTE, "serving");
    if (loop->start->ready_fd >= 0 && write(loop->start->ready_fd, "R", 1) != 1)
        log_line(LOG_WARN, "nobody hears that we are ready");
}

static void
take_frame(const struct channel_frame *frame, void *arg)
{
    struct loop *loop = arg;

    if (loop->over)
        return;
    if (desk_take(loop->desk, frame) != RC_OK)
        stop(loop, RC_FATAL);
    else if (frame->type == CHANNEL_HELLO)
        say_ready(loop);
}

/* What waits is sent; while it is much, nothing more is taken in. */
static void
flush(struct loop *loop)
{
    enum rc rc = channel_flush(loop->channel);

    if (rc == RC_DOWN) {
        stop(loop, RC_OK);
        return;
    }
    if (rc == RC_AGAIN)
        (void)event_add(loop->writable, NULL);
    else
        (void)event_del(loop->writable);
    if (channel_pending(loop->channel) > ANSWERS_BYTES / 2)
        (void)event_del(loop->readable);
    else
        (void)event_add(loop->readable, NULL);
}

static void
arm(struct loop *loop)
{
    int64_t wait_us = loop->next_us - clock_mono_us(loop->start->clock);
    struct timeval wait = {0};

    if (clock_moves(loop->start->clock) && wait_us > 0)
        wait_us = MOVED_LOOK_US;
    if (wait_us > 0) {
        wait.tv_sec = (time_t)(wait_us / 1000000);
        wait.tv_usec = (suseconds_t)(wait_us % 1000000);
    }
    (void)event_add(loop->timer, &wait);
}

/* Combining and paging fill the log as well as intake does.  Answers leave
 * first: they are durable already and need not wait for this. */
static void
answer(struct loop *loop)
{
    flush(loop);
    if (!loop->over && store_checkpoint_rest(loop->desk->store) == RC_FATAL)
        stop(loop, RC_FATAL);
}

static void
tick(struct loop *loop)
{
    if (!loop->over && desk_tick(loop->desk, &loop->next_us) != RC_OK)
        stop(loop, RC_FATAL);
    if (!loop->over)
        answer(loop);
    if (!loop->over)
        status_tell(loop->desk, &loop->status, loop->start->pulse);
    if (!loop->over)
        arm(loop);
    pulse_beat(loop->start->pulse);
    (void)!fault_point(loop->start->control, FAULT_DESK_TICK);
}

/* Receipts leave before the urgent ones among their messages are routed. */
static void
commit(struct loop *loop)
{
    if (!loop->over && desk_commit(loop->desk) != RC_OK)
        stop(loop, RC_FATAL);
    if (!loop->over)
        answer(loop);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
    struct loop *loop = arg;
    enum rc rc = RC_OK;

    (void)fd;
    (void)what;
    for (int i = 0; i < PACKETS_MAX && rc == RC_OK && !loop->over &&
                    !desk_full(loop->desk);
         i++)
        rc = channel_recv(loop->channel, take_frame, loop);
    commit(loop);
    if (rc == RC_DOWN)
        stop(loop, RC_OK);
    else if (rc != RC_OK && rc != RC_AGAIN)
        stop(loop, RC_FATAL);
    tick(loop);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    flush(arg);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct loop *loop = arg;
    int64_t late_us = clock_mono_us(loop->start->clock) - loop->next_us;

    (void)fd;
    (void)what;
    /* Sooner it only looks whether a test has moved the clock. */
    if (late_us >= 0)
        prometheus_observe(&loop->desk->metrics.timer_late,
                           &metrics_work_bounds, late_us);
    tick(loop);
}

/* Waits are corrected at once, not at the next look at the clock. */
static void
on_clock_set(evutil_socket_t fd, short what, void *arg)
{
    (void)what;
    if (clock_watch_take(fd))
        tick(arg);
}

static void
on_terminate(evutil_socket_t number, short what, void *arg)
{
    (void)number;
    (void)what;
    stop(arg, RC_OK);
}

static enum rc
make_events(struct loop *loop)
{
    struct event_config *config = event_config_new();
    int fd = loop->start->channel_fd;

    if (config == NULL)
        return RC_FATAL;
    /* Without it a timer is late by up to four milliseconds. */
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
    loop->base = event_base_new_with_config(config);
    event_config_free(config);
    if (loop->base == NULL)
        return RC_FATAL;
    loop->readable =
        event_new(loop->base, fd, EV_READ | EV_PERSIST, on_readable, loop);
    loop->writable =
        event_new(loop->base, fd, EV_WRITE | EV_PERSIST, on_writable, loop);
    loop->timer = evtimer_new(loop->base, on_timer, loop);
    loop->clock_set = event_new(loop->base, loop->watch_fd,
                                EV_READ | EV_PERSIST, on_clock_set, loop);
    loop->terminate = evsignal_new(loop->base, SIGTERM, on_terminate, loop);
    if (loop->readable == NULL || loop->writable == NULL ||
        loop->timer == NULL || loop->terminate == NULL ||
        loop->clock_set == NULL || event_add(loop->clock_set, NULL) != 0 ||
        event_add(loop->readable, NULL) != 0 ||
        event_add(loop->terminate, NULL) != 0)
        return RC_FATAL;
    return RC_OK;
}

static void
free_event(struct event *event)
{
    if (event != NULL)
        event_free(event);
}

static void
loop_close(struct loop *loop)
{
    free_event(loop->readable);
    free_event(loop->writable);
    free_event(loop->timer);
    free_event(loop->terminate);
    free_event(loop->clock_set);
    if (loop->watch_fd >= 0)
        close(loop->watch_fd);
    if (loop->base != NULL)
        event_base_free(loop->base);
    desk_close(loop->desk);
    channel_close(loop->channel);
}

static enum rc
serve(struct loop *loop)
{
    const struct desk_settings *settings = loop->start->settings;
    enum rc rc = store_checkpoint_start(loop->desk->store,
                                        settings->checkpoint_every_bytes,
                                        settings->checkpoint_limit_bytes);

    if (rc != RC_OK)
        return RC_FATAL;
    arm(loop);
    if (event_base_dispatch(loop->base) < 0)
        stop(loop, RC_FATAL);
    /* Of a failed database nothing more is said. */
    if (loop->rc == RC_OK && channel_flush(loop->channel) != RC_OK)
        log_line(LOG_NOTE, "answers are left that front did not take");
    log_line(LOG_NOTE, "%llu messages were journalled in %llu commits",
             (unsigned long long)loop->desk->intake.messages_n,
             (unsigned long long)loop->desk->intake.commits_n);
    store_checkpoint_stop(loop->desk->store);
    return loop->rc;
}

enum rc
desk_run(const struct desk_start *start)
{
    struct loop loop = {.start = start, .watch_fd = -1, .rc = RC_OK};
    enum rc rc = channel_open(&loop.channel, start->channel_fd,
                              ANSWERS_BYTES + RESERVE_BYTES);

    if (rc != RC_OK) {
        close(start->channel_fd);
        return rc;
    }
    if ((rc = desk_open(&loop.desk, start, send_frame, &loop)) != RC_OK)
        goto out;
    if (clock_watch_open(&loop.watch_fd) != RC_OK ||
        make_events(&loop) != RC_OK) {
        log_line(LOG_ERROR, "the event loop cannot be set up");
        rc = RC_FATAL;
        goto out;
    }
    rc = serve(&loop);
out:
    loop_close(&loop);
    return rc;
}
