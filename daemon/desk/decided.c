/* decided -- see decided.h */
#include "desk/decided.h"

#include <stdio.h>

#include "desk/ids.h"
#include "desk/state.h"
#include "link/book.h"
#include "store/people.h"

enum rc
decided_by(struct desk *desk, int64_t principal, char out[NAME_BYTES])
{
    struct principal who;
    enum rc rc = RC_NOT_FOUND;

    out[0] = '\0';
    if (principal != 0)
        rc = people_get(desk->store, principal, &who);
    if (rc == RC_OK)
        (void)snprintf(out, NAME_BYTES, "%s", who.name);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
decided_tell(struct desk *desk, struct decided_text *text,
             struct reply_decision *out)
{
    const struct review_act *act = &text->act;
    size_t shown =
        act->ids_n < REVIEW_IDS_SHOWN ? act->ids_n : REVIEW_IDS_SHOWN;
    enum rc rc = decided_by(desk, act->actor, text->by);

    if (rc == RC_OK)
        rc = decided_by(desk, act->undone_by, text->undone_by);
    if (rc != RC_OK)
        return rc;
    ids_decision(desk, act->decision, text->decision);
    text->bundle[0] = '\0';
    if (act->bundle != 0)
        ids_bundle(desk, act->bundle, text->bundle);
    for (size_t i = 0; i < shown; i++) {
        ids_message(desk, MESSAGE_SIGNAL, act->ids[i], text->ids[i]);
        text->shown[i] = text->ids[i];
    }
    *out = (struct reply_decision){
        .decision = text->decision,
        .verb = act->verb,
        .ids = text->shown,
        .ids_shown = shown,
        .ids_n = (uint32_t)act->ids_n,
        .bundle = text->bundle,
        .by = text->by,
        .at_us = act->at_us,
        .reason = act->reason,
        .taken_back_us = act->undone_us,
        .taken_back_by = text->undone_by,
        .taken_back_reason = act->undone_reason,
    };
    return RC_OK;
}

void
decided_edge_of(struct desk *desk, const struct link_decision *decision,
                struct decided_edge *text, struct why_edge *out)
{
    ids_message(desk, MESSAGE_SIGNAL, decision->a, text->a);
    ids_message(desk, MESSAGE_SIGNAL, decision->b, text->b);
    text->decision[0] = '\0';
    if (decision->decision != 0)
        ids_decision(desk, decision->decision, text->decision);
    *out = (struct why_edge){.a = text->a,
                             .b = text->b,
                             .said = (enum why_said)decision->kind,
                             .decision = text->decision};
}
