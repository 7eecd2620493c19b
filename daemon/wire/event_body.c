/* event_body -- see event_body.h */
#include "wire/event_body.h"

#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

size_t
event_body_page(uint8_t *out, size_t cap, const struct page *page)
{
    Loket__V1__ListedAlert room[LISTED_MAX];
    Loket__V1__ListedAlert *list[LISTED_MAX];
    Loket__V1__Page to;

    pack_page(&to, page, room, list);
    return pack_message(out, cap, &to.base);
}

size_t
event_body_cancelled(uint8_t *out, size_t cap,
                     const uint8_t page_id[PAGE_ID_BYTES], const char *alert,
                     enum alert_state state, const char *owner)
{
    Loket__V1__PageCancelled to = LOKET__V1__PAGE_CANCELLED__INIT;

    to.page_id = pack_bytes(page_id, PAGE_ID_BYTES);
    to.alert = pack_text(alert);
    to.state = (Loket__V1__AlertState)state;
    to.owner = pack_text(owner);
    return pack_message(out, cap, &to.base);
}

size_t
event_body_alert(uint8_t *out, size_t cap, const struct alert_summary *alert)
{
    Loket__V1__AlertSummary summary;
    Loket__V1__AlertChange to = LOKET__V1__ALERT_CHANGE__INIT;

    pack_summary(&summary, alert);
    to.alert = &summary;
    return pack_message(out, cap, &to.base);
}

static char *
pack_said(const char *text)
{
    return pack_text(text == NULL ? "" : text);
}

size_t
event_body_feedback(uint8_t *out, size_t cap, const char *id,
                    const struct feedback *feedback)
{
    Loket__V1__Feedback to = LOKET__V1__FEEDBACK__INIT;

    to.id = pack_text(id);
    to.state = (Loket__V1__FeedbackState)feedback->state;
    to.outcome = (Loket__V1__Outcome)feedback->outcome;
    to.fallback_telephone = pack_said(feedback->telephone);
    to.earlier = pack_said(feedback->earlier);
    to.until_us = feedback->until_us;
    to.call_112 = feedback->call_112;
    return pack_message(out, cap, &to.base);
}

size_t
event_body_task(uint8_t *out, size_t cap, const char *id, const char *referral,
                const struct task *task)
{
    Loket__V1__Task to = LOKET__V1__TASK__INIT;

    to.task = pack_text(id);
    to.referral = pack_text(referral);
    to.kind = (uint32_t)task->kind;
    to.state = (Loket__V1__TaskState)task->state;
    to.due_us = task->due_us;
    return pack_message(out, cap, &to.base);
}

size_t
event_body_notice(uint8_t *out, size_t cap, const struct notice *notice)
{
    Loket__V1__Notice to = LOKET__V1__NOTICE__INIT;

    to.code = (Loket__V1__NoticeCode)notice->code;
    to.roster = pack_text(notice->roster);
    to.person = pack_text(notice->person);
    to.start_us = notice->start_us;
    to.end_us = notice->end_us;
    to.id = pack_text(notice->id);
    to.name = pack_text(notice->name == NULL ? "" : notice->name);
    return pack_message(out, cap, &to.base);
}

size_t
event_body_digest(uint8_t *out, size_t cap, const struct digest_list *digest)
{
    Loket__V1__ListedAlert room[LISTED_MAX];
    Loket__V1__ListedAlert *list[LISTED_MAX];
    Loket__V1__Digest to = LOKET__V1__DIGEST__INIT;

    to.kind = (Loket__V1__DigestKind)digest->kind;
    to.total = digest->total;
    to.n_listed = pack_listed(digest->listed, digest->listed_n, room, list);
    to.listed = list;
    return pack_message(out, cap, &to.base);
}

size_t
event_body_shared(uint8_t *out, size_t cap, const struct shared *shared)
{
    Loket__V1__Shared to;

    pack_shared(&to, shared);
    return pack_message(out, cap, &to.base);
}

size_t
event_body_question(uint8_t *out, size_t cap,
                    const struct reply_question *question)
{
    Loket__V1__Question to = LOKET__V1__QUESTION__INIT;

    to.question = pack_text(question->question);
    to.id = pack_text(question->id);
    to.text = pack_text(question->text);
    return pack_message(out, cap, &to.base);
}

size_t
wire_encode_statement(uint8_t *out, size_t cap,
                      const struct receipt_statement *statement)
{
    Loket__V1__ReceiptStatement to = LOKET__V1__RECEIPT_STATEMENT__INIT;

    to.id = pack_text(statement->id);
    to.organisation = pack_text(statement->organisation);
    to.message_id = pack_bytes(statement->message_id, MESSAGE_ID_BYTES);
    to.accepted_us = statement->accepted_us;
    to.digest = pack_bytes(statement->digest, DIGEST_BYTES);
    to.epoch = pack_bytes(statement->epoch, EPOCH_BYTES);
    return pack_message(out, cap, &to.base);
}
