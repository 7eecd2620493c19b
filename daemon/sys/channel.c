/* channel -- see channel.h */
#include "sys/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/log.h"

#define IDLE_PACKETS 2 /* empty buffers kept for the next burst */

/* Asked of the kernel, which doubles it: two or three full packets under way.
 * More would only be a longer queue that nothing can be put in front of. */
#define SOCKET_BYTES (128 * 1024)

/* What stands before the bytes of every frame in a packet. */
struct header {
    uint32_t type;
    uint32_t n;
    uint64_t peer;
    int64_t key;
};

struct packet {
    struct packet *next;
    size_t n;
    uint8_t bytes[CHANNEL_PACKET_BYTES];
};

struct channel {
    int fd;
    size_t pending_max;
    size_t pending;
    struct packet *first; /* oldest, sent next */
    struct packet *last;  /* the one being filled */
    struct packet *idle;
    size_t idle_n;
    _Alignas(16) uint8_t in[CHANNEL_PACKET_BYTES];
};

/* Headers stay aligned, so that both sides copy whole words. */
static size_t
padded(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

enum rc
channel_pair(int fds[2])
{
    int bytes = SOCKET_BYTES;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                   fds) != 0) {
        log_line(LOG_ERROR, "channel: socketpair: errno %d", errno);
        return RC_FATAL;
    }
    /* A wish, not a need: any packet fits the kernel's default. */
    for (int i = 0; i < 2; i++)
        (void)setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    return RC_OK;
}

enum rc
channel_open(struct channel **out, int fd, size_t pending_max)
{
    struct channel *channel = calloc(1, sizeof *channel);
    int flags = fcntl(fd, F_GETFL);

    if (channel == NULL || flags < 0 ||
        fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        log_line(LOG_ERROR, "channel: cannot open descriptor %d", fd);
        free(channel);
        return RC_FATAL;
    }
    channel->fd = fd;
    channel->pending_max = pending_max;
    *out = channel;
    return RC_OK;
}

static void
free_packets(struct packet *packet)
{
    while (packet != NULL) {
        struct packet *next = packet->next;

        free(packet);
        packet = next;
    }
}

void
channel_close(struct channel *channel)
{
    if (channel == NULL)
        return;
    free_packets(channel->first);
    free_packets(channel->idle);
    close(channel->fd);
    free(channel);
}

static struct packet *
take_packet(struct channel *channel)
{
    struct packet *packet = channel->idle;

    if (packet != NULL) {
        channel->idle = packet->next;
        channel->idle_n--;
    } else {
        /* malloc, not calloc: 128 KiB of zeroes a packet would be felt */
        packet = malloc(sizeof *packet);
        if (packet == NULL)
            return NULL;
    }
    packet->next = NULL;
    packet->n = 0;
    if (channel->last != NULL)
        channel->last->next = packet;
    else
        channel->first = packet;
    channel->last = packet;
    return packet;
}

static void
write_frame(uint8_t *at, const struct channel_frame *frame)
{
    const struct header header = {.type = (uint32_t)frame->type,
                                  .n = (uint32_t)frame->n,
                                  .peer = frame->peer,
                                  .key = frame->key};

    memcpy(at, &header, sizeof header);
    at += sizeof header;
    if (frame->n > 0)
        memcpy(at, frame->bytes, frame->n);
    /* Padding would otherwise show the other side old heap contents. */
    memset(at + frame->n, 0, padded(frame->n) - frame->n);
}

/* errno of a send, as an answer. */
static enum rc
not_sent(void)
{
    return errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM ? RC_AGAIN
                                                                  : RC_DOWN;
}

enum rc
channel_post(int fd, const struct channel_frame *frame)
{
    _Alignas(8) uint8_t packet[sizeof(struct header) + CHANNEL_POST_BYTES];

    if (frame->n > CHANNEL_POST_BYTES)
        return RC_INVALID;
    write_frame(packet, frame);
    while (send(fd, packet, sizeof(struct header) + padded(frame->n),
                MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        if (errno != EINTR)
            return not_sent();
    return RC_OK;
}

enum rc
channel_put(struct channel *channel, const struct channel_frame *frame)
{
    size_t need = sizeof(struct header) + padded(frame->n);
    struct packet *packet = channel->last;

    if (frame->n > CHANNEL_PACKET_BYTES - sizeof(struct header) ||
        need > CHANNEL_PACKET_BYTES)
        return RC_INVALID;
    if (need > channel->pending_max - channel->pending)
        return RC_AGAIN;
    if (packet == NULL || need > CHANNEL_PACKET_BYTES - packet->n) {
        packet = take_packet(channel);
        if (packet == NULL) {
            log_line(LOG_ERROR, "channel: out of memory");
            return RC_FATAL;
        }
    }

    write_frame(packet->bytes + packet->n, frame);
    packet->n += need;
    channel->pending += need;
    return RC_OK;
}

static void
drop_first(struct channel *channel)
{
    struct packet *packet = channel->first;

    channel->pending -= packet->n;
    channel->first = packet->next;
    if (channel->first == NULL)
        channel->last = NULL;
    if (channel->idle_n < IDLE_PACKETS) {
        packet->next = channel->idle;
        channel->idle = packet;
        channel->idle_n++;
    } else {
        free(packet);
    }
}

enum rc
channel_flush(struct channel *channel)
{
    while (channel->first != NULL) {
        const struct packet *packet = channel->first;
        ssize_t sent = send(channel->fd, packet->bytes, packet->n,
                            MSG_DONTWAIT | MSG_NOSIGNAL);

        if (sent < 0) {
            if (errno == EINTR)
                continue;
            return not_sent();
        }
        drop_first(channel);
    }
    return RC_OK;
}

size_t
channel_pending(const struct channel *channel)
{
    return channel->pending;
}

static bool
known_type(uint32_t type)
{
    return type >= CHANNEL_HELLO && type <= CHANNEL_LAST;
}

/* One frame at *at; false: this is not where one ends. */
static bool
next_frame(const uint8_t *packet, size_t n, size_t *at,
           struct channel_frame *frame)
{
    struct header header;

    if (n - *at < sizeof header)
        return false;
    memcpy(&header, packet + *at, sizeof header);
    *at += sizeof header;
    if (!known_type(header.type) || header.n > n - *at ||
        padded(header.n) > n - *at)
        return false;
    *frame = (struct channel_frame){.type = (enum channel_type)header.type,
                                    .peer = header.peer,
                                    .key = header.key,
                                    .bytes = packet + *at,
                                    .n = header.n};
    *at += padded(header.n);
    return true;
}

enum rc
channel_parse(const uint8_t *packet, size_t n, channel_visit *visit, void *arg)
{
    struct channel_frame frame;

    /* Two rounds: a packet counts as a whole or not at all. */
    for (size_t at = 0; at < n;) {
        if (!next_frame(packet, n, &at, &frame))
            return RC_INVALID;
    }
    for (size_t at = 0; at < n;) {
        if (next_frame(packet, n, &at, &frame))
            visit(&frame, arg);
    }
    return RC_OK;
}

enum rc
channel_recv(struct channel *channel, channel_visit *visit, void *arg)
{
    struct iovec iov = {.iov_base = channel->in, .iov_len = sizeof channel->in};
    struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
    ssize_t got;

    do {
        got = recvmsg(channel->fd, &msg, MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno == EAGAIN ? RC_AGAIN : RC_DOWN;
    if (got == 0)
        return RC_DOWN; /* we never send empty packets: this is the end */
    if ((msg.msg_flags & MSG_TRUNC) != 0 ||
        channel_parse(channel->in, (size_t)got, visit, arg) != RC_OK) {
        log_line(LOG_ERROR, "channel: malformed packet of %zd bytes", got);
        return RC_FATAL;
    }
    return RC_OK;
}
