/* referrals -- see referrals.h */
#include "desk/referrals.h"

#include <string.h>

#include "core/referral.h"
#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/referral_links.h"
#include "desk/referral_show.h"
#include "desk/reply.h"
#include "desk/rules.h"
#include "desk/session.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/referrals.h"
#include "sys/clock.h"
#include "wire/encode_casework.h"

#define TRIES  2
#define DAY_US (INT64_C(86400) * 1000000)

static enum rc
answer(struct desk *desk, const struct turn *turn, enum ack_verdict verdict,
       const struct referral *referral)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_referral reply;
    struct referral_shown shown;
    enum rc rc = RC_OK;

    if (referral != NULL)
        rc = referral_show(desk, referral, &shown, &reply);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_referral_result(&out, verdict,
                                        referral == NULL ? NULL : &reply));
    return rc;
}

/* Whom it concerns besides the actor; an offer that ends without acceptance
 * was none. */
static void
add_notice(struct desk *desk, enum referral_verb verb,
           const struct referral *before, const struct referral *after)
{
    struct notice notice = {.roster = "", .person = ""};
    char id[PUBLIC_ID_BYTES];
    int64_t to = 0;

    ids_message(desk, MESSAGE_REFERRAL, before->seq, id);
    notice.id = id;
    switch (verb) {
    case REFERRAL_OFFER:
        notice.code = NOTICE_REFERRAL_OFFERED;
        to = after->offered_to;
        break;
    case REFERRAL_ACCEPT:
        notice.code = NOTICE_REFERRAL_ACCEPTED;
        to = before->owner;
        break;
    case REFERRAL_DECLINE:
        notice.code = NOTICE_REFERRAL_DECLINED;
        to = before->owner;
        break;
    case REFERRAL_VERB_NONE:
    case REFERRAL_TAKE_BACK:
    case REFERRAL_CLOSE:
    case REFERRAL_REOPEN:
    case REFERRAL_TRACK:
    case REFERRAL_PHASE:
    case REFERRAL_MEETING:
    case REFERRAL_NO_MEETING:
    case REFERRAL_FOLLOWED_UP:
        break;
    }
    if (to != 0)
        outgoing_notice(desk, to, &notice);
}

static void
add_review(struct desk *desk, const struct referral *after)
{
    char id[PUBLIC_ID_BYTES];

    ids_message(desk, MESSAGE_REFERRAL, after->seq, id);
    notices_owner(
        desk, after->owner,
        &(struct notice){
            .code = NOTICE_REVIEW, .roster = "", .person = "", .id = id});
}

static enum term_moment
moment_of(enum referral_verb verb)
{
    switch (verb) {
    case REFERRAL_ACCEPT:
        return MOMENT_ACCEPTED;
    case REFERRAL_OFFER:
        return MOMENT_OFFERED;
    case REFERRAL_CLOSE:
        return MOMENT_CLOSED;
    case REFERRAL_FOLLOWED_UP:
        return MOMENT_FOLLOWED_UP;
    case REFERRAL_VERB_NONE:
    case REFERRAL_TAKE_BACK:
    case REFERRAL_DECLINE:
    case REFERRAL_REOPEN:
    case REFERRAL_TRACK:
    case REFERRAL_PHASE:
    case REFERRAL_MEETING:
    case REFERRAL_NO_MEETING:
        break;
    }
    return MOMENT_NONE;
}

static enum rc
add_terms(struct desk *desk, enum referral_verb verb,
          struct terms_change *change)
{
    enum term_moment moment = moment_of(verb);
    enum level level = LEVEL_NONE;
    enum rc rc = RC_OK;

    if (verb == REFERRAL_TAKE_BACK || verb == REFERRAL_DECLINE)
        terms_undone(desk, MOMENT_OFFERED, change);
    if (moment == MOMENT_NONE)
        return RC_OK;
    rc = terms_level(desk, change->ref, &level);
    if (rc == RC_OK)
        terms_moment(desk, moment, level, change);
    return rc;
}

static const char *
verb_name(enum referral_verb verb)
{
    switch (verb) {
    case REFERRAL_ACCEPT:
        return "referral-accept";
    case REFERRAL_OFFER:
        return "referral-offer";
    case REFERRAL_TAKE_BACK:
        return "referral-take-back";
    case REFERRAL_DECLINE:
        return "referral-decline";
    case REFERRAL_CLOSE:
        return "referral-close";
    case REFERRAL_REOPEN:
        return "referral-reopen";
    case REFERRAL_TRACK:
        return "referral-track";
    case REFERRAL_PHASE:
        return "referral-phase";
    case REFERRAL_MEETING:
        return "referral-meeting";
    case REFERRAL_NO_MEETING:
        return "referral-no-meeting";
    case REFERRAL_FOLLOWED_UP:
        return "referral-followed-up";
    case REFERRAL_VERB_NONE:
        break;
    }
    return "referral";
}

static enum rc
answer_unchanged(struct desk *desk, const struct turn *turn,
                 enum ack_verdict verdict, const struct referral *referral)
{
    const struct audit_entry entry = {
        .actor = turn->key->principal,
        .verb = "referral-refused",
        .object_kind = PUBLIC_ID_REFERRAL,
        .object = referral == NULL ? 0 : referral->seq,
        .code = (int64_t)verdict,
        .now_us = turn->now_us,
    };
    enum rc rc = audit_note(desk->store, &entry);

    return rc == RC_OK ? answer(desk, turn, verdict, referral) : rc;
}

static enum rc
change_referral(struct desk *desk, const struct turn *turn,
                const struct referral *before,
                const struct referral_verdict *verdict)
{
    enum referral_verb verb = turn->request->u.referral_action.verb;
    struct terms_change terms = {
        .of = TERMS_OF_MESSAGE, .ref = before->seq, .at_us = turn->now_us};
    struct referral_change change = {
        .before = before,
        .after = &verdict->after,
        .terms = &terms,
        .terms_n = 1,
        .actor = turn->key->principal,
        .verb = verb_name(verb),
        .now_us = turn->now_us,
    };
    enum rc rc = add_terms(desk, verb, &terms);

    if (rc != RC_OK)
        return rc;
    outgoing_start(&desk->outgoing);
    add_notice(desk, verb, before, &verdict->after);
    if (verdict->review)
        add_review(desk, &verdict->after);
    if (desk->outgoing.failed)
        return RC_DOWN;
    change.events = desk->outgoing.events;
    change.events_n = desk->outgoing.n;
    rc = referral_apply(desk->store, &change);
    if (rc == RC_OK)
        rc = answer(desk, turn, verdict->verdict, &verdict->after);
    if (rc != RC_OK)
        return rc;
    terms_plan(desk, &terms);
    due_at(desk, verdict->after.follow_up_us);
    deliver_outgoing(desk);
    return RC_OK;
}

static enum rc
try_action(struct desk *desk, const struct turn *turn, int64_t seq, int64_t to)
{
    const struct request *request = turn->request;
    int32_t days = desk->rules.now->terms.follow_up_days;
    const struct referral_input input = {
        .verb = request->u.referral_action.verb,
        .actor = turn->key->principal,
        .to = to,
        .outcome = request->u.referral_action.outcome,
        .outflow = request->u.referral_action.outflow,
        .follow_up_us = days == 0 ? 0 : turn->now_us + days * DAY_US,
        .track = request->u.referral_action.track,
        .status = request->u.referral_action.status,
        .phase = request->u.referral_action.phase,
    };
    struct referral_verdict verdict;
    struct referral before;
    enum rc rc = referral_get(desk->store, seq, &before);

    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    if (rc != RC_OK)
        return rc;
    referral_decide(&before, &input, &verdict);
    if (!verdict.changes)
        return answer_unchanged(desk, turn, verdict.verdict, &before);
    verdict.after.changed_us = turn->now_us;
    return change_referral(desk, turn, &before, &verdict);
}

/* False: refused. */
static bool
check_outflow(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    enum refusal_code code = REFUSAL_NONE;

    if (request->u.referral_action.verb == REFERRAL_CLOSE)
        code = referral_outflow(&desk->rules.now->terms,
                                request->u.referral_action.outflow);
    if (code != REFUSAL_NONE)
        reply_refuse(desk, turn, code, "outflow");
    return code == REFUSAL_NONE;
}

enum rc
referrals_action(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    const char *name = request->u.referral_action.to;
    struct principal to = {.principal = 0};
    int64_t seq = 0;
    enum rc rc = referrals_id(desk, request->u.referral_action.id, &seq);

    if (rc != RC_OK)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    if (name[0] != '\0') {
        rc = people_find(desk->store, name, &to);
        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
        if (rc == RC_NOT_FOUND ||
            (to.roles & ROLE_BIT(ROLE_COORDINATOR)) == 0) {
            reply_refuse(desk, turn, REFUSAL_INVALID, "to");
            return RC_OK;
        }
    }
    if (!check_outflow(desk, turn))
        return RC_OK;
    rc = RC_STALE;
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = try_action(desk, turn, seq, to.principal);
    return rc;
}

enum rc
referrals_list(struct desk *desk, const struct turn *turn)
{
    const char *text = turn->request->u.list_referrals.after;
    struct wire_out out = reply_out(desk, turn->request->id);
    struct referral_query query = {
        .meeting = turn->request->u.list_referrals.meeting,
        .closed = turn->request->u.list_referrals.closed,
    };
    struct referral found[LIST_LIMIT + 1];
    struct reply_referral replies[LIST_LIMIT];
    struct referral_shown shown[LIST_LIMIT];
    size_t n = 0;
    enum rc rc = RC_OK;

    if (text[0] != '\0')
        rc = ids_read(desk, text, PUBLIC_ID_REFERRAL, &query.after);
    if (rc == RC_OK)
        rc = referral_list(desk->store, &query, found, LIST_LIMIT + 1, &n);

    size_t told = n > LIST_LIMIT ? LIST_LIMIT : n;

    for (size_t i = 0; rc == RC_OK && i < told; i++)
        rc = referral_show(desk, &found[i], &shown[i], &replies[i]);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_referral_list(&out, replies, told, n > told));
    return rc;
}

void
referrals_moving(struct desk *desk, const struct referral *before)
{
    char id[PUBLIC_ID_BYTES];

    /* The first one too many: once. */
    if (before->moved != desk->rules.now->terms.moves_warn)
        return;
    ids_message(desk, MESSAGE_REFERRAL, before->seq, id);
    notices_owner(
        desk, before->owner,
        &(struct notice){
            .code = NOTICE_MOVES, .roster = "", .person = "", .id = id});
}

enum rc
referrals_follow_up(struct desk *desk, int64_t seq)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct referral before;
    struct referral after;
    struct referral_change change = {.before = &before,
                                     .after = &after,
                                     .verb = "referral-follow-up",
                                     .now_us = now_us};
    char id[PUBLIC_ID_BYTES];
    enum rc rc = referral_get(desk->store, seq, &before);

    if (rc != RC_OK)
        return rc;
    after = before;
    outgoing_start(&desk->outgoing);
    if (before.follow_up_us != 0 && before.follow_up_us <= now_us) {
        after.follow_up_us = now_us + REFERRAL_FOLLOW_UP_AGAIN_US;
        ids_message(desk, MESSAGE_REFERRAL, seq, id);
        notices_owner(desk, before.owner,
                      &(struct notice){.code = NOTICE_FOLLOW_UP,
                                       .roster = "",
                                       .person = "",
                                       .id = id});
    }
    if (desk->outgoing.failed)
        return RC_DOWN;
    change.events = desk->outgoing.events;
    change.events_n = desk->outgoing.n;
    rc = referral_apply(desk->store, &change);
    if (rc != RC_OK)
        return rc == RC_STALE ? RC_OK : rc;
    due_at(desk, after.follow_up_us);
    deliver_outgoing(desk);
    return RC_OK;
}
