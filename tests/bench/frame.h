/* frame -- the few protobuf bytes a load generator sends and reads, written
 * by hand so that encoding costs the measurement nothing.
 * A template is built once; only ids, the house number and the telephone number
 * change. */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_CAP   1024
#define FRAME_BYTES 500 /* of one ClientMessage, as everybody is measured */
#define HOUSE_MIN   128
#define HOUSE_MAX   16383 /* two bytes of varint, always */

struct frame {
    uint8_t bytes[FRAME_CAP];
    size_t n;
    size_t message_id; /* where it stands */
    size_t house;      /* 0: none; where a number that changes stands */
    size_t phone;      /* its last digits */
};

enum frame_body { /* field numbers of ServerMessage's oneof */
    BODY_NONE = 0,
    BODY_WELCOME = 2,
    BODY_RECEIPT = 3,
    BODY_REFUSAL = 4,
    BODY_BUSY = 5,
    BODY_ATTACHED = 7,
    BODY_EVENTS = 9,
    BODY_HEARTBEAT = 11,
    BODY_PAGE_AGAIN = 12
};

void frame_signal(struct frame *frame);
void frame_referral(struct frame *frame);
void frame_hello(struct frame *frame);
void frame_attach(struct frame *frame, uint64_t after);
void frame_confirm(struct frame *frame, uint64_t seq);
void frame_delivered(struct frame *frame, const uint8_t page_id[16]);

/* frame_pad: as clients send it: with zeros, FRAME_CAP bytes in all. */
void frame_pad(const struct frame *frame, uint8_t padded[FRAME_CAP]);

/* frame_stamp: a request id that holds tag, and a fresh UUIDv7. */
void frame_stamp(struct frame *frame, uint64_t tag, uint64_t now_ms,
                 uint64_t number);

/* frame_body_of: what a ServerMessage holds, and the tag of the request it
 * answers (0 when pushed). */
enum frame_body frame_body_of(const uint8_t *bytes, size_t n, uint64_t *tag);

struct frame_page {
    uint8_t page_id[16];
    bool of_referral;
};

/* frame_next_page: of an Events message, the next event that is a page, from
 * *at on (0 to begin with); false when there is none. */
bool frame_next_page(const uint8_t *bytes, size_t n, size_t *at,
                     struct frame_page *page);

/* frame_last_seq: of an Events message, the sequence of its last event. */
uint64_t frame_last_seq(const uint8_t *bytes, size_t n);

/* frame_attached_head: the head of an Attached. */
uint64_t frame_attached_head(const uint8_t *bytes, size_t n);

#endif
