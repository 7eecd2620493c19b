/* deliver -- push to connected clients what the streams hold.
 *
 * A push may be lost at any place; the stream is the truth, heartbeats show
 * its head, and a client that misses something asks for it again. */
#ifndef DESK_DELIVER_H
#define DESK_DELIVER_H

#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"
#include "core/reply.h"
#include "core/stream.h"

struct desk;
struct session;

/* Events pushed to a session and not yet confirmed by it, at most: a slow
 * client does not fill front with what it cannot read. */
#define DELIVER_WINDOW 256

/* deliver_outgoing: after a transaction that wrote desk->outgoing. */
void deliver_outgoing(struct desk *desk);

/* deliver_inboxes: to everybody, after several transactions that were not
 * pushed one by one. */
void deliver_inboxes(struct desk *desk);

/* deliver_stream: push what this session has not been sent yet, within its
 * window. */
void deliver_stream(struct desk *desk, struct session *session,
                    enum stream_kind kind);

/* deliver_page_again: repeat a page to the person's attached inboxes. */
void deliver_page_again(struct desk *desk, int64_t person,
                        const struct page *page);

/* deliver_key: the stream of that kind of this principal. */
struct stream_key deliver_key(enum stream_kind kind, int64_t principal);

/* deliver_heads: of the streams this key may read; *n is 1 or 2. */
MUST_USE enum rc deliver_heads(struct desk *desk,
                               const struct principal_key *key,
                               struct stream_head heads[2], size_t *n);

/* deliver_beats: heartbeats that are due; sets desk->times.beat_us. */
MUST_USE enum rc deliver_beats(struct desk *desk);

#endif
