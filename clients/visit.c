/* visit -- see verb.h */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "profile.h"
#include "refusal_words.h"
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

enum ending
visit_ask(struct visit *visit, const struct invocation *inv, const char *kind,
          json_t *body, struct session_event *answer)
{
    char verb[64];
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
        (void)snprintf(verb, sizeof verb, "`loket %s`", inv->verb);
        refusal_words_print(&inv->out, kind, inv->verb,
                            inv->argc == 0 ? verb : inv->argv[inv->argc - 1],
                            answer->body);
        return ENDING_REFUSED;
    }
    return ENDING_DONE;
}

enum ending
visit_once(struct visit *visit, const struct invocation *inv, const char *kind,
           json_t *body, struct session_event *answer)
{
    if (visit_begin(visit, inv) != RC_OK) {
        json_decref(body);
        return ENDING_USAGE;
    }
    return visit_ask(visit, inv, kind, body, answer);
}
