/* stream -- events with contiguous sequence numbers, from 1, per stream. */
#ifndef CORE_STREAM_H
#define CORE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#define EPOCH_BYTES    16
#define EVENT_ID_BYTES 16

enum stream_kind {
    STREAM_NONE,
    STREAM_INBOX,
    STREAM_DESK
};

/* An inbox is owned by a principal, a desk stream by a desk. */
struct stream_key {
    enum stream_kind kind;
    int64_t owner;
};

#define DESK_AMSTERDAM 1 /* the one desk of today */

struct stream_head {
    enum stream_kind stream;
    uint64_t head;      /* 0: empty */
    uint64_t oldest;    /* first that can be replayed; head + 1: none */
    uint64_t confirmed; /* by the principal asked about */
};

/* Numbers are the field numbers of Event's oneof. */
enum event_type {
    EVENT_PAGE = 4,
    EVENT_PAGE_CANCELLED = 5,
    EVENT_ALERT_CHANGE = 6,
    EVENT_FEEDBACK = 7,
    EVENT_NOTICE = 8,
    EVENT_DIGEST = 9,
    EVENT_TASK = 10,
    EVENT_SHARED = 11,
    EVENT_QUESTION = 12,
    EVENT_ERASED = 13 /* what it told is erased; its body is empty */
};

/* A stored event; body is the serialized message of its type. */
struct stream_event {
    uint64_t seq;
    uint8_t event_id[EVENT_ID_BYTES];
    int64_t at_us;
    enum event_type type;
    const uint8_t *body;
    size_t body_n;
};

#endif
