/* acknowledge -- see acknowledge.h */
#include "desk/acknowledge.h"

#include <string.h>

#include "core/alert_life.h"
#include "desk/ids.h"
#include "desk/life.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/audit.h"
#include "sys/fault.h"

#define TRIES 2

enum rc
acknowledge_delivered(struct desk *desk, const struct turn *turn)
{
    const uint8_t *page_id = turn->request->u.delivered.page_id;
    struct wire_out out = reply_out(desk, turn->request->id);
    int64_t created_us = 0;
    enum rc ringing = page_ringing(desk->store, page_id, &created_us);
    enum rc rc = fault_point(desk->control, FAULT_AFTER_SEND_BEFORE_DELIVERED)
                     ? RC_DOWN
                     : page_delivered(desk->store, page_id,
                                      turn->key->principal, turn->now_us);

    if (rc != RC_OK)
        return rc;
    if (ringing == RC_OK) {
        desk->metrics.pages[METRICS_PAGE_DELIVERED]++;
        prometheus_observe(&desk->metrics.time_to_deliver,
                           &metrics_people_bounds, turn->now_us - created_us);
    }
    reply_send(desk, turn->session, wire_delivered_noted(&out, page_id));
    return RC_OK;
}

static void
answer(struct desk *desk, const struct turn *turn, enum ack_verdict verdict,
       const struct alert *alert)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_action result = {.verdict = verdict, .owner = ""};

    desk->metrics.acks[verdict]++;
    if (alert != NULL) {
        ids_alert(desk, alert->alert, result.alert);
        result.generation = alert->generation;
        result.state = alert->state;
        result.owner = alert->owner_name;
    }
    reply_send(desk, turn->session, wire_action_result(&out, &result));
}

static enum rc
note(struct desk *desk, const struct turn *turn, const char *verb,
     int64_t alert)
{
    const struct audit_entry entry = {.actor = turn->key->principal,
                                      .verb = verb,
                                      .object_kind = PUBLIC_ID_ALERT,
                                      .object = alert,
                                      .now_us = turn->now_us};

    return audit_note(desk->store, &entry);
}

/* The events of a human have the numbers of the verbs. */
_Static_assert((int)ALERT_ACKNOWLEDGE == (int)LIFE_ACKNOWLEDGE &&
                   (int)ALERT_TAKEOVER == (int)LIFE_TAKEOVER &&
                   (int)ALERT_CLOSE == (int)LIFE_CLOSE &&
                   (int)ALERT_PROGRESS == (int)LIFE_PROGRESS &&
                   (int)ALERT_SNOOZE == (int)LIFE_SNOOZE &&
                   (int)ALERT_REOPEN == (int)LIFE_REOPEN &&
                   (int)ALERT_REPAGE == (int)LIFE_REPAGE &&
                   (int)ALERT_LEVEL == (int)LIFE_LEVEL,
               "verbs are events");

static const char *
verb_name(enum alert_verb verb)
{
    switch (verb) {
    case ALERT_ACKNOWLEDGE:
        return "acknowledge";
    case ALERT_TAKEOVER:
        return "takeover";
    case ALERT_CLOSE:
        return "close";
    case ALERT_PROGRESS:
        return "progress";
    case ALERT_SNOOZE:
        return "snooze";
    case ALERT_REOPEN:
        return "reopen";
    case ALERT_REPAGE:
        return "repage";
    case ALERT_LEVEL:
        return "level";
    case ALERT_VERB_NONE:
        break;
    }
    return "none";
}

/* What has no effect and should have had one is on record; NULL: the rest. */
static const char *
verdict_on_record(enum ack_verdict verdict)
{
    switch (verdict) {
    case ACK_ALREADY:
        return "also_responding";
    case ACK_DENIED:
        return "denied";
    case ACK_NOT_FOUND:
        return "not_found";
    case ACK_INVALID:
        return "invalid";
    case ACK_NONE:
    case ACK_OK:
    case ACK_STALE:
    case ACK_CLOSED:
    case ACK_LIMIT:
        break;
    }
    return NULL;
}

/* row 0: what was named is no alert's id */
static enum rc
answer_unchanged(struct desk *desk, const struct turn *turn,
                 enum ack_verdict verdict, int64_t row,
                 const struct alert *alert)
{
    const char *verb = verdict_on_record(verdict);
    enum rc rc = verb == NULL ? RC_OK : note(desk, turn, verb, row);

    if (rc == RC_OK)
        answer(desk, turn, verdict, alert);
    return rc;
}

/* One reading, one decision, one compare-and-set. */
static enum rc
try_action(struct desk *desk, const struct turn *turn, int64_t row)
{
    const struct request *request = turn->request;
    const struct alert_input input = {
        .event = (enum life_event)request->u.alert_action.verb,
        .actor = turn->key->principal,
        .generation = request->u.alert_action.generation,
        .outcome = request->u.alert_action.outcome,
        .level = request->u.alert_action.level,
        .snooze_us = request->u.alert_action.snooze_us,
        .has_reason = request->u.alert_action.reason[0] != '\0',
        .policy_version = desk->rules.versions[DOCUMENT_POLICIES],
        .now_us = turn->now_us,
    };
    struct alert_verdict verdict;
    struct alert before;
    struct alert after;
    enum rc rc = alert_get(desk->store, row, &before);

    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, row, NULL);
    if (rc != RC_OK)
        return rc;
    alert_life(desk->rules.now, &before, &input, &verdict);
    if (!verdict.changes)
        return answer_unchanged(desk, turn, verdict.verdict, row, &before);

    const struct life_change change = {
        .before = &before,
        .input = &input,
        .verdict = &verdict,
        .verb = verb_name(request->u.alert_action.verb),
        .reason = request->u.alert_action.reason,
    };

    rc = life_apply(desk, &change, &after);
    if (rc == RC_OK)
        answer(desk, turn, verdict.verdict, &after);
    return rc;
}

enum rc
acknowledge_action(struct desk *desk, const struct turn *turn)
{
    int64_t row = 0;
    enum rc rc =
        ids_read_alert(desk, turn->request->u.alert_action.alert, &row);

    if (rc != RC_OK)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, 0, NULL);
    rc = RC_STALE;
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = try_action(desk, turn, row);
    return rc;
}

enum rc
acknowledge_denied(struct desk *desk, const struct turn *turn)
{
    int64_t row = 0;
    enum rc rc =
        ids_read_alert(desk, turn->request->u.alert_action.alert, &row);

    return answer_unchanged(desk, turn, ACK_DENIED, rc == RC_OK ? row : 0,
                            NULL);
}
