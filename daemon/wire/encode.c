/* encode -- the answers to asking: welcome, receipt, refusal, status */
#include "wire/encode.h"

#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

#define HEADS_MAX 2 /* an inbox and a desk stream */

size_t
wire_welcome(const struct wire_out *out, const struct reply_welcome *w)
{
    uint32_t roles[PACK_ROLES_MAX];
    Loket__V1__StreamHead heads[HEADS_MAX];
    Loket__V1__StreamHead *head_list[HEADS_MAX];
    Loket__V1__Welcome to = LOKET__V1__WELCOME__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (w->heads_n > HEADS_MAX)
        return 0;
    for (size_t i = 0; i < w->heads_n; i++) {
        pack_head(&heads[i], &w->heads[i]);
        head_list[i] = &heads[i];
    }
    to.protocol = PROTOCOL_VERSION;
    to.software = pack_text(w->software);
    to.principal = pack_text(w->principal);
    to.organisation = pack_text(w->organisation);
    to.n_roles = pack_roles(w->roles, roles);
    to.roles = (Loket__V1__Role *)roles;
    to.desk = pack_text(w->desk);
    to.n_heads = w->heads_n;
    to.heads = head_list;
    to.epoch = pack_bytes(w->epoch, EPOCH_BYTES);
    to.heartbeat_ms = w->heartbeat_ms;
    to.fallback_telephone = pack_text(w->fallback_telephone);
    to.receipt_key = pack_bytes(w->receipt_key, PUBLIC_KEY_BYTES);
    to.indicator_list = pack_text(w->indicator_list);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_WELCOME;
    message.welcome = &to;
    return pack_reply(out, &message);
}

/* By hand: one for every accepted message.  Field numbers as in Receipt. */
size_t
wire_receipt(const struct wire_out *out, const struct reply_receipt *r)
{
    uint64_t accepted_us = (uint64_t)r->accepted_us;
    size_t n = put_text_size(1, r->id) + put_text_size(2, r->receipt) +
               put_bytes_size(3, MESSAGE_ID_BYTES) +
               put_number_size(4, accepted_us) +
               put_number_size(5, r->replayed) + put_text_size(6, r->desk);
    struct put put =
        pack_begin(out, LOKET__V1__SERVER_MESSAGE__BODY_RECEIPT, n);

    put_text(&put, 1, r->id);
    put_text(&put, 2, r->receipt);
    put_bytes(&put, 3, r->message_id, MESSAGE_ID_BYTES);
    put_number(&put, 4, accepted_us);
    put_number(&put, 5, r->replayed);
    put_text(&put, 6, r->desk);
    return pack_end(out, &put);
}

size_t
wire_refusal(const struct wire_out *out, const struct refusal *why,
             const uint8_t *message_id)
{
    Loket__V1__Finding findings[FINDINGS_MAX];
    Loket__V1__Finding *list[FINDINGS_MAX];
    Loket__V1__Refusal to = LOKET__V1__REFUSAL__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (why->n > FINDINGS_MAX)
        return 0;
    for (size_t i = 0; i < why->n; i++) {
        loket__v1__finding__init(&findings[i]);
        findings[i].field = pack_text(why->findings[i].field);
        findings[i].code = (Loket__V1__RefusalCode)why->findings[i].code;
        list[i] = &findings[i];
    }
    if (why->n > 0)
        to.code = findings[0].code;
    to.n_findings = why->n;
    to.findings = list;
    if (message_id != NULL)
        to.message_id = pack_bytes(message_id, MESSAGE_ID_BYTES);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_REFUSAL;
    message.refusal = &to;
    return pack_reply(out, &message);
}

size_t
wire_busy(const struct wire_out *out, uint32_t retry_after_ms,
          const uint8_t *message_id)
{
    Loket__V1__Busy to = LOKET__V1__BUSY__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.retry_after_ms = retry_after_ms;
    if (message_id != NULL)
        to.message_id = pack_bytes(message_id, MESSAGE_ID_BYTES);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_BUSY;
    message.busy = &to;
    return pack_reply(out, &message);
}

size_t
wire_status(const struct wire_out *out, const struct reply_status *s)
{
    Loket__V1__SignedReceipt proof = LOKET__V1__SIGNED_RECEIPT__INIT;
    Loket__V1__Status to = LOKET__V1__STATUS__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.id = pack_text(s->id);
    to.kind = (Loket__V1__MessageKind)s->kind;
    to.state = (Loket__V1__FeedbackState)s->state;
    to.accepted_us = s->accepted_us;
    to.seen_us = s->seen_us;
    to.outcome = (Loket__V1__Outcome)s->outcome;
    to.fallback_telephone = pack_text(s->fallback_telephone);
    to.questions = s->questions;
    if (s->signed_receipt != NULL) {
        const struct signed_receipt *from = s->signed_receipt;

        proof.statement = pack_bytes(from->statement, from->statement_n);
        proof.signature = pack_bytes(from->signature, SIGNATURE_BYTES);
        proof.public_key = pack_bytes(from->public_key, PUBLIC_KEY_BYTES);
        to.signed_receipt = &proof;
    }
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_STATUS;
    message.status = &to;
    return pack_reply(out, &message);
}

size_t
wire_message_detail(const struct wire_out *out,
                    const struct reply_message *from)
{
    Loket__V1__MessageDetail to = LOKET__V1__MESSAGE_DETAIL__INIT;
    size_t fields_n;
    struct put put;

    to.id = pack_text(from->id);
    to.kind = (Loket__V1__MessageKind)from->kind;
    to.organisation = pack_text(from->organisation);
    to.accepted_us = from->accepted_us;
    to.bundle = pack_text(from->bundle);
    to.alert = pack_text(from->alert);
    to.withdrawn = from->withdrawn;
    to.provisional = from->provisional;
    to.expired = from->expired;
    to.end_us = from->end_us;
    to.hold_until_us = from->hold_until_us;
    to.n_versions = from->versions_n;
    to.versions = pack_texts(from->versions);
    fields_n = loket__v1__message_detail__get_packed_size(&to);
    put = pack_begin(out, LOKET__V1__SERVER_MESSAGE__BODY_MESSAGE_DETAIL,
                     fields_n + put_bytes_size(8, from->submit_n));
    if (put.full || fields_n > (size_t)(put.end - put.at))
        return 0;
    put.at += loket__v1__message_detail__pack(&to, put.at);
    /* The stored bytes as they are, not what unpacking makes of them. */
    put_bytes(&put, 8, from->submit, from->submit_n);
    return pack_end(out, &put);
}

size_t
wire_bundle_detail(const struct wire_out *out, const struct reply_bundle *from)
{
    Loket__V1__BundleDetail to = LOKET__V1__BUNDLE_DETAIL__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.bundle = pack_text(from->bundle);
    to.n_messages = from->messages.n;
    to.messages = pack_texts(from->messages.v);
    to.n_alerts = from->alerts.n;
    to.alerts = pack_texts(from->alerts.v);
    to.organisations = from->organisations;
    to.n_provisional = from->provisional.n;
    to.provisional = pack_texts(from->provisional.v);
    to.observations = from->observations;
    to.sources = from->sources;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_BUNDLE_DETAIL;
    message.bundle_detail = &to;
    return pack_reply(out, &message);
}
