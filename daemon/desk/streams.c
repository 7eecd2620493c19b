/* streams -- see streams.h */
#include "desk/streams.h"

#include <sodium.h>

#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/membership.h"
#include "desk/page.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/show.h"
#include "desk/state.h"
#include "desk/summary.h"
#include "store/alerts.h"
#include "store/pages.h"
#include "store/streams.h"

#define SUMMARIES_MAX 20 /* of one person that are shown in a snapshot */

static bool
other_epoch(const struct desk *desk, const struct request *request)
{
    return request->u.attach.epoch_n == EPOCH_BYTES &&
           sodium_memcmp(request->u.attach.epoch, desk->epoch, EPOCH_BYTES) !=
               0;
}

enum rc
streams_attach(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    enum stream_kind kind = request->u.attach.stream;
    uint64_t after = request->u.attach.after;
    struct wire_out out = reply_out(desk, request->id);
    struct stream_head head;
    enum rc rc =
        stream_get_head(desk->store, deliver_key(kind, turn->key->principal),
                        turn->key->principal, &head);

    if (rc != RC_OK)
        return rc;

    /* A client ahead of us remembers a database that is no more. */
    bool truncated = other_epoch(desk, request) || after > head.head ||
                     after + 1 < head.oldest;

    turn->session->streams[kind] = (struct attachment){
        .attached = !truncated, .sent = after, .seen = after};
    reply_send(desk, turn->session,
               wire_attached(&out, &head, desk->epoch, truncated));
    deliver_stream(desk, turn->session, kind);
    return RC_OK;
}

/* The client has everything up to seq: its window moves on. */
static void
has_seen(struct desk *desk, struct session *session, enum stream_kind kind,
         uint64_t seq)
{
    struct attachment *at = &session->streams[kind];

    if (!at->attached)
        return;
    if (seq > at->seen)
        at->seen = seq;
    if (at->seen > at->sent)
        at->sent = at->seen;
    deliver_stream(desk, session, kind);
}

enum rc
streams_confirm(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    enum stream_kind kind = request->u.confirm.stream;
    struct stream_key stream = deliver_key(kind, turn->key->principal);
    struct wire_out out = reply_out(desk, request->id);
    struct stream_head head;
    enum rc rc = stream_confirm(desk->store, stream, turn->key->principal,
                                request->u.confirm.seq);

    if (rc == RC_INVALID) {
        reply_refuse(desk, turn, REFUSAL_OUT_OF_RANGE, "seq");
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    rc = stream_get_head(desk->store, stream, turn->key->principal, &head);
    if (rc != RC_OK)
        return rc;
    reply_send(desk, turn->session, wire_confirmed(&out, &head));
    has_seen(desk, turn->session, kind, request->u.confirm.seq);
    return RC_OK;
}

enum rc
streams_replay(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    enum stream_kind kind = request->u.replay.stream;
    uint64_t after = request->u.replay.after;
    uint32_t limit = request->u.replay.limit;
    struct stream_key stream = deliver_key(kind, turn->key->principal);
    struct wire_out out = reply_out(desk, request->id);
    struct attachment *at = &turn->session->streams[kind];
    struct stream_event events[LIST_LIMIT];
    struct stream_head head;
    size_t n = 0;
    size_t taken = 0;
    enum rc rc =
        stream_get_head(desk->store, stream, turn->key->principal, &head);

    if (rc != RC_OK)
        return rc;
    if (after > head.head || after + 1 < head.oldest) {
        at->attached = false;
        reply_send(desk, turn->session,
                   wire_attached(&out, &head, desk->epoch, true));
        return RC_OK;
    }
    if (limit == 0 || limit > LIST_LIMIT)
        limit = LIST_LIMIT;
    rc = stream_read(desk->store, stream, after, events, limit, desk->room,
                     sizeof desk->room, &n);
    if (rc != RC_OK)
        return rc;
    reply_send(desk, turn->session,
               wire_events(&out, kind, head.head, events, n, &taken));
    if (at->attached && taken > 0 && events[taken - 1].seq > at->sent)
        at->sent = events[taken - 1].seq;
    has_seen(desk, turn->session, kind, after);
    return RC_OK;
}

/* Where the part before this one ended. */
static enum rc
snapshot_after(struct desk *desk, const struct turn *turn, int64_t *after)
{
    const char *text = turn->request->u.snapshot.after;

    *after = 0;
    return text[0] == '\0' ? RC_OK : ids_read_alert(desk, text, after);
}

/* Calls about many alerts stand in the first part, before the single ones. */
static enum rc
snapshot_summaries(struct desk *desk, int64_t person,
                   struct page pages[SUMMARIES_MAX], size_t *n)
{
    struct summary open[SUMMARIES_MAX];
    enum rc rc = summaries_open_of(desk->store, person, open, SUMMARIES_MAX, n);

    for (size_t i = 0; rc == RC_OK && i < *n; i++)
        summary_describe(desk, &open[i], &pages[i]);
    return rc;
}

static enum rc
snapshot_inbox(struct desk *desk, const struct turn *turn, uint64_t as_of)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct page_row rows[LIST_LIMIT + 1];
    struct page pages[LIST_LIMIT];
    size_t summaries_n = 0;
    int64_t after = 0;
    size_t n = 0;
    enum rc rc = snapshot_after(desk, turn, &after);

    if (rc == RC_OK && after == 0)
        rc =
            snapshot_summaries(desk, turn->key->principal, pages, &summaries_n);

    size_t room = LIST_LIMIT - summaries_n;

    if (rc == RC_OK)
        rc = pages_open_of(desk->store, turn->key->principal, after, rows,
                           room + 1, &n);

    size_t shown = n > room ? room : n;

    for (size_t i = 0; rc == RC_OK && i < shown; i++) {
        struct alert alert;

        rc = alert_get(desk->store, rows[i].alert, &alert);
        if (rc == RC_OK)
            page_describe(desk, &rows[i], &alert, &pages[summaries_n + i]);
    }
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_snapshot(&out, STREAM_INBOX, as_of, NULL, 0, pages,
                                 summaries_n + shown, n > shown));
    return rc;
}

static enum rc
snapshot_desk(struct desk *desk, const struct turn *turn, uint64_t as_of)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct alert alerts[LIST_LIMIT + 1];
    struct alert_summary summaries[LIST_LIMIT];
    int64_t after = 0;
    size_t n = 0;
    enum rc rc = snapshot_after(desk, turn, &after);

    if (rc == RC_OK)
        rc = alert_list(desk->store, SHOW_OPEN_STATES, after, alerts,
                        LIST_LIMIT + 1, &n);
    if (rc != RC_OK)
        return rc;

    size_t shown = n > LIST_LIMIT ? LIST_LIMIT : n;

    for (size_t i = 0; rc == RC_OK && i < shown; i++)
        rc = membership_summary(desk, &alerts[i], &summaries[i]);
    if (rc != RC_OK)
        return rc;
    reply_send(desk, turn->session,
               wire_snapshot(&out, STREAM_DESK, as_of, summaries, shown, NULL,
                             0, n > shown));
    return RC_OK;
}

enum rc
streams_snapshot(struct desk *desk, const struct turn *turn)
{
    enum stream_kind kind = turn->request->u.snapshot.stream;
    struct stream_head head;
    enum rc rc =
        stream_get_head(desk->store, deliver_key(kind, turn->key->principal),
                        turn->key->principal, &head);

    if (rc != RC_OK)
        return rc;
    return kind == STREAM_DESK ? snapshot_desk(desk, turn, head.head)
                               : snapshot_inbox(desk, turn, head.head);
}

enum rc
streams_heartbeat(struct desk *desk, const struct turn *turn)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct stream_head heads[2];
    size_t n = 0;
    enum rc rc = deliver_heads(desk, turn->key, heads, &n);

    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_heartbeat(&out, heads, n, desk->epoch));
    return rc;
}
