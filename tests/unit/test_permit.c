/* Who may ask what, exhaustively: every set of roles, every request, every
 * stream, documents by name.  The tables below were written from the protocol,
 * not the code. */
#include "rows.h"

#include <string.h>

#include "core/people.h"
#include "core/permit.h"

#define READERS "coordinator manager operator auditor"

/* A row's words: "all" is every principal, even one without a role. */
static const struct row {
    enum request_kind kind;
    enum stream_kind stream; /* of the four requests about streams */
    const char *who;
} rows[] = {
    {REQUEST_NONE, STREAM_NONE, ""},
    {(enum request_kind)1, STREAM_NONE, ""},
    {REQUEST_HELLO, STREAM_NONE, "all"},
    {REQUEST_SUBMIT, STREAM_NONE, "submitter"},
    {REQUEST_STATUS, STREAM_NONE, "all"},
    {REQUEST_ATTACH, STREAM_NONE, ""},
    {REQUEST_ATTACH, STREAM_INBOX, "all"},
    {REQUEST_ATTACH, STREAM_DESK, "coordinator"},
    {REQUEST_ATTACH, (enum stream_kind)3, ""},
    {REQUEST_CONFIRM, STREAM_NONE, ""},
    {REQUEST_CONFIRM, STREAM_INBOX, "all"},
    {REQUEST_CONFIRM, STREAM_DESK, "coordinator"},
    {REQUEST_CONFIRM, (enum stream_kind)3, ""},
    {REQUEST_REPLAY, STREAM_NONE, ""},
    {REQUEST_REPLAY, STREAM_INBOX, "all"},
    {REQUEST_REPLAY, STREAM_DESK, "coordinator"},
    {REQUEST_REPLAY, (enum stream_kind)3, ""},
    {REQUEST_SNAPSHOT, STREAM_NONE, ""},
    {REQUEST_SNAPSHOT, STREAM_INBOX, "all"},
    {REQUEST_SNAPSHOT, STREAM_DESK, "coordinator"},
    {REQUEST_SNAPSHOT, (enum stream_kind)3, ""},
    {REQUEST_HEARTBEAT, STREAM_NONE, "all"},
    {REQUEST_DELIVERED, STREAM_NONE, "coordinator"},
    {REQUEST_ALERT_ACTION, STREAM_NONE, "coordinator"},
    {REQUEST_LIST_ALERTS, STREAM_NONE, "coordinator"},
    {REQUEST_SHOW, STREAM_NONE, "coordinator"},
    {REQUEST_PARTNER_ADD, STREAM_NONE, "operator"},
    {REQUEST_PARTNER_LIST, STREAM_NONE, "operator"},
    {REQUEST_PARTNER_ROTATE, STREAM_NONE, "operator"},
    {REQUEST_PARTNER_REVOKE, STREAM_NONE, "operator"},
    {REQUEST_DOCUMENT_GET, STREAM_NONE, READERS},
    {REQUEST_DOCUMENT_PUT, STREAM_NONE, "manager"},
    {REQUEST_DOCUMENT_HISTORY, STREAM_NONE, READERS},
    {REQUEST_ROSTER_STATE, STREAM_NONE, READERS},
    {REQUEST_ROSTER_OVERRIDE, STREAM_NONE, "coordinator manager"},
    {REQUEST_ROSTER_ACCEPT, STREAM_NONE, "coordinator manager"},
    {REQUEST_SWAP_PROPOSE, STREAM_NONE, "coordinator manager"},
    {REQUEST_SWAP_DECIDE, STREAM_NONE, "coordinator manager"},
    {REQUEST_DRILL_START, STREAM_NONE, "coordinator manager"},
    {REQUEST_REFERRAL_ACTION, STREAM_NONE, "coordinator"},
    {REQUEST_LIST_REFERRALS, STREAM_NONE, "coordinator"},
    {REQUEST_ROUTE_EXPLAIN, STREAM_NONE, "coordinator"},
    {REQUEST_SHELTER_ACTION, STREAM_NONE, "submitter coordinator"},
    {REQUEST_LIST_SHELTER, STREAM_NONE, "submitter coordinator manager"},
    {REQUEST_REFERRAL_SHOW, STREAM_NONE, "coordinator"},
    {REQUEST_ASSIGN, STREAM_NONE, "coordinator"},
    {REQUEST_TASK_ACTION, STREAM_NONE, "submitter coordinator"},
    {REQUEST_LIST_TASKS, STREAM_NONE, "submitter coordinator"},
    {REQUEST_TERM_ACTION, STREAM_NONE, "coordinator"},
    {REQUEST_LIST_TERMS, STREAM_NONE, "coordinator manager"},
    {REQUEST_SHARE_NEW, STREAM_NONE, "coordinator"},
    {REQUEST_SHARE_RECALL, STREAM_NONE, "coordinator"},
    {REQUEST_LIST_SHARES, STREAM_NONE, "coordinator auditor"},
    {REQUEST_ASK, STREAM_NONE, "coordinator"},
    {REQUEST_ANSWER, STREAM_NONE, "all"},
    {REQUEST_LIST_QUESTIONS, STREAM_NONE, "all"},
    {REQUEST_BOTTLENECK_ACTION, STREAM_NONE, "coordinator manager"},
    {REQUEST_LIST_BOTTLENECKS, STREAM_NONE, "coordinator manager"},
    {REQUEST_REPORT, STREAM_NONE, "coordinator manager statistics"},
    {REQUEST_SEARCH, STREAM_NONE, "coordinator"},
    {REQUEST_WHY, STREAM_NONE, "coordinator"},
    {REQUEST_LINK_DECIDE, STREAM_NONE, "coordinator"},
    {REQUEST_LIST_REVIEW, STREAM_NONE, "coordinator"},
    {REQUEST_EPOCH_ACTION, STREAM_NONE, "manager operator"},
    {(enum request_kind)(REQUEST_LAST + 1), STREAM_NONE, ""},
    {(enum request_kind)1000, STREAM_NONE, ""},
};

/* One role is enough. */
static bool
expected(const char *who, uint32_t roles)
{
    static const struct {
        const char *word;
        enum role role;
    } words[] = {
        {"submitter", ROLE_SUBMITTER},  {"coordinator", ROLE_COORDINATOR},
        {"manager", ROLE_DESK_MANAGER}, {"operator", ROLE_OPERATOR},
        {"auditor", ROLE_AUDITOR},      {"statistics", ROLE_STATISTICS},
    };
    bool may = strcmp(who, "all") == 0;

    for (size_t i = 0; i < ROWS(words); i++)
        may |= strstr(who, words[i].word) != NULL &&
               (roles & ROLE_BIT(words[i].role)) != 0;
    return may;
}

static void
set_stream(struct request *request, enum stream_kind stream)
{
    if (request->kind == REQUEST_ATTACH)
        request->u.attach.stream = stream;
    else if (request->kind == REQUEST_CONFIRM)
        request->u.confirm.stream = stream;
    else if (request->kind == REQUEST_REPLAY)
        request->u.replay.stream = stream;
    else if (request->kind == REQUEST_SNAPSHOT)
        request->u.snapshot.stream = stream;
    else if (request->kind == REQUEST_DOCUMENT_GET)
        request->u.document_get.name = "";
}

static void
test_every_role_set_and_request(void **state)
{
    static struct request request;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        for (uint32_t roles = 0; roles < 1U << (ROLE_LAST + 1); roles++) {
            memset(&request, 0, sizeof request);
            request.kind = rows[i].kind;
            set_stream(&request, rows[i].stream);
            if (permit_request(roles, &request) != expected(rows[i].who, roles))
                fail_msg("request %d stream %d roles %x", (int)rows[i].kind,
                         (int)rows[i].stream, roles);
        }
    }
}

/* The list of indicators is read by whoever reports, and changed by no more
 * people than any other document. */
static const struct {
    enum request_kind kind;
    const char *document, *who;
} documents[] = {
    {REQUEST_DOCUMENT_GET, "indicators", "all"},
    {REQUEST_DOCUMENT_GET, "indicator", READERS},
    {REQUEST_DOCUMENT_GET, "indicators2", READERS},
    {REQUEST_DOCUMENT_GET, "persons", READERS},
    {REQUEST_DOCUMENT_GET, "rosters", READERS},
    {REQUEST_DOCUMENT_GET, "policies", READERS},
    {REQUEST_DOCUMENT_HISTORY, "indicators", READERS},
    {REQUEST_DOCUMENT_PUT, "indicators", "manager"},
};

static void
test_every_role_set_and_document(void **state)
{
    static struct request request;

    (void)state;
    for (size_t i = 0; i < ROWS(documents); i++) {
        memset(&request, 0, sizeof request);
        request.kind = documents[i].kind;
        if (request.kind == REQUEST_DOCUMENT_GET)
            request.u.document_get.name = documents[i].document;
        else if (request.kind == REQUEST_DOCUMENT_HISTORY)
            request.u.document_history.name = documents[i].document;
        else
            request.u.document_put.documents[request.u.document_put.n++].name =
                documents[i].document;
        for (uint32_t roles = 0; roles < 1U << (ROLE_LAST + 1); roles++)
            if (permit_request(roles, &request) !=
                expected(documents[i].who, roles))
                fail_msg("request %d of %s, roles %x", (int)request.kind,
                         documents[i].document, roles);
    }
}

static void
test_every_request_has_a_row(void **state)
{
    (void)state;
    for (int kind = REQUEST_HELLO; kind <= REQUEST_LAST; kind++) {
        size_t found = 0;

        for (size_t i = 0; i < ROWS(rows); i++)
            found += (int)rows[i].kind == kind;
        assert_int_not_equal(found, 0);
    }
}

static void
test_roles_nobody_defined_grant_nothing(void **state)
{
    static struct request request;
    uint32_t unknown = ~((1U << (ROLE_LAST + 1)) - 1);

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        memset(&request, 0, sizeof request);
        request.kind = rows[i].kind;
        set_stream(&request, rows[i].stream);
        assert_int_equal(permit_request(unknown, &request),
                         expected(rows[i].who, 0));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_role_set_and_request),
        cmocka_unit_test(test_every_role_set_and_document),
        cmocka_unit_test(test_every_request_has_a_row),
        cmocka_unit_test(test_roles_nobody_defined_grant_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
