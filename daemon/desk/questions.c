/* questions -- see questions.h */
#include "desk/questions.h"

#include <stdio.h>

#include "desk/deliver.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/questions.h"
#include "wire/encode_sharing.h"

#define TRIES 2

/* A question with the ids people see, until it is told.  Who asked and who
 * answered is not in it. */
struct shown {
    char question[PUBLIC_ID_BYTES];
    char id[PUBLIC_ID_BYTES];
};

static void
show(const struct desk *desk, const struct question *question,
     enum message_kind kind, struct shown *shown, struct reply_question *out)
{
    ids_question(desk, question->question, shown->question);
    ids_message(desk, kind, question->seq, shown->id);
    *out = (struct reply_question){
        .question = shown->question,
        .id = shown->id,
        .text = question->text,
        .asked_us = question->asked_us,
        .answer = question->answer,
        .answered_us = question->answered_us,
    };
}

static enum rc
answer(struct desk *desk, const struct turn *turn, enum ack_verdict verdict,
       const struct reply_question *question)
{
    struct wire_out out = reply_out(desk, turn->request->id);

    reply_send(desk, turn->session,
               wire_question_result(&out, verdict, question));
    return RC_OK;
}

/* row: the question it is about, 0: none */
static enum rc
answer_unchanged(struct desk *desk, const struct turn *turn,
                 enum ack_verdict verdict, int64_t row,
                 const struct reply_question *question)
{
    const struct audit_entry entry = {
        .actor = turn->key->principal,
        .verb = turn->request->kind == REQUEST_ASK ? "ask-refused"
                                                   : "answer-refused",
        .table = "question",
        .object = row,
        .code = (int64_t)verdict,
        .now_us = turn->now_us,
    };
    enum rc rc = audit_note(desk->store, &entry);

    return rc == RC_OK ? answer(desk, turn, verdict, question) : rc;
}

/* The message an id names; RC_NOT_FOUND also when its letter is another's. */
static enum rc
find_message(struct desk *desk, const char *id, struct message_row *out)
{
    enum public_id_kind kind;
    int64_t seq = 0;
    enum rc rc = RC_OK;

    if (public_id_read(&desk->secrets->public_id, id, &kind, &seq) != RC_OK ||
        ids_message_kind(kind) == MESSAGE_NONE)
        return RC_NOT_FOUND;
    rc = message_get(desk->store, seq, out);
    return rc == RC_OK && out->kind != ids_message_kind(kind) ? RC_NOT_FOUND
                                                              : rc;
}

static enum rc
try_ask(struct desk *desk, const struct turn *turn,
        const struct message_row *message)
{
    struct question question = {.seq = message->seq,
                                .principal = turn->key->principal,
                                .asked_us = turn->now_us};
    struct reply_question reply;
    struct shown shown;
    enum rc rc = question_next(desk->store, &question.question);

    if (rc != RC_OK)
        return rc;
    (void)snprintf(question.text, sizeof question.text, "%s",
                   turn->request->u.ask.text);
    show(desk, &question, message->kind, &shown, &reply);
    outgoing_start(&desk->outgoing);
    outgoing_question(desk, message->principal, &reply);
    if (desk->outgoing.failed)
        return RC_DOWN;
    rc = question_ask(desk->store, &question, desk->outgoing.events,
                      desk->outgoing.n);
    if (rc == RC_OK)
        rc = answer(desk, turn, ACK_OK, &reply);
    if (rc == RC_OK)
        deliver_outgoing(desk);
    return rc;
}

enum rc
questions_ask(struct desk *desk, const struct turn *turn)
{
    struct message_row message;
    size_t open = 0;
    enum rc rc = find_message(desk, turn->request->u.ask.id, &message);

    if (rc == RC_NOT_FOUND)
        return answer_unchanged(desk, turn, ACK_NOT_FOUND, 0, NULL);
    if (rc == RC_OK)
        rc = question_open(desk->store, message.seq, &open);
    if (rc != RC_OK)
        return rc;
    if (open >= QUESTIONS_OPEN_MAX)
        return answer_unchanged(desk, turn, ACK_LIMIT, 0, NULL);
    rc = RC_STALE;
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = try_ask(desk, turn, &message);
    return rc;
}

/* Whoever asked hears of it; when they are not of the desk any more, the
 * managers do. */
static void
add_notice(struct desk *desk, const struct question *question, const char *id)
{
    const struct notice notice = {
        .code = NOTICE_ANSWER, .roster = "", .person = "", .id = id};

    if (rules_person_of(desk, question->principal) < PERSONS_MAX)
        outgoing_notice(desk, question->principal, &notice);
    else
        notices_managers(desk, &notice);
}

static enum rc
try_answer(struct desk *desk, const struct turn *turn,
           const struct receipt_message *message, int64_t row)
{
    struct question question;
    struct reply_question reply;
    struct shown shown;
    enum rc rc = question_get(desk->store, row, &question);

    if (rc == RC_OK && question.seq != message->seq)
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return rc;
    show(desk, &question, message->kind, &shown, &reply);
    if (question.answered_us != 0)
        return answer_unchanged(desk, turn, ACK_ALREADY, row, &reply);
    outgoing_start(&desk->outgoing);
    add_notice(desk, &question, shown.id);
    if (desk->outgoing.failed)
        return RC_DOWN;

    const struct question_answer order = {
        .question = row,
        .seq = message->seq,
        .actor = turn->key->principal,
        .text = turn->request->u.answer.text,
        .events = desk->outgoing.events,
        .events_n = desk->outgoing.n,
        .now_us = turn->now_us,
    };

    rc = question_answer(desk->store, &order);
    if (rc != RC_OK)
        return rc;
    reply.answer = order.text;
    reply.answered_us = order.now_us;
    rc = answer(desk, turn, ACK_OK, &reply);
    if (rc == RC_OK)
        deliver_outgoing(desk);
    return rc;
}

/* One answer for a receipt that is none, a question that is not there, and one
 * about another message. */
enum rc
questions_answer(struct desk *desk, const struct turn *turn)
{
    const struct request_answer *request = &turn->request->u.answer;
    struct receipt_message message;
    int64_t row = 0;
    enum rc rc = ids_find_receipt(desk, request->receipt, &message);

    if (rc == RC_OK)
        rc = ids_read(desk, request->question, PUBLIC_ID_QUESTION, &row);
    if (rc == RC_OK)
        rc = RC_STALE;
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = try_answer(desk, turn, &message, row);
    return rc == RC_NOT_FOUND
               ? answer_unchanged(desk, turn, ACK_NOT_FOUND, 0, NULL)
               : rc;
}

static enum rc
send_list(struct desk *desk, const struct turn *turn, int64_t seq,
          enum message_kind kind)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct question found[QUESTIONS_SHOWN_MAX];
    struct reply_question replies[QUESTIONS_SHOWN_MAX];
    struct shown shown[QUESTIONS_SHOWN_MAX];
    size_t n = 0;
    enum rc rc =
        question_list(desk->store, seq, found, QUESTIONS_SHOWN_MAX, &n);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < n; i++)
        show(desk, &found[i], kind, &shown[i], &replies[i]);
    reply_send(desk, turn->session, wire_question_list(&out, replies, n));
    return RC_OK;
}

/* An answer is content: what is not on record is not shown. */
static enum rc
note_look(struct desk *desk, const struct turn *turn, int64_t seq)
{
    const struct audit_entry entry = {.actor = turn->key->principal,
                                      .verb = "questions",
                                      .object_kind = PUBLIC_ID_SIGNAL,
                                      .object = seq,
                                      .now_us = turn->now_us};

    return audit_note(desk->store, &entry);
}

static enum rc
list_by_id(struct desk *desk, const struct turn *turn)
{
    struct message_row message;
    enum rc rc =
        find_message(desk, turn->request->u.list_questions.id, &message);

    if (rc == RC_OK)
        rc = note_look(desk, turn, message.seq);
    return rc == RC_OK ? send_list(desk, turn, message.seq, message.kind) : rc;
}

enum rc
questions_list(struct desk *desk, const struct turn *turn)
{
    const char *receipt = turn->request->u.list_questions.receipt;
    struct receipt_message message;
    enum rc rc = RC_OK;

    if (receipt[0] == '\0')
        return list_by_id(desk, turn);
    rc = ids_find_receipt(desk, receipt, &message);
    if (rc == RC_OK)
        rc = note_look(desk, turn, message.seq);
    return rc == RC_OK ? send_list(desk, turn, message.seq, message.kind) : rc;
}
