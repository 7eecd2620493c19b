/* on_record -- see on_record.h */
#include "desk/on_record.h"

#include <string.h>

#include "core/permit.h"
#include "core/public_id.h"
#include "desk/desk.h"
#include "desk/state.h"
#include "store/audit.h"

void
on_record_begin(struct desk *desk, const struct turn *turn)
{
    struct audit_actor actor = {
        .principal = turn->key->principal,
        .organisation = turn->key->organisation,
        .role = (int64_t)permit_role(turn->key->roles, turn->request),
    };

    memcpy(actor.public_key, turn->key->public_key, sizeof actor.public_key);
    audit_acting(desk->store, &actor);
}

void
on_record_end(struct desk *desk)
{
    audit_acting(desk->store, NULL);
}

struct look {
    const char *verb; /* NULL: its step has a record, or there is none */
    const char *table;
};

static const struct look looks[REQUEST_LAST + 1] = {
    [REQUEST_ATTACH] = {"attach", "stream"},
    [REQUEST_REPLAY] = {"replay", "stream"},
    [REQUEST_SNAPSHOT] = {"snapshot", "stream"},
    [REQUEST_LIST_ALERTS] = {"list", "alert"},
    [REQUEST_PARTNER_LIST] = {"partner-list", "principal"},
    [REQUEST_DOCUMENT_GET] = {"document-read", "desk_document"},
    [REQUEST_DOCUMENT_HISTORY] = {"document-history", "desk_document"},
    [REQUEST_ROSTER_STATE] = {"roster-state", "roster"},
    [REQUEST_LIST_REFERRALS] = {"list", "referral"},
    [REQUEST_ROUTE_EXPLAIN] = {"route-explain", ""},
    [REQUEST_LIST_SHELTER] = {"list", "placement"},
    [REQUEST_LIST_TASKS] = {"list", "task"},
    [REQUEST_LIST_TERMS] = {"list", "term"},
    [REQUEST_LIST_SHARES] = {"list", "share"},
    [REQUEST_LIST_BOTTLENECKS] = {"list", "bottleneck"},
    [REQUEST_REPORT] = {"report", ""},
    [REQUEST_EPOCH_ACTION] = {"epoch-look", "link_epoch"},
};

/* Which one of several, as it was asked for. */
static void
which(struct desk *desk, const struct request *request,
      struct audit_entry *entry)
{
    const char *id = "";
    enum public_id_kind kind;
    int64_t row = 0;

    if (request->kind == REQUEST_ATTACH)
        entry->code = (int64_t)request->u.attach.stream;
    if (request->kind == REQUEST_REPLAY)
        entry->code = (int64_t)request->u.replay.stream;
    if (request->kind == REQUEST_SNAPSHOT)
        entry->code = (int64_t)request->u.snapshot.stream;
    if (request->kind == REQUEST_DOCUMENT_GET)
        entry->detail = request->u.document_get.name;
    if (request->kind == REQUEST_DOCUMENT_HISTORY)
        entry->detail = request->u.document_history.name;
    if (request->kind == REQUEST_ROUTE_EXPLAIN)
        id = request->u.route_explain.id;
    if (request->kind == REQUEST_LIST_SHARES)
        id = request->u.list_shares.id;
    if (id[0] != '\0' &&
        public_id_read(&desk->secrets->public_id, id, &kind, &row) == RC_OK) {
        entry->object_kind = (char)kind;
        entry->object = row;
    }
}

/* Exact figures have a record of their own, as have changes of epochs. */
static bool
has_another(const struct request *request)
{
    const struct permit_row *row = permit_row_of(request);

    if (row != NULL && (row->silent != NULL || row->part == PERMIT_EXACT))
        return true;
    if (request->kind == REQUEST_EPOCH_ACTION)
        return request->u.epoch_action.verb != EPOCH_SHOW &&
               request->u.epoch_action.verb != EPOCH_DIFF;
    return looks[request->kind].verb == NULL;
}

enum rc
on_record_look(struct desk *desk, const struct turn *turn)
{
    struct audit_entry entry = {.actor = turn->key->principal,
                                .now_us = turn->now_us};

    if (has_another(turn->request))
        return RC_OK;
    entry.verb = looks[turn->request->kind].verb;
    entry.table = looks[turn->request->kind].table;
    which(desk, turn->request, &entry);
    return audit_note(desk->store, &entry);
}

static enum rc
refused(struct desk *desk, const struct turn *turn, const char *verb)
{
    const struct audit_entry entry = {.actor = turn->key->principal,
                                      .verb = verb,
                                      .code = (int64_t)turn->request->kind,
                                      .now_us = turn->now_us};

    return audit_note(desk->store, &entry);
}

enum rc
on_record_refusal(struct desk *desk, const struct turn *turn,
                  enum refusal_code code)
{
    if (code == REFUSAL_NOT_FOUND)
        return refused(desk, turn, "not_found");
    if (code == REFUSAL_CONFLICT)
        return refused(desk, turn, "conflict");
    if (code == REFUSAL_TOO_MANY && turn->request->kind == REQUEST_SEARCH)
        return refused(desk, turn, "too_many");
    return RC_OK;
}

enum rc
on_record_denied(struct desk *desk, const struct turn *turn)
{
    return refused(desk, turn, "denied");
}
