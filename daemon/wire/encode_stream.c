/* encode_stream -- what goes over streams: heads, events, pages */
#include "loket/v1/socket.pb-c.h"
#include "wire/encode.h"
#include "wire/pack.h"

#define HEARTBEAT_HEADS_MAX 2

size_t
wire_attached(const struct wire_out *out, const struct stream_head *head,
              const uint8_t epoch[EPOCH_BYTES], bool truncated)
{
    Loket__V1__StreamHead to_head;
    Loket__V1__Attached to = LOKET__V1__ATTACHED__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    pack_head(&to_head, head);
    to.head = &to_head;
    to.epoch = pack_bytes(epoch, EPOCH_BYTES);
    to.truncated = truncated;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_ATTACHED;
    message.attached = &to;
    return pack_reply(out, &message);
}

size_t
wire_confirmed(const struct wire_out *out, const struct stream_head *head)
{
    Loket__V1__StreamHead to_head;
    Loket__V1__Confirmed to = LOKET__V1__CONFIRMED__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    pack_head(&to_head, head);
    to.head = &to_head;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_CONFIRMED;
    message.confirmed = &to;
    return pack_reply(out, &message);
}

/* Field numbers of Event. */
static size_t
event_size(const struct stream_event *event)
{
    return put_number_size(1, event->seq) + put_bytes_size(2, EVENT_ID_BYTES) +
           put_number_size(3, (uint64_t)event->at_us) +
           put_bytes_size(event->type, event->body_n);
}

static void
put_event(struct put *put, const struct stream_event *event)
{
    put_open(put, 2, event_size(event));
    put_number(put, 1, event->seq);
    put_bytes(put, 2, event->event_id, EVENT_ID_BYTES);
    put_number(put, 3, (uint64_t)event->at_us);
    put_bytes(put, event->type, event->body, event->body_n);
}

size_t
wire_events(const struct wire_out *out, enum stream_kind stream, uint64_t head,
            const struct stream_event *events, size_t n, size_t *taken)
{
    const uint32_t field = LOKET__V1__SERVER_MESSAGE__BODY_EVENTS;
    size_t frame =
        out->request_id == NULL ? 0 : put_bytes_size(1, REQUEST_ID_BYTES);
    size_t body_n = put_number_size(1, stream) + put_number_size(3, head);
    size_t fit = 0;
    struct put put;

    for (; fit < n; fit++) {
        size_t more = body_n + put_bytes_size(2, event_size(&events[fit]));

        if (frame + put_bytes_size(field, more) > out->cap)
            break;
        body_n = more;
    }
    *taken = fit;
    if (fit == 0 && n > 0)
        return 0;
    put = pack_begin(out, field, body_n);
    put_number(&put, 1, stream);
    for (size_t i = 0; i < fit; i++)
        put_event(&put, &events[i]);
    put_number(&put, 3, head);
    return pack_end(out, &put);
}

/* One page with the room its list needs. */
struct page_room {
    Loket__V1__Page to;
    Loket__V1__ListedAlert listed[LISTED_MAX];
    Loket__V1__ListedAlert *list[LISTED_MAX];
};

static Loket__V1__Page *
fill_page(struct page_room *room, const struct page *page)
{
    pack_page(&room->to, page, room->listed, room->list);
    return &room->to;
}

size_t
wire_snapshot(const struct wire_out *out, enum stream_kind stream,
              uint64_t as_of, const struct alert_summary *alerts,
              size_t alerts_n, const struct page *pages, size_t pages_n,
              bool more)
{
    Loket__V1__AlertSummary summaries[LIST_LIMIT];
    Loket__V1__AlertSummary *summary_list[LIST_LIMIT];
    struct page_room pages_room[LIST_LIMIT];
    Loket__V1__Page *page_list[LIST_LIMIT];
    Loket__V1__Snapshot to = LOKET__V1__SNAPSHOT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (alerts_n > LIST_LIMIT || pages_n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < alerts_n; i++) {
        pack_summary(&summaries[i], &alerts[i]);
        summary_list[i] = &summaries[i];
    }
    for (size_t i = 0; i < pages_n; i++)
        page_list[i] = fill_page(&pages_room[i], &pages[i]);
    to.stream = (Loket__V1__StreamKind)stream;
    to.as_of = as_of;
    to.n_alerts = alerts_n;
    to.alerts = summary_list;
    to.n_pages = pages_n;
    to.pages = page_list;
    to.more = more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_SNAPSHOT;
    message.snapshot = &to;
    return pack_reply(out, &message);
}

size_t
wire_heartbeat(const struct wire_out *out, const struct stream_head *heads,
               size_t n, const uint8_t epoch[EPOCH_BYTES])
{
    Loket__V1__StreamHead to_heads[HEARTBEAT_HEADS_MAX];
    Loket__V1__StreamHead *list[HEARTBEAT_HEADS_MAX];
    Loket__V1__Heartbeat to = LOKET__V1__HEARTBEAT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > HEARTBEAT_HEADS_MAX)
        return 0;
    for (size_t i = 0; i < n; i++) {
        pack_head(&to_heads[i], &heads[i]);
        list[i] = &to_heads[i];
    }
    to.n_heads = n;
    to.heads = list;
    to.epoch = pack_bytes(epoch, EPOCH_BYTES);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_HEARTBEAT;
    message.heartbeat = &to;
    return pack_reply(out, &message);
}

size_t
wire_page_again(const struct wire_out *out, const struct page *page)
{
    struct page_room room;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_PAGE_AGAIN;
    message.page_again = fill_page(&room, page);
    return pack_reply(out, &message);
}

size_t
wire_delivered_noted(const struct wire_out *out,
                     const uint8_t page_id[PAGE_ID_BYTES])
{
    Loket__V1__DeliveredNoted to = LOKET__V1__DELIVERED_NOTED__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.page_id = pack_bytes(page_id, PAGE_ID_BYTES);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_DELIVERED_NOTED;
    message.delivered_noted = &to;
    return pack_reply(out, &message);
}
