/* query -- see query.h */
#include "desk/query.h"

#include <sodium.h>
#include <string.h>

#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/membership.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/show.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/people.h"
#include "store/questions.h"
#include "wire/event_body.h"

#define SIGN_PREFIX       "loket-receipt-v1"
#define SIGN_PREFIX_BYTES (sizeof SIGN_PREFIX - 1)
#define STATEMENT_BYTES   512

/* The statement stands behind the prefix in buf, as it is signed. */
static enum rc
sign_receipt(struct desk *desk, const struct receipt_message *message,
             uint8_t buf[SIGN_PREFIX_BYTES + STATEMENT_BYTES],
             struct signed_receipt *out)
{
    struct principal sender;
    enum rc rc = people_get(desk->store, message->principal, &sender);

    if (rc != RC_OK)
        return rc;

    struct receipt_statement statement = {
        .id = message->id,
        .organisation = sender.organisation_name,
        .accepted_us = message->accepted_us,
    };

    memcpy(statement.message_id, message->message_id, MESSAGE_ID_BYTES);
    memcpy(statement.digest, message->digest, DIGEST_BYTES);
    memcpy(statement.epoch, desk->epoch, EPOCH_BYTES);
    memcpy(buf, SIGN_PREFIX, SIGN_PREFIX_BYTES);
    out->statement = buf + SIGN_PREFIX_BYTES;
    out->statement_n = wire_encode_statement(buf + SIGN_PREFIX_BYTES,
                                             STATEMENT_BYTES, &statement);
    if (out->statement_n == 0 ||
        crypto_sign_detached(out->signature, NULL, buf,
                             SIGN_PREFIX_BYTES + out->statement_n,
                             desk->secrets->sign_secret) != 0)
        return RC_DOWN;
    memcpy(out->public_key, desk->secrets->sign_public, sizeof out->public_key);
    return RC_OK;
}

enum rc
query_status(struct desk *desk, const struct turn *turn)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    uint8_t buf[SIGN_PREFIX_BYTES + STATEMENT_BYTES];
    struct receipt_message found;
    struct signed_receipt proof;
    struct message_row row;
    size_t questions = 0;
    enum rc rc =
        ids_find_receipt(desk, turn->request->u.status.receipt, &found);

    if (rc != RC_OK)
        return rc;
    rc = message_get(desk->store, found.seq, &row);
    if (rc == RC_OK)
        rc = question_open(desk->store, found.seq, &questions);
    if (rc == RC_OK && turn->request->u.status.is_signed)
        rc = sign_receipt(desk, &found, buf, &proof);
    if (rc != RC_OK)
        return rc;

    const struct reply_status status = {
        .id = found.id,
        .kind = found.kind,
        .state = row.feedback,
        .accepted_us = found.accepted_us,
        .seen_us = row.seen_us,
        .outcome = row.outcome,
        .fallback_telephone = desk->settings->fallback_telephone,
        .signed_receipt = turn->request->u.status.is_signed ? &proof : NULL,
        .questions = (uint32_t)questions,
    };

    reply_send(desk, turn->session, wire_status(&out, &status));
    return RC_OK;
}

enum rc
query_list(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    const char *after = request->u.list_alerts.after;
    uint32_t states = request->u.list_alerts.states;
    size_t limit = request->u.list_alerts.limit;
    struct wire_out out = reply_out(desk, request->id);
    struct alert alerts[LIST_LIMIT + 1];
    struct alert_summary summaries[LIST_LIMIT];
    int64_t after_row = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (after[0] != '\0' &&
        (rc = ids_read_alert(desk, after, &after_row)) != RC_OK)
        return rc;
    if (limit == 0 || limit > LIST_LIMIT)
        limit = LIST_LIMIT;
    if (states == 0)
        states = SHOW_OPEN_STATES;
    rc = alert_list(desk->store, states, after_row, alerts, limit + 1, &n);
    if (rc != RC_OK)
        return rc;

    size_t shown = n > limit ? limit : n;

    for (size_t i = 0; i < shown; i++) {
        rc = membership_summary(desk, &alerts[i], &summaries[i]);
        if (rc != RC_OK)
            return rc;
    }
    reply_send(desk, turn->session,
               wire_alert_list(&out, summaries, shown, n > shown));
    return RC_OK;
}

enum rc
query_show(struct desk *desk, const struct turn *turn)
{
    enum public_id_kind kind;
    int64_t row = 0;

    if (public_id_read(&desk->secrets->public_id, turn->request->u.show.id,
                       &kind, &row) != RC_OK)
        return RC_NOT_FOUND;
    if (kind == PUBLIC_ID_ALERT)
        return show_alert(desk, turn, row);
    if (kind == PUBLIC_ID_BUNDLE)
        return show_bundle(desk, turn, row);
    if (ids_message_kind(kind) == MESSAGE_NONE)
        return RC_NOT_FOUND;
    return show_message(desk, turn, ids_message_kind(kind), row);
}
