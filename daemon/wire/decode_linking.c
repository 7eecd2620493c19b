/* decode_linking -- see decode_linking.h */
#include "wire/decode_linking.h"

#include "loket/v1/socket.pb-c.h"

static struct strings
strings_of(char **v, size_t n)
{
    return (struct strings){.v = (const char *const *)v, .n = n};
}

static void
take_place(const Loket__V1__SearchPlace *from, struct search_place *out)
{
    out->municipality = from->municipality;
    out->postcode = from->postcode;
    out->house_number = from->house_number;
    out->house_letter = from->house_letter;
    out->addition = from->addition;
}

static enum rc
take_search(const Loket__V1__Search *from, struct request_search *out,
            struct refusal *why)
{
    if (from->n_identifiers > SEARCH_IDENTIFIERS_MAX) {
        refusal_add(why, REFUSAL_TOO_MANY, "identifiers");
        return RC_INVALID;
    }
    out->purpose = from->purpose;
    out->has_place = from->place != NULL;
    if (out->has_place)
        take_place(from->place, &out->place);
    for (size_t i = 0; i < from->n_identifiers; i++)
        out->identifiers[i] = (struct identifier){
            .type = (enum identifier_type)from->identifiers[i]->type,
            .value = from->identifiers[i]->value,
            .country = from->identifiers[i]->country};
    out->identifiers_n = from->n_identifiers;
    out->indicators = strings_of(from->indicators, from->n_indicators);
    out->form = (enum form)from->form;
    out->observed =
        (struct search_period){from->observed_from, from->observed_to};
    out->accepted =
        (struct search_period){from->accepted_from, from->accepted_to};
    out->class_k = from->class_;
    out->status = (enum case_status)from->status;
    out->organisation_kind = (enum organisation_kind)from->organisation_kind;
    out->words = from->words;
    out->kind = (enum message_kind)from->kind;
    out->limit = from->limit;
    out->after = from->after;
    return RC_OK;
}

static void
take_decide(const Loket__V1__LinkDecide *from, struct request_link_decide *out)
{
    out->verb = (enum decision_verb)from->verb;
    out->ids = strings_of(from->ids, from->n_ids);
    out->bundle = from->bundle;
    out->decision = from->decision;
    out->reason = from->reason;
}

static void
take_list_review(const Loket__V1__ListReview *from,
                 struct request_list_review *out)
{
    out->kind = (enum review_kind)from->kind;
    out->id = from->id;
    out->from_mb = from->from_mb;
    out->unsure = from->unsure != 0;
    out->limit = from->limit;
    out->after = from->after;
}

static void
take_epoch_action(const Loket__V1__EpochAction *from,
                  struct request_epoch_action *out)
{
    out->verb = (enum epoch_verb)from->verb;
    out->epoch = from->epoch;
    out->reason = from->reason;
    out->after = from->after;
}

enum rc
decode_linking(const Loket__V1__ClientMessage *from, struct request *out,
               struct refusal *why)
{
    if (out->kind == REQUEST_SEARCH)
        return take_search(from->search, &out->u.search, why);
    if (out->kind == REQUEST_WHY)
        out->u.why = (struct request_why){from->why->id, from->why->other};
    if (out->kind == REQUEST_LINK_DECIDE)
        take_decide(from->link_decide, &out->u.link_decide);
    if (out->kind == REQUEST_LIST_REVIEW)
        take_list_review(from->list_review, &out->u.list_review);
    if (out->kind == REQUEST_EPOCH_ACTION)
        take_epoch_action(from->epoch_action, &out->u.epoch_action);
    return RC_OK;
}
