/* tasks -- see tasks.h */
#include "desk/tasks.h"

#include <stdio.h>
#include <string.h>

#include "core/permit.h"
#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/referral_links.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/referrals.h"
#include "store/tasks.h"
#include "wire/encode_casework.h"

#define TRIES 2

enum rc
tasks_show(struct desk *desk, const struct task *task,
           struct tasks_shown *shown, struct reply_task *out)
{
    ids_task(desk, task->task, shown->id);
    ids_message(desk, MESSAGE_REFERRAL, task->referral, shown->referral);
    *out = (struct reply_task){.id = shown->id,
                               .referral = shown->referral,
                               .partner = shown->partner,
                               .task = task};
    return people_organisation(desk->store, task->organisation, shown->partner);
}

static enum rc
answer(struct desk *desk, const struct turn *turn, enum ack_verdict verdict,
       const struct task *task)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct tasks_shown shown;
    struct reply_task reply;
    enum rc rc = RC_OK;

    if (task != NULL)
        rc = tasks_show(desk, task, &shown, &reply);
    if (rc == RC_OK)
        reply_send(
            desk, turn->session,
            wire_task_result(&out, verdict, task == NULL ? NULL : &reply));
    return rc;
}

static enum rc
answer_unchanged(struct desk *desk, const struct turn *turn,
                 enum ack_verdict verdict, const struct task *task)
{
    const struct audit_entry entry = {
        .actor = turn->key->principal,
        .verb = "task-refused",
        .object_kind = PUBLIC_ID_TASK,
        .object = task == NULL ? 0 : task->task,
        .code = (int64_t)verdict,
        .now_us = turn->now_us,
    };
    enum rc rc = audit_note(desk->store, &entry);

    return rc == RC_OK ? answer(desk, turn, verdict, task) : rc;
}

/* --- asking ----------------------------------------------------------------
 */

/* Adds the task to the inbox of everybody of the partner who submits for it;
 * answers how many there are.  A principal may have two keys. */
static size_t
tell_partner(struct desk *desk, const struct task *task)
{
    size_t told = 0;

    for (size_t i = 0; i < desk->keys_n; i++) {
        const struct principal_key *key = &desk->keys[i];
        struct stream_key inbox = {.kind = STREAM_INBOX,
                                   .owner = key->principal};

        if (key->organisation != task->organisation ||
            (key->roles & ROLE_BIT(ROLE_SUBMITTER)) == 0 ||
            !principal_key_valid(key, task->asked_us) ||
            outgoing_has(&desk->outgoing, inbox))
            continue;
        outgoing_task(desk, key->principal, task);
        told++;
    }
    return told;
}

static enum rc
add_moment(struct desk *desk, enum term_moment moment, int64_t seq,
           struct terms_change *change)
{
    enum level level = LEVEL_NONE;
    enum rc rc = terms_level(desk, seq, &level);

    if (rc == RC_OK)
        terms_moment(desk, moment, level, change);
    return rc;
}

static enum rc
write_task(struct desk *desk, const struct turn *turn, struct task *task)
{
    struct terms_change terms[] = {
        {.of = TERMS_OF_TASK, .at_us = turn->now_us},
        {.of = TERMS_OF_MESSAGE, .ref = task->referral, .at_us = turn->now_us},
    };
    struct task_change change = {
        .after = task,
        .terms = terms,
        .terms_n = sizeof terms / sizeof terms[0],
        .actor = turn->key->principal,
        .verb = "task-assign",
        .now_us = turn->now_us,
    };
    enum rc rc = task_next(desk->store, &task->task);

    if (rc != RC_OK)
        return rc;
    outgoing_start(&desk->outgoing);
    if (tell_partner(desk, task) == 0) {
        reply_refuse(desk, turn, REFUSAL_INVALID, "partner");
        return RC_OK;
    }
    rc = add_moment(desk, MOMENT_ASSIGNED, task->referral, &terms[0]);
    if (rc == RC_OK)
        rc = add_moment(desk, MOMENT_FIRST_ACT, task->referral, &terms[1]);
    if (rc != RC_OK)
        return rc;
    if (desk->outgoing.failed)
        return RC_DOWN;
    terms_task_due(desk, task->due_us, &terms[0]);
    change.events = desk->outgoing.events;
    change.events_n = desk->outgoing.n;
    rc = task_apply(desk->store, &change, &task->task);
    if (rc == RC_OK)
        rc = answer(desk, turn, ACK_OK, task);
    if (rc != RC_OK)
        return rc;
    terms_plan(desk, &terms[0]);
    terms_plan(desk, &terms[1]);
    deliver_outgoing(desk);
    return RC_OK;
}

/* An answer that was lost must not give a partner two tasks: what is asked of
 * it already is answered with that one. */
static enum rc
find_open(struct desk *desk, const struct task *task, struct task *out)
{
    struct task tasks[LIST_LIMIT];
    struct task_query query = {.referral = task->referral,
                               .organisation = task->organisation};
    size_t n = LIST_LIMIT;

    while (n == LIST_LIMIT) {
        enum rc rc = task_list(desk->store, &query, tasks, LIST_LIMIT, &n);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < n; i++) {
            query.after = tasks[i].task;
            *out = tasks[i];
            if (out->kind == task->kind && (out->state == TASK_STATE_ASKED ||
                                            out->state == TASK_STATE_ACCEPTED))
                return RC_OK;
        }
    }
    return RC_NOT_FOUND;
}

enum rc
tasks_assign(struct desk *desk, const struct turn *turn)
{
    const struct request_assign *asked = &turn->request->u.assign;
    struct task task = {.kind = asked->task,
                        .state = TASK_STATE_ASKED,
                        .asked_us = turn->now_us,
                        .asked_by = turn->key->principal,
                        .due_us = asked->due_us};
    struct referral referral;
    struct organisation partner = {.organisation = 0};
    struct task open;
    enum rc rc = referrals_id(desk, asked->referral, &task.referral);

    if (rc == RC_OK)
        rc = referral_get(desk->store, task.referral, &referral);
    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    if (rc != RC_OK)
        return rc;
    if (referral.state == REFERRAL_CLOSED)
        return answer_unchanged(desk, turn, ACK_CLOSED, NULL);
    if (asked->due_us != 0 && asked->due_us <= turn->now_us) {
        reply_refuse(desk, turn, REFUSAL_OUT_OF_RANGE, "due_us");
        return RC_OK;
    }
    rc = people_organisation_find(desk->store, asked->partner, &partner);
    task.organisation = partner.organisation;
    if (rc == RC_NOT_FOUND) {
        reply_refuse(desk, turn, REFUSAL_INVALID, "partner");
        return RC_OK;
    }
    if (rc == RC_OK)
        rc = find_open(desk, &task, &open);
    if (rc == RC_OK)
        return answer_unchanged(desk, turn, ACK_ALREADY, &open);
    return rc == RC_NOT_FOUND ? write_task(desk, turn, &task) : rc;
}

/* --- answering -------------------------------------------------------------
 */

static const char *
verb_name(enum task_verb verb)
{
    switch (verb) {
    case TASK_ACCEPT:
        return "task-accept";
    case TASK_DECLINE:
        return "task-decline";
    case TASK_DONE:
        return "task-done";
    case TASK_WITHDRAW:
        return "task-withdraw";
    case TASK_VERB_NONE:
        break;
    }
    return "task";
}

static enum term_moment
moment_of(enum task_verb verb)
{
    switch (verb) {
    case TASK_ACCEPT:
    case TASK_DECLINE:
        return MOMENT_ANSWERED;
    case TASK_DONE:
        return MOMENT_DONE;
    case TASK_WITHDRAW:
    case TASK_VERB_NONE:
        break;
    }
    return MOMENT_NONE;
}

/* [0] of the task: what has ended waits for nothing any more.  [1] of its
 * referral: it may have waited for this. */
static enum rc
add_terms(struct desk *desk, enum task_verb verb, const struct task *task,
          struct terms_change terms[2])
{
    enum term_moment moment = moment_of(verb);
    enum rc rc = RC_OK;

    if (moment != MOMENT_NONE) {
        rc = add_moment(desk, moment, task->referral, &terms[0]);
        terms_moment(desk, moment, LEVEL_NONE, &terms[1]);
        terms[1].begins_n = 0;
    }
    if (moment == MOMENT_DONE && terms[0].ends_n < TERMS_MAX)
        terms[0].ends[terms[0].ends_n++] = TERM_OF_TASK_DUE;
    terms[0].stops_all = verb != TASK_ACCEPT;
    return rc;
}

/* The coordinator hears what the partner says, the partner what the
 * coordinator takes back. */
static enum rc
add_events(struct desk *desk, const struct turn *turn, const struct task *after)
{
    struct principal who;
    char id[PUBLIC_ID_BYTES];
    enum rc rc = RC_OK;

    outgoing_start(&desk->outgoing);
    if (after->state == TASK_STATE_WITHDRAWN) {
        (void)tell_partner(desk, after);
    } else {
        rc = people_get(desk->store, turn->key->principal, &who);
        if (rc != RC_OK)
            return rc;
        ids_task(desk, after->task, id);
        notices_owner(desk, after->asked_by,
                      &(struct notice){.code = NOTICE_TASK,
                                       .roster = "",
                                       .person = who.organisation_name,
                                       .id = id});
    }
    return desk->outgoing.failed ? RC_DOWN : RC_OK;
}

static enum rc
change_task(struct desk *desk, const struct turn *turn,
            const struct task *before, struct task *after)
{
    const struct request_task_action *asked = &turn->request->u.task_action;
    struct terms_change terms[] = {
        {.of = TERMS_OF_TASK, .ref = before->task, .at_us = turn->now_us},
        {.of = TERMS_OF_MESSAGE,
         .ref = before->referral,
         .at_us = turn->now_us},
    };
    struct task_change change = {
        .before = before,
        .after = after,
        .reached = asked->verb == TASK_ACCEPT ? PHASE_PASSED_ON : PHASE_NONE,
        .terms = terms,
        .terms_n = sizeof terms / sizeof terms[0],
        .actor = turn->key->principal,
        .verb = verb_name(asked->verb),
        .now_us = turn->now_us,
    };
    enum rc rc = add_terms(desk, asked->verb, before, terms);

    (void)snprintf(after->reason, sizeof after->reason, "%s", asked->reason);
    if (rc == RC_OK)
        rc = add_events(desk, turn, after);
    if (rc != RC_OK)
        return rc;
    change.events = desk->outgoing.events;
    change.events_n = desk->outgoing.n;
    rc = task_apply(desk->store, &change, NULL);
    if (rc == RC_OK)
        rc = answer(desk, turn, ACK_OK, after);
    if (rc != RC_OK)
        return rc;
    terms_plan(desk, &terms[0]);
    deliver_outgoing(desk);
    return RC_OK;
}

static enum rc
try_action(struct desk *desk, const struct turn *turn, int64_t row)
{
    const struct principal_key *key = turn->key;
    struct task before;
    struct task after;
    enum rc rc = task_get(desk->store, row, &before);

    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    if (rc != RC_OK)
        return rc;

    const struct permit_thing thing = {.organisation = before.organisation};
    bool partner = permit_own(key, turn->request, &thing);
    bool of_desk = permit_all(key->roles, turn->request);
    enum ack_verdict verdict =
        task_decide(&before, turn->request->u.task_action.verb, partner,
                    of_desk, turn->now_us, &after);

    /* Whose task it is must not show in the answer. */
    if (verdict == ACK_NOT_FOUND)
        return answer_unchanged(desk, turn, verdict, NULL);
    if (verdict != ACK_OK || after.state == before.state)
        return answer_unchanged(desk, turn, verdict, &before);
    return change_task(desk, turn, &before, &after);
}

enum rc
tasks_action(struct desk *desk, const struct turn *turn)
{
    int64_t row = 0;
    enum rc rc =
        ids_read(desk, turn->request->u.task_action.task, PUBLIC_ID_TASK, &row);

    if (rc != RC_OK)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, NULL);
    rc = RC_STALE;
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = try_action(desk, turn, row);
    return rc;
}

enum rc
tasks_list(struct desk *desk, const struct turn *turn)
{
    const struct request_list_tasks *asked = &turn->request->u.list_tasks;
    struct wire_out out = reply_out(desk, turn->request->id);
    struct task_query query = {.referral = 0};
    struct task found[LIST_LIMIT + 1];
    struct reply_task replies[LIST_LIMIT];
    struct tasks_shown shown[LIST_LIMIT];
    size_t n = 0;
    enum rc rc = RC_OK;

    if (!permit_all(turn->key->roles, turn->request))
        query.organisation = turn->key->organisation;
    if (asked->referral[0] != '\0')
        rc = referrals_id(desk, asked->referral, &query.referral);
    if (rc == RC_OK && asked->after[0] != '\0')
        rc = ids_read(desk, asked->after, PUBLIC_ID_TASK, &query.after);
    if (rc == RC_OK)
        rc = task_list(desk->store, &query, found, LIST_LIMIT + 1, &n);

    size_t told = n > LIST_LIMIT ? LIST_LIMIT : n;

    for (size_t i = 0; rc == RC_OK && i < told; i++)
        rc = tasks_show(desk, &found[i], &shown[i], &replies[i]);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_task_list(&out, replies, told, n > told));
    return rc;
}
