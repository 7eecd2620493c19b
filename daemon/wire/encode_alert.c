/* encode_alert -- alerts and what was done about them */
#include "loket/v1/socket.pb-c.h"
#include "wire/encode.h"
#include "wire/pack.h"

size_t
wire_action_result(const struct wire_out *out,
                   const struct reply_action *result)
{
    Loket__V1__AlertActionResult to = LOKET__V1__ALERT_ACTION_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.verdict = (Loket__V1__AckVerdict)result->verdict;
    to.alert = pack_text(result->alert);
    to.generation = result->generation;
    to.state = (Loket__V1__AlertState)result->state;
    to.owner = pack_text(result->owner);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_ALERT_ACTION_RESULT;
    message.alert_action_result = &to;
    return pack_reply(out, &message);
}

size_t
wire_alert_list(const struct wire_out *out, const struct alert_summary *alerts,
                size_t n, bool more)
{
    Loket__V1__AlertSummary summaries[LIST_LIMIT];
    Loket__V1__AlertSummary *list[LIST_LIMIT];
    Loket__V1__AlertList to = LOKET__V1__ALERT_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < n; i++) {
        pack_summary(&summaries[i], &alerts[i]);
        list[i] = &summaries[i];
    }
    to.n_alerts = n;
    to.alerts = list;
    to.more = more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_ALERT_LIST;
    message.alert_list = &to;
    return pack_reply(out, &message);
}

static Loket__V1__PageRecord
record_of(const struct page_record *page)
{
    Loket__V1__PageRecord to = LOKET__V1__PAGE_RECORD__INIT;

    to.page_id = pack_bytes(page->page_id, PAGE_ID_BYTES);
    to.person = pack_text(page->person);
    to.generation = page->generation;
    to.step = page->step;
    to.attempts = page->attempts;
    to.created_us = page->created_us;
    to.delivered_us = page->delivered_us;
    to.acknowledged_us = page->acknowledged_us;
    to.cancelled = page->cancelled;
    return to;
}

size_t
wire_alert_detail(const struct wire_out *out, const struct alert_summary *alert,
                  const char *const *messages, size_t messages_n,
                  const struct page_record *pages, size_t pages_n)
{
    Loket__V1__AlertSummary summary;
    Loket__V1__PageRecord records[LIST_LIMIT];
    Loket__V1__PageRecord *list[LIST_LIMIT];
    Loket__V1__AlertDetail to = LOKET__V1__ALERT_DETAIL__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    pack_summary(&summary, alert);
    if (pages_n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < pages_n; i++) {
        records[i] = record_of(&pages[i]);
        list[i] = &records[i];
    }
    to.alert = &summary;
    to.n_messages = messages_n;
    to.messages = pack_texts(messages);
    to.n_pages = pages_n;
    to.pages = list;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_ALERT_DETAIL;
    message.alert_detail = &to;
    return pack_reply(out, &message);
}
