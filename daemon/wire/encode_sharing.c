/* encode_sharing -- see encode_sharing.h */
#include "wire/encode_sharing.h"

#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

static void
fill_share(Loket__V1__ShareRecord *to, const struct reply_share *from)
{
    loket__v1__share_record__init(to);
    to->share = pack_text(from->share);
    to->bundle = pack_text(from->bundle);
    to->to = pack_text(from->to);
    to->content = (Loket__V1__ShareContent)from->content;
    to->agreement = pack_text(from->agreement);
    to->purpose = pack_text(from->purpose);
    to->by = pack_text(from->by);
    to->at_us = from->at_us;
    to->recalled_us = from->recalled_us;
    to->row = pack_text(from->row);
}

size_t
wire_share_result(const struct wire_out *out, enum share_verdict verdict,
                  const struct reply_share *share, const struct shared *shown)
{
    Loket__V1__ShareRecord record;
    Loket__V1__Shared content;
    Loket__V1__ShareResult to = LOKET__V1__SHARE_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.verdict = (Loket__V1__ShareVerdict)verdict;
    if (share != NULL) {
        fill_share(&record, share);
        to.share = &record;
    }
    if (shown != NULL) {
        pack_shared(&content, shown);
        to.shown = &content;
    }
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_SHARE_RESULT;
    message.share_result = &to;
    return pack_reply(out, &message);
}

size_t
wire_share_list(const struct wire_out *out, const struct reply_share *shares,
                size_t n, bool more)
{
    Loket__V1__ShareRecord room[LIST_LIMIT];
    Loket__V1__ShareRecord *list[LIST_LIMIT];
    Loket__V1__ShareList to = LOKET__V1__SHARE_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < n; i++) {
        fill_share(&room[i], &shares[i]);
        list[i] = &room[i];
    }
    to.n_shares = n;
    to.shares = list;
    to.more = more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_SHARE_LIST;
    message.share_list = &to;
    return pack_reply(out, &message);
}

static void
fill_question(Loket__V1__QuestionRecord *to, const struct reply_question *from)
{
    loket__v1__question_record__init(to);
    to->question = pack_text(from->question);
    to->id = pack_text(from->id);
    to->text = pack_text(from->text);
    to->asked_us = from->asked_us;
    to->answer = pack_text(from->answer);
    to->answered_us = from->answered_us;
}

size_t
wire_question_result(const struct wire_out *out, enum ack_verdict verdict,
                     const struct reply_question *question)
{
    Loket__V1__QuestionRecord record;
    Loket__V1__QuestionResult to = LOKET__V1__QUESTION_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.verdict = (Loket__V1__AckVerdict)verdict;
    if (question != NULL) {
        fill_question(&record, question);
        to.question = &record;
    }
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_QUESTION_RESULT;
    message.question_result = &to;
    return pack_reply(out, &message);
}

size_t
wire_question_list(const struct wire_out *out,
                   const struct reply_question *questions, size_t n)
{
    Loket__V1__QuestionRecord room[QUESTIONS_SHOWN_MAX];
    Loket__V1__QuestionRecord *list[QUESTIONS_SHOWN_MAX];
    Loket__V1__QuestionList to = LOKET__V1__QUESTION_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > QUESTIONS_SHOWN_MAX)
        return 0;
    for (size_t i = 0; i < n; i++) {
        fill_question(&room[i], &questions[i]);
        list[i] = &room[i];
    }
    to.n_questions = n;
    to.questions = list;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_QUESTION_LIST;
    message.question_list = &to;
    return pack_reply(out, &message);
}

static void
fill_bottleneck(Loket__V1__BottleneckRecord *to,
                const struct reply_bottleneck *from)
{
    loket__v1__bottleneck_record__init(to);
    to->id = pack_text(from->id);
    to->state = (Loket__V1__BottleneckState)from->state;
    to->category = (Loket__V1__BottleneckCategory)from->category;
    to->municipality = pack_text(from->municipality);
    to->owner = pack_text(from->owner);
    to->accepted_us = from->accepted_us;
    to->changed_us = from->changed_us;
    to->reason = pack_text(from->reason);
}

size_t
wire_bottleneck_result(const struct wire_out *out, enum ack_verdict verdict,
                       const struct reply_bottleneck *bottleneck)
{
    Loket__V1__BottleneckRecord record;
    Loket__V1__BottleneckResult to = LOKET__V1__BOTTLENECK_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.verdict = (Loket__V1__AckVerdict)verdict;
    if (bottleneck != NULL) {
        fill_bottleneck(&record, bottleneck);
        to.bottleneck = &record;
    }
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_BOTTLENECK_RESULT;
    message.bottleneck_result = &to;
    return pack_reply(out, &message);
}

size_t
wire_bottleneck_list(const struct wire_out *out,
                     const struct reply_bottleneck *bottlenecks, size_t n,
                     bool more)
{
    Loket__V1__BottleneckRecord room[LIST_LIMIT];
    Loket__V1__BottleneckRecord *list[LIST_LIMIT];
    Loket__V1__BottleneckList to = LOKET__V1__BOTTLENECK_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < n; i++) {
        fill_bottleneck(&room[i], &bottlenecks[i]);
        list[i] = &room[i];
    }
    to.n_bottlenecks = n;
    to.bottlenecks = list;
    to.more = more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_BOTTLENECK_LIST;
    message.bottleneck_list = &to;
    return pack_reply(out, &message);
}
