/* encode_casework -- see encode_casework.h */
#include "wire/encode_casework.h"

#include "loket/v1/socket.pb-c.h"
#include "wire/encode_shelter.h"
#include "wire/pack.h"

/* A referral and the list it points at. */
struct referral_room {
    Loket__V1__ReferralSummary to;
    uint32_t tracks[TRACKS_N];
};

static void
fill_referral(struct referral_room *room, const struct reply_referral *from)
{
    const struct referral *referral = from->referral;
    Loket__V1__ReferralSummary *to = &room->to;

    loket__v1__referral_summary__init(to);
    to->id = pack_text(from->id);
    to->state = (Loket__V1__ReferralState)referral->state;
    to->owner = pack_text(from->owner);
    to->offered_to = pack_text(from->offered_to);
    to->moves = referral->moves;
    to->outcome = (Loket__V1__Outcome)referral->outcome;
    to->changed_us = referral->changed_us;
    to->outflow = pack_text(referral->outflow);
    to->phase = (uint32_t)referral->phase;
    for (size_t i = 0; i < TRACKS_N; i++)
        room->tracks[i] = (uint32_t)referral->tracks[i];
    to->n_tracks = TRACKS_N;
    to->tracks = room->tracks;
    to->meeting = referral->meeting;
    to->moved = referral->moved;
    to->double_intakes = referral->double_intakes;
    to->children = from->children;
    to->shielded = from->shielded;
    to->extra_care = from->extra_care;
    to->follow_up_us = referral->follow_up_us;
}

static void
fill_task(Loket__V1__TaskRecord *to, const struct reply_task *from)
{
    const struct task *task = from->task;

    loket__v1__task_record__init(to);
    to->task = pack_text(from->id);
    to->referral = pack_text(from->referral);
    to->partner = pack_text(from->partner);
    to->kind = (Loket__V1__TaskKind)task->kind;
    to->state = (Loket__V1__TaskState)task->state;
    to->asked_us = task->asked_us;
    to->answered_us = task->answered_us;
    to->done_us = task->done_us;
    to->due_us = task->due_us;
    to->reason = pack_text(task->reason);
}

static void
fill_term(Loket__V1__TermRecord *to, const struct reply_term *from)
{
    const struct term *term = from->term;

    loket__v1__term_record__init(to);
    to->subject = pack_text(from->subject);
    to->term = pack_text(term->name);
    to->row = pack_text(from->row);
    to->state = (Loket__V1__TermState)term->state;
    to->start_us = term->start_us;
    to->end_us = term->end_us;
    to->ended_us = term->ended_us;
    to->decision = (Loket__V1__TermDecision)term->decision;
}

size_t
wire_referral_result(const struct wire_out *out, enum ack_verdict verdict,
                     const struct reply_referral *referral)
{
    struct referral_room room;
    Loket__V1__ReferralResult to = LOKET__V1__REFERRAL_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.verdict = (Loket__V1__AckVerdict)verdict;
    if (referral != NULL) {
        fill_referral(&room, referral);
        to.referral = &room.to;
    }
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_REFERRAL_RESULT;
    message.referral_result = &to;
    return pack_reply(out, &message);
}

size_t
wire_task_result(const struct wire_out *out, enum ack_verdict verdict,
                 const struct reply_task *task)
{
    Loket__V1__TaskRecord record;
    Loket__V1__TaskResult to = LOKET__V1__TASK_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.verdict = (Loket__V1__AckVerdict)verdict;
    if (task != NULL) {
        fill_task(&record, task);
        to.task = &record;
    }
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_TASK_RESULT;
    message.task_result = &to;
    return pack_reply(out, &message);
}

size_t
wire_term_result(const struct wire_out *out, enum ack_verdict verdict,
                 const struct reply_term *term)
{
    Loket__V1__TermRecord record;
    Loket__V1__TermResult to = LOKET__V1__TERM_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.verdict = (Loket__V1__AckVerdict)verdict;
    if (term != NULL) {
        fill_term(&record, term);
        to.term = &record;
    }
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_TERM_RESULT;
    message.term_result = &to;
    return pack_reply(out, &message);
}

size_t
wire_referral_list(const struct wire_out *out,
                   const struct reply_referral *referrals, size_t n, bool more)
{
    struct referral_room room[LIST_LIMIT];
    Loket__V1__ReferralSummary *list[LIST_LIMIT];
    Loket__V1__ReferralList to = LOKET__V1__REFERRAL_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < n; i++) {
        fill_referral(&room[i], &referrals[i]);
        list[i] = &room[i].to;
    }
    to.n_referrals = n;
    to.referrals = list;
    to.more = more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_REFERRAL_LIST;
    message.referral_list = &to;
    return pack_reply(out, &message);
}

static void
fill_tasks(Loket__V1__TaskRecord room[LIST_LIMIT],
           Loket__V1__TaskRecord *list[LIST_LIMIT],
           const struct reply_task *tasks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fill_task(&room[i], &tasks[i]);
        list[i] = &room[i];
    }
}

static void
fill_terms(Loket__V1__TermRecord room[LIST_LIMIT],
           Loket__V1__TermRecord *list[LIST_LIMIT],
           const struct reply_term *terms, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fill_term(&room[i], &terms[i]);
        list[i] = &room[i];
    }
}

size_t
wire_referral_detail(const struct wire_out *out,
                     const struct reply_referral_detail *detail)
{
    struct referral_room referral;
    Loket__V1__TaskRecord tasks[LIST_LIMIT];
    Loket__V1__TaskRecord *task_list[LIST_LIMIT];
    Loket__V1__TermRecord terms[LIST_LIMIT];
    Loket__V1__TermRecord *term_list[LIST_LIMIT];
    Loket__V1__Placement placements[LIST_LIMIT];
    Loket__V1__Placement *placement_list[LIST_LIMIT];
    Loket__V1__LinkedReferral linked[REPLY_LINKED_MAX];
    Loket__V1__LinkedReferral *linked_list[REPLY_LINKED_MAX];
    Loket__V1__ReferralDetail to = LOKET__V1__REFERRAL_DETAIL__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (detail->tasks_n > LIST_LIMIT || detail->terms_n > LIST_LIMIT ||
        detail->placements_n > LIST_LIMIT ||
        detail->linked_n > REPLY_LINKED_MAX)
        return 0;
    fill_referral(&referral, &detail->referral);
    fill_tasks(tasks, task_list, detail->tasks, detail->tasks_n);
    fill_terms(terms, term_list, detail->terms, detail->terms_n);
    for (size_t i = 0; i < detail->placements_n; i++) {
        wire_placement_fill(&placements[i], &detail->placements[i]);
        placement_list[i] = &placements[i];
    }
    for (size_t i = 0; i < detail->linked_n; i++) {
        loket__v1__linked_referral__init(&linked[i]);
        linked[i].id = pack_text(detail->linked[i].id);
        linked[i].organisation = pack_text(detail->linked[i].organisation);
        linked[i].accepted_us = detail->linked[i].accepted_us;
        linked[i].double_intake = true;
        linked_list[i] = &linked[i];
    }
    to.referral = &referral.to;
    to.n_tasks = detail->tasks_n;
    to.tasks = task_list;
    to.n_terms = detail->terms_n;
    to.terms = term_list;
    to.n_placements = detail->placements_n;
    to.placements = placement_list;
    to.n_linked = detail->linked_n;
    to.linked = linked_list;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_REFERRAL_DETAIL;
    message.referral_detail = &to;
    return pack_reply(out, &message);
}

size_t
wire_task_list(const struct wire_out *out, const struct reply_task *tasks,
               size_t n, bool more)
{
    Loket__V1__TaskRecord room[LIST_LIMIT];
    Loket__V1__TaskRecord *list[LIST_LIMIT];
    Loket__V1__TaskList to = LOKET__V1__TASK_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > LIST_LIMIT)
        return 0;
    fill_tasks(room, list, tasks, n);
    to.n_tasks = n;
    to.tasks = list;
    to.more = more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_TASK_LIST;
    message.task_list = &to;
    return pack_reply(out, &message);
}

size_t
wire_term_list(const struct wire_out *out, const struct reply_term *terms,
               size_t n, const char *next)
{
    Loket__V1__TermRecord room[LIST_LIMIT];
    Loket__V1__TermRecord *list[LIST_LIMIT];
    Loket__V1__TermList to = LOKET__V1__TERM_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > LIST_LIMIT)
        return 0;
    fill_terms(room, list, terms, n);
    to.n_terms = n;
    to.terms = list;
    to.next = pack_text(next);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_TERM_LIST;
    message.term_list = &to;
    return pack_reply(out, &message);
}
