/* A server of one page.  Not libevent's own HTTP server, which limits neither
 * connections nor the time of a request that comes byte by byte. */
#include "front/metrics.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/http_head.h"
#include "core/prometheus.h"
#include "front/metrics_page.h"
#include "front/relay.h"
#include "front/state.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/log.h"

#define PATH         "/metrics"
#define VISITORS_MAX 8
#define VISIT_US     INT64_C(5000000) /* of one, from its connection on */
#define DESK_US      INT64_C(2000000) /* for an answer of the desk */
#define ASK_GAP_US   INT64_C(100000)  /* between two asks */

enum visit {
    VISIT_NONE, /* this place is free */
    VISIT_READING,
    VISIT_WAITING, /* for the desk to be asked */
    VISIT_ASKED,
    VISIT_ANSWERED, /* until all of it is sent */
    VISIT_ENDING    /* until the other side has closed too */
};

struct visitor {
    struct metrics *metrics;
    struct bufferevent *bev;
    enum visit visit;
    bool ended;       /* the other side sends no more */
    int64_t start_us; /* monotonic */
    int64_t wait_us;  /* since when it waits for the desk */
};

struct metrics {
    struct front *front;
    int fd;
    struct event *accept;
    struct event *turn; /* when the desk may be asked again */
    struct visitor visitors[VISITORS_MAX];
    uint64_t asked_n; /* number of the latest ask */
    int64_t asked_us; /* its time */
    bool outstanding; /* not answered yet */
};

static int64_t
now_us(const struct metrics *metrics)
{
    return clock_mono_us(metrics->front->clock);
}

static void
end_visit(struct visitor *visitor)
{
    bufferevent_free(visitor->bev); /* and closes */
    *visitor = (struct visitor){.metrics = visitor->metrics};
    event_add(visitor->metrics->accept, NULL);
}

static void
respond(struct visitor *visitor, enum http_verdict verdict,
        const struct metrics_page *page)
{
    struct evbuffer *out = bufferevent_get_output(visitor->bev);
    size_t n = page->own_n + page->desk_n;

    visitor->visit = VISIT_ANSWERED;
    evbuffer_add_printf(out,
                        "HTTP/1.1 %d %s\r\n"
                        "Content-Type: text/plain; version=0.0.4; "
                        "charset=utf-8\r\n"
                        "Content-Length: %zu\r\n"
                        "%sConnection: close\r\n\r\n",
                        (int)verdict, http_reason(verdict), n,
                        verdict == HTTP_NOT_ALLOWED ? "Allow: GET\r\n" : "");
    evbuffer_add(out, page->own, page->own_n);
    evbuffer_add(out, page->desk, page->desk_n);
    bufferevent_enable(visitor->bev, EV_WRITE);
}

static void
respond_refusal(struct visitor *visitor, enum http_verdict verdict)
{
    struct metrics_page page = {.desk = NULL};

    metrics_page_refusal(&page, http_reason(verdict));
    respond(visitor, verdict, &page);
}

/* All that are in this state; frame NULL: without the desk. */
static void
respond_all(struct metrics *metrics, enum visit visit,
            const struct channel_frame *frame)
{
    struct metrics_page page;

    metrics_page_write(&page, metrics->front, frame);
    for (size_t i = 0; i < VISITORS_MAX; i++)
        if (metrics->visitors[i].visit == visit)
            respond(&metrics->visitors[i], HTTP_OK, &page);
}

/* Ask for all that wait, now or as soon as it may be asked again. */
static void
ask_desk(struct metrics *metrics)
{
    int64_t at_us = now_us(metrics);
    int64_t next_us =
        metrics->asked_us + (metrics->outstanding ? DESK_US : ASK_GAP_US);

    if (metrics->asked_n > 0 && at_us < next_us) {
        const struct timeval wait = {.tv_sec = (next_us - at_us) / 1000000,
                                     .tv_usec = (next_us - at_us) % 1000000};

        evtimer_add(metrics->turn, &wait);
        return;
    }
    for (size_t i = 0; i < VISITORS_MAX; i++)
        if (metrics->visitors[i].visit == VISIT_WAITING)
            metrics->visitors[i].visit = VISIT_ASKED;
    metrics->asked_us = at_us;
    metrics->outstanding = true;
    relay_ask_metrics(metrics->front, ++metrics->asked_n);
}

static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
    struct metrics *metrics = arg;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < VISITORS_MAX; i++)
        if (metrics->visitors[i].visit == VISIT_WAITING) {
            ask_desk(metrics);
            return;
        }
}

static void
on_read(struct bufferevent *bev, void *arg)
{
    struct evbuffer *in = bufferevent_get_input(bev);
    struct visitor *visitor = arg;
    size_t n = evbuffer_get_length(in);

    if (visitor->visit != VISIT_READING) {
        evbuffer_drain(in, n); /* a body, or what nobody asked for */
        return;
    }

    enum http_verdict verdict =
        http_head_read(evbuffer_pullup(in, -1), n, PATH);

    if (verdict == HTTP_MORE)
        return;
    evbuffer_drain(in, n);
    if (verdict != HTTP_OK) {
        respond_refusal(visitor, verdict);
        return;
    }
    visitor->visit = VISIT_WAITING;
    visitor->wait_us = now_us(visitor->metrics);
    ask_desk(visitor->metrics);
}

/* All of the answer is with the kernel.  Closing with unread bytes would take
 * it away from a reader that is still sending. */
static void
on_written(struct bufferevent *bev, void *arg)
{
    struct visitor *visitor = arg;

    if (visitor->visit != VISIT_ANSWERED)
        return;
    if (visitor->ended || shutdown(bufferevent_getfd(bev), SHUT_WR) != 0) {
        end_visit(visitor);
        return;
    }
    visitor->visit = VISIT_ENDING;
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
    struct visitor *visitor = arg;

    (void)bev;
    if ((what & BEV_EVENT_EOF) != 0 && (what & BEV_EVENT_WRITING) == 0 &&
        (visitor->visit == VISIT_WAITING || visitor->visit == VISIT_ASKED ||
         visitor->visit == VISIT_ANSWERED))
        visitor->ended = true;
    else
        end_visit(visitor);
}

static struct visitor *
free_place(struct metrics *metrics)
{
    for (size_t i = 0; i < VISITORS_MAX; i++)
        if (metrics->visitors[i].visit == VISIT_NONE)
            return &metrics->visitors[i];
    return NULL;
}

static bool
begin_visit(struct visitor *visitor, int fd)
{
    struct bufferevent *bev = bufferevent_socket_new(
        visitor->metrics->front->base, fd, BEV_OPT_CLOSE_ON_FREE);

    if (bev == NULL) {
        close(fd);
        return false;
    }
    visitor->bev = bev;
    visitor->visit = VISIT_READING;
    visitor->start_us = now_us(visitor->metrics);
    bufferevent_setcb(bev, on_read, on_written, on_event, visitor);
    /* Reading pauses there: that much is judged whatever follows. */
    bufferevent_setwatermark(bev, EV_READ, 0, HTTP_HEAD_BYTES);
    bufferevent_enable(bev, EV_READ);
    return true;
}

static void
on_accept(evutil_socket_t listening, short what, void *arg)
{
    struct metrics *metrics = arg;
    struct visitor *place;

    (void)what;
    while ((place = free_place(metrics)) != NULL) {
        int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd < 0 &&
            (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED))
            return;
        if (fd < 0 || !begin_visit(place, fd))
            break;
    }
    /* Until a place is free, or for a while without descriptors or memory. */
    event_del(metrics->accept);
}

void
metrics_answer(struct metrics *metrics, const struct channel_frame *frame)
{
    if (metrics == NULL || !metrics->outstanding ||
        frame->peer != metrics->asked_n)
        return; /* too late */
    metrics->outstanding = false;
    respond_all(metrics, VISIT_ASKED, frame);
    on_turn(-1, 0, metrics);
}

void
metrics_sweep(struct metrics *metrics)
{
    if (metrics == NULL)
        return;

    int64_t at_us = now_us(metrics);
    bool silent = false;

    for (size_t i = 0; i < VISITORS_MAX; i++) {
        struct visitor *visitor = &metrics->visitors[i];

        if (visitor->visit == VISIT_NONE)
            continue;
        if (at_us - visitor->start_us >= VISIT_US)
            end_visit(visitor);
        else if ((visitor->visit == VISIT_WAITING ||
                  visitor->visit == VISIT_ASKED) &&
                 at_us - visitor->wait_us >= DESK_US)
            silent = true;
    }
    if (silent) {
        respond_all(metrics, VISIT_ASKED, NULL);
        respond_all(metrics, VISIT_WAITING, NULL);
    }
    if (free_place(metrics) != NULL)
        event_add(metrics->accept, NULL);
}

enum rc
metrics_open(struct metrics **out, struct front *front, int fd)
{
    struct metrics *metrics = calloc(1, sizeof *metrics);

    if (metrics == NULL)
        goto out;
    metrics->front = front;
    metrics->fd = -1;
    for (size_t i = 0; i < VISITORS_MAX; i++)
        metrics->visitors[i].metrics = metrics;
    metrics->accept =
        event_new(front->base, fd, EV_READ | EV_PERSIST, on_accept, metrics);
    metrics->turn = evtimer_new(front->base, on_turn, metrics);
    if (metrics->accept == NULL || metrics->turn == NULL ||
        event_add(metrics->accept, NULL) != 0)
        goto out;
    metrics->fd = fd;
    *out = metrics;
    return RC_OK;
out:
    log_line(LOG_ERROR, "metrics: no memory");
    metrics_close(metrics);
    return RC_FATAL;
}

void
metrics_close(struct metrics *metrics)
{
    if (metrics == NULL)
        return;
    for (size_t i = 0; i < VISITORS_MAX; i++)
        if (metrics->visitors[i].bev != NULL)
            bufferevent_free(metrics->visitors[i].bev);
    if (metrics->accept != NULL)
        event_free(metrics->accept);
    if (metrics->turn != NULL)
        event_free(metrics->turn);
    if (metrics->fd >= 0)
        close(metrics->fd);
    free(metrics);
}
