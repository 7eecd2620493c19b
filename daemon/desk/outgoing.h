/* outgoing -- the events that one transaction writes into streams. */
#ifndef DESK_OUTGOING_H
#define DESK_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/desk_reply.h"
#include "core/reply.h"
#include "core/sharing_reply.h"
#include "core/stream.h"
#include "core/task.h"
#include "store/alerts.h"
#include "store/streams.h"

struct desk;
struct message_row;

struct outgoing {
    struct event_out *events;
    uint8_t *bodies; /* EVENT_BODY_BYTES for each */
    size_t n;
    size_t cap;
    bool failed; /* no memory: the transaction must not be tried */
};

/* outgoing_start: an empty list. */
void outgoing_start(struct outgoing *outgoing);
void outgoing_free(struct outgoing *outgoing);

/* Each adds one event with a random id; failures are kept in `failed`. */
void outgoing_page(struct desk *desk, int64_t person, const struct page *page);
void outgoing_cancelled(struct desk *desk, int64_t person,
                        const uint8_t page_id[PAGE_ID_BYTES],
                        const struct alert *after);
/* after: the alert as it will be stored */
void outgoing_alert(struct desk *desk, const struct alert *after);
void outgoing_feedback(struct desk *desk, const struct message_row *message,
                       const struct feedback *feedback);
void outgoing_task(struct desk *desk, int64_t person, const struct task *task);
void outgoing_notice(struct desk *desk, int64_t person,
                     const struct notice *notice);
void outgoing_shared(struct desk *desk, int64_t person,
                     const struct shared *shared);
void outgoing_question(struct desk *desk, int64_t person,
                       const struct reply_question *question);
void outgoing_digest(struct desk *desk, int64_t person,
                     const struct digest_list *digest);

/* outgoing_has: is an event for this stream among them? */
bool outgoing_has(const struct outgoing *outgoing, struct stream_key stream);

#endif
