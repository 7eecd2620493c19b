/* validate_sharing -- see validate_sharing.h */
#include "core/validate_sharing.h"

#include <string.h>

#include "core/bsn.h"
#include "core/text_rules.h"
#include "core/validate_asked.h"
#include "core/validate_parts.h"

static void
check_words(const char *text, const char *field, struct refusal *why)
{
    validate_said(!text_blank(text), field, why);
    if (strlen(text) > VALIDATE_QUESTION_MAX)
        refusal_add(why, REFUSAL_TOO_LONG, "%s", field);
    if (bsn_in_text(text))
        refusal_add(why, REFUSAL_BSN, "%s", field);
}

static void
check_share(const struct request_share_new *share, struct refusal *why)
{
    validate_said(*share->id != '\0', "id", why);
    validate_name(share->to, NAME_BYTES, "to", why);
    validate_said(share->content != SHARE_NONE, "content", why);
    if (*share->agreement != '\0')
        validate_name(share->agreement, NAME_BYTES, "agreement", why);
    validate_reason(share->purpose, true, "purpose", why);
}

static void
check_answer(const struct request_answer *answer, struct refusal *why)
{
    validate_said(*answer->receipt != '\0', "receipt", why);
    validate_said(*answer->question != '\0', "question", why);
    check_words(answer->text, "text", why);
}

static void
check_filters(const struct request_report *report, struct refusal *why)
{
    for (size_t i = 0; i < report->filters_n; i++) {
        size_t n = report->filters[i].values.n;

        if (n == 0)
            refusal_add(why, REFUSAL_REQUIRED, "filters[%zu].values", i);
        else if (n > REPORT_VALUES_MAX)
            refusal_add(why, REFUSAL_TOO_MANY, "filters[%zu].values", i);
    }
}

static void
check_report(const struct request_report *report, struct refusal *why)
{
    int64_t from = 0;
    int64_t to = 0;

    validate_name(report->report, NAME_BYTES, "report", why);
    if (report->columns.n > REPORT_COLUMNS_MAX)
        refusal_add(why, REFUSAL_TOO_MANY, "columns");
    check_filters(report, why);
    bool from_good = validate_date(report->from, "from", &from, why);
    bool to_good = validate_date(report->to, "to", &to, why);

    if (from_good && to_good && from >= to)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "to");
    validate_reason(report->purpose, report->exact, "purpose", why);
}

void
validate_sharing(const struct request *request, struct refusal *why)
{
    if (request->kind == REQUEST_ROUTE_EXPLAIN)
        validate_said(*request->u.route_explain.id != '\0', "id", why);
    if (request->kind == REQUEST_SHARE_NEW)
        check_share(&request->u.share_new, why);
    if (request->kind == REQUEST_SHARE_RECALL) {
        validate_said(*request->u.share_recall.share != '\0', "share", why);
        validate_reason(request->u.share_recall.reason, true, "reason", why);
    }
    if (request->kind == REQUEST_ASK) {
        validate_said(*request->u.ask.id != '\0', "id", why);
        check_words(request->u.ask.text, "text", why);
    }
    if (request->kind == REQUEST_ANSWER)
        check_answer(&request->u.answer, why);
    if (request->kind == REQUEST_LIST_QUESTIONS &&
        (*request->u.list_questions.receipt == '\0') ==
            (*request->u.list_questions.id == '\0'))
        refusal_add(why, REFUSAL_REQUIRED, "receipt");
    if (request->kind == REQUEST_BOTTLENECK_ACTION) {
        validate_said(*request->u.bottleneck_action.id != '\0', "id", why);
        validate_said(request->u.bottleneck_action.state != BOTTLENECK_NEW,
                      "state", why);
        validate_reason(request->u.bottleneck_action.reason, false, "reason",
                        why);
    }
    if (request->kind == REQUEST_REPORT)
        check_report(&request->u.report, why);
}
