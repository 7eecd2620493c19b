/* What coordinators ask about terms; see terms.h */
#include <string.h>

#include "core/rfc3339.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/referral_links.h"
#include "desk/reply.h"
#include "desk/rules.h"
#include "desk/session.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "desk/terms_show.h"
#include "store/audit.h"
#include "store/referrals.h"
#include "wire/encode_casework.h"

#define DAY_US       (INT64_C(86400) * 1000000)
#define PAST_MAX_US  (10 * 366 * DAY_US)
#define AHEAD_MAX_US (366 * DAY_US)

static enum rc
answer(struct desk *desk, const struct turn *turn, enum ack_verdict verdict,
       const struct term *term)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct terms_shown shown;
    struct reply_term reply;
    enum rc rc = RC_OK;

    if (term != NULL)
        rc = terms_show(desk, term, &shown, &reply);
    if (rc == RC_OK)
        reply_send(
            desk, turn->session,
            wire_term_result(&out, verdict, term == NULL ? NULL : &reply));
    return rc;
}

static enum rc
answer_unchanged(struct desk *desk, const struct turn *turn,
                 enum ack_verdict verdict, const struct term *term)
{
    const struct audit_entry entry = {
        .actor = turn->key->principal,
        .verb = "term-refused",
        .object_kind = PUBLIC_ID_TERM,
        .object = term == NULL ? 0 : term->term,
        .code = (int64_t)verdict,
        .now_us = turn->now_us,
    };
    enum rc rc = audit_note(desk->store, &entry);

    return rc == RC_OK ? answer(desk, turn, verdict, term) : rc;
}

static enum rc
write_and_answer(struct desk *desk, const struct turn *turn,
                 struct term_change *change)
{
    struct term after = *change->after;
    enum rc rc = RC_OK;

    change->actor = turn->key->principal;
    change->now_us = turn->now_us;
    rc = term_apply(desk->store, change, &after.term);
    if (rc != RC_OK)
        return rc;
    due_at(desk, after.next_us);
    if (change->then != NULL)
        due_at(desk, change->then->next_us);
    return answer(desk, turn, ACK_OK, &after);
}

static enum rc
start(struct desk *desk, const struct turn *turn, int64_t seq,
      const struct term_rule *rule)
{
    const struct desk_rules *rules = desk->rules.now;
    struct term after;
    struct term running;
    struct term_change change = {.after = &after, .verb = "term-start"};
    int64_t day = 0;
    int64_t start_us = 0;
    enum rc rc = rfc3339_read_date(turn->request->u.term_action.date, &day);

    if (rc == RC_OK)
        start_us = term_start_us(&rules->book.zone, day);
    if (rc != RC_OK || start_us < turn->now_us - PAST_MAX_US ||
        start_us > turn->now_us + AHEAD_MAX_US) {
        reply_refuse(desk, turn, REFUSAL_OUT_OF_RANGE, "date");
        return RC_OK;
    }
    rc = term_running(desk->store, TERM_OF_MESSAGE, seq, rule->name, &running);
    if (rc == RC_OK)
        return answer_unchanged(desk, turn, ACK_ALREADY, &running);
    if (rc != RC_NOT_FOUND)
        return rc;
    term_begin(rule, &rules->calendar, &rules->book.zone, start_us,
               turn->now_us, &after);
    after.subject = TERM_OF_MESSAGE;
    after.ref = seq;
    return write_and_answer(desk, turn, &change);
}

/* What is decided may lead to another term, which begins today. */
static bool
leads_to(const struct desk *desk, const struct turn *turn,
         const struct term *decided, struct term *then)
{
    const struct desk_rules *rules = desk->rules.now;
    const struct term_rule *rule = terms_rule(desk, decided->name);
    const struct term_rule *next = NULL;
    int64_t today = zone_day(&rules->book.zone, turn->now_us);

    if (rule == NULL || rule->then >= TERMS_MAX)
        return false;
    next = &rules->terms.rules[rule->then];
    if (!next->on)
        return false;
    term_begin(next, &rules->calendar, &rules->book.zone,
               term_start_us(&rules->book.zone, today), turn->now_us, then);
    then->subject = decided->subject;
    then->ref = decided->ref;
    return true;
}

static enum rc
end_or_decide(struct desk *desk, const struct turn *turn, int64_t seq)
{
    const struct request_term_action *asked = &turn->request->u.term_action;
    const struct term_rule *rule = terms_rule(desk, asked->term);
    struct term before;
    struct term after;
    struct term then;
    struct term_change change = {
        .before = &before, .after = &after, .verb = "term-end"};
    enum rc rc =
        term_running(desk->store, TERM_OF_MESSAGE, seq, asked->term, &before);

    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_INVALID, NULL);
    if (rc != RC_OK)
        return rc;
    if (asked->verb == TERM_END) {
        (void)term_stop(&before, turn->now_us, &after);
        return write_and_answer(desk, turn, &change);
    }
    if (rule == NULL || !rule->decision)
        return answer_unchanged(desk, turn, ACK_INVALID, &before);
    change.verb = "term-decide";
    if (term_decided(&before, asked->decision, turn->now_us, &after) &&
        leads_to(desk, turn, &before, &then))
        change.then = &then;
    return write_and_answer(desk, turn, &change);
}

enum rc
terms_action(struct desk *desk, const struct turn *turn)
{
    const struct request_term_action *asked = &turn->request->u.term_action;
    const struct term_rule *rule = terms_rule(desk, asked->term);
    struct referral referral;
    int64_t seq = 0;
    enum rc rc = referrals_id(desk, asked->referral, &seq);

    if (rc == RC_OK)
        rc = referral_get(desk->store, seq, &referral);
    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    if (rc != RC_OK)
        return rc;
    if (asked->verb != TERM_START)
        return end_or_decide(desk, turn, seq);
    if (rule == NULL || rule->kind != TERM_STATUTORY) {
        reply_refuse(desk, turn, REFUSAL_UNKNOWN_CODE, "term");
        return RC_OK;
    }
    return start(desk, turn, seq, rule);
}

enum rc
terms_list(struct desk *desk, const struct turn *turn)
{
    const struct request_list_terms *asked = &turn->request->u.list_terms;
    struct wire_out out = reply_out(desk, turn->request->id);
    struct term_query query = {.exceeded = asked->exceeded};
    struct term found[LIST_LIMIT + 1];
    struct reply_term replies[LIST_LIMIT];
    struct terms_shown shown[LIST_LIMIT];
    char next[PUBLIC_ID_BYTES] = "";
    size_t n = 0;
    enum rc rc = RC_OK;

    if (asked->referral[0] != '\0')
        rc = referrals_id(desk, asked->referral, &query.referral);
    if (rc == RC_OK && asked->after[0] != '\0')
        rc = ids_read(desk, asked->after, PUBLIC_ID_TERM, &query.after);
    if (rc == RC_OK)
        rc = term_list(desk->store, &query, found, LIST_LIMIT + 1, &n);

    size_t told = n > LIST_LIMIT ? LIST_LIMIT : n;

    for (size_t i = 0; rc == RC_OK && i < told; i++)
        rc = terms_show(desk, &found[i], &shown[i], &replies[i]);
    if (rc != RC_OK)
        return rc;
    if (n > told)
        ids_term(desk, found[told - 1].term, next);
    reply_send(desk, turn->session, wire_term_list(&out, replies, told, next));
    return RC_OK;
}
