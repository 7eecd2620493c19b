/* visit -- see verb.h */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "profile.h"
#include "session.h"
#include "text.h"
#include "verb.h"

enum rc
visit_begin(struct visit *visit, const struct invocation *inv)
{
    enum rc rc = profile_open(&visit->profile, inv->profile);

    return rc == RC_OK ? session_open(&visit->session, visit->profile) : rc;
}

void
visit_end(struct visit *visit)
{
    session_close(visit->session);
    profile_close(visit->profile);
    *visit = (struct visit){0};
}

/* What next depends on why: another key, another word, or only a look. */
static void
refusal_tell(const struct invocation *inv, const json_t *refusal)
{
    const char *code = object_text(refusal, "code");
    bool denied = strcmp(code, "denied") == 0;
    char verb[64];

    (void)snprintf(verb, sizeof verb, "`loket %s`", inv->verb);
    output_refusal(&inv->out,
                   denied || inv->argc == 0 ? verb : inv->argv[inv->argc - 1],
                   refusal);
    if (inv->json)
        return;
    if (denied)
        output_error(_("ask the operator, or use another profile with "
                       "--profile DIR"));
    else if (strcmp(code, "unknown_code") == 0 ||
             strcmp(code, "invalid") == 0 || strcmp(code, "required") == 0)
        output_error(_("`loket %s --help` shows how"), inv->verb);
    else if (strcmp(inv->verb, "status") == 0 && strcmp(code, "not_found") == 0)
        output_error(_("a receipt is the number, a dash and 16 characters, "
                       "like R-7K3QM2XA-9V4T2M8H6JX3B0QF"));
}

enum ending
visit_ask(struct visit *visit, const struct invocation *inv, const char *kind,
          json_t *body, struct session_event *answer)
{
    enum rc rc = RC_INVALID;

    if (body != NULL)
        rc = session_ask(visit->session, kind, body, inv->timeout_ms, answer);
    json_decref(body);
    if (rc == RC_DOWN) {
        session_explain(visit->session, rc);
        return ENDING_UNREACHABLE;
    }
    if (rc != RC_OK) {
        session_explain(visit->session, rc);
        return ENDING_REFUSED;
    }
    if (strcmp(answer->name, "refusal") == 0) {
        refusal_tell(inv, answer->body);
        return ENDING_REFUSED;
    }
    return ENDING_DONE;
}
