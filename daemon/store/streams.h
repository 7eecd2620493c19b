/* streams -- events with contiguous sequence numbers and how far each
 * principal confirmed.  Events are written by the transactions that cause
 * them (store/alerts.h); this header reads and confirms. */
#ifndef STORE_STREAMS_H
#define STORE_STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/stream.h"

struct store;

#define STREAM_BODY_MAX 4096 /* of one event; a larger one is RC_INVALID */

/* What an event tells of, so that it goes when that is erased; numbers in the
 * database. */
enum event_about {
    ABOUT_NOTHING, /* of one message, alert or share alone */
    ABOUT_MESSAGE, /* seq; a task is about its referral */
    ABOUT_ALERT,
    ABOUT_SHARE
};

/* An event to be written in a transaction; the store gives it its sequence
 * number.  event_id is random, chosen by the caller; body is borrowed. */
struct event_out {
    struct stream_key stream;
    uint8_t event_id[EVENT_ID_BYTES];
    enum event_type type;
    enum event_about told;
    int64_t ref; /* which one */
    const uint8_t *body;
    size_t body_n;
};

/* stream_head: head, oldest, and what `principal` confirmed of it. */
MUST_USE enum rc stream_get_head(struct store *store, struct stream_key stream,
                                 int64_t principal, struct stream_head *out);

/* stream_read: events with seq > after, ascending, at most cap.  Their
 * bodies are copied into room; events that do not fit are left out (at least
 * one fits when room_n >= 4096).  *n says how many. */
MUST_USE enum rc stream_read(struct store *store, struct stream_key stream,
                             uint64_t after, struct stream_event *out,
                             size_t cap, uint8_t *room, size_t room_n,
                             size_t *n);

/* stream_confirm: monotonic; a smaller seq changes nothing and is RC_OK;
 * beyond the head is RC_INVALID. */
MUST_USE enum rc stream_confirm(struct store *store, struct stream_key stream,
                                int64_t principal, uint64_t seq);

/* stream_trim: forget events older than before_us, but of every stream keep
 * the newest `keep`.  *trimmed counts. */
MUST_USE enum rc stream_trim(struct store *store, int64_t before_us,
                             uint64_t keep, size_t *trimmed);

#endif
