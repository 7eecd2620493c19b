/* reply -- see reply.h */
#include "desk/reply.h"

#include "desk/on_record.h"
#include "desk/session.h"
#include "desk/state.h"
#include "sys/log.h"
#include "wire/precheck.h"

struct wire_out
reply_out(struct desk *desk, const uint8_t *request_id)
{
    return (struct wire_out){.bytes = desk->frame,
                             .cap = MESSAGE_MAX_BYTES,
                             .request_id = request_id};
}

void
reply_send(struct desk *desk, const struct session *to, size_t n)
{
    if (n == 0) {
        log_line(LOG_ERROR, "an answer to principal %lld does not fit",
                 (long long)to->principal);
        return;
    }
    desk->send(&(struct channel_frame){.type = CHANNEL_SEND,
                                       .peer = to->peer,
                                       .key = to->key,
                                       .bytes = desk->frame,
                                       .n = n},
               desk->send_arg);
}

void
reply_findings(struct desk *desk, const struct turn *turn,
               const struct refusal *why)
{
    const struct refusal unavailable = {
        .findings = {{.code = REFUSAL_UNAVAILABLE}}, .n = 1};
    const struct request *request = turn->request;
    struct wire_out out = reply_out(desk, request->id);
    const uint8_t *message_id = NULL;
    enum rc rc = RC_OK;

    if (why->n > 0)
        rc = on_record_refusal(desk, turn, why->findings[0].code);
    if (rc != RC_OK && desk_failed(desk, "refusal", rc))
        return;
    if (rc != RC_OK)
        why = &unavailable;
    if (request->kind == REQUEST_SUBMIT)
        refusals_note(desk, why);
    if (request->kind == REQUEST_SUBMIT &&
        request->u.submit.message.message_id_n == MESSAGE_ID_BYTES)
        message_id = request->u.submit.message.message_id;
    reply_send(desk, turn->session, wire_refusal(&out, why, message_id));
}

void
reply_refuse(struct desk *desk, const struct turn *turn, enum refusal_code code,
             const char *field)
{
    struct refusal why = {0};

    refusal_add(&why, code, "%s", field);
    reply_findings(desk, turn, &why);
}

void
reply_failed(struct desk *desk, const struct turn *turn, enum rc rc)
{
    switch (rc) {
    case RC_NOT_FOUND:
        reply_refuse(desk, turn, REFUSAL_NOT_FOUND, "");
        return;
    case RC_UNKNOWN:
    case RC_FATAL:
        return;
    case RC_OK:
    case RC_AGAIN:
    case RC_INVALID:
    case RC_DUP:
    case RC_STALE:
    case RC_DOWN:
        break;
    }
    reply_refuse(desk, turn, REFUSAL_UNAVAILABLE, "");
}
