/* deliver -- see deliver.h */
#include "desk/deliver.h"

#include "core/permit.h"
#include "desk/outgoing.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/streams.h"
#include "sys/clock.h"

#define PUSH_EVENTS 64 /* in one frame */

struct stream_key
deliver_key(enum stream_kind kind, int64_t principal)
{
    return (struct stream_key){.kind = kind,
                               .owner = kind == STREAM_DESK ? DESK_AMSTERDAM
                                                            : principal};
}

/* Rights are looked at before every push: a key that was revoked a moment ago
 * gets nothing more.  Its session waits for front to cut it. */
static const struct principal_key *
still_valid(struct desk *desk, struct session *session)
{
    const struct principal_key *key =
        desk_key(desk, session->key, clock_utc_us(desk->clock));

    if (key == NULL) {
        session->greeted = false;
        session->streams[STREAM_INBOX].attached = false;
        session->streams[STREAM_DESK].attached = false;
    }
    return key;
}

/* One frame of events; *more: there may be others. */
static enum rc
push(struct desk *desk, struct session *session, enum stream_kind kind,
     bool *more)
{
    struct attachment *at = &session->streams[kind];
    struct stream_key stream = deliver_key(kind, session->principal);
    uint64_t ahead = at->sent > at->seen ? at->sent - at->seen : 0;
    struct stream_event events[PUSH_EVENTS];
    struct stream_head head;
    size_t room = DELIVER_WINDOW - (size_t)ahead;
    size_t n = 0;
    size_t taken = 0;

    *more = false;
    if (ahead >= DELIVER_WINDOW)
        return RC_OK;

    enum rc rc =
        stream_get_head(desk->store, stream, session->principal, &head);

    if (rc != RC_OK || head.head <= at->sent)
        return rc;
    rc = stream_read(desk->store, stream, at->sent, events,
                     room < PUSH_EVENTS ? room : PUSH_EVENTS, desk->room,
                     sizeof desk->room, &n);
    if (rc != RC_OK || n == 0)
        return rc;

    struct wire_out out = reply_out(desk, NULL);
    size_t size = wire_events(&out, kind, head.head, events, n, &taken);

    reply_send(desk, session, size);
    if (size == 0 || taken == 0)
        return RC_OK;
    at->sent = events[taken - 1].seq;
    *more = at->sent < head.head;
    return RC_OK;
}

void
deliver_stream(struct desk *desk, struct session *session,
               enum stream_kind kind)
{
    bool more = session->streams[kind].attached;

    while (more && still_valid(desk, session) != NULL) {
        /* Not pushed now is not lost: a heartbeat will show it. */
        if (desk_failed(desk, "deliver", push(desk, session, kind, &more)))
            return;
    }
}

void
deliver_outgoing(struct desk *desk)
{
    static const enum stream_kind kinds[] = {STREAM_INBOX, STREAM_DESK};

    for (size_t i = 0; i < desk->sessions.n; i++) {
        struct session *session = desk->sessions.v[i];

        for (size_t k = 0; k < 2; k++)
            if (session->streams[kinds[k]].attached &&
                outgoing_has(&desk->outgoing,
                             deliver_key(kinds[k], session->principal)))
                deliver_stream(desk, session, kinds[k]);
    }
}

void
deliver_inboxes(struct desk *desk)
{
    for (size_t i = 0; i < desk->sessions.n; i++)
        deliver_stream(desk, desk->sessions.v[i], STREAM_INBOX);
}

void
deliver_page_again(struct desk *desk, int64_t person, const struct page *page)
{
    for (size_t i = 0; i < desk->sessions.n; i++) {
        struct session *session = desk->sessions.v[i];
        struct wire_out out = reply_out(desk, NULL);

        if (session->principal == person &&
            session->streams[STREAM_INBOX].attached &&
            still_valid(desk, session) != NULL)
            reply_send(desk, session, wire_page_again(&out, page));
    }
}

enum rc
deliver_heads(struct desk *desk, const struct principal_key *key,
              struct stream_head heads[2], size_t *n)
{
    static const enum stream_kind kinds[] = {STREAM_INBOX, STREAM_DESK};
    size_t found = 0;

    for (size_t k = 0; k < 2; k++) {
        const struct request attach = {.kind = REQUEST_ATTACH,
                                       .u.attach.stream = kinds[k]};

        if (!permit_request(key->roles, &attach))
            continue;

        enum rc rc =
            stream_get_head(desk->store, deliver_key(kinds[k], key->principal),
                            key->principal, &heads[found]);

        if (rc != RC_OK)
            return rc;
        found++;
    }
    *n = found;
    return RC_OK;
}

static enum rc
beat(struct desk *desk, struct session *session)
{
    const struct principal_key *key = still_valid(desk, session);
    struct wire_out out = reply_out(desk, NULL);
    struct stream_head heads[2];
    size_t n = 0;

    if (key == NULL)
        return RC_OK;

    enum rc rc = deliver_heads(desk, key, heads, &n);

    if (rc == RC_OK)
        reply_send(desk, session, wire_heartbeat(&out, heads, n, desk->epoch));
    return rc;
}

enum rc
deliver_beats(struct desk *desk)
{
    int64_t now_us = clock_mono_us(desk->clock);
    int64_t next_us = INT64_MAX;

    for (size_t i = 0; i < desk->sessions.n; i++) {
        struct session *session = desk->sessions.v[i];

        if (!session->greeted)
            continue;
        if (session->beat_us <= now_us) {
            enum rc rc = beat(desk, session);

            if (rc != RC_OK)
                return rc;
            session->beat_us =
                now_us + (int64_t)desk->settings->heartbeat_ms * 1000;
        }
        if (session->beat_us < next_us)
            next_us = session->beat_us;
    }
    desk->times.beat_us = next_us;
    return RC_OK;
}
