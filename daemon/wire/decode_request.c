/* decode_request -- a ClientMessage to a request: one function a kind */
#include "wire/decode.h"

#include <string.h>

#include "loket/v1/socket.pb-c.h"
#include "wire/decode_casework.h"
#include "wire/decode_desk.h"
#include "wire/decode_linking.h"
#include "wire/decode_retention.h"
#include "wire/decode_sharing.h"
#include "wire/precheck.h"
#include "wire/unpack.h"

/* Bytes that must have one size. */
static enum rc
take_fixed(const ProtobufCBinaryData *from, uint8_t *out, size_t n,
           const char *field, struct refusal *why)
{
    if (from->len != n) {
        refusal_add(why, from->len == 0 ? REFUSAL_REQUIRED : REFUSAL_INVALID,
                    "%s", field);
        return RC_INVALID;
    }
    memcpy(out, from->data, n);
    return RC_OK;
}

static enum rc
take_attach(const Loket__V1__Attach *from, struct request *out,
            struct refusal *why)
{
    out->u.attach.stream = (enum stream_kind)from->stream;
    out->u.attach.after = from->after;
    out->u.attach.epoch = from->epoch.data;
    out->u.attach.epoch_n = from->epoch.len;
    if (from->epoch.len != 0 && from->epoch.len != EPOCH_BYTES) {
        refusal_add(why, REFUSAL_INVALID, "epoch");
        return RC_INVALID;
    }
    return RC_OK;
}

/* A reason beside another verb than LEVEL is nowhere asked for, so nobody
 * judges it: it goes no further. */
static void
take_alert_action(const Loket__V1__AlertAction *from, struct request *out)
{
    out->u.alert_action.verb = (enum alert_verb)from->verb;
    out->u.alert_action.alert = from->alert;
    out->u.alert_action.generation = from->generation;
    out->u.alert_action.outcome = (enum outcome)from->outcome;
    out->u.alert_action.level = (enum level)from->level;
    out->u.alert_action.snooze_us = from->snooze_us;
    out->u.alert_action.reason =
        out->u.alert_action.verb == ALERT_LEVEL ? from->reason : "";
}

static enum rc
take_list_alerts(const Loket__V1__ListAlerts *from, struct request *out,
                 struct refusal *why)
{
    if (from->n_states > LIST_STATES_MAX) {
        refusal_add(why, REFUSAL_TOO_MANY, "states");
        return RC_INVALID;
    }
    for (size_t i = 0; i < from->n_states; i++)
        out->u.list_alerts.states |= 1U << from->states[i];
    out->u.list_alerts.limit = from->limit;
    out->u.list_alerts.after = from->after;
    return RC_OK;
}

/* The size of the key is judged by validate_enrolment, with the rest. */
static void
take_partner_add(const Loket__V1__PartnerAdd *from, struct enrolment *out)
{
    size_t n = from->public_key.len;

    *out = (struct enrolment){
        .organisation = from->organisation,
        .organisation_kind = (enum organisation_kind)from->organisation_kind,
        .name = from->name,
        .kind = (enum principal_kind)from->kind,
        .public_key_n = n,
        .valid_from_us = from->valid_from_us,
        .valid_to_us = from->valid_to_us,
    };
    for (size_t i = 0; i < from->n_roles; i++)
        out->roles |= ROLE_BIT((unsigned)from->roles[i]);
    if (n > 0)
        memcpy(out->public_key, from->public_key.data,
               n < PUBLIC_KEY_BYTES ? n : PUBLIC_KEY_BYTES);
}

static enum rc
take_partner_rotate(const Loket__V1__PartnerRotate *from, struct request *out,
                    struct refusal *why)
{
    out->u.partner_rotate.name = from->name;
    out->u.partner_rotate.old_valid_to_us = from->old_valid_to_us;
    return take_fixed(&from->public_key, out->u.partner_rotate.public_key,
                      PUBLIC_KEY_BYTES, "public_key", why);
}

static enum rc
take_partner_revoke(const Loket__V1__PartnerRevoke *from, struct request *out,
                    struct refusal *why)
{
    out->u.partner_revoke.name = from->name;
    out->u.partner_revoke.has_public_key = from->public_key.len > 0;
    if (!out->u.partner_revoke.has_public_key)
        return RC_OK;
    return take_fixed(&from->public_key, out->u.partner_revoke.public_key,
                      PUBLIC_KEY_BYTES, "public_key", why);
}

static void
take_hello(const Loket__V1__Hello *from, struct request *out)
{
    out->u.hello.protocol_min = from->protocol_min;
    out->u.hello.protocol_max = from->protocol_max;
    out->u.hello.software = from->software;
}

static void
take_status(const Loket__V1__StatusRequest *from, struct request *out)
{
    out->u.status.receipt = from->receipt;
    out->u.status.is_signed = from->signed_ != 0;
}

static void
take_confirm(const Loket__V1__Confirm *from, struct request *out)
{
    out->u.confirm.stream = (enum stream_kind)from->stream;
    out->u.confirm.seq = from->seq;
}

static void
take_replay(const Loket__V1__Replay *from, struct request *out)
{
    out->u.replay.stream = (enum stream_kind)from->stream;
    out->u.replay.after = from->after;
    out->u.replay.limit = from->limit;
}

static void
take_snapshot(const Loket__V1__SnapshotRequest *from, struct request *out)
{
    out->u.snapshot.stream = (enum stream_kind)from->stream;
    out->u.snapshot.after = from->after;
}

static void
take_audit_read(const Loket__V1__AuditRead *from,
                struct request_audit_read *out)
{
    out->after = from->after;
    out->limit = from->limit;
    out->newest = from->newest != 0;
    out->since_us = from->since_us;
    out->about = from->about;
    out->is_export = from->exported != 0;
}

static void
take_audit(const Loket__V1__ClientMessage *from, struct request *out)
{
    if (out->kind == REQUEST_AUDIT_READ)
        take_audit_read(from->audit_read, &out->u.audit_read);
    else if (out->kind == REQUEST_AUDIT_VERIFY)
        out->u.audit_verify.after = from->audit_verify->after;
}

static enum rc
take_body(struct arena *arena, const Loket__V1__ClientMessage *from,
          struct request *out, struct refusal *why)
{
    switch (out->kind) {
    case REQUEST_NONE:
    case REQUEST_HEARTBEAT:
    case REQUEST_ROSTER_STATE:
        break;
    case REQUEST_HELLO:
        take_hello(from->hello, out);
        break;
    case REQUEST_SUBMIT:
        return unpack_submission(arena, from->submit, &out->u.submit.message);
    case REQUEST_STATUS:
        take_status(from->status, out);
        break;
    case REQUEST_ATTACH:
        return take_attach(from->attach, out, why);
    case REQUEST_CONFIRM:
        take_confirm(from->confirm, out);
        break;
    case REQUEST_REPLAY:
        take_replay(from->replay, out);
        break;
    case REQUEST_SNAPSHOT:
        take_snapshot(from->snapshot, out);
        break;
    case REQUEST_DELIVERED:
        return take_fixed(&from->delivered->page_id, out->u.delivered.page_id,
                          PAGE_ID_BYTES, "page_id", why);
    case REQUEST_ALERT_ACTION:
        take_alert_action(from->alert_action, out);
        break;
    case REQUEST_LIST_ALERTS:
        return take_list_alerts(from->list_alerts, out, why);
    case REQUEST_SHOW:
        out->u.show.id = from->show->id;
        break;
    case REQUEST_PARTNER_ADD:
        take_partner_add(from->partner_add, &out->u.partner_add);
        break;
    case REQUEST_PARTNER_LIST:
        out->u.partner_list.after = from->partner_list->after;
        break;
    case REQUEST_PARTNER_ROTATE:
        return take_partner_rotate(from->partner_rotate, out, why);
    case REQUEST_PARTNER_REVOKE:
        return take_partner_revoke(from->partner_revoke, out, why);
    case REQUEST_PARTNER_UNPARK:
        out->u.partner_unpark.name = from->partner_unpark->name;
        break;
    case REQUEST_DOCUMENT_GET:
    case REQUEST_DOCUMENT_PUT:
    case REQUEST_DOCUMENT_HISTORY:
    case REQUEST_ROSTER_OVERRIDE:
    case REQUEST_ROSTER_ACCEPT:
    case REQUEST_SWAP_PROPOSE:
    case REQUEST_SWAP_DECIDE:
    case REQUEST_DRILL_START:
    case REQUEST_REFERRAL_ACTION:
    case REQUEST_LIST_REFERRALS:
        return decode_desk(from, out, why);
    case REQUEST_SHELTER_ACTION:
    case REQUEST_LIST_SHELTER:
    case REQUEST_REFERRAL_SHOW:
    case REQUEST_ASSIGN:
    case REQUEST_TASK_ACTION:
    case REQUEST_LIST_TASKS:
    case REQUEST_TERM_ACTION:
    case REQUEST_LIST_TERMS:
        decode_casework(from, out);
        break;
    case REQUEST_ROUTE_EXPLAIN:
    case REQUEST_SHARE_NEW:
    case REQUEST_SHARE_RECALL:
    case REQUEST_LIST_SHARES:
    case REQUEST_ASK:
    case REQUEST_ANSWER:
    case REQUEST_LIST_QUESTIONS:
    case REQUEST_BOTTLENECK_ACTION:
    case REQUEST_LIST_BOTTLENECKS:
    case REQUEST_REPORT:
        return decode_sharing(from, out, why);
    case REQUEST_AUDIT_READ:
    case REQUEST_AUDIT_VERIFY:
    case REQUEST_AUDIT_KEY:
        take_audit(from, out);
        break;
    case REQUEST_SEARCH:
    case REQUEST_WHY:
    case REQUEST_LINK_DECIDE:
    case REQUEST_LIST_REVIEW:
    case REQUEST_EPOCH_ACTION:
        return decode_linking(from, out, why);
    case REQUEST_RETENTION_ACT:
    case REQUEST_LIST_RETENTION:
        decode_retention(from, out);
        break;
    }
    return RC_OK;
}

enum rc
wire_decode_request(struct arena *arena, const uint8_t *bytes, size_t n,
                    struct request *out, struct refusal *why)
{
    const Loket__V1__ClientMessage *message;
    struct frame_glance glance;
    enum rc rc;

    rc = precheck_client(bytes, n, &glance, why);
    memset(out, 0, sizeof *out);
    memcpy(out->id, glance.request_id, REQUEST_ID_BYTES);
    out->kind = glance.kind;
    if (rc != RC_OK)
        return rc;
    message = unpack_message(arena, &loket__v1__client_message__descriptor,
                             bytes, glance.message_n);
    if (message == NULL)
        return RC_DOWN;
    rc = take_body(arena, message, out, why);
    if (out->kind == REQUEST_SUBMIT) {
        out->u.submit.raw = bytes + glance.submit_offset;
        out->u.submit.raw_n = glance.submit_n;
    }
    return rc;
}
