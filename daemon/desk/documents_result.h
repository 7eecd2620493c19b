/* documents_result -- what became of a change of desk documents, until it is
 * told. */
#ifndef DESK_DOCUMENTS_RESULT_H
#define DESK_DOCUMENTS_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/desk_reply.h"
#include "core/public_id.h"
#include "core/request.h"
#include "document/document_findings.h"
#include "store/documents.h"

/* Zeroed is empty. */
struct documents_result {
    bool accepted;
    struct document_findings findings;
    struct document_version versions[REQUEST_DOCUMENTS_MAX];
    size_t versions_n;
    char in_use[LIST_LIMIT][PUBLIC_ID_BYTES];
    size_t in_use_n;
};

/* documents_result_view: the same as wire/ wants it; borrows result. */
struct documents_view {
    struct reply_document reply;
    struct reply_finding findings[REPLY_FINDINGS_MAX];
    struct reply_version versions[REQUEST_DOCUMENTS_MAX];
    const char *in_use[LIST_LIMIT];
};
void documents_result_view(const struct documents_result *result,
                           struct documents_view *view);

/* documents_version: a stored version as wire/ wants it; borrows from. */
struct reply_version documents_version(const struct document_version *from);

void documents_result_close(struct documents_result *result);

#endif
