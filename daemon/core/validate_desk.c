/* validate_desk -- see validate_desk.h */
#include "core/validate_desk.h"

#include <stdio.h>
#include <string.h>

#include "core/text_rules.h"
#include "core/validate_asked.h"
#include "core/validate_casework.h"
#include "core/validate_linking.h"
#include "core/validate_parts.h"
#include "core/validate_retention.h"
#include "core/validate_sharing.h"

static void
check_number(int64_t version, const char *field, struct refusal *why)
{
    if (version < 0)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "%s", field);
}

struct interval {
    int64_t start_us;
    const char *start;
    int64_t end_us;
    const char *end;
};

/* The order is worth a word only of two instants that are good. */
static void
check_interval(const struct interval *at, struct refusal *why)
{
    bool start_good = validate_instant(at->start_us, at->start, why);
    bool end_good = validate_instant(at->end_us, at->end, why);

    if (start_good && end_good && at->end_us <= at->start_us)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "%s", at->end);
}

static void
check_alert_action(const struct request *request, struct refusal *why)
{
    int64_t snooze_us = request->u.alert_action.snooze_us;

    if (request->u.alert_action.verb == ALERT_LEVEL) {
        validate_said(request->u.alert_action.level != LEVEL_NONE, "level",
                      why);
        validate_reason(request->u.alert_action.reason, false, "reason", why);
    }
    if (request->u.alert_action.verb != ALERT_SNOOZE)
        return;
    if (snooze_us == 0)
        refusal_add(why, REFUSAL_REQUIRED, "snooze_us");
    else if (snooze_us < VALIDATE_SNOOZE_MIN_US ||
             snooze_us > VALIDATE_SNOOZE_MAX_US)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "snooze_us");
}

static bool
document_before(const struct request_document_put *put, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(put->documents[i].name, put->documents[at].name) == 0)
            return true;
    }
    return false;
}

static void
check_document(const struct request_document_put *put, size_t i,
               struct refusal *why)
{
    const struct request_document *document = &put->documents[i];
    char field[FIELD_BYTES];

    (void)snprintf(field, sizeof field, "documents[%zu].name", i);
    validate_name(document->name, DOCUMENT_NAME_BYTES, field, why);
    if (*document->name != '\0' && document_before(put, i))
        refusal_add(why, REFUSAL_INVALID, "%s", field);
    if (document->text_n == 0)
        refusal_add(why, REFUSAL_REQUIRED, "documents[%zu].text", i);
    else if (document->text_n > DOCUMENT_MAX_BYTES)
        refusal_add(why, REFUSAL_TOO_LONG, "documents[%zu].text", i);
    (void)snprintf(field, sizeof field, "documents[%zu].expect", i);
    check_number(document->expect, field, why);
}

static void
check_document_put(const struct request_document_put *put, struct refusal *why)
{
    validate_said(put->n > 0, "documents", why);
    for (size_t i = 0; i < put->n; i++)
        check_document(put, i, why);
    validate_reason(put->reason, false, "reason", why);
    validate_reason(put->accept_gap, false, "accept_gap", why);
}

static bool
name_before(const struct strings *names, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(names->v[i], names->v[at]) == 0)
            return true;
    }
    return false;
}

static void
check_names(const struct strings *names, const char *field, struct refusal *why)
{
    validate_said(names->n > 0, field, why);
    if (names->n > PERSONS_MAX) {
        refusal_add(why, REFUSAL_TOO_MANY, "%s", field);
        return;
    }
    for (size_t i = 0; i < names->n; i++) {
        char path[FIELD_BYTES];

        (void)snprintf(path, sizeof path, "%s[%zu]", field, i);
        validate_name(names->v[i], NAME_BYTES, path, why);
        if (*names->v[i] != '\0' && name_before(names, i))
            refusal_add(why, REFUSAL_INVALID, "%s", path);
    }
}

/* `with` beside another verb than REPLACE: whoever wrote it meant something
 * else than would happen. */
static void
check_override(const struct request_override *override, struct refusal *why)
{
    validate_name(override->roster, NAME_BYTES, "roster", why);
    validate_said((int) override->verb != 0, "verb", why);
    check_names(&override->people, "people", why);
    if (override->verb == OVERRIDE_REPLACE)
        check_names(&override->with, "with", why);
    else if (override->with.n > 0)
        refusal_add(why, REFUSAL_INVALID, "with");
    check_interval(&(struct interval){override->start_us, "start_us",
                                      override->end_us, "end_us"},
                   why);
    validate_reason(override->reason, false, "reason", why);
    validate_reason(override->accept_gap, false, "accept_gap", why);
}

static void
check_swap_propose(const struct request_swap *swap, struct refusal *why)
{
    validate_name(swap->roster, NAME_BYTES, "roster", why);
    validate_name(swap->taker, NAME_BYTES, "taker", why);
    check_interval(
        &(struct interval){swap->start_us, "start_us", swap->end_us, "end_us"},
        why);
    if (swap->back_start_us != 0 || swap->back_end_us != 0)
        check_interval(&(struct interval){swap->back_start_us, "back_start_us",
                                          swap->back_end_us, "back_end_us"},
                       why);
    validate_reason(swap->reason, false, "reason", why);
}

static void
check_swap_decide(const struct request_swap_decide *decide, struct refusal *why)
{
    validate_said(*decide->swap != '\0', "swap", why);
    validate_said(decide->verb != SWAP_VERB_NONE, "verb", why);
    validate_reason(decide->reason, decide->verb == SWAP_FORCE, "reason", why);
    validate_reason(decide->accept_gap, false, "accept_gap", why);
}

static void
check_referral_action(const struct request_referral_action *action,
                      struct refusal *why)
{
    bool closes = action->verb == REFERRAL_CLOSE;

    validate_said(*action->id != '\0', "id", why);
    validate_said(action->verb != REFERRAL_VERB_NONE, "verb", why);
    if (action->verb == REFERRAL_OFFER)
        validate_name(action->to, NAME_BYTES, "to", why);
    else if (*action->to != '\0')
        refusal_add(why, REFUSAL_INVALID, "to");
    validate_said(!closes || action->outcome != OUTCOME_NONE, "outcome", why);
    if (!closes && action->outcome != OUTCOME_NONE)
        refusal_add(why, REFUSAL_INVALID, "outcome");
    if (closes && *action->outflow != '\0')
        validate_name(action->outflow, NAME_BYTES, "outflow", why);
    else if (*action->outflow != '\0')
        refusal_add(why, REFUSAL_INVALID, "outflow");
    validate_said(action->verb != REFERRAL_TRACK || action->track != TRACK_NONE,
                  "track", why);
    validate_said(action->verb != REFERRAL_PHASE || action->phase != PHASE_NONE,
                  "phase", why);
}

static void
check_after(uint64_t after, struct refusal *why)
{
    if (after > INT64_MAX)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "after");
}

static void
check_audit_read(const struct request_audit_read *read, struct refusal *why)
{
    check_after(read->after, why);
    if (read->limit > LIST_LIMIT)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "limit");
    if (read->since_us < 0)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "since_us");
}

static void
check_audit(const struct request *request, struct refusal *why)
{
    if (request->kind == REQUEST_AUDIT_READ)
        check_audit_read(&request->u.audit_read, why);
    else if (request->kind == REQUEST_AUDIT_VERIFY)
        check_after(request->u.audit_verify.after, why);
}

static void
check_body(const struct request *request, struct refusal *why)
{
    switch (request->kind) {
    case REQUEST_ALERT_ACTION:
        check_alert_action(request, why);
        break;
    case REQUEST_DOCUMENT_GET:
        validate_name(request->u.document_get.name, DOCUMENT_NAME_BYTES, "name",
                      why);
        check_number(request->u.document_get.version, "version", why);
        break;
    case REQUEST_DOCUMENT_PUT:
        check_document_put(&request->u.document_put, why);
        break;
    case REQUEST_DOCUMENT_HISTORY:
        if (*request->u.document_history.name != '\0')
            validate_name(request->u.document_history.name, DOCUMENT_NAME_BYTES,
                          "name", why);
        check_number(request->u.document_history.before, "before", why);
        break;
    case REQUEST_ROSTER_OVERRIDE:
        check_override(&request->u.roster_override, why);
        break;
    case REQUEST_ROSTER_ACCEPT:
        validate_name(request->u.roster_accept.roster, NAME_BYTES, "roster",
                      why);
        (void)validate_instant(request->u.roster_accept.start_us, "start_us",
                               why);
        break;
    case REQUEST_SWAP_PROPOSE:
        check_swap_propose(&request->u.swap_propose, why);
        break;
    case REQUEST_SWAP_DECIDE:
        check_swap_decide(&request->u.swap_decide, why);
        break;
    case REQUEST_DRILL_START:
        validate_said(request->u.drill_start.level != LEVEL_NONE, "level", why);
        break;
    case REQUEST_REFERRAL_ACTION:
        check_referral_action(&request->u.referral_action, why);
        break;
    case REQUEST_SHELTER_ACTION:
    case REQUEST_LIST_SHELTER:
    case REQUEST_REFERRAL_SHOW:
    case REQUEST_ASSIGN:
    case REQUEST_TASK_ACTION:
    case REQUEST_LIST_TASKS:
    case REQUEST_TERM_ACTION:
    case REQUEST_LIST_TERMS:
        validate_casework(request, why);
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
        validate_sharing(request, why);
        break;
    case REQUEST_SEARCH:
    case REQUEST_WHY:
    case REQUEST_LINK_DECIDE:
    case REQUEST_LIST_REVIEW:
    case REQUEST_EPOCH_ACTION:
        validate_linking(request, why);
        break;
    case REQUEST_RETENTION_ACT:
    case REQUEST_LIST_RETENTION:
        validate_retention(request, why);
        break;
    case REQUEST_AUDIT_READ:
    case REQUEST_AUDIT_VERIFY:
    case REQUEST_AUDIT_KEY:
        check_audit(request, why);
        break;
    case REQUEST_NONE:
    case REQUEST_HELLO:
    case REQUEST_SUBMIT:
    case REQUEST_STATUS:
    case REQUEST_ATTACH:
    case REQUEST_CONFIRM:
    case REQUEST_REPLAY:
    case REQUEST_SNAPSHOT:
    case REQUEST_HEARTBEAT:
    case REQUEST_DELIVERED:
    case REQUEST_LIST_ALERTS:
    case REQUEST_SHOW:
    case REQUEST_PARTNER_ADD:
    case REQUEST_PARTNER_LIST:
    case REQUEST_PARTNER_ROTATE:
    case REQUEST_PARTNER_REVOKE:
    case REQUEST_PARTNER_UNPARK:
    case REQUEST_ROSTER_STATE:
    case REQUEST_LIST_REFERRALS:
        break;
    }
}

enum rc
validate_desk(const struct request *request, struct refusal *why)
{
    why->n = 0;
    check_body(request, why);
    return why->n == 0 ? RC_OK : RC_INVALID;
}
