/* decode_desk -- see decode_desk.h */
#include "wire/decode_desk.h"

#include "loket/v1/socket.pb-c.h"
#include "wire/utf8.h"

/* Bytes on the wire, text all the same. */
static bool
holds_text(const ProtobufCBinaryData *from)
{
    return from->len == 0 || utf8_is_text(from->data, from->len);
}

static enum rc
take_document_put(const Loket__V1__DocumentPut *from,
                  struct request_document_put *out, struct refusal *why)
{
    enum rc rc = RC_OK;

    if (from->n_documents > REQUEST_DOCUMENTS_MAX) {
        refusal_add(why, REFUSAL_TOO_MANY, "documents");
        return RC_INVALID;
    }
    for (size_t i = 0; i < from->n_documents; i++) {
        const Loket__V1__DocumentNew *document = from->documents[i];

        out->documents[i] = (struct request_document){
            .name = document->name,
            .text = document->text.data,
            .text_n = document->text.len,
            .expect = document->expect,
        };
        if (!holds_text(&document->text)) {
            refusal_add(why, REFUSAL_BAD_TEXT, "documents[%zu].text", i);
            rc = RC_INVALID;
        }
    }
    out->n = from->n_documents;
    out->reason = from->reason;
    out->accept_gap = from->accept_gap;
    out->check_only = from->check_only != 0;
    return rc;
}

static void
take_document_get(const Loket__V1__DocumentGet *from,
                  struct request_document_get *out)
{
    out->name = from->name;
    out->version = from->version;
}

static void
take_document_history(const Loket__V1__DocumentHistory *from,
                      struct request_document_history *out)
{
    out->name = from->name;
    out->before = from->before;
}

static struct strings
strings_of(char **v, size_t n)
{
    return (struct strings){.v = (const char *const *)v, .n = n};
}

static void
take_override(const Loket__V1__RosterOverride *from,
              struct request_override *out)
{
    out->roster = from->roster;
    out->verb = (enum override_verb)from->verb;
    out->people = strings_of(from->people, from->n_people);
    out->with = strings_of(from->with, from->n_with);
    out->start_us = from->start_us;
    out->end_us = from->end_us;
    out->reason = from->reason;
    out->accept_gap = from->accept_gap;
}

static void
take_roster_accept(const Loket__V1__RosterAccept *from,
                   struct request_roster_accept *out)
{
    out->roster = from->roster;
    out->start_us = from->start_us;
}

static void
take_swap_propose(const Loket__V1__SwapPropose *from, struct request_swap *out)
{
    out->roster = from->roster;
    out->taker = from->taker;
    out->start_us = from->start_us;
    out->end_us = from->end_us;
    out->back_start_us = from->back_start_us;
    out->back_end_us = from->back_end_us;
    out->reason = from->reason;
}

static void
take_swap_decide(const Loket__V1__SwapDecide *from,
                 struct request_swap_decide *out)
{
    out->swap = from->swap;
    out->verb = (enum swap_verb)from->verb;
    out->reason = from->reason;
    out->accept_gap = from->accept_gap;
}

static void
take_referral_action(const Loket__V1__ReferralAction *from,
                     struct request_referral_action *out)
{
    out->id = from->id;
    out->verb = (enum referral_verb)from->verb;
    out->to = from->to;
    out->outcome = (enum outcome)from->outcome;
    out->outflow = from->outflow;
    out->track = (enum track)from->track;
    out->status = (enum track_status)from->status;
    out->phase = (enum referral_phase)from->phase;
}

static void
take_list_referrals(const Loket__V1__ListReferrals *from,
                    struct request_list_referrals *out)
{
    out->after = from->after;
    out->meeting = from->meeting != 0;
    out->closed = from->closed != 0;
}

enum rc
decode_desk(const Loket__V1__ClientMessage *from, struct request *out,
            struct refusal *why)
{
    if (out->kind == REQUEST_DOCUMENT_GET)
        take_document_get(from->document_get, &out->u.document_get);
    if (out->kind == REQUEST_DOCUMENT_PUT)
        return take_document_put(from->document_put, &out->u.document_put, why);
    if (out->kind == REQUEST_DOCUMENT_HISTORY)
        take_document_history(from->document_history, &out->u.document_history);
    if (out->kind == REQUEST_ROSTER_OVERRIDE)
        take_override(from->roster_override, &out->u.roster_override);
    if (out->kind == REQUEST_ROSTER_ACCEPT)
        take_roster_accept(from->roster_accept, &out->u.roster_accept);
    if (out->kind == REQUEST_SWAP_PROPOSE)
        take_swap_propose(from->swap_propose, &out->u.swap_propose);
    if (out->kind == REQUEST_SWAP_DECIDE)
        take_swap_decide(from->swap_decide, &out->u.swap_decide);
    if (out->kind == REQUEST_DRILL_START)
        out->u.drill_start.level = (enum level)from->drill_start->level;
    if (out->kind == REQUEST_REFERRAL_ACTION)
        take_referral_action(from->referral_action, &out->u.referral_action);
    if (out->kind == REQUEST_LIST_REFERRALS)
        take_list_referrals(from->list_referrals, &out->u.list_referrals);
    return RC_OK;
}
