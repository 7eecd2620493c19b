/* documents_result -- see documents_result.h */
#include "desk/documents_result.h"

struct reply_version
documents_version(const struct document_version *from)
{
    return (struct reply_version){
        .name = from->name,
        .version = from->version,
        .at_us = from->at_us,
        .actor = from->actor_name,
        .reason = from->reason,
        .size = (uint32_t)from->text_n,
    };
}

void
documents_result_view(const struct documents_result *result,
                      struct documents_view *view)
{
    size_t shown = result->findings.kept_n < REPLY_FINDINGS_MAX
                       ? result->findings.kept_n
                       : REPLY_FINDINGS_MAX;

    for (size_t i = 0; i < shown; i++) {
        const struct document_finding *from = &result->findings.list[i];

        view->findings[i] = (struct reply_finding){.document = from->document,
                                                   .line = (uint32_t)from->line,
                                                   .code = from->code,
                                                   .refuses = from->refuses,
                                                   .text = from->text};
    }
    for (size_t i = 0; i < result->versions_n; i++)
        view->versions[i] = documents_version(&result->versions[i]);
    for (size_t i = 0; i < result->in_use_n; i++)
        view->in_use[i] = result->in_use[i];
    view->reply = (struct reply_document){
        .accepted = result->accepted,
        .findings = view->findings,
        .findings_n = shown,
        .findings_left_out = (uint32_t)(result->findings.n - shown),
        .versions = view->versions,
        .versions_n = result->versions_n,
        .in_use = view->in_use,
        .in_use_n = result->in_use_n,
    };
}

void
documents_result_close(struct documents_result *result)
{
    document_findings_close(&result->findings);
}
