/* encode -- model to bytes: every ServerMessage the desk sends.
 *
 * Each function writes one serialized message to out and answers its size,
 * or 0 when it does not fit in cap (FRAME_MAX_BYTES always fits what the
 * limits of core/reply.h and LIST_LIMIT allow).  id is the request's 16
 * bytes, or NULL for a push. */
#ifndef WIRE_ENCODE_H
#define WIRE_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "core/detail_reply.h"
#include "core/reply.h"

/* Where a message goes: the buffer and the request it answers. */
struct wire_out {
    uint8_t *bytes;
    size_t cap;
    const uint8_t *request_id; /* REQUEST_ID_BYTES or NULL */
};

size_t wire_welcome(const struct wire_out *out, const struct reply_welcome *w);
/* On the acceptance path: written by hand-sized fields, no allocation. */
size_t wire_receipt(const struct wire_out *out, const struct reply_receipt *r);
/* message_id NULL: the refused request was no submit. */
size_t wire_refusal(const struct wire_out *out, const struct refusal *why,
                    const uint8_t *message_id);
size_t wire_busy(const struct wire_out *out, uint32_t retry_after_ms,
                 const uint8_t *message_id);
size_t wire_status(const struct wire_out *out, const struct reply_status *s);
size_t wire_attached(const struct wire_out *out, const struct stream_head *head,
                     const uint8_t epoch[EPOCH_BYTES], bool truncated);
size_t wire_confirmed(const struct wire_out *out,
                      const struct stream_head *head);
/* Events that do not fit any more are left for the next message: *taken says
 * how many went (at least one when n > 0). */
size_t wire_events(const struct wire_out *out, enum stream_kind stream,
                   uint64_t head, const struct stream_event *events, size_t n,
                   size_t *taken);
/* LIST_LIMIT alerts (of a desk stream) fit, or as many pages (of an inbox). */
size_t wire_snapshot(const struct wire_out *out, enum stream_kind stream,
                     uint64_t as_of, const struct alert_summary *alerts,
                     size_t alerts_n, const struct page *pages, size_t pages_n,
                     bool more);
size_t wire_heartbeat(const struct wire_out *out,
                      const struct stream_head *heads, size_t n,
                      const uint8_t epoch[EPOCH_BYTES]);
size_t wire_page_again(const struct wire_out *out, const struct page *page);
size_t wire_delivered_noted(const struct wire_out *out,
                            const uint8_t page_id[PAGE_ID_BYTES]);
size_t wire_action_result(const struct wire_out *out,
                          const struct reply_action *result);
size_t wire_alert_list(const struct wire_out *out,
                       const struct alert_summary *alerts, size_t n, bool more);
size_t wire_alert_detail(const struct wire_out *out,
                         const struct alert_summary *alert,
                         const char *const *messages, size_t messages_n,
                         const struct page_record *pages, size_t pages_n);
size_t wire_message_detail(const struct wire_out *out,
                           const struct reply_message *message);
size_t wire_bundle_detail(const struct wire_out *out,
                          const struct reply_bundle *bundle);
size_t wire_partners(const struct wire_out *out, const struct partner *partners,
                     size_t n, bool more);

#endif
