/* decode_casework -- see decode_casework.h */
#include "wire/decode_casework.h"

#include "loket/v1/socket.pb-c.h"

static void
take_shelter_action(const Loket__V1__ShelterAction *from,
                    struct request_shelter_action *out)
{
    out->verb = (enum shelter_verb)from->verb;
    out->facility = from->facility;
    out->referral = from->referral;
    out->placement = from->placement;
    out->places = from->places;
    out->until_us = from->until_us;
    out->reason = from->reason;
}

static void
take_list_shelter(const Loket__V1__ListShelter *from,
                  struct request_list_shelter *out)
{
    out->placements = from->placements != 0;
    out->facility = from->facility;
    out->after = from->after;
}

static void
take_referral_show(const Loket__V1__ReferralShow *from,
                   struct request_referral_show *out)
{
    out->id = from->id;
}

static void
take_assign(const Loket__V1__Assign *from, struct request_assign *out)
{
    out->referral = from->referral;
    out->partner = from->partner;
    out->task = (enum task_kind)from->task;
    out->due_us = from->due_us;
}

static void
take_task_action(const Loket__V1__TaskAction *from,
                 struct request_task_action *out)
{
    out->task = from->task;
    out->verb = (enum task_verb)from->verb;
    out->reason = from->reason;
}

static void
take_list_tasks(const Loket__V1__ListTasks *from,
                struct request_list_tasks *out)
{
    out->referral = from->referral;
    out->after = from->after;
}

static void
take_term_action(const Loket__V1__TermAction *from,
                 struct request_term_action *out)
{
    out->referral = from->referral;
    out->term = from->term;
    out->verb = (enum term_verb)from->verb;
    out->date = from->date;
    out->decision = (enum term_decision)from->decision;
}

static void
take_list_terms(const Loket__V1__ListTerms *from,
                struct request_list_terms *out)
{
    out->exceeded = from->exceeded != 0;
    out->referral = from->referral;
    out->after = from->after;
}

void
decode_casework(const Loket__V1__ClientMessage *from, struct request *out)
{
    if (out->kind == REQUEST_SHELTER_ACTION)
        take_shelter_action(from->shelter_action, &out->u.shelter_action);
    if (out->kind == REQUEST_LIST_SHELTER)
        take_list_shelter(from->list_shelter, &out->u.list_shelter);
    if (out->kind == REQUEST_REFERRAL_SHOW)
        take_referral_show(from->referral_show, &out->u.referral_show);
    if (out->kind == REQUEST_ASSIGN)
        take_assign(from->assign, &out->u.assign);
    if (out->kind == REQUEST_TASK_ACTION)
        take_task_action(from->task_action, &out->u.task_action);
    if (out->kind == REQUEST_LIST_TASKS)
        take_list_tasks(from->list_tasks, &out->u.list_tasks);
    if (out->kind == REQUEST_TERM_ACTION)
        take_term_action(from->term_action, &out->u.term_action);
    if (out->kind == REQUEST_LIST_TERMS)
        take_list_terms(from->list_terms, &out->u.list_terms);
}
