/* documents -- see documents.h; how a change is carried out stands in
 * documents_change.c */
#include "desk/documents.h"

#include <stdlib.h>

#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "document/document.h"
#include "store/documents.h"
#include "wire/encode_desk.h"

enum rc
documents_get(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    struct wire_out out = reply_out(desk, request->id);
    struct document_version about;
    uint8_t *text = NULL;
    enum rc rc = document_get(desk->store, request->u.document_get.name,
                              request->u.document_get.version, &about, &text);

    if (rc != RC_OK)
        return rc;

    struct reply_version version = documents_version(&about);

    reply_send(desk, turn->session,
               wire_document_text(&out, &version, text, about.text_n));
    free(text);
    return RC_OK;
}

enum rc
documents_history(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    const char *name = request->u.document_history.name;
    struct wire_out out = reply_out(desk, request->id);
    struct document_version found[LIST_LIMIT + 1];
    struct reply_version versions[LIST_LIMIT];
    size_t n = 0;

    if (name[0] != '\0' && document_find(name) == DOCUMENT_NONE)
        return RC_NOT_FOUND;

    enum rc rc = document_history(desk->store, name[0] == '\0' ? NULL : name,
                                  request->u.document_history.before, found,
                                  LIST_LIMIT + 1, &n);

    if (rc != RC_OK)
        return rc;

    size_t shown = n > LIST_LIMIT ? LIST_LIMIT : n;

    for (size_t i = 0; i < shown; i++)
        versions[i] = documents_version(&found[i]);
    reply_send(desk, turn->session,
               wire_document_versions(&out, versions, shown, n > shown));
    return RC_OK;
}

enum rc
documents_put(struct desk *desk, const struct turn *turn)
{
    const struct documents_change change = {
        .put = &turn->request->u.document_put,
        .actor = turn->key->principal,
    };
    struct wire_out out = reply_out(desk, turn->request->id);
    struct documents_result *result = calloc(1, sizeof *result);
    struct documents_view *view = calloc(1, sizeof *view);
    enum rc rc = RC_DOWN;

    if (result != NULL && view != NULL)
        rc = documents_change(desk, &change, result);
    if (rc == RC_OK) {
        documents_result_view(result, view);
        reply_send(desk, turn->session,
                   wire_document_result(&out, &view->reply));
    } else if (rc == RC_STALE) {
        reply_refuse(desk, turn, REFUSAL_CONFLICT, "expect");
        rc = RC_OK;
    }
    if (result != NULL)
        documents_result_close(result);
    free(result);
    free(view);
    return rc;
}
