/* event_body -- the bodies of stream events, as they are stored.  Each
 * function answers the size written, 0 when cap is too small
 * (EVENT_BODY_BYTES always suffices). */
#ifndef WIRE_EVENT_BODY_H
#define WIRE_EVENT_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "core/desk_reply.h"
#include "core/feedback.h"
#include "core/reply.h"
#include "core/task.h"

#define EVENT_BODY_BYTES 768

size_t event_body_page(uint8_t *out, size_t cap, const struct page *page);
size_t event_body_cancelled(uint8_t *out, size_t cap,
                            const uint8_t page_id[PAGE_ID_BYTES],
                            const char *alert, enum alert_state state,
                            const char *owner);
size_t event_body_alert(uint8_t *out, size_t cap,
                        const struct alert_summary *alert);
size_t event_body_feedback_of(uint8_t *out, size_t cap,
                              const struct feedback *feedback);
/* the same of these alone; telephone "" unless state is FEEDBACK_NOT_SEEN_YET */
size_t event_body_feedback(uint8_t *out, size_t cap, const char *id,
                           enum feedback_state state, enum outcome outcome,
                           const char *telephone);

/* No more of a referral leaves the desk with it. */
size_t event_body_task(uint8_t *out, size_t cap, const char *id,
                       const char *referral, const struct task *task);
size_t event_body_notice(uint8_t *out, size_t cap, const struct notice *notice);
size_t event_body_digest(uint8_t *out, size_t cap,
                         const struct digest_list *digest);

/* wire_encode_statement: what a signed receipt signs. */
size_t wire_encode_statement(uint8_t *out, size_t cap,
                             const struct receipt_statement *statement);

#endif
