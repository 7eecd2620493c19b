/* explain -- see explain.h */
#include "desk/explain.h"

#include "core/route_schema.h"
#include "desk/case.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/reply.h"
#include "desk/state.h"
#include "store/combine.h"
#include "store/facts.h"
#include "wire/encode_route.h"

/* One row with the names people see. */
struct told {
    char alert[PUBLIC_ID_BYTES];
    char message[PUBLIC_ID_BYTES];
};

static const char *
word_of(enum table_id table, size_t output, unsigned value)
{
    const struct output_schema *schema = &route_schema(table)->outputs[output];

    return value == 0 || value > schema->words_n ? ""
                                                 : schema->words[value - 1];
}

static enum rc
tell(struct desk *desk, const struct decision_row *row, struct told *told,
     struct reply_decision *out)
{
    struct message_row message = {.seq = 0};
    enum rc rc = RC_OK;

    ids_alert(desk, row->alert, told->alert);
    told->message[0] = '\0';
    if (row->seq != 0)
        rc = message_get(desk->store, row->seq, &message);
    if (rc != RC_OK)
        return rc;
    if (row->seq != 0)
        ids_message(desk, message.kind, row->seq, told->message);
    *out = (struct reply_decision){
        .at_us = row->at_us,
        .alert = told->alert,
        .message = told->message,
        .trace = row->trace,
        .level = row->level,
        .class_k = row->class_k,
        .group = word_of(TABLE_TARGET_GROUP, GROUP_OUT_GROUP, row->group),
        .region = row->region,
        .desk = row->desk,
        .prepare = row->prepare,
        .proposals = row->proposals,
        .shelter =
            row->shelter == SHELTER_ROUTE_ESCALATE
                ? "no-place"
                : word_of(TABLE_SHELTER, SHELTER_OUT_ROUTE, row->shelter),
        .placer = word_of(TABLE_SHELTER, SHELTER_OUT_PLACER, row->placer),
        .ask = row->ask,
        .restricted = row->restricted,
        .tables_version = row->tables_version,
        .indicators_version = row->indicators_version,
    };
    return RC_OK;
}

/* The alert of an id, or of the message it names; *seq of the message. */
static enum rc
find(struct desk *desk, const char *id, int64_t *alert, int64_t *seq)
{
    enum public_id_kind kind;
    struct message_row message;
    enum rc rc = public_id_read(&desk->secrets->public_id, id, &kind, seq);

    if (rc != RC_OK)
        return RC_NOT_FOUND;
    if (kind == PUBLIC_ID_ALERT) {
        *alert = *seq;
        *seq = 0;
        return RC_OK;
    }
    if (ids_message_kind(kind) == MESSAGE_NONE)
        return RC_NOT_FOUND;
    rc = message_get(desk->store, *seq, &message);
    if (rc == RC_OK && message.kind != ids_message_kind(kind))
        rc = RC_NOT_FOUND;
    *alert = message.alert;
    return rc;
}

static enum rc
answer(struct desk *desk, const struct turn *turn, int64_t alert, int64_t seq)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct decision_row rows[REPLY_DECISIONS_MAX];
    struct reply_decision replies[REPLY_DECISIONS_MAX];
    struct told told[REPLY_DECISIONS_MAX];
    size_t n = 0;
    enum rc rc = decision_list(desk->store, seq == 0 ? alert : 0, seq, rows,
                               REPLY_DECISIONS_MAX, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = tell(desk, &rows[i], &told[i], &replies[i]);
    if (rc == RC_OK && n == 0)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        reply_send(desk, turn->session, wire_route_explained(&out, replies, n));
    return rc;
}

enum rc
explain_route(struct desk *desk, const struct turn *turn)
{
    const struct request_route_explain *asked = &turn->request->u.route_explain;
    int64_t alert = 0;
    int64_t seq = 0;
    enum rc rc = find(desk, asked->id, &alert, &seq);

    if (rc == RC_OK && asked->again && alert != 0) {
        rc = case_again(desk, alert, turn->key->principal);
        seq = 0;
    }
    return rc == RC_OK ? answer(desk, turn, alert, seq) : rc;
}
