/* Who may ask what, exhaustively: every set of roles, every request, its own
 * or another's, with a key in every state.  The tables below were written from
 * the protocol, not the code. */
#include "rows.h"

#include <string.h>

#include "core/people.h"
#include "core/permit.h"

#define READERS "coordinator manager operator auditor"

/* "all" is every principal, even one without a role; own things are those of
 * the asker's person or organisation, or those whose receipt it holds. */
enum own {
    OWN_NOBODYS,
    OWN_PERSON,
    OWN_ORGANISATION,
    OWN_HELD
};

static const struct row {
    enum request_kind kind;
    enum permit_part part;
    const char *anybodys, *own; /* roles */
    enum own how;
} rows[] = {
    {REQUEST_HELLO, PERMIT_WHOLE, "all", "", OWN_NOBODYS},
    {REQUEST_SUBMIT, PERMIT_WHOLE, "", "submitter", OWN_ORGANISATION},
    {REQUEST_STATUS, PERMIT_WHOLE, "", "all", OWN_HELD},
    {REQUEST_ATTACH, PERMIT_INBOX, "", "all", OWN_PERSON},
    {REQUEST_ATTACH, PERMIT_DESK, "coordinator", "", OWN_NOBODYS},
    {REQUEST_CONFIRM, PERMIT_INBOX, "", "all", OWN_PERSON},
    {REQUEST_CONFIRM, PERMIT_DESK, "coordinator", "", OWN_NOBODYS},
    {REQUEST_REPLAY, PERMIT_INBOX, "", "all", OWN_PERSON},
    {REQUEST_REPLAY, PERMIT_DESK, "coordinator", "", OWN_NOBODYS},
    {REQUEST_SNAPSHOT, PERMIT_INBOX, "", "all", OWN_PERSON},
    {REQUEST_SNAPSHOT, PERMIT_DESK, "coordinator", "", OWN_NOBODYS},
    {REQUEST_HEARTBEAT, PERMIT_WHOLE, "all", "", OWN_NOBODYS},
    {REQUEST_DELIVERED, PERMIT_WHOLE, "", "coordinator", OWN_PERSON},
    {REQUEST_ALERT_ACTION, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_LIST_ALERTS, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_SHOW, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_PARTNER_ADD, PERMIT_WHOLE, "operator", "", OWN_NOBODYS},
    {REQUEST_PARTNER_LIST, PERMIT_WHOLE, "operator", "", OWN_NOBODYS},
    {REQUEST_PARTNER_ROTATE, PERMIT_WHOLE, "operator", "", OWN_NOBODYS},
    {REQUEST_PARTNER_REVOKE, PERMIT_WHOLE, "operator", "", OWN_NOBODYS},
    {REQUEST_DOCUMENT_GET, PERMIT_WHOLE, READERS, "", OWN_NOBODYS},
    {REQUEST_DOCUMENT_GET, PERMIT_PUBLIC, "all", "", OWN_NOBODYS},
    {REQUEST_DOCUMENT_PUT, PERMIT_WHOLE, "manager", "", OWN_NOBODYS},
    {REQUEST_DOCUMENT_HISTORY, PERMIT_WHOLE, READERS, "", OWN_NOBODYS},
    {REQUEST_ROSTER_STATE, PERMIT_WHOLE, READERS, "", OWN_NOBODYS},
    {REQUEST_ROSTER_OVERRIDE, PERMIT_WHOLE, "coordinator manager", "",
     OWN_NOBODYS},
    {REQUEST_ROSTER_ACCEPT, PERMIT_WHOLE, "", "coordinator manager",
     OWN_PERSON},
    {REQUEST_SWAP_PROPOSE, PERMIT_WHOLE, "", "coordinator manager", OWN_PERSON},
    {REQUEST_SWAP_DECIDE, PERMIT_TAKER, "", "coordinator manager", OWN_PERSON},
    {REQUEST_SWAP_DECIDE, PERMIT_PROPOSER, "", "coordinator manager",
     OWN_PERSON},
    {REQUEST_SWAP_DECIDE, PERMIT_FORCE, "manager", "", OWN_NOBODYS},
    {REQUEST_DRILL_START, PERMIT_WHOLE, "coordinator manager", "", OWN_NOBODYS},
    {REQUEST_REFERRAL_ACTION, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_LIST_REFERRALS, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_ROUTE_EXPLAIN, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_SHELTER_ACTION, PERMIT_WHOLE, "", "submitter coordinator",
     OWN_HELD},
    {REQUEST_LIST_SHELTER, PERMIT_WHOLE, "coordinator manager", "submitter",
     OWN_HELD},
    {REQUEST_REFERRAL_SHOW, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_ASSIGN, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_TASK_ACTION, PERMIT_WHOLE, "coordinator", "submitter",
     OWN_ORGANISATION},
    {REQUEST_LIST_TASKS, PERMIT_WHOLE, "coordinator", "submitter",
     OWN_ORGANISATION},
    {REQUEST_TERM_ACTION, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_LIST_TERMS, PERMIT_WHOLE, "coordinator manager", "", OWN_NOBODYS},
    {REQUEST_SHARE_NEW, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_SHARE_RECALL, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_LIST_SHARES, PERMIT_WHOLE, "coordinator auditor", "", OWN_NOBODYS},
    {REQUEST_ASK, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_ANSWER, PERMIT_WHOLE, "", "all", OWN_HELD},
    {REQUEST_LIST_QUESTIONS, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_LIST_QUESTIONS, PERMIT_BY_RECEIPT, "", "all", OWN_HELD},
    {REQUEST_BOTTLENECK_ACTION, PERMIT_WHOLE, "coordinator manager", "",
     OWN_NOBODYS},
    {REQUEST_LIST_BOTTLENECKS, PERMIT_WHOLE, "coordinator manager", "",
     OWN_NOBODYS},
    {REQUEST_REPORT, PERMIT_WHOLE, "coordinator manager statistics", "",
     OWN_NOBODYS},
    {REQUEST_REPORT, PERMIT_EXACT, "coordinator manager", "", OWN_NOBODYS},
    {REQUEST_SEARCH, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_WHY, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_LINK_DECIDE, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_LIST_REVIEW, PERMIT_WHOLE, "coordinator", "", OWN_NOBODYS},
    {REQUEST_EPOCH_ACTION, PERMIT_WHOLE, "manager operator", "", OWN_NOBODYS},
    {REQUEST_PARTNER_UNPARK, PERMIT_WHOLE, "operator", "", OWN_NOBODYS},
    {REQUEST_RETENTION_ACT, PERMIT_WHOLE, "manager", "", OWN_NOBODYS},
    {REQUEST_RETENTION_ACT, PERMIT_PROLONG, "coordinator manager", "",
     OWN_NOBODYS},
    {REQUEST_LIST_RETENTION, PERMIT_WHOLE, "coordinator manager auditor", "",
     OWN_NOBODYS},
    {REQUEST_AUDIT_READ, PERMIT_WHOLE, "auditor", "", OWN_NOBODYS},
    {REQUEST_AUDIT_VERIFY, PERMIT_WHOLE, "auditor", "", OWN_NOBODYS},
    {REQUEST_AUDIT_KEY, PERMIT_WHOLE, "auditor", "", OWN_NOBODYS},
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
}

/* A request of this kind, about this part. */
static void
make_request(struct request *request, enum request_kind kind,
             enum permit_part part)
{
    memset(request, 0, sizeof *request);
    request->kind = kind;
    if (part == PERMIT_INBOX || part == PERMIT_DESK)
        set_stream(request, part == PERMIT_INBOX ? STREAM_INBOX : STREAM_DESK);
    if (kind == REQUEST_DOCUMENT_GET)
        request->u.document_get.name =
            part == PERMIT_PUBLIC ? "indicators" : "persons";
    if (kind == REQUEST_LIST_QUESTIONS)
        request->u.list_questions.receipt =
            part == PERMIT_BY_RECEIPT ? "S-00000000-0000000000000000" : "";
    if (kind == REQUEST_REPORT)
        request->u.report.exact = part == PERMIT_EXACT;
    if (kind == REQUEST_RETENTION_ACT)
        request->u.retention_act.verb =
            part == PERMIT_PROLONG ? RETENTION_PROLONG : RETENTION_ERASE;
    if (kind == REQUEST_SWAP_DECIDE)
        request->u.swap_decide.verb = part == PERMIT_FORCE      ? SWAP_FORCE
                                      : part == PERMIT_PROPOSER ? SWAP_WITHDRAW
                                                                : SWAP_ACCEPT;
}

/* --- keys --- */

#define NOW 1000

static const struct state {
    const char *name;
    int64_t from, to, revoked;
    enum key_state state;
    bool speaks;
} states[] = {
    {"valid", 0, INT64_MAX, INT64_MAX, KEY_VALID, true},
    {"valid from now on", NOW, INT64_MAX, INT64_MAX, KEY_VALID, true},
    {"not yet", NOW + 1, INT64_MAX, INT64_MAX, KEY_NOT_YET, false},
    {"replaced, until then", 0, NOW + 1, INT64_MAX, KEY_LEAVING, true},
    {"ended now", 0, NOW, INT64_MAX, KEY_ENDED, false},
    {"ended", 0, NOW - 1, INT64_MAX, KEY_ENDED, false},
    {"revoked", 0, INT64_MAX, NOW, KEY_REVOKED, false},
    {"revoked later", 0, INT64_MAX, NOW + 1, KEY_VALID, true},
    {"revoked while replaced", 0, NOW + 1, NOW, KEY_REVOKED, false},
    {"revoked before it began", NOW + 1, INT64_MAX, NOW, KEY_REVOKED, false},
    {"ended and revoked", 0, NOW - 1, NOW - 2, KEY_REVOKED, false},
};

static struct principal_key
key_in(const struct state *state, uint32_t roles)
{
    return (struct principal_key){.principal = 7,
                                  .organisation = 70,
                                  .roles = roles,
                                  .valid_from_us = state->from,
                                  .valid_to_us = state->to,
                                  .revoked_us = state->revoked};
}

static void
test_states_of_a_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(states); i++) {
        struct principal_key key = key_in(&states[i], 0);

        if (principal_key_state(&key, NOW) != states[i].state ||
            principal_key_valid(&key, NOW) != states[i].speaks)
            fail_msg("%s: state %d", states[i].name,
                     (int)principal_key_state(&key, NOW));
    }
    assert_int_equal(principal_key_state(NULL, NOW), KEY_UNKNOWN);
    assert_false(principal_key_valid(NULL, NOW));
}

/* --- the product --- */

static const struct thing {
    const char *name;
    struct permit_thing thing;
    bool own[OWN_HELD + 1]; /* by how it is known */
} things[] = {
    {"of nobody", {0, 0, false}, {false, false, false, false}},
    {"of another", {8, 80, false}, {false, false, false, false}},
    {"of a colleague", {8, 70, false}, {false, false, true, false}},
    {"its own", {7, 70, false}, {false, true, true, false}},
    {"its own, of another's", {7, 80, false}, {false, true, false, false}},
    {"another's, held", {8, 80, true}, {false, false, false, true}},
    {"its own, held", {7, 70, true}, {false, true, true, true}},
};

static size_t products;

static void
try_product(const struct row *row, const struct request *request,
            uint32_t roles)
{
    bool all = expected(row->anybodys, roles);
    bool own = expected(row->own, roles);

    if (permit_request(roles, request) != (all || own) ||
        permit_all(roles, request) != all)
        fail_msg("request %d part %d roles %x", (int)row->kind, (int)row->part,
                 roles);
    for (size_t t = 0; t < ROWS(things); t++) {
        bool may = all || (own && things[t].own[row->how]);

        for (size_t k = 0; k < ROWS(states); k++) {
            struct principal_key key = key_in(&states[k], roles);
            bool does = principal_key_valid(&key, NOW) &&
                        permit_about(&key, request, &things[t].thing);

            products++;
            if (does != (may && states[k].speaks))
                fail_msg("request %d part %d roles %x, %s, key %s",
                         (int)row->kind, (int)row->part, roles, things[t].name,
                         states[k].name);
        }
    }
}

static void
test_roles_requests_own_and_other_and_keys(void **state)
{
    static struct request request;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        make_request(&request, rows[i].kind, rows[i].part);
        for (uint32_t roles = 0; roles < 1U << (ROLE_LAST + 1); roles++)
            try_product(&rows[i], &request, roles);
    }
    print_message("# %zu combinations\n", products);
}

/* --- what the table has not --- */

static bool
has_row(enum request_kind kind)
{
    for (size_t i = 0; i < ROWS(rows); i++)
        if (rows[i].kind == kind)
            return true;
    return false;
}

static void
test_every_request_has_a_row_here_and_there(void **state)
{
    const struct permit_row *table;
    size_t n = permit_rows(&table);

    (void)state;
    for (int kind = REQUEST_HELLO; kind <= REQUEST_LAST; kind++)
        if (!has_row((enum request_kind)kind))
            fail_msg("request %d: say here and in core/permit.c who may", kind);
    assert_int_equal(n, ROWS(rows));
    for (size_t i = 0; i < n; i++) {
        if (table[i].kind != rows[i].kind || table[i].part != rows[i].part)
            fail_msg("row %zu of core/permit.c: request %d, part %d", i,
                     (int)table[i].kind, (int)table[i].part);
        assert_true((table[i].own == 0) == (table[i].rule == PERMIT_NOBODYS));
        assert_int_not_equal(table[i].all | table[i].own, 0);
    }
}

static void
test_what_has_no_row_is_denied_to_everybody(void **state)
{
    static const int kinds[] = {0, 1, REQUEST_LAST + 1, 1000};
    static const enum request_kind streams[] = {
        REQUEST_ATTACH, REQUEST_CONFIRM, REQUEST_REPLAY, REQUEST_SNAPSHOT};
    static struct request request;

    (void)state;
    for (size_t i = 0; i < ROWS(kinds); i++) {
        memset(&request, 0, sizeof request);
        request.kind = (enum request_kind)kinds[i];
        assert_false(permit_request(UINT32_MAX, &request));
        assert_null(permit_row_of(&request));
    }
    for (size_t i = 0; i < ROWS(streams); i++) {
        for (int stream = 0; stream < 4; stream += 3) {
            memset(&request, 0, sizeof request);
            request.kind = streams[i];
            set_stream(&request, (enum stream_kind)stream);
            assert_false(permit_request(UINT32_MAX, &request));
        }
    }
}

static void
test_no_content_for_operators_and_statistics(void **state)
{
    const uint32_t blind = ROLE_BIT(ROLE_OPERATOR) | ROLE_BIT(ROLE_STATISTICS);
    const struct permit_row *table;
    size_t n = permit_rows(&table);

    (void)state;
    for (size_t i = 0; i < n; i++)
        if (table[i].content && ((table[i].all | table[i].own) & blind) != 0)
            fail_msg("request %d tells content", (int)table[i].kind);
}

/* The list of indicators is read by whoever reports, and changed by no more
 * people than any other document. */
static void
test_only_the_list_of_indicators_is_public(void **state)
{
    static const char *const others[] = {"indicator", "indicators2", "persons",
                                         "rosters",   "policies",    ""};
    static struct request request = {.kind = REQUEST_DOCUMENT_GET};

    (void)state;
    request.u.document_get.name = "indicators";
    assert_true(permit_request(0, &request));
    for (size_t i = 0; i < ROWS(others); i++) {
        request.u.document_get.name = others[i];
        assert_false(permit_request(ROLE_BIT(ROLE_SUBMITTER), &request));
        assert_true(permit_request(ROLE_BIT(ROLE_AUDITOR), &request));
    }
}

static void
test_roles_nobody_defined_grant_nothing(void **state)
{
    static struct request request;
    uint32_t unknown = ~((1U << (ROLE_LAST + 1)) - 1);

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        make_request(&request, rows[i].kind, rows[i].part);
        assert_int_equal(permit_request(unknown, &request),
                         expected(rows[i].anybodys, 0) ||
                             expected(rows[i].own, 0));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states_of_a_key),
        cmocka_unit_test(test_roles_requests_own_and_other_and_keys),
        cmocka_unit_test(test_every_request_has_a_row_here_and_there),
        cmocka_unit_test(test_what_has_no_row_is_denied_to_everybody),
        cmocka_unit_test(test_no_content_for_operators_and_statistics),
        cmocka_unit_test(test_only_the_list_of_indicators_is_public),
        cmocka_unit_test(test_roles_nobody_defined_grant_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
