/* acknowledge -- see acknowledge.h */
#include "desk/acknowledge.h"

#include <string.h>

#include "core/alert.h"
#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/outgoing.h"
#include "desk/page.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/people.h"
#include "sys/fault.h"

#define ROWS_BATCH 64
#define TRIES      2

enum rc
acknowledge_delivered(struct desk *desk, const struct turn *turn)
{
    const uint8_t *page_id = turn->request->u.delivered.page_id;
    struct wire_out out = reply_out(desk, turn->request->id);
    enum rc rc = fault_point(desk->control, FAULT_AFTER_SEND_BEFORE_DELIVERED)
                     ? RC_DOWN
                     : page_delivered(desk->store, page_id,
                                      turn->key->principal, turn->now_us);

    if (rc != RC_OK)
        return rc;
    desk->metrics.pages[METRICS_PAGE_DELIVERED]++;
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

static enum rc
add_feedback(struct desk *desk, int64_t alert, enum feedback_state state,
             enum outcome outcome)
{
    struct message_row rows[ROWS_BATCH];
    int64_t after = 0;
    size_t n = ROWS_BATCH;

    while (n == ROWS_BATCH) {
        enum rc rc =
            message_of_alert(desk->store, alert, after, rows, ROWS_BATCH, &n);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < n; i++) {
            outgoing_feedback(desk, &rows[i], state, outcome);
            after = rows[i].seq;
        }
    }
    return RC_OK;
}

static enum rc
add_events(struct desk *desk, const struct alert_decision *d,
           const struct alert *after)
{
    enum rc rc = RC_OK;

    outgoing_start(&desk->outgoing);
    if (d->cancel_pages)
        rc = page_cancel_open(desk, after);
    if (rc == RC_OK && d->feedback != FEEDBACK_NONE)
        rc = add_feedback(desk, after->alert, d->feedback, after->outcome);
    if (rc != RC_OK)
        return rc;
    outgoing_alert(desk, after);
    return desk->outgoing.failed ? RC_DOWN : RC_OK;
}

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
    case ALERT_VERB_NONE:
        break;
    }
    return "none";
}

/* The alert as it will be after the decision. */
static enum rc
foresee(struct desk *desk, const struct turn *turn,
        const struct alert_decision *d, struct alert *alert)
{
    struct principal owner = {0};

    alert->state = d->state;
    alert->owner = d->owner;
    if (d->owner != 0) {
        enum rc rc = people_get(desk->store, d->owner, &owner);

        if (rc != RC_OK)
            return rc;
    }
    memcpy(alert->owner_name, owner.name, sizeof alert->owner_name);
    if (d->state == ALERT_ACKED && alert->acknowledged_us == 0)
        alert->acknowledged_us = turn->now_us;
    if (d->state == ALERT_CLOSED) {
        alert->closed_us = turn->now_us;
        alert->outcome = turn->request->u.alert_action.outcome;
    }
    if (d->state != ALERT_PAGING)
        alert->due_us = 0;
    return RC_OK;
}

static enum rc
apply(struct desk *desk, const struct turn *turn,
      const struct alert_decision *d, const struct alert *before)
{
    struct alert after = *before;
    enum rc rc = foresee(desk, turn, d, &after);

    if (rc != RC_OK || (rc = add_events(desk, d, &after)) != RC_OK)
        return rc;

    struct alert_change change = outgoing_change(desk, before, &after);

    change.cancel_pages = d->cancel_pages;
    change.acknowledged_by = d->cancel_pages ? turn->key->principal : 0;
    change.feedback = d->feedback;
    change.actor = turn->key->principal;
    change.verb = verb_name(turn->request->u.alert_action.verb);
    change.now_us = turn->now_us;
    rc = alert_apply(desk->store, &change);
    if (rc != RC_OK)
        return rc;
    answer(desk, turn, d->verdict, &after);
    deliver_outgoing(desk);
    return RC_OK;
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
    struct alert alert;
    enum rc rc = alert_get(desk->store, row, &alert);

    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, row, NULL);
    if (rc != RC_OK)
        return rc;

    struct alert_decision d = alert_decide(
        &alert, request->u.alert_action.verb, turn->key->principal,
        request->u.alert_action.generation, request->u.alert_action.outcome);

    if (d.changes)
        return apply(desk, turn, &d, &alert);
    return answer_unchanged(desk, turn, d.verdict, row, &alert);
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
