/* channel -- frames between front and desk over one SOCK_SEQPACKET pair.
 *
 * Many small frames travel in one packet, so a busy line costs few system
 * calls.  Packets are atomic: when one side dies in the middle of anything,
 * the other never sees half a frame.  Both sides are the same binary on the
 * same machine, so integers are in native order.
 *
 *   front -> desk   HELLO{instance}  the first frame of a new front
 *                   FRAME{peer,key}  a checked ClientMessage, as received
 *                   GONE{peer}       the peer cannot be reached any more
 *                   FLAG{key}        an organisation is over its quota
 *                   METRICS_ASK{number}  what are the desk's metrics?
 *                   PARK{key}        not front's to say: the supervisor puts
 *                                    it there, with its word, for a key at
 *                                    whose frames front ended
 *   desk -> front   READY{instance}  answer to HELLO; whatever came before it
 *                                    was meant for a front that is dead
 *                   KEYS_BEGIN, KEY{struct principal_key} .., KEYS_END
 *                                    the whole list of valid keys, again on
 *                                    every change
 *                   SEND{peer,key}   a ServerMessage for this peer, if it is
 *                                    still the same principal's
 *                   METRICS{number}  the answer to that ask: text */
#ifndef SYS_CHANNEL_H
#define SYS_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define CHANNEL_PACKET_BYTES (128 * 1024)

enum channel_type {
    CHANNEL_HELLO = 1,
    CHANNEL_FRAME,
    CHANNEL_GONE,
    CHANNEL_FLAG,
    CHANNEL_READY,
    CHANNEL_KEYS_BEGIN,
    CHANNEL_KEY,
    CHANNEL_KEYS_END,
    CHANNEL_SEND,
    CHANNEL_METRICS_ASK,
    CHANNEL_METRICS,
    CHANNEL_PARK
};

#define CHANNEL_LAST CHANNEL_PARK

struct channel_frame {
    enum channel_type type;
    uint64_t peer; /* front's handle of a connection, never reused by
                    * one instance; of HELLO and READY the instance, of
                    * METRICS_ASK and METRICS the number of the ask */
    int64_t key;   /* struct principal_key.key, 0: none */
    const uint8_t *bytes;
    size_t n;
};

struct channel;

/* channel_pair: the two ends, SOCK_SEQPACKET, CLOEXEC, non-blocking. */
MUST_USE enum rc channel_pair(int fds[2]);

/* channel_post: one frame, in a packet of its own, by whoever holds an end and
 * is not one of the two.  RC_AGAIN: no room now; RC_INVALID: too large;
 * RC_DOWN: the other side is gone. */
#define CHANNEL_POST_BYTES 64
MUST_USE enum rc channel_post(int fd, const struct channel_frame *frame);

/* channel_open: takes over fd on RC_OK.  pending_max bounds what waits to be
 * sent, headers included. */
MUST_USE enum rc channel_open(struct channel **out, int fd, size_t pending_max);
void channel_close(struct channel *channel);

/* channel_put: queue one frame (copied).  RC_AGAIN: pending_max reached,
 * nothing queued; flush and wait for the socket to be writable.  RC_INVALID:
 * it fits in no packet; RC_FATAL: no memory.  Nothing is queued then either.
 * cost: one copy, no system call */
MUST_USE enum rc channel_put(struct channel *channel,
                             const struct channel_frame *frame);

/* channel_flush: send what is queued.  RC_AGAIN: the rest waits for the
 * socket to be writable; RC_DOWN: the other side is gone. */
MUST_USE enum rc channel_flush(struct channel *channel);

/* channel_pending: bytes queued and not yet sent, as they count against
 * pending_max. */
size_t channel_pending(const struct channel *channel);

/* Sees one received frame; bytes are valid until it returns. */
typedef void channel_visit(const struct channel_frame *frame, void *arg);

/* channel_parse: visit the frames of one packet, in order.  RC_INVALID: the
 * packet is malformed in some place, and no frame of it was visited. */
MUST_USE enum rc channel_parse(const uint8_t *packet, size_t n,
                               channel_visit *visit, void *arg);

/* channel_recv: visit the frames of the next packet.  RC_OK: one packet
 * visited, there may be more; RC_AGAIN: nothing there; RC_DOWN: the other
 * side is gone; RC_FATAL: a malformed packet. */
MUST_USE enum rc channel_recv(struct channel *channel, channel_visit *visit,
                              void *arg);

#endif
