/* permit -- see permit.h */
#include "core/permit.h"

#include <string.h>

#define SUBMITTER   ROLE_BIT(ROLE_SUBMITTER)
#define COORDINATOR ROLE_BIT(ROLE_COORDINATOR)
#define MANAGER     ROLE_BIT(ROLE_DESK_MANAGER)
#define OPERATOR    ROLE_BIT(ROLE_OPERATOR)
#define AUDITOR     ROLE_BIT(ROLE_AUDITOR)
#define STATISTICS  ROLE_BIT(ROLE_STATISTICS)
#define READER      (COORDINATOR | MANAGER | OPERATOR | AUDITOR) /* of rules */

/* Every principal has the role "none": it stands for being enrolled. */
#define EVERYONE ROLE_BIT(ROLE_NONE)

#define MARK                                                                   \
    "moves one's own mark in a stream; that the stream was read is on record"

/* Whoever submits must not learn whether something is known: search, why,
 * decisions and review are for coordinators alone. */
static const struct permit_row table[] = {
    {REQUEST_HELLO, .all = EVERYONE, .silent = "says who one is oneself"},
    {REQUEST_SUBMIT, .own = SUBMITTER, .rule = PERMIT_OF_ITS},
    {REQUEST_STATUS, .own = EVERYONE, .rule = PERMIT_HELD,
     .silent = "says again what the sender was told when it was accepted"},
    {REQUEST_ATTACH, PERMIT_INBOX, .own = EVERYONE, .rule = PERMIT_PERSONS},
    {REQUEST_ATTACH, PERMIT_DESK, .all = COORDINATOR},
    {REQUEST_CONFIRM, PERMIT_INBOX, .own = EVERYONE, .rule = PERMIT_PERSONS,
     .silent = MARK},
    {REQUEST_CONFIRM, PERMIT_DESK, .all = COORDINATOR, .silent = MARK},
    {REQUEST_REPLAY, PERMIT_INBOX, .own = EVERYONE, .rule = PERMIT_PERSONS},
    {REQUEST_REPLAY, PERMIT_DESK, .all = COORDINATOR},
    {REQUEST_SNAPSHOT, PERMIT_INBOX, .own = EVERYONE, .rule = PERMIT_PERSONS},
    {REQUEST_SNAPSHOT, PERMIT_DESK, .all = COORDINATOR},
    {REQUEST_HEARTBEAT, .all = EVERYONE, .silent = "says that one is there"},
    {REQUEST_DELIVERED, .own = COORDINATOR, .rule = PERMIT_PERSONS},
    {REQUEST_ALERT_ACTION, .all = COORDINATOR},
    {REQUEST_LIST_ALERTS, .all = COORDINATOR},
    {REQUEST_SHOW, .all = COORDINATOR, .content = true},
    {REQUEST_PARTNER_ADD, .all = OPERATOR},
    {REQUEST_PARTNER_LIST, .all = OPERATOR},
    {REQUEST_PARTNER_ROTATE, .all = OPERATOR},
    {REQUEST_PARTNER_REVOKE, .all = OPERATOR},
    {REQUEST_DOCUMENT_GET, .all = READER},
    {REQUEST_DOCUMENT_GET, PERMIT_PUBLIC, .all = EVERYONE,
     .silent = "is a list that is public, read daily by whoever reports"},
    {REQUEST_DOCUMENT_PUT, .all = MANAGER},
    {REQUEST_DOCUMENT_HISTORY, .all = READER},
    {REQUEST_ROSTER_STATE, .all = READER},
    {REQUEST_ROSTER_OVERRIDE, .all = COORDINATOR | MANAGER},
    {REQUEST_ROSTER_ACCEPT, .own = COORDINATOR | MANAGER,
     .rule = PERMIT_PERSONS},
    {REQUEST_SWAP_PROPOSE, .own = COORDINATOR | MANAGER,
     .rule = PERMIT_PERSONS},
    {REQUEST_SWAP_DECIDE, PERMIT_TAKER, .own = COORDINATOR | MANAGER,
     .rule = PERMIT_PERSONS, .field = "verb"},
    {REQUEST_SWAP_DECIDE, PERMIT_PROPOSER, .own = COORDINATOR | MANAGER,
     .rule = PERMIT_PERSONS, .field = "verb"},
    {REQUEST_SWAP_DECIDE, PERMIT_FORCE, .all = MANAGER, .field = "verb"},
    {REQUEST_DRILL_START, .all = COORDINATOR | MANAGER},
    {REQUEST_REFERRAL_ACTION, .all = COORDINATOR, .content = true},
    {REQUEST_LIST_REFERRALS, .all = COORDINATOR, .content = true},
    {REQUEST_ROUTE_EXPLAIN, .all = COORDINATOR, .content = true},
    {REQUEST_SHELTER_ACTION, .own = COORDINATOR | SUBMITTER,
     .rule = PERMIT_BY_TABLE},
    {REQUEST_LIST_SHELTER, .all = COORDINATOR | MANAGER, .own = SUBMITTER,
     .rule = PERMIT_BY_TABLE},
    {REQUEST_REFERRAL_SHOW, .all = COORDINATOR, .content = true},
    {REQUEST_ASSIGN, .all = COORDINATOR},
    {REQUEST_TASK_ACTION, .all = COORDINATOR, .own = SUBMITTER,
     .rule = PERMIT_OF_ITS},
    {REQUEST_LIST_TASKS, .all = COORDINATOR, .own = SUBMITTER,
     .rule = PERMIT_OF_ITS},
    {REQUEST_TERM_ACTION, .all = COORDINATOR},
    {REQUEST_LIST_TERMS, .all = COORDINATOR | MANAGER},
    {REQUEST_SHARE_NEW, .all = COORDINATOR, .content = true},
    {REQUEST_SHARE_RECALL, .all = COORDINATOR},
    {REQUEST_LIST_SHARES, .all = COORDINATOR | AUDITOR, .content = true},
    {REQUEST_ASK, .all = COORDINATOR, .content = true},
    {REQUEST_ANSWER, .own = EVERYONE, .rule = PERMIT_HELD, .content = true},
    {REQUEST_LIST_QUESTIONS, .all = COORDINATOR, .content = true,
     .field = "id"},
    {REQUEST_LIST_QUESTIONS, PERMIT_BY_RECEIPT, .own = EVERYONE,
     .rule = PERMIT_HELD, .content = true},
    {REQUEST_BOTTLENECK_ACTION, .all = COORDINATOR | MANAGER, .content = true},
    {REQUEST_LIST_BOTTLENECKS, .all = COORDINATOR | MANAGER, .content = true},
    {REQUEST_REPORT, .all = COORDINATOR | MANAGER | STATISTICS},
    {REQUEST_REPORT, PERMIT_EXACT, .all = COORDINATOR | MANAGER,
     .field = "exact"},
    {REQUEST_SEARCH, .all = COORDINATOR, .content = true},
    {REQUEST_WHY, .all = COORDINATOR, .content = true},
    {REQUEST_LINK_DECIDE, .all = COORDINATOR},
    {REQUEST_LIST_REVIEW, .all = COORDINATOR, .content = true},
    {REQUEST_EPOCH_ACTION, .all = MANAGER | OPERATOR}, /* ids, numbers */
    {REQUEST_PARTNER_UNPARK, .all = OPERATOR},
    /* what cannot be undone, and what keeps it from happening */
    {REQUEST_RETENTION_ACT, .all = MANAGER, .content = true, .field = "verb"},
    {REQUEST_RETENTION_ACT, PERMIT_PROLONG, .all = COORDINATOR | MANAGER,
     .content = true},
    {REQUEST_LIST_RETENTION, .all = COORDINATOR | MANAGER | AUDITOR,
     .content = true},
    {REQUEST_AUDIT_READ, .all = AUDITOR},
    {REQUEST_AUDIT_VERIFY, .all = AUDITOR},
    {REQUEST_AUDIT_KEY, .all = AUDITOR},
};

#define ROWS (sizeof table / sizeof table[0])

static enum permit_part
part_of_stream(enum stream_kind stream)
{
    switch (stream) {
    case STREAM_INBOX:
        return PERMIT_INBOX;
    case STREAM_DESK:
        return PERMIT_DESK;
    case STREAM_NONE:
        break;
    }
    return PERMIT_WHOLE;
}

static enum permit_part
part_of_swap(enum swap_verb verb)
{
    switch (verb) {
    case SWAP_WITHDRAW:
        return PERMIT_PROPOSER;
    case SWAP_FORCE:
        return PERMIT_FORCE;
    case SWAP_ACCEPT:
    case SWAP_DECLINE:
    case SWAP_VERB_NONE: /* is refused as incomplete, by who may decide */
        break;
    }
    return PERMIT_TAKER;
}

static enum permit_part
part_of(const struct request *request)
{
    if (request->kind == REQUEST_ATTACH)
        return part_of_stream(request->u.attach.stream);
    if (request->kind == REQUEST_CONFIRM)
        return part_of_stream(request->u.confirm.stream);
    if (request->kind == REQUEST_REPLAY)
        return part_of_stream(request->u.replay.stream);
    if (request->kind == REQUEST_SNAPSHOT)
        return part_of_stream(request->u.snapshot.stream);
    if (request->kind == REQUEST_SWAP_DECIDE)
        return part_of_swap(request->u.swap_decide.verb);
    if (request->kind == REQUEST_DOCUMENT_GET &&
        strcmp(request->u.document_get.name, "indicators") == 0)
        return PERMIT_PUBLIC;
    if (request->kind == REQUEST_LIST_QUESTIONS &&
        request->u.list_questions.receipt[0] != '\0')
        return PERMIT_BY_RECEIPT;
    if (request->kind == REQUEST_REPORT && request->u.report.exact)
        return PERMIT_EXACT;
    if (request->kind == REQUEST_RETENTION_ACT &&
        request->u.retention_act.verb == RETENTION_PROLONG)
        return PERMIT_PROLONG;
    return PERMIT_WHOLE;
}

size_t
permit_rows(const struct permit_row **rows)
{
    *rows = table;
    return ROWS;
}

const struct permit_row *
permit_row_of(const struct request *request)
{
    enum permit_part part = part_of(request);

    for (size_t i = 0; i < ROWS; i++)
        if (table[i].kind == request->kind && table[i].part == part)
            return &table[i];
    return NULL;
}

bool
permit_request(uint32_t roles, const struct request *request)
{
    const struct permit_row *row = permit_row_of(request);

    return row != NULL && ((roles | EVERYONE) & (row->all | row->own)) != 0;
}

const char *
permit_field(uint32_t roles, const struct request *request)
{
    const struct permit_row *row = permit_row_of(request);

    if (row == NULL || row->field == NULL)
        return "";
    for (size_t i = 0; i < ROWS; i++)
        if (table[i].kind == row->kind && &table[i] != row &&
            ((roles | EVERYONE) & (table[i].all | table[i].own)) != 0)
            return row->field;
    return "";
}

bool
permit_all(uint32_t roles, const struct request *request)
{
    const struct permit_row *row = permit_row_of(request);

    return row != NULL && ((roles | EVERYONE) & row->all) != 0;
}

static bool
is_own(enum permit_own rule, const struct principal_key *asker,
       const struct permit_thing *thing)
{
    switch (rule) {
    case PERMIT_PERSONS:
        return thing->principal == asker->principal;
    case PERMIT_OF_ITS:
        return thing->organisation == asker->organisation;
    case PERMIT_HELD:
    case PERMIT_BY_TABLE:
        return thing->held;
    case PERMIT_NOBODYS:
        break;
    }
    return false;
}

bool
permit_own(const struct principal_key *asker, const struct request *request,
           const struct permit_thing *thing)
{
    const struct permit_row *row = permit_row_of(request);

    return row != NULL && ((asker->roles | EVERYONE) & row->own) != 0 &&
           is_own(row->rule, asker, thing);
}

bool
permit_about(const struct principal_key *asker, const struct request *request,
             const struct permit_thing *thing)
{
    return permit_all(asker->roles, request) ||
           permit_own(asker, request, thing);
}

enum role
permit_role(uint32_t roles, const struct request *request)
{
    const struct permit_row *row = permit_row_of(request);
    uint32_t has = row == NULL ? 0 : roles & (row->all | row->own);

    for (enum role role = ROLE_SUBMITTER; role <= ROLE_STATISTICS; role++)
        if ((has & ROLE_BIT(role)) != 0)
            return role;
    return ROLE_NONE;
}
