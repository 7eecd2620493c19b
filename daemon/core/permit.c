/* permit -- see permit.h */
#include "core/permit.h"

#include <stddef.h>
#include <string.h>

#define NOBODY      0U
#define SUBMITTER   ROLE_BIT(ROLE_SUBMITTER)
#define COORDINATOR ROLE_BIT(ROLE_COORDINATOR)
#define MANAGER     ROLE_BIT(ROLE_DESK_MANAGER)
#define OPERATOR    ROLE_BIT(ROLE_OPERATOR)
#define AUDITOR     ROLE_BIT(ROLE_AUDITOR)
#define STATISTICS  ROLE_BIT(ROLE_STATISTICS)
#define READER      (COORDINATOR | MANAGER | OPERATOR | AUDITOR) /* of rules */

/* Every principal has the role "none": it stands for being enrolled. */
#define EVERYONE ROLE_BIT(ROLE_NONE)

static const uint32_t granted[REQUEST_LAST + 1] = {
    [REQUEST_NONE] = NOBODY,
    [REQUEST_HELLO] = EVERYONE,
    [REQUEST_SUBMIT] = SUBMITTER,
    [REQUEST_STATUS] = EVERYONE,
    [REQUEST_ATTACH] = EVERYONE,   /* and by stream, below */
    [REQUEST_CONFIRM] = EVERYONE,  /* and by stream, below */
    [REQUEST_REPLAY] = EVERYONE,   /* and by stream, below */
    [REQUEST_SNAPSHOT] = EVERYONE, /* and by stream, below */
    [REQUEST_HEARTBEAT] = EVERYONE,
    [REQUEST_DELIVERED] = COORDINATOR,
    [REQUEST_ALERT_ACTION] = COORDINATOR,
    [REQUEST_LIST_ALERTS] = COORDINATOR,
    [REQUEST_SHOW] = COORDINATOR,
    [REQUEST_PARTNER_ADD] = OPERATOR,
    [REQUEST_PARTNER_LIST] = OPERATOR,
    [REQUEST_PARTNER_ROTATE] = OPERATOR,
    [REQUEST_PARTNER_REVOKE] = OPERATOR,
    [REQUEST_DOCUMENT_GET] = READER, /* and by name, below */
    [REQUEST_DOCUMENT_PUT] = MANAGER,
    [REQUEST_DOCUMENT_HISTORY] = READER,
    [REQUEST_ROSTER_STATE] = READER,
    [REQUEST_ROSTER_OVERRIDE] = COORDINATOR | MANAGER,
    [REQUEST_ROSTER_ACCEPT] = COORDINATOR | MANAGER,
    [REQUEST_SWAP_PROPOSE] = COORDINATOR | MANAGER,
    [REQUEST_SWAP_DECIDE] = COORDINATOR | MANAGER, /* FORCE: by the desk */
    [REQUEST_DRILL_START] = COORDINATOR | MANAGER,
    [REQUEST_REFERRAL_ACTION] = COORDINATOR,
    [REQUEST_LIST_REFERRALS] = COORDINATOR,
    [REQUEST_ROUTE_EXPLAIN] = COORDINATOR,
    [REQUEST_SHELTER_ACTION] = COORDINATOR | SUBMITTER,         /* and by T6 */
    [REQUEST_LIST_SHELTER] = COORDINATOR | MANAGER | SUBMITTER, /* by T6 */
    [REQUEST_REFERRAL_SHOW] = COORDINATOR,
    [REQUEST_ASSIGN] = COORDINATOR,
    [REQUEST_TASK_ACTION] = COORDINATOR | SUBMITTER, /* its own */
    [REQUEST_LIST_TASKS] = COORDINATOR | SUBMITTER,  /* its own */
    [REQUEST_TERM_ACTION] = COORDINATOR,
    [REQUEST_LIST_TERMS] = COORDINATOR | MANAGER,
    [REQUEST_SHARE_NEW] = COORDINATOR,
    [REQUEST_SHARE_RECALL] = COORDINATOR,
    [REQUEST_LIST_SHARES] = COORDINATOR | AUDITOR,
    [REQUEST_ASK] = COORDINATOR,
    [REQUEST_ANSWER] = EVERYONE,         /* the receipt is the key */
    [REQUEST_LIST_QUESTIONS] = EVERYONE, /* by receipt; else coordinators */
    [REQUEST_BOTTLENECK_ACTION] = COORDINATOR | MANAGER,
    [REQUEST_LIST_BOTTLENECKS] = COORDINATOR | MANAGER,
    [REQUEST_REPORT] = COORDINATOR | MANAGER | STATISTICS,
    [REQUEST_SEARCH] = COORDINATOR,
    [REQUEST_WHY] = COORDINATOR,
    [REQUEST_LINK_DECIDE] = COORDINATOR,
    [REQUEST_LIST_REVIEW] = COORDINATOR,
    [REQUEST_EPOCH_ACTION] = MANAGER | OPERATOR, /* ids and numbers alone */
};

static const uint32_t granted_stream[] = {
    [STREAM_NONE] = NOBODY,
    [STREAM_INBOX] = EVERYONE, /* its own: the store looks up no other */
    [STREAM_DESK] = COORDINATOR,
};

/* What whoever reports has to know. */
static bool
is_public(const char *document)
{
    return strcmp(document, "indicators") == 0;
}

static uint32_t
stream_roles(enum stream_kind stream)
{
    size_t n = sizeof granted_stream / sizeof granted_stream[0];

    return (size_t)stream < n ? granted_stream[stream] : NOBODY;
}

bool
permit_request(uint32_t roles, const struct request *request)
{
    if ((size_t)request->kind > REQUEST_LAST)
        return false;

    uint32_t has = roles | EVERYONE;
    bool may = (has & granted[request->kind]) != 0;

    if (request->kind == REQUEST_DOCUMENT_GET)
        return may || is_public(request->u.document_get.name);
    if (request->kind == REQUEST_ATTACH)
        return may && (has & stream_roles(request->u.attach.stream)) != 0;
    if (request->kind == REQUEST_CONFIRM)
        return may && (has & stream_roles(request->u.confirm.stream)) != 0;
    if (request->kind == REQUEST_REPLAY)
        return may && (has & stream_roles(request->u.replay.stream)) != 0;
    if (request->kind == REQUEST_SNAPSHOT)
        return may && (has & stream_roles(request->u.snapshot.stream)) != 0;
    return may;
}
