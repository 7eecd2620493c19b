/* validate_retention -- see validate_retention.h */
#include "core/validate_retention.h"

#include <stdio.h>
#include <string.h>

#include "core/validate_asked.h"
#include "core/validate_parts.h"

static bool
came_before(const struct strings *ids, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(ids->v[i], ids->v[at]) == 0)
            return true;
    return false;
}

static void
check_ids(const struct strings *ids, struct refusal *why)
{
    validate_said(ids->n > 0, "ids", why);
    if (ids->n > RETENTION_IDS_MAX) {
        refusal_add(why, REFUSAL_TOO_MANY, "ids");
        return;
    }
    for (size_t i = 0; i < ids->n; i++)
        if (*ids->v[i] == '\0' || came_before(ids, i))
            refusal_add(why, REFUSAL_INVALID, "ids[%zu]", i);
}

static void
check_act(const struct request_retention *act, struct refusal *why)
{
    bool lasts = act->verb == RETENTION_PROLONG || act->verb == RETENTION_HOLD;

    if (act->verb > RETENTION_ERASE)
        refusal_add(why, REFUSAL_UNKNOWN_CODE, "verb");
    else
        validate_said(act->verb != RETENTION_VERB_NONE, "verb", why);
    check_ids(&act->ids, why);
    validate_reason(act->reason, true, "reason", why);
    if (lasts)
        validate_said(act->until_us > 0, "until_us", why);
    else if (act->until_us != 0)
        refusal_add(why, REFUSAL_INVALID, "until_us");
    if (act->dry_run && act->verb != RETENTION_ERASE)
        refusal_add(why, REFUSAL_INVALID, "dry_run");
}

void
validate_retention(const struct request *request, struct refusal *why)
{
    const struct request_list_retention *asked = &request->u.list_retention;

    if (request->kind == REQUEST_RETENTION_ACT)
        check_act(&request->u.retention_act, why);
    if (request->kind != REQUEST_LIST_RETENTION)
        return;
    if (asked->list > RETENTION_ERASED)
        refusal_add(why, REFUSAL_UNKNOWN_CODE, "list");
    else
        validate_said(asked->list != RETENTION_LIST_NONE, "list", why);
}
