/* dispatch -- one frame from front: who speaks, may they, and which step
 * answers */
#include <string.h>

#include "core/permit.h"
#include "core/validate_desk.h"
#include "desk/acknowledge.h"
#include "desk/auditing.h"
#include "desk/bottlenecks.h"
#include "desk/budgets.h"
#include "desk/decide.h"
#include "desk/deliver.h"
#include "desk/desk.h"
#include "desk/documents.h"
#include "desk/drill.h"
#include "desk/epochs.h"
#include "desk/explain.h"
#include "desk/on_record.h"
#include "desk/parked.h"
#include "desk/partners.h"
#include "desk/query.h"
#include "desk/questions.h"
#include "desk/referral_show.h"
#include "desk/referrals.h"
#include "desk/reply.h"
#include "desk/report.h"
#include "desk/retention.h"
#include "desk/review.h"
#include "desk/rosters.h"
#include "desk/search.h"
#include "desk/share.h"
#include "desk/shelter.h"
#include "desk/state.h"
#include "desk/streams.h"
#include "desk/swaps.h"
#include "desk/tasks.h"
#include "desk/terms.h"
#include "desk/why.h"
#include "store/people.h"
#include "sys/log.h"
#include "wire/decode.h"

typedef enum rc handler(struct desk *desk, const struct turn *turn);

static handler *const handlers[REQUEST_LAST + 1] = {
    [REQUEST_HELLO] = desk_greet,
    [REQUEST_SUBMIT] = intake_submit,
    [REQUEST_STATUS] = query_status,
    [REQUEST_ATTACH] = streams_attach,
    [REQUEST_CONFIRM] = streams_confirm,
    [REQUEST_REPLAY] = streams_replay,
    [REQUEST_SNAPSHOT] = streams_snapshot,
    [REQUEST_HEARTBEAT] = streams_heartbeat,
    [REQUEST_DELIVERED] = acknowledge_delivered,
    [REQUEST_ALERT_ACTION] = acknowledge_action,
    [REQUEST_LIST_ALERTS] = query_list,
    [REQUEST_SHOW] = query_show,
    [REQUEST_PARTNER_ADD] = partners_add,
    [REQUEST_PARTNER_LIST] = partners_list,
    [REQUEST_PARTNER_ROTATE] = partners_rotate,
    [REQUEST_PARTNER_REVOKE] = partners_revoke,
    [REQUEST_DOCUMENT_GET] = documents_get,
    [REQUEST_DOCUMENT_PUT] = documents_put,
    [REQUEST_DOCUMENT_HISTORY] = documents_history,
    [REQUEST_ROSTER_STATE] = rosters_state,
    [REQUEST_ROSTER_OVERRIDE] = rosters_override,
    [REQUEST_ROSTER_ACCEPT] = rosters_accept,
    [REQUEST_SWAP_PROPOSE] = swaps_propose,
    [REQUEST_SWAP_DECIDE] = swaps_decide,
    [REQUEST_DRILL_START] = drill_start,
    [REQUEST_REFERRAL_ACTION] = referrals_action,
    [REQUEST_LIST_REFERRALS] = referrals_list,
    [REQUEST_REFERRAL_SHOW] = referral_show_detail,
    [REQUEST_ASSIGN] = tasks_assign,
    [REQUEST_TASK_ACTION] = tasks_action,
    [REQUEST_LIST_TASKS] = tasks_list,
    [REQUEST_TERM_ACTION] = terms_action,
    [REQUEST_LIST_TERMS] = terms_list,
    [REQUEST_REPORT] = report_ask,
    [REQUEST_ROUTE_EXPLAIN] = explain_route,
    [REQUEST_SHELTER_ACTION] = shelter_action,
    [REQUEST_LIST_SHELTER] = shelter_list,
    [REQUEST_SHARE_NEW] = share_ask,
    [REQUEST_SHARE_RECALL] = share_take_back,
    [REQUEST_LIST_SHARES] = share_show,
    [REQUEST_ASK] = questions_ask,
    [REQUEST_ANSWER] = questions_answer,
    [REQUEST_LIST_QUESTIONS] = questions_list,
    [REQUEST_BOTTLENECK_ACTION] = bottlenecks_action,
    [REQUEST_LIST_BOTTLENECKS] = bottlenecks_list,
    [REQUEST_SEARCH] = search_ask,
    [REQUEST_WHY] = why_explain,
    [REQUEST_LIST_REVIEW] = review_list,
    [REQUEST_LINK_DECIDE] = decide_act,
    [REQUEST_EPOCH_ACTION] = epochs_action,
    [REQUEST_PARTNER_UNPARK] = parked_end,
    [REQUEST_RETENTION_ACT] = retention_act,
    [REQUEST_LIST_RETENTION] = retention_show,
    [REQUEST_AUDIT_READ] = auditing_read,
    [REQUEST_AUDIT_VERIFY] = auditing_verify,
    [REQUEST_AUDIT_KEY] = auditing_key,
};

enum rc
desk_greet(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    struct session *session = turn->session;
    struct wire_out out = reply_out(desk, request->id);
    struct principal who;

    if (request->u.hello.protocol_min > PROTOCOL_VERSION ||
        request->u.hello.protocol_max < PROTOCOL_VERSION) {
        reply_refuse(desk, turn, REFUSAL_VERSION, "");
        return RC_OK;
    }

    struct reply_welcome welcome = {
        .software = "loketd " LOKET_VERSION,
        .roles = turn->key->roles,
        .desk = desk->settings->desk,
        .heartbeat_ms = desk->settings->heartbeat_ms,
        .fallback_telephone = desk->settings->fallback_telephone,
        .indicator_list = desk->rules.now->indicators.id,
    };
    enum rc rc = people_get(desk->store, turn->key->principal, &who);

    if (rc == RC_OK)
        rc = deliver_heads(desk, turn->key, welcome.heads, &welcome.heads_n);
    if (rc != RC_OK)
        return rc;
    welcome.principal = who.name;
    welcome.organisation = who.organisation_name;
    memcpy(welcome.epoch, desk->epoch, EPOCH_BYTES);
    memcpy(welcome.receipt_key, desk->secrets->sign_public,
           sizeof welcome.receipt_key);

    session->greeted = true;
    session->kind = who.kind;
    session->streams[STREAM_INBOX].attached = false;
    session->streams[STREAM_DESK].attached = false;
    session->beat_us = clock_mono_us(desk->clock) +
                       (int64_t)desk->settings->heartbeat_ms * 1000;
    if (session->beat_us < desk->times.beat_us)
        desk->times.beat_us = session->beat_us;
    reply_send(desk, session, wire_welcome(&out, &welcome));
    return RC_OK;
}

/* On record before it is said, whatever was asked for. */
static enum rc
deny(struct desk *desk, const struct turn *turn)
{
    if (turn->request->kind == REQUEST_ALERT_ACTION)
        return acknowledge_denied(desk, turn);

    enum rc rc = on_record_denied(desk, turn);

    if (rc == RC_OK)
        reply_refuse(desk, turn, REFUSAL_DENIED,
                     permit_field(turn->key->roles, turn->request));
    return rc;
}

static enum rc
answer_request(struct desk *desk, const struct turn *turn)
{
    enum request_kind kind = turn->request->kind;
    struct refusal why = {0};

    if (!turn->session->greeted && kind != REQUEST_HELLO) {
        reply_refuse(desk, turn, REFUSAL_NOT_GREETED, "");
        return RC_OK;
    }
    if (!permit_request(turn->key->roles, turn->request))
        return deny(desk, turn);
    if (validate_desk(turn->request, &why) != RC_OK) {
        reply_findings(desk, turn, &why);
        return RC_OK;
    }
    if (handlers[kind] == NULL) {
        reply_refuse(desk, turn, REFUSAL_UNAVAILABLE, "");
        return RC_OK;
    }

    enum rc rc = on_record_look(desk, turn);

    return rc == RC_OK ? handlers[kind](desk, turn) : rc;
}

/* The session of the peer; a new one when another key speaks than before. */
static struct session *
session_of(struct desk *desk, uint64_t peer, const struct principal_key *key)
{
    struct session *session = session_find(&desk->sessions, peer);

    if (session != NULL && session->key != key->key) {
        session_remove(&desk->sessions, peer);
        session = NULL;
    }
    if (session == NULL &&
        session_add(&desk->sessions, peer, &session) != RC_OK) {
        log_line(LOG_ERROR, "no memory for another session");
        return NULL;
    }
    session->key = key->key;
    session->principal = key->principal;
    session->organisation = key->organisation;
    return session;
}

static enum rc
take_request(struct desk *desk, const struct channel_frame *frame)
{
    struct request request = {.kind = REQUEST_NONE};
    struct refusal why = {0};
    struct turn turn = {.request = &request,
                        .now_us = clock_utc_us(desk->clock)};

    turn.key = desk_key(desk, frame->key, turn.now_us);
    if (turn.key == NULL)
        return RC_OK; /* revoked on the way here; front cuts it */
    turn.session = session_of(desk, frame->peer, turn.key);
    if (turn.session == NULL)
        return RC_OK;

    arena_reset(&desk->arena);

    enum rc rc = wire_decode_request(&desk->arena, frame->bytes, frame->n,
                                     &request, &why);

    if (rc == RC_INVALID) {
        if (request.kind == REQUEST_SUBMIT)
            desk->metrics.messages[MESSAGE_NONE][METRICS_REFUSED]++;
        reply_findings(desk, &turn, &why);
        return RC_OK;
    }
    on_record_begin(desk, &turn);
    if (rc == RC_OK)
        rc = answer_request(desk, &turn);
    if (desk_failed(desk, "request", rc))
        return RC_FATAL;
    if (rc != RC_OK)
        reply_failed(desk, &turn, rc);
    on_record_end(desk);
    return RC_OK;
}

/* A new front knows nobody, and nobody it knows is known here. */
static enum rc
take_hello(struct desk *desk, uint64_t instance)
{
    const struct channel_frame ready = {.type = CHANNEL_READY,
                                        .peer = instance};

    /* What the old front still brought is accepted before its peers are
     * forgotten; their receipts end with it, the clients ask again. */
    if (intake_commit(desk) != RC_OK)
        return RC_FATAL;
    session_clear(&desk->sessions);
    desk->front_ready = true;
    desk->send(&ready, desk->send_arg);

    enum rc rc = desk_keys_send(desk);

    return desk_failed(desk, "keys", rc) ? RC_FATAL : RC_OK;
}

enum rc
desk_take(struct desk *desk, const struct channel_frame *frame)
{
    if (desk->stopped)
        return RC_FATAL;
    switch (frame->type) {
    case CHANNEL_HELLO:
        return take_hello(desk, frame->peer);
    case CHANNEL_FRAME:
        return take_request(desk, frame);
    case CHANNEL_GONE:
        session_remove(&desk->sessions, frame->peer);
        return RC_OK;
    case CHANNEL_FLAG:
        return desk_failed(desk, "flood", budgets_flood(desk, frame->key))
                   ? RC_FATAL
                   : RC_OK;
    case CHANNEL_METRICS_ASK:
        metrics_send(desk, frame->peer);
        return RC_OK;
    case CHANNEL_PARK:
        return parked_take(desk, frame);
    case CHANNEL_METRICS:
    case CHANNEL_READY:
    case CHANNEL_KEYS_BEGIN:
    case CHANNEL_KEY:
    case CHANNEL_KEYS_END:
    case CHANNEL_SEND:
        break;
    }
    log_line(LOG_ERROR, "front sent a frame of type %d", (int)frame->type);
    return RC_OK;
}
