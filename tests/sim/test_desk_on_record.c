/* test_desk_on_record -- every kind of request that looks at something or
 * changes it leaves exactly the record that stands here, and none leaves
 * another.  Refusals too. */
#include "past_store.h"
#include "trial_ask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/permit.h"
#include "desk/rules.h"
#include "desk/state.h"

/* One request, and the records of the one who asks: "verb object outcome", "|"
 * between several; %s in a body is the id of a signal's alert, %m of the signal,
 * %r of a referral, %h of a signal that may be shared, %x of what the request before made. */
static const struct look {
    enum request_kind kind;
    enum trial_person who;
    const char *name;
    const char *body;
    const char *records;
} looks[] = {
    {REQUEST_HELLO, ANNA, "hello", "{\"protocol_min\": 1, \"protocol_max\": 1}",
     ""},
    {REQUEST_HEARTBEAT, ANNA, "heartbeat", "{}", ""},
    {REQUEST_STATUS, POLICE, "status", "{\"receipt\": \"%c\"}", ""},
    {REQUEST_STATUS, POLICE, "status",
     "{\"receipt\": \"S-00000000-0000000000000000\"}", "not_found  4"},
    {REQUEST_ATTACH, ANNA, "attach", "{\"stream\": \"desk\"}",
     "attach stream 0"},
    {REQUEST_SNAPSHOT, ANNA, "snapshot", "{\"stream\": \"desk\"}",
     "snapshot stream 0"},
    {REQUEST_ATTACH, POLICE, "attach", "{\"stream\": \"desk\"}", "denied  4"},
    {REQUEST_LIST_ALERTS, ANNA, "list_alerts", "{}", "list alert 0"},
    {REQUEST_LIST_ALERTS, POLICE, "list_alerts", "{}", "denied  4"},
    {REQUEST_SHOW, ANNA, "show", "{\"id\": \"%s\"}", "show alert 0"},
    {REQUEST_SHOW, ANNA, "show", "{\"id\": \"%m\"}", "show message 0"},
    {REQUEST_SHOW, ANNA, "show", "{\"id\": \"S-00000000\"}", "not_found  4"},
    {REQUEST_SHOW, POLICE, "show", "{\"id\": \"%m\"}", "denied  4"},
    {REQUEST_ALERT_ACTION, ANNA, "alert_action",
     "{\"verb\": \"acknowledge\", \"alert\": \"%s\", \"generation\": 1}",
     "acknowledge alert 0"},
    {REQUEST_ALERT_ACTION, ANNA, "alert_action",
     "{\"verb\": \"acknowledge\", \"alert\": \"M-00000000\","
     " \"generation\": 1}",
     "not_found alert 4"},
    {REQUEST_PARTNER_LIST, OPERATOR, "partner_list", "{}",
     "partner-list principal 0"},
    {REQUEST_PARTNER_LIST, ANNA, "partner_list", "{}", "denied  4"},
    {REQUEST_PARTNER_REVOKE, OPERATOR, "partner_revoke",
     "{\"name\": \"nobody-of-that-name\"}", "not_found  4"},
    {REQUEST_DOCUMENT_GET, ANNA, "document_get", "{\"name\": \"persons\"}",
     "document-read desk_document 0"},
    {REQUEST_DOCUMENT_GET, POLICE, "document_get", "{\"name\": \"indicators\"}",
     ""},
    {REQUEST_DOCUMENT_HISTORY, ANNA, "document_history",
     "{\"name\": \"persons\"}", "document-history desk_document 0"},
    {REQUEST_ROSTER_STATE, ANNA, "roster_state", "{}", "roster-state roster 0"},
    {REQUEST_LIST_REFERRALS, ANNA, "list_referrals", "{}", "list referral 0"},
    {REQUEST_REFERRAL_SHOW, ANNA, "referral_show", "{\"id\": \"%r\"}",
     "show message 0"},
    {REQUEST_REFERRAL_ACTION, ANNA, "referral_action",
     "{\"id\": \"%r\", \"verb\": \"accept\"}", "referral-accept referral 0"},
    {REQUEST_ROUTE_EXPLAIN, ANNA, "route_explain", "{\"id\": \"%s\"}",
     "route-explain alert 0"},
    {REQUEST_LIST_SHELTER, ANNA, "list_shelter", "{}", "list placement 0"},
    {REQUEST_LIST_TASKS, ANNA, "list_tasks", "{}", "list task 0"},
    {REQUEST_LIST_TERMS, ANNA, "list_terms", "{}", "list term 0"},
    {REQUEST_LIST_SHARES, ANNA, "list_shares", "{}", "list share 0"},
    {REQUEST_LIST_QUESTIONS, ANNA, "list_questions", "{\"id\": \"%m\"}",
     "questions message 0"},
    {REQUEST_LIST_QUESTIONS, POLICE, "list_questions", "{\"receipt\": \"%c\"}",
     "questions message 0"},
    {REQUEST_ASK, ANNA, "ask", "{\"id\": \"%m\", \"text\": \"Wanneer?\"}",
     "ask question 0"},
    {REQUEST_LIST_BOTTLENECKS, ANNA, "list_bottlenecks", "{}",
     "list bottleneck 0"},
    {REQUEST_SEARCH, ANNA, "search",
     "{\"indicators\": [\"DB01\"], \"purpose\": \"melding\"}", "search  0"},
    {REQUEST_WHY, ANNA, "why", "{\"id\": \"%m\"}", "why message 0"},
    {REQUEST_LIST_REVIEW, ANNA, "list_review", "{}", "review  0"},
    {REQUEST_EPOCH_ACTION, DORA, "epoch_action", "{\"verb\": \"show\"}",
     "epoch-look link_epoch 0"},
    {REQUEST_AUDIT_KEY, ANNA, "audit_key", "{}", "denied  4"},
    {REQUEST_AUDIT_READ, ANNA, "audit_read", "{}", "denied  4"},
    {REQUEST_DRILL_START, ANNA, "drill_start", "{\"level\": \"u3\"}",
     "alert-open alert 0"},
    /* what changes something */
    {REQUEST_SHARE_NEW, ANNA, "share_new",
     "{\"id\": \"%h\", \"to\": \"housing\", \"content\": \"address_note\","
     " \"agreement\": \"covenant\", \"purpose\": \"opvang\"}",
     "share share 0"},
    {REQUEST_SHARE_NEW, ANNA, "share_new",
     "{\"id\": \"%m\", \"to\": \"care\", \"content\": \"address_note\","
     " \"agreement\": \"covenant\", \"purpose\": \"opvang\"}",
     "share-refused bundle 4"},
    {REQUEST_SHARE_NEW, POLICE, "share_new",
     "{\"id\": \"%m\", \"to\": \"housing\", \"content\": \"address_note\","
     " \"agreement\": \"covenant\", \"purpose\": \"opvang\"}",
     "denied  4"},
    {REQUEST_SHARE_RECALL, ANNA, "share_recall",
     "{\"share\": \"H-00000000\", \"reason\": \"vergissing\"}",
     "share-refused  4"},
    {REQUEST_ASSIGN, ANNA, "assign",
     "{\"referral\": \"%r\", \"partner\": \"care\", \"task\": \"legal\"}",
     "task-assign task 0"},
    {REQUEST_ASSIGN, POLICE, "assign",
     "{\"referral\": \"%r\", \"partner\": \"care\", \"task\": \"legal\"}",
     "denied  4"},
    {REQUEST_TASK_ACTION, CARE, "task_action",
     "{\"task\": \"%x\", \"verb\": \"accept\"}", "task-accept task 0"},
    {REQUEST_TASK_ACTION, HOUSING, "task_action",
     "{\"task\": \"%x\", \"verb\": \"done\"}", "task-refused task 4"},
    {REQUEST_SWAP_PROPOSE, BRAM, "swap_propose",
     "{\"roster\": \"primary\", \"taker\": \"anna\","
     " \"start_us\": 1795338000000000, \"end_us\": 1795381200000000}",
     "swap-propose swap 0"},
    {REQUEST_SWAP_DECIDE, POLICE, "swap_decide",
     "{\"swap\": \"%x\", \"verb\": \"accept\"}", "denied  4"},
    {REQUEST_SWAP_DECIDE, ANNA, "swap_decide",
     "{\"swap\": \"%x\", \"verb\": \"decline\", \"reason\": \"nee\"}",
     "swap-decline swap 0"},
    {REQUEST_ROSTER_OVERRIDE, DORA, "roster_override",
     "{\"roster\": \"primary\", \"verb\": \"set\", \"people\": [\"carla\"],"
     " \"start_us\": 1795345200000000, \"end_us\": 1795348800000000,"
     " \"reason\": \"ziek\"}",
     "document-put desk_document 0"},
    {REQUEST_ROSTER_OVERRIDE, POLICE, "roster_override",
     "{\"roster\": \"primary\", \"verb\": \"set\", \"people\": [\"carla\"],"
     " \"start_us\": 1795345200000000, \"end_us\": 1795348800000000,"
     " \"reason\": \"ziek\"}",
     "denied  4"},
    {REQUEST_DOCUMENT_PUT, ANNA, "document_put",
     "{\"documents\": [{\"name\": \"persons\", \"text\": \"7878\","
     " \"expect\": 1}]}",
     "denied  4"},
    {REQUEST_PARTNER_ADD, OPERATOR, "partner_add",
     "{\"organisation\": \"lawyers\", \"organisation_kind\": \"lawyer\","
     " \"name\": \"lawyer-1\", \"kind\": \"system\","
     " \"roles\": [\"submitter\"], \"public_key\":"
     " \"11111111111111111111111111111111"
     "11111111111111111111111111111111\"}",
     "partner-add principal 0"},
    {REQUEST_PARTNER_ROTATE, OPERATOR, "partner_rotate",
     "{\"name\": \"lawyer-1\", \"old_valid_to_us\": 1795294900000000,"
     " \"public_key\": \"22222222222222222222222222222222"
     "22222222222222222222222222222222\"}",
     "partner-rotate principal 0"},
    {REQUEST_PARTNER_REVOKE, OPERATOR, "partner_revoke",
     "{\"name\": \"lawyer-1\"}", "partner-revoke principal 0"},
    {REQUEST_SHELTER_ACTION, ANNA, "shelter_action",
     "{\"verb\": \"place\", \"facility\": \"acm-crisis\","
     " \"referral\": \"%r\"}",
     "shelter-place placement 0"},
    {REQUEST_SHELTER_ACTION, ANNA, "shelter_action",
     "{\"verb\": \"release\", \"placement\": \"%x\"}",
     "shelter-release placement 0"},
    {REQUEST_SHELTER_ACTION, DORA, "shelter_action",
     "{\"verb\": \"out_of_service\", \"facility\": \"acm-crisis\", \"places\": "
     "1,"
     " \"reason\": \"verbouwing\"}",
     "shelter-out placement 0"},
    {REQUEST_SHELTER_ACTION, POLICE, "shelter_action",
     "{\"verb\": \"place\", \"facility\": \"acm-crisis\","
     " \"referral\": \"%r\"}",
     "shelter-refused placement 4"},
    {REQUEST_TERM_ACTION, ANNA, "term_action",
     "{\"referral\": \"%r\", \"verb\": \"start\","
     " \"term\": \"bedenktijd\", \"date\": \"2026-11-30\"}",
     "term-start term 0"},
    {REQUEST_TERM_ACTION, POLICE, "term_action",
     "{\"referral\": \"%r\", \"verb\": \"start\","
     " \"term\": \"bedenktijd\", \"date\": \"2026-11-30\"}",
     "denied  4"},
    {REQUEST_RETENTION_ACT, DORA, "retention_act",
     "{\"verb\": \"hold\", \"ids\": [\"%m\"], \"until_us\": 1799999999000000,"
     " \"reason\": \"onderzoek\"}",
     "hold message 0"},
    {REQUEST_RETENTION_ACT, POLICE, "retention_act",
     "{\"verb\": \"hold\", \"ids\": [\"%m\"], \"reason\": \"onderzoek\"}",
     "denied  4"},
    {REQUEST_LIST_RETENTION, DORA, "list_retention", "{\"list\": \"held\"}",
     "retention-list  0"},
};

/* The records of people behind `after`, as the table has them. */
static int
records(sqlite3 *db, int after, char out[512])
{
    sqlite3_stmt *stmt = NULL;
    int last = after;
    size_t n = 0;

    out[0] = '\0';
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT verb || ' ' || object || ' ' || outcome,"
                           " actor, key, audit FROM audit WHERE audit > ?"
                           " ORDER BY audit",
                           -1, &stmt, NULL),
        SQLITE_OK);
    (void)sqlite3_bind_int(stmt, 1, after);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        last = sqlite3_column_int(stmt, 3);
        if (sqlite3_column_int64(stmt, 1) == 0)
            continue;
        /* whoever acts is known by the key, too */
        assert_int_equal(sqlite3_column_bytes(stmt, 2), 8);
        n += (size_t)snprintf(out + n, 512 - n, "%s%s", n == 0 ? "" : "|",
                              sqlite3_column_text(stmt, 0));
    }
    (void)sqlite3_finalize(stmt);
    return last;
}

struct names {
    char signal[64];
    char alert[64];
    char referral[64];
    char shared[64]; /* a signal that a covenant covers */
    char made[64];   /* a task, swap or placement, by the last request */
};

static json_t *
body_of(const char *text, const struct names *names)
{
    char out[512];
    size_t n = 0;
    json_t *body = NULL;

    for (const char *c = text; *c != '\0'; c++) {
        if (c[0] != '%') {
            out[n++] = *c;
            continue;
        }
        c++;
        n += (size_t)snprintf(out + n, sizeof out - n, "%.*s",
                              *c == 'm' || *c == 'r' || *c == 'h' ? 10 : 63,
                              *c == 'h'   ? names->shared
                              : *c == 'x' ? names->made
                              : *c == 's' ? names->alert
                              : *c == 'r' ? names->referral
                                          : names->signal);
    }
    out[n] = '\0';
    body = json_loads(out, 0, NULL);
    assert_non_null(body);
    return body;
}

static void
remember(struct names *names, const json_t *answer)
{
    static const char *const made[][2] = {{"task_result", "task"},
                                          {"swap_result", "swap"},
                                          {"shelter_result", "placement"}};

    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        const json_t *one =
            json_object_get(json_object_get(answer, made[i][0]), made[i][1]);

        if (one != NULL)
            (void)snprintf(names->made, sizeof names->made, "%s",
                           trial_text(one, made[i][1]));
    }
}

static void
set_up(struct trial *trial, struct names *names)
{
    json_t *signal = NULL;

    for (int i = 0; i < TRIAL_PEOPLE; i++)
        trial_hello(trial, (enum trial_person)i);
    trial_attach(trial, ANNA, "inbox", 0);
    signal = trial_post(trial, POLICE, "referral", trial_referral("yes", "no"));
    (void)snprintf(names->referral, sizeof names->referral, "%s",
                   trial_text(signal, "receipt"));
    signal =
        trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 1, "A"));
    (void)snprintf(names->signal, sizeof names->signal, "%s",
                   trial_text(signal, "receipt"));
    signal = trial_signal("1099ZZ", 7, "hs");
    json_object_set_new(signal, "indicators", json_pack("[s]", "DB01"));
    (void)snprintf(
        names->shared, sizeof names->shared, "%s",
        trial_text(trial_post(trial, CARE, "signal", signal), "receipt"));
    trial_run(trial, INT64_C(3) * 1000000);
    (void)snprintf(
        names->alert, sizeof names->alert, "%s",
        trial_text(trial_event(trial, trial_peer(ANNA), "page", 0), "alert"));
    assert_int_equal(strncmp(names->alert, "M-", 2), 0);
}

static void
test_each_look_leaves_its_record(void **state)
{
    struct trial *trial = trial_new();
    struct names names;
    char found[512];
    sqlite3 *db = NULL;
    int last = 0;
    int wrong = 0;

    (void)state;
    set_up(trial, &names);
    (void)trial_covenant(trial);
    db = past_store_open(trial->dir);
    last = records(db, 0, found);
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        const struct look *l = &looks[i];

        remember(&names,
                 trial_ask(trial, l->who, l->name, body_of(l->body, &names)));
        last = records(db, last, found);
        if (strcmp(found, l->records) != 0) {
            print_error("%zu %s %s: \"%s\", not \"%s\"\n", i, l->name, l->body,
                        found, l->records);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    (void)sqlite3_close(db);
    trial_free(trial);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_look_leaves_its_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
