/* referrals -- see referrals.h */
#include "desk/referrals.h"

#include <string.h>

#include "core/referral.h"
#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/outgoing.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/referrals.h"
#include "wire/encode_desk.h"

#define TRIES 2

/* A referral with its names, until it is told. */
struct shown {
    char id[PUBLIC_ID_BYTES];
    char owner[NAME_BYTES];
    char offered_to[NAME_BYTES];
};

static enum rc
name_of(struct desk *desk, int64_t principal, char out[NAME_BYTES])
{
    struct principal found = {.name = ""};
    enum rc rc = RC_OK;

    if (principal != 0)
        rc = people_get(desk->store, principal, &found);
    if (rc == RC_OK)
        memcpy(out, found.name, NAME_BYTES);
    return rc;
}

static enum rc
show(struct desk *desk, const struct referral *referral, struct shown *shown,
     struct reply_referral *out)
{
    enum rc rc = name_of(desk, referral->owner, shown->owner);

    if (rc == RC_OK)
        rc = name_of(desk, referral->offered_to, shown->offered_to);
    ids_message(desk, MESSAGE_REFERRAL, referral->seq, shown->id);
    *out = (struct reply_referral){.id = shown->id,
                                   .owner = shown->owner,
                                   .offered_to = shown->offered_to,
                                   .referral = referral};
    return rc;
}

static enum rc
answer(struct desk *desk, const struct turn *turn, enum ack_verdict verdict,
       const struct referral *referral)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_referral reply;
    struct shown shown;
    enum rc rc = RC_OK;

    if (referral != NULL)
        rc = show(desk, referral, &shown, &reply);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_referral_result(&out, verdict,
                                        referral == NULL ? NULL : &reply));
    return rc;
}

/* Whom it concerns besides the actor. */
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
try_action(struct desk *desk, const struct turn *turn, int64_t seq, int64_t to)
{
    const struct request *request = turn->request;
    enum referral_verb verb = request->u.referral_action.verb;
    struct referral_verdict verdict;
    struct referral before;
    enum rc rc = referral_get(desk->store, seq, &before);

    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    if (rc != RC_OK)
        return rc;
    referral_decide(&before, verb, turn->key->principal, to,
                    request->u.referral_action.outcome, &verdict);
    if (!verdict.changes)
        return answer_unchanged(desk, turn, verdict.verdict, &before);
    verdict.after.changed_us = turn->now_us;
    outgoing_start(&desk->outgoing);
    add_notice(desk, verb, &before, &verdict.after);
    if (desk->outgoing.failed)
        return RC_DOWN;

    const struct referral_change change = {
        .before = &before,
        .after = &verdict.after,
        .events = desk->outgoing.events,
        .events_n = desk->outgoing.n,
        .actor = turn->key->principal,
        .verb = verb_name(verb),
        .now_us = turn->now_us,
    };

    rc = referral_apply(desk->store, &change);
    if (rc == RC_OK)
        rc = answer(desk, turn, verdict.verdict, &verdict.after);
    if (rc == RC_OK)
        deliver_outgoing(desk);
    return rc;
}

enum rc
referrals_action(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    const char *name = request->u.referral_action.to;
    struct principal to = {.principal = 0};
    int64_t seq = 0;
    enum rc rc =
        ids_read(desk, request->u.referral_action.id, PUBLIC_ID_REFERRAL, &seq);

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
    struct referral found[LIST_LIMIT + 1];
    struct reply_referral replies[LIST_LIMIT];
    struct shown shown[LIST_LIMIT];
    int64_t after = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (text[0] != '\0')
        rc = ids_read(desk, text, PUBLIC_ID_REFERRAL, &after);
    if (rc == RC_OK)
        rc = referral_list(desk->store, after, found, LIST_LIMIT + 1, &n);

    size_t told = n > LIST_LIMIT ? LIST_LIMIT : n;

    for (size_t i = 0; rc == RC_OK && i < told; i++)
        rc = show(desk, &found[i], &shown[i], &replies[i]);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_referral_list(&out, replies, told, n > told));
    return rc;
}
