/* session_line -- see session_line.h */
#include "session_line.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "core/refusal.h"
#include "output.h"
#include "profile.h"
#include "sys/secret.h"
#include "text.h"
#include "wire/json.h"
#include "wire/padding.h"
#include "wire/precheck.h"

#define LINGER_MS  500
#define BEAT_MS    2000 /* of the transport, below the desk's own */
#define SILENCE_MS 6000
#define WAIT_FDS   4

struct line {
    const struct profile *profile;
    void *context;
    void *socket;
    void *monitor;
    unsigned sockets; /* so far, to name the monitors apart */
    uint8_t frame[FRAME_MAX_BYTES];
};

enum rc
line_open(struct line **out, const struct profile *profile)
{
    struct line *line = calloc(1, sizeof *line);

    if (line == NULL)
        return RC_FATAL;
    line->profile = profile;
    line->context = zmq_ctx_new();
    if (line->context == NULL) {
        free(line);
        return RC_FATAL;
    }
    *out = line;
    return RC_OK;
}

void
line_close(struct line *line)
{
    if (line == NULL)
        return;
    line_disconnect(line);
    (void)zmq_ctx_term(line->context);
    free(line);
}

void
line_disconnect(struct line *line)
{
    if (line->socket != NULL) {
        (void)zmq_socket_monitor(line->socket, NULL, 0);
        (void)zmq_close(line->socket);
    }
    if (line->monitor != NULL)
        (void)zmq_close(line->monitor);
    line->socket = NULL;
    line->monitor = NULL;
}

static int
set_number(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value);
}

static int
set_key(void *socket, int option, const uint8_t key[PUBLIC_KEY_BYTES])
{
    return zmq_setsockopt(socket, option, key, PUBLIC_KEY_BYTES);
}

static int
socket_set_up(struct line *line)
{
    const struct profile *profile = line->profile;
    const int64_t frame_bytes = FRAME_SEALED_BYTES;
    void *socket = line->socket;

    if (set_key(socket, ZMQ_CURVE_SERVERKEY, profile->server_key) != 0 ||
        set_key(socket, ZMQ_CURVE_PUBLICKEY, profile->public_key) != 0 ||
        set_key(socket, ZMQ_CURVE_SECRETKEY, profile->secret->bytes) != 0 ||
        zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &frame_bytes,
                       sizeof frame_bytes) != 0)
        return -1;
    /* Without a limit on what is received: a connection that ends while its
     * input waits for us makes libzmq abort the process after the reconnect
     * (libzmq issue 3937); how much may come is bounded by the desk. */
    return set_number(socket, ZMQ_RCVHWM, 0) |
           set_number(socket, ZMQ_LINGER, LINGER_MS) |
           set_number(socket, ZMQ_RECONNECT_IVL, 100) |
           set_number(socket, ZMQ_RECONNECT_IVL_MAX, 2000) |
           set_number(socket, ZMQ_HEARTBEAT_IVL, BEAT_MS) |
           set_number(socket, ZMQ_HEARTBEAT_TIMEOUT, SILENCE_MS) |
           set_number(socket, ZMQ_HEARTBEAT_TTL, SILENCE_MS);
}

static int
monitor_set_up(struct line *line)
{
    char name[48];
    const int events =
        ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
        ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

    (void)snprintf(name, sizeof name, "inproc://monitor-%u", line->sockets++);
    if (zmq_socket_monitor(line->socket, name, events) != 0)
        return -1;
    line->monitor = zmq_socket(line->context, ZMQ_PAIR);
    if (line->monitor == NULL || set_number(line->monitor, ZMQ_LINGER, 0) != 0)
        return -1;
    return zmq_connect(line->monitor, name);
}

enum rc
line_connect(struct line *line)
{
    line_disconnect(line);
    line->socket = zmq_socket(line->context, ZMQ_DEALER);
    if (line->socket == NULL || socket_set_up(line) != 0 ||
        monitor_set_up(line) != 0) {
        output_error(_("cannot make a socket: %s"), zmq_strerror(errno));
        line_disconnect(line);
        return RC_FATAL;
    }
    if (zmq_connect(line->socket, line->profile->server) != 0) {
        output_error(_("%s cannot be connected to (%s); server in "
                       "%s/profile.yaml must be like tcp://host:7411"),
                     line->profile->server, zmq_strerror(errno),
                     line->profile->folder);
        line_disconnect(line);
        return RC_INVALID;
    }
    return RC_OK;
}

enum rc
line_send(struct line *line, const json_t *message, struct refusal *why)
{
    size_t n = 0;

    if (line->socket == NULL)
        return RC_AGAIN;
    if (json_to_wire("ClientMessage", message, line->frame, MESSAGE_MAX_BYTES,
                     &n, why) != RC_OK)
        return RC_INVALID;

    size_t frame_n = padding_frame_bytes(n);

    padding_write(line->frame, n, frame_n);
    return zmq_send(line->socket, line->frame, frame_n, ZMQ_DONTWAIT) >= 0
               ? RC_OK
               : RC_AGAIN;
}

enum rc
line_recv(struct line *line, json_t **message)
{
    while (line->socket != NULL) {
        int n = zmq_recv(line->socket, line->frame, sizeof line->frame,
                         ZMQ_DONTWAIT);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return RC_AGAIN;
        /* json_from_wire() checks for itself. */
        if ((size_t)n <= sizeof line->frame &&
            json_from_wire("ServerMessage", line->frame, (size_t)n, message) ==
                RC_OK)
            return RC_OK;
    }
    return RC_AGAIN;
}

enum line_news
line_look(struct line *line)
{
    enum line_news news = LINE_QUIET;

    while (line->monitor != NULL) {
        uint8_t body[6];
        char address[256];
        uint16_t event;
        uint32_t value;

        if (zmq_recv(line->monitor, body, sizeof body, ZMQ_DONTWAIT) !=
            (int)sizeof body)
            return news;
        (void)zmq_recv(line->monitor, address, sizeof address, ZMQ_DONTWAIT);
        memcpy(&event, body, sizeof event);
        memcpy(&value, body + 2, sizeof value);
        /* 300 means "not now" (ZeroMQ RFC 27), only 400 is about our key. */
        if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH && value == 400)
            news = LINE_REFUSED;
        else if (news == LINE_QUIET)
            news = LINE_DOWN;
    }
    return news;
}

int
line_wait(struct line *line, const int fds[], size_t fds_n, int64_t wait_ms)
{
    zmq_pollitem_t items[WAIT_FDS] = {0};
    size_t first_fd;
    size_t n = 0;

    if (line->socket != NULL)
        items[n++] =
            (zmq_pollitem_t){.socket = line->socket, .events = ZMQ_POLLIN};
    if (line->monitor != NULL)
        items[n++] =
            (zmq_pollitem_t){.socket = line->monitor, .events = ZMQ_POLLIN};
    first_fd = n;
    for (size_t i = 0; i < fds_n && n < WAIT_FDS; i++)
        items[n++] = (zmq_pollitem_t){.fd = fds[i], .events = ZMQ_POLLIN};
    if (zmq_poll(items, (int)n, (long)wait_ms) <= 0)
        return -1;
    for (size_t i = first_fd; i < n; i++) {
        if (items[i].revents != 0)
            return items[i].fd;
    }
    return -1;
}
