/* event_body -- the bodies of stream events, as they are stored.  Each
 * function answers the size written, 0 when cap is too small
 * (EVENT_BODY_BYTES always suffices). */
#ifndef WIRE_EVENT_BODY_H
#define WIRE_EVENT_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "core/desk_reply.h"
#include "core/reply.h"
#include "core/sharing_reply.h"
#include "core/task.h"

#define EVENT_BODY_BYTES 2048 /* a shared summary is the longest */

size_t event_body_page(uint8_t *out, size_t cap, const struct page *page);
size_t event_body_cancelled(uint8_t *out, size_t cap,
                            const uint8_t page_id[PAGE_ID_BYTES],
                            const char *alert, enum alert_state state,
                            const char *owner);
size_t event_body_alert(uint8_t *out, size_t cap,
                        const struct alert_summary *alert);
/* id: of the message */
size_t event_body_feedback(uint8_t *out, size_t cap, const char *id,
                           const struct feedback *feedback);

/* No more of a referral leaves the desk with it. */
size_t event_body_task(uint8_t *out, size_t cap, const char *id,
                       const char *referral, const struct task *task);
size_t event_body_notice(uint8_t *out, size_t cap, const struct notice *notice);
size_t event_body_digest(uint8_t *out, size_t cap,
                         const struct digest_list *digest);

size_t event_body_shared(uint8_t *out, size_t cap, const struct shared *shared);
size_t event_body_question(uint8_t *out, size_t cap,
                           const struct reply_question *question);

/* wire_encode_statement: what a signed receipt signs. */
size_t wire_encode_statement(uint8_t *out, size_t cap,
                             const struct receipt_statement *statement);

#endif
