/* documents_change -- carry out a change of desk documents */
#include <stdlib.h>
#include <string.h>

#include "desk/deliver.h"
#include "desk/documents.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/plans.h"
#include "desk/rules.h"
#include "desk/shifts.h"
#include "desk/state.h"
#include "desk/swaps.h"
#include "desk/watchman.h"
#include "document/document.h"
#include "document/document_check.h"
#include "document/indicators_change.h"
#include "store/alerts.h"
#include "store/audit.h"
#include "store/documents.h"
#include "store/people.h"
#include "sys/clock.h"
#include "sys/log.h"

#define HELD_BATCH 64

/* Everything one change needs while it is carried out. */
struct changing {
    struct desk *desk;
    const struct documents_change *change;
    struct documents_result *result;
    struct document_text texts[DOCUMENT_LAST];
    uint8_t *bytes[DOCUMENT_LAST]; /* of those that stay as they are */
    struct rules_new next;
    int64_t now_us;
};

static void
changing_close(struct changing *c)
{
    for (size_t i = 0; i < DOCUMENT_LAST; i++)
        free(c->bytes[i]);
    rules_new_close(&c->next);
}

/* What will be in force: the new texts, and the others as they are. */
static enum rc
gather(struct changing *c)
{
    const struct request_document_put *put = c->change->put;

    for (size_t i = 0; i < DOCUMENT_LAST; i++) {
        enum document_kind kind = (enum document_kind)(i + 1);
        struct document_version about;

        c->texts[i] = (struct document_text){
            .kind = kind, .name = document_name(kind), .bytes = ""};
        for (size_t k = 0; k < put->n; k++)
            if (strcmp(put->documents[k].name, c->texts[i].name) == 0) {
                c->texts[i].bytes = (const char *)put->documents[k].text;
                c->texts[i].n = put->documents[k].text_n;
            }
        if (c->texts[i].n > 0)
            continue;

        enum rc rc = document_get(c->desk->store, c->texts[i].name, 0, &about,
                                  &c->bytes[i]);

        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
        if (rc == RC_OK) {
            c->texts[i].bytes = (const char *)c->bytes[i];
            c->texts[i].n = about.text_n;
        }
    }
    return RC_OK;
}

static enum rc
names_known(const struct request_document_put *put)
{
    for (size_t i = 0; i < put->n; i++)
        if (document_find(put->documents[i].name) == DOCUMENT_NONE)
            return RC_NOT_FOUND;
    return RC_OK;
}

static bool
can_be_called(const struct desk *desk, int64_t principal, int64_t now_us)
{
    for (size_t i = 0; principal != 0 && i < desk->keys_n; i++)
        if (desk->keys[i].principal == principal &&
            (desk->keys[i].roles & ROLE_BIT(ROLE_COORDINATOR)) != 0 &&
            principal_key_valid(&desk->keys[i], now_us))
            return true;
    return false;
}

/* The fallback is the last resort: who stands there must be somebody. */
static void
find_strangers(struct changing *c, person_set strangers)
{
    const struct policies *policies = &c->next.rules->policies;
    person_set fallback = 0;

    for (size_t i = 0; i < policies->policies_n; i++)
        fallback |= policies->policies[i].fallback;
    for (size_t i = 0; i < PERSONS_MAX; i++) {
        const struct person *person = &c->next.rules->book.persons[i];

        if ((strangers & fallback & PERSON_BIT(i)) != 0)
            document_findings_add(
                &c->result->findings,
                &(struct document_place){.document = "persons",
                                         .line = person->line,
                                         .code = "E_NO_CONTACT",
                                         .refuses = true},
                "%s is in a fallback and is no enrolled coordinator",
                person->name);
    }
}

static enum rc
look_up_people(struct changing *c)
{
    struct roster_book *book = &c->next.rules->book;
    person_set strangers = 0;

    for (size_t i = 0; i < book->persons_n; i++) {
        struct person *person = &book->persons[i];
        struct principal found = {.principal = 0};
        enum rc rc = people_find(c->desk->store, person->name, &found);

        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
        person->principal = found.principal;
        person->reachable = person->has_contact &&
                            can_be_called(c->desk, found.principal, c->now_us);
        if ((found.roles & ROLE_BIT(ROLE_COORDINATOR)) == 0)
            strangers |= PERSON_BIT(i);
    }
    find_strangers(c, strangers);
    return RC_OK;
}

static bool
found_before(const struct document_findings *before,
             const struct document_finding *finding)
{
    for (size_t i = 0; i < before->kept_n; i++)
        if (strcmp(before->list[i].text, finding->text) == 0 &&
            strcmp(before->list[i].code, finding->code) == 0)
            return true;
    return false;
}

/* Of what the check finds, what is so already does not refuse, and what only
 * warns of it is not told again. */
static void
forget_known(struct document_findings *now,
             const struct document_findings *before)
{
    size_t kept = 0;

    for (size_t i = 0; i < now->kept_n; i++) {
        struct document_finding *finding = &now->list[i];
        bool known = found_before(before, finding);

        if (known && finding->refuses)
            now->refuses_n--;
        else if (known) {
            now->n--;
            continue;
        }
        if (known)
            finding->refuses = false;
        now->list[kept++] = *finding;
    }
    now->kept_n = kept;
}

static void
check(struct changing *c)
{
    bool accept_gap = c->change->put->accept_gap[0] != '\0';
    struct document_findings before = {0};
    struct document_findings found = {0};
    struct document_findings *all = &c->result->findings;

    document_check(c->next.rules, c->now_us, accept_gap, &found);
    rules_reach(c->desk, c->now_us);
    document_check(c->desk->rules.now, c->now_us, accept_gap, &before);
    forget_known(&found, &before);
    document_findings_join(all, &found);
    document_findings_close(&found);
    document_findings_close(&before);
}

/* Against the list in force, when there is a new one. */
static enum rc
check_indicators(struct changing *c)
{
    const char *name = document_name(DOCUMENT_INDICATORS);
    const struct document_text *next = &c->texts[DOCUMENT_INDICATORS - 1];
    struct document_version about;
    uint8_t *text = NULL;
    enum rc rc;

    if (c->bytes[DOCUMENT_INDICATORS - 1] != NULL)
        return RC_OK; /* it stays as it is */
    rc = document_get(c->desk->store, name, 0, &about, &text);
    if (rc == RC_OK)
        indicators_change(
            &c->desk->rules.now->indicators, &c->next.rules->indicators,
            about.text_n == next->n && memcmp(text, next->bytes, next->n) == 0,
            &c->result->findings);
    free(text);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
compile(struct changing *c)
{
    struct document_text texts[DOCUMENT_LAST];
    struct document_input input = {
        .texts = texts, .zone = c->desk->zone, .whole = true};
    enum rc rc = RC_DOWN;

    for (size_t i = 0; i < DOCUMENT_LAST; i++)
        if (c->texts[i].n > 0)
            texts[input.texts_n++] = c->texts[i];
    c->next.rules = calloc(1, sizeof *c->next.rules);
    if (c->next.rules != NULL)
        rc = document_compile(&input, c->next.rules, &c->result->findings);
    if (rc == RC_OK)
        rc = look_up_people(c);
    if (rc == RC_OK)
        rc = check_indicators(c);
    if (rc == RC_OK)
        check(c);
    document_findings_sort(&c->result->findings);
    return rc == RC_FATAL ? RC_DOWN : rc;
}

/* Running alerts keep the policy they began with; who removes it is told. */
static enum rc
find_in_use(struct changing *c)
{
    const struct policies *next = &c->next.rules->policies;
    struct documents_result *result = c->result;
    struct alert alerts[HELD_BATCH];
    int64_t after = 0;
    size_t n = HELD_BATCH;
    bool all_stay = true;

    for (size_t i = 0; i < c->desk->rules.now->policies.policies_n; i++)
        all_stay =
            all_stay &&
            policy_find(next, c->desk->rules.now->policies.policies[i].name) <
                POLICIES_MAX;
    while (!all_stay && n == HELD_BATCH && result->in_use_n < LIST_LIMIT) {
        enum rc rc =
            alert_list(c->desk->store, 1U << ALERT_PAGING | 1U << ALERT_HELD,
                       after, alerts, HELD_BATCH, &n);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < n; i++) {
            after = alerts[i].alert;
            if (alerts[i].policy[0] != '\0' &&
                policy_find(next, alerts[i].policy) == POLICIES_MAX &&
                result->in_use_n < LIST_LIMIT)
                ids_alert(c->desk, alerts[i].alert,
                          result->in_use[result->in_use_n++]);
        }
    }
    return RC_OK;
}

static enum rc
store_it(struct changing *c)
{
    const struct request_document_put *put = c->change->put;
    struct document_new documents[REQUEST_DOCUMENTS_MAX];
    struct document_put stored = {.documents = documents,
                                  .n = put->n,
                                  .actor = c->change->actor,
                                  .reason = put->reason,
                                  .swap = c->change->swap,
                                  .now_us = c->now_us};

    outgoing_start(&c->desk->outgoing);
    for (size_t i = 0; i < put->n; i++) {
        documents[i] =
            (struct document_new){.name = put->documents[i].name,
                                  .expect = put->documents[i].expect,
                                  .text = put->documents[i].text,
                                  .text_n = put->documents[i].text_n};
        notices_managers(c->desk, &(struct notice){.code = NOTICE_DOCUMENT,
                                                   .roster = "",
                                                   .person = "",
                                                   .id = documents[i].name});
    }
    shifts_changed(c->desk, c->next.rules);
    if (c->change->swap != 0) {
        enum rc rc = swaps_applied(c->desk, c->change->swap);

        if (rc != RC_OK)
            return rc;
    }
    if (c->desk->outgoing.failed)
        return RC_DOWN;
    stored.events = c->desk->outgoing.events;
    stored.events_n = c->desk->outgoing.n;
    return document_put(c->desk->store, &stored);
}

static enum rc
read_versions(struct changing *c)
{
    const struct request_document_put *put = c->change->put;
    struct documents_result *result = c->result;

    memcpy(c->next.versions, c->desk->rules.versions, sizeof c->next.versions);
    for (size_t i = 0; i < put->n; i++) {
        struct document_version *version = &result->versions[i];
        size_t n = 0;
        enum rc rc = document_history(c->desk->store, put->documents[i].name, 0,
                                      version, 1, &n);

        if (rc != RC_OK)
            return rc;
        result->versions_n = i + 1;
        c->next.versions[document_find(put->documents[i].name)] =
            version->version;
    }
    return RC_OK;
}

/* It is stored: from here on it is in force, whatever happens.  What could
 * not be planned now is planned by the next tick, or the next start. */
static enum rc
put_in_force(struct changing *c)
{
    struct desk *desk = c->desk;
    enum rc rc = read_versions(c);

    if (rc == RC_OK)
        rc = rules_swap(desk, &c->next);
    if (rc != RC_OK)
        return rc == RC_DOWN ? RC_FATAL : rc;
    watchman_forget(desk);
    log_line(LOG_NOTE, "%zu desk documents have a new version",
             c->change->put->n);
    return plans_again(desk);
}

/* What is only checked, or not taken, changes nothing; that somebody asked is
 * on record all the same: findings tell of people and alerts. */
static enum rc
note_unchanged(const struct changing *c)
{
    const struct request_document_put *put = c->change->put;
    const struct audit_entry entry = {
        .actor = c->change->actor,
        .verb = put->check_only ? "document-check" : "document-refused",
        .table = "desk_document",
        .detail = put->documents[0].name,
        .code = (int64_t)c->result->findings.refuses_n,
        .now_us = c->now_us,
    };

    return audit_note(c->desk->store, &entry);
}

enum rc
documents_change(struct desk *desk, const struct documents_change *change,
                 struct documents_result *result)
{
    struct changing c = {.desk = desk,
                         .change = change,
                         .result = result,
                         .now_us = clock_utc_us(desk->clock)};
    enum rc rc = names_known(change->put);

    if (rc == RC_OK)
        rc = gather(&c);
    if (rc == RC_OK)
        rc = compile(&c);
    if (rc == RC_INVALID || result->findings.refuses_n > 0) {
        if (rc == RC_OK || rc == RC_INVALID)
            rc = note_unchanged(&c);
        goto out;
    }
    if (rc == RC_OK)
        rc = find_in_use(&c);
    if (rc != RC_OK)
        goto out;
    if (change->put->check_only) {
        rc = note_unchanged(&c);
        result->accepted = rc == RC_OK;
        goto out;
    }
    rc = store_it(&c);
    if (rc != RC_OK)
        goto out;
    deliver_outgoing(desk);
    rc = put_in_force(&c);
    result->accepted = rc == RC_OK;
out:
    changing_close(&c);
    return rc;
}
