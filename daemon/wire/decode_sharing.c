/* decode_sharing -- see decode_sharing.h */
#include "wire/decode_sharing.h"

#include "loket/v1/socket.pb-c.h"

static void
take_share_new(const Loket__V1__ShareNew *from, struct request_share_new *out)
{
    out->id = from->id;
    out->to = from->to;
    out->content = (enum share_content)from->content;
    out->agreement = from->agreement;
    out->purpose = from->purpose;
    out->check_only = from->check_only != 0;
}

static void
take_share_recall(const Loket__V1__ShareRecall *from,
                  struct request_share_recall *out)
{
    out->share = from->share;
    out->reason = from->reason;
}

static void
take_list_shares(const Loket__V1__ListShares *from,
                 struct request_list_shares *out)
{
    out->id = from->id;
    out->after = from->after;
}

static void
take_ask(const Loket__V1__Ask *from, struct request_ask *out)
{
    out->id = from->id;
    out->text = from->text;
}

static void
take_answer(const Loket__V1__Answer *from, struct request_answer *out)
{
    out->receipt = from->receipt;
    out->question = from->question;
    out->text = from->text;
}

static void
take_list_questions(const Loket__V1__ListQuestions *from,
                    struct request_list_questions *out)
{
    out->receipt = from->receipt;
    out->id = from->id;
}

static void
take_bottleneck_action(const Loket__V1__BottleneckAction *from,
                       struct request_bottleneck_action *out)
{
    out->id = from->id;
    out->state = (enum bottleneck_state)from->state;
    out->owner = from->owner;
    out->reason = from->reason;
}

static void
take_list_bottlenecks(const Loket__V1__ListBottlenecks *from,
                      struct request_list_bottlenecks *out)
{
    out->all = from->all != 0;
    out->after = from->after;
}

static void
take_route_explain(const Loket__V1__RouteExplain *from,
                   struct request_route_explain *out)
{
    out->id = from->id;
    out->again = from->again != 0;
}

static struct strings
strings_of(char **v, size_t n)
{
    return (struct strings){.v = (const char *const *)v, .n = n};
}

static enum rc
take_report(const Loket__V1__ReportRequest *from, struct request_report *out,
            struct refusal *why)
{
    if (from->n_filters > REPORT_FILTERS_MAX) {
        refusal_add(why, REFUSAL_TOO_MANY, "filters");
        return RC_INVALID;
    }
    out->report = from->report;
    out->columns = strings_of(from->columns, from->n_columns);
    for (size_t i = 0; i < from->n_filters; i++)
        out->filters[i] = (struct report_filter){
            .column = from->filters[i]->column,
            .values = strings_of(from->filters[i]->values,
                                 from->filters[i]->n_values)};
    out->filters_n = from->n_filters;
    out->from = from->from;
    out->to = from->to;
    out->exact = from->exact != 0;
    out->purpose = from->purpose;
    out->after = from->after;
    return RC_OK;
}

enum rc
decode_sharing(const Loket__V1__ClientMessage *from, struct request *out,
               struct refusal *why)
{
    if (out->kind == REQUEST_SHARE_NEW)
        take_share_new(from->share_new, &out->u.share_new);
    if (out->kind == REQUEST_SHARE_RECALL)
        take_share_recall(from->share_recall, &out->u.share_recall);
    if (out->kind == REQUEST_LIST_SHARES)
        take_list_shares(from->list_shares, &out->u.list_shares);
    if (out->kind == REQUEST_ASK)
        take_ask(from->ask, &out->u.ask);
    if (out->kind == REQUEST_ANSWER)
        take_answer(from->answer, &out->u.answer);
    if (out->kind == REQUEST_LIST_QUESTIONS)
        take_list_questions(from->list_questions, &out->u.list_questions);
    if (out->kind == REQUEST_BOTTLENECK_ACTION)
        take_bottleneck_action(from->bottleneck_action,
                               &out->u.bottleneck_action);
    if (out->kind == REQUEST_LIST_BOTTLENECKS)
        take_list_bottlenecks(from->list_bottlenecks, &out->u.list_bottlenecks);
    if (out->kind == REQUEST_ROUTE_EXPLAIN)
        take_route_explain(from->route_explain, &out->u.route_explain);
    if (out->kind == REQUEST_REPORT)
        return take_report(from->report, &out->u.report, why);
    return RC_OK;
}
