/* rules -- see rules.h */
#include "desk/rules.h"

#include <stdlib.h>
#include <string.h>

#include "desk/state.h"
#include "document/document_findings.h"
#include "store/documents.h"
#include "store/people.h"
#include "sys/clock.h"
#include "sys/log.h"

/* The texts of a compilation, and what they are called in findings. */
struct loaded {
    struct document_text texts[DOCUMENT_LAST + 1];
    uint8_t *bytes[DOCUMENT_LAST + 1];
    int64_t versions[DOCUMENT_LAST + 1];
    size_t n;
};

static void
loaded_close(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->n; i++)
        free(loaded->bytes[i]);
    *loaded = (struct loaded){0};
}

/* policies_version: of the policies, 0: the one in force. */
static enum rc
load(struct store *store, int64_t policies_version, struct loaded *out)
{
    for (unsigned kind = 1; kind <= DOCUMENT_LAST; kind++) {
        const char *name = document_name((enum document_kind)kind);
        int64_t version = kind == DOCUMENT_POLICIES ? policies_version : 0;
        struct document_version about;
        uint8_t *text = NULL;
        enum rc rc = document_get(store, name, version, &about, &text);

        if (rc == RC_NOT_FOUND && version == 0)
            continue;
        if (rc != RC_OK)
            return rc;
        out->bytes[out->n] = text;
        out->texts[out->n] =
            (struct document_text){.kind = (enum document_kind)kind,
                                   .name = name,
                                   .bytes = (const char *)text,
                                   .n = about.text_n};
        out->versions[kind] = about.version;
        out->n++;
    }
    return RC_OK;
}

static enum rc
compile(const struct loaded *loaded, const struct zone *zone,
        struct rules_new *out, struct document_findings *findings)
{
    const struct document_input input = {.texts = loaded->texts,
                                         .texts_n = loaded->n,
                                         .zone = zone,
                                         .whole = true};
    enum rc rc = RC_FATAL;

    *out = (struct rules_new){.rules = calloc(1, sizeof *out->rules)};
    if (out->rules != NULL)
        rc = document_compile(&input, out->rules, findings);
    memcpy(out->versions, loaded->versions, sizeof out->versions);
    if (rc != RC_OK)
        rules_new_close(out);
    return rc;
}

void
rules_new_close(struct rules_new *next)
{
    free(next->rules);
    *next = (struct rules_new){0};
}

enum rc
rules_read(struct store *store, const struct zone *zone, struct rules_new *out,
           struct document_findings *findings)
{
    struct loaded loaded = {0};
    enum rc rc = load(store, 0, &loaded);

    if (rc == RC_OK)
        rc = compile(&loaded, zone, out, findings);
    loaded_close(&loaded);
    return rc;
}

enum rc
rules_open(struct desk *desk)
{
    struct document_findings findings = {0};
    struct rules_new next;
    enum rc rc = rules_read(desk->store, desk->zone, &next, &findings);

    document_findings_log(&findings);
    document_findings_close(&findings);
    return rc == RC_OK ? rules_swap(desk, &next) : rc;
}

static void
forget_old(struct rules *rules)
{
    for (size_t i = 0; i < RULES_OLD_MAX; i++)
        free(rules->old[i].policies);
    memset(rules->old, 0, sizeof rules->old);
    rules->old_next = 0;
}

void
rules_close(struct rules *rules)
{
    forget_old(rules);
    free(rules->now);
    *rules = (struct rules){0};
}

enum rc
rules_swap(struct desk *desk, struct rules_new *next)
{
    struct rules *rules = &desk->rules;

    /* Their targets are indexes of the persons and rosters of before. */
    rules_close(rules);
    rules->now = next->rules;
    memcpy(rules->versions, next->versions, sizeof rules->versions);
    *next = (struct rules_new){0};
    return rules_people(desk);
}

static void
find_keys(const struct desk *desk, struct rules *rules)
{
    for (size_t i = 0; i < PERSONS_MAX; i++)
        rules->keys[i].n = 0;
    for (size_t i = 0; i < desk->keys_n; i++) {
        const struct principal_key *key = &desk->keys[i];
        size_t person = rules_person_of(desk, key->principal);
        struct rules_keys *keys = NULL;

        if (person == PERSONS_MAX ||
            (key->roles & ROLE_BIT(ROLE_COORDINATOR)) == 0)
            continue;
        keys = &rules->keys[person];
        /* The newest are the last: an old one gives way. */
        if (keys->n == KEYS_MAX)
            memmove(keys->at, keys->at + 1, (--keys->n) * sizeof keys->at[0]);
        keys->at[keys->n++] = i;
    }
}

enum rc
rules_people(struct desk *desk)
{
    struct rules *rules = &desk->rules;
    struct roster_book *book = &rules->now->book;

    /* At once: the indexes of before point into a list that is gone. */
    find_keys(desk, rules);
    for (size_t i = 0; i < book->persons_n; i++) {
        struct principal found;
        enum rc rc = people_find(desk->store, book->persons[i].name, &found);

        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
        book->persons[i].principal = rc == RC_OK ? found.principal : 0;
    }
    find_keys(desk, rules);
    rules_reach(desk, clock_utc_us(desk->clock));
    return RC_OK;
}

void
rules_reach(struct desk *desk, int64_t now_us)
{
    struct roster_book *book = &desk->rules.now->book;

    for (size_t i = 0; i < book->persons_n; i++) {
        const struct rules_keys *keys = &desk->rules.keys[i];
        bool valid = false;

        for (size_t k = 0; k < keys->n && !valid; k++)
            valid = principal_key_valid(&desk->keys[keys->at[k]], now_us);
        book->persons[i].reachable = valid && book->persons[i].has_contact;
    }
}

/* *out NULL: that version is gone or cannot be read any more. */
static enum rc
compile_old(struct desk *desk, int64_t version, struct policies **out)
{
    struct loaded loaded = {0};
    struct document_findings findings = {0};
    struct desk_rules *rules = NULL;
    enum rc rc = load(desk->store, version, &loaded);

    *out = NULL;
    if (rc == RC_NOT_FOUND)
        rc = RC_OK;
    else if (rc == RC_OK) {
        const struct document_input input = {.texts = loaded.texts,
                                             .texts_n = loaded.n,
                                             .zone = desk->zone,
                                             .old_policies = true};

        rules = calloc(1, sizeof *rules);
        *out = calloc(1, sizeof **out);
        if (rules == NULL || *out == NULL)
            rc = RC_DOWN;
        else
            rc = document_compile(&input, rules, &findings);
    }
    if (rc == RC_OK && *out != NULL)
        **out = rules->policies;
    if (rc != RC_OK) {
        free(*out);
        *out = NULL;
    }
    document_findings_close(&findings);
    free(rules);
    loaded_close(&loaded);
    if (rc == RC_INVALID)
        return RC_OK; /* it cannot be read any more */
    return rc == RC_FATAL ? RC_DOWN : rc;
}

static enum rc
old_policies(struct desk *desk, int64_t version, const struct policies **out)
{
    struct rules *rules = &desk->rules;
    struct policies *made = NULL;

    for (size_t i = 0; i < RULES_OLD_MAX; i++)
        if (rules->old[i].version == version) {
            *out = rules->old[i].policies;
            return RC_OK;
        }

    enum rc rc = compile_old(desk, version, &made);

    if (rc != RC_OK)
        return rc;

    struct rules_old *place = &rules->old[rules->old_next];

    rules->old_next = (rules->old_next + 1) % RULES_OLD_MAX;
    free(place->policies);
    *place = (struct rules_old){.version = version, .policies = made};
    *out = made;
    return RC_OK;
}

enum rc
rules_policy(struct desk *desk, const struct alert *alert,
             const struct policy **out)
{
    const struct policies *now = &desk->rules.now->policies;
    const struct policies *policies = now;
    size_t found = POLICIES_MAX;

    if (alert->policy_version != 0 &&
        alert->policy_version != desk->rules.versions[DOCUMENT_POLICIES]) {
        enum rc rc = old_policies(desk, alert->policy_version, &policies);

        if (rc != RC_OK)
            return rc;
    }
    if (policies != NULL)
        found = policy_find(policies, alert->policy);
    /* Nobody waits because a policy cannot be found. */
    *out = found < POLICIES_MAX
               ? &policies->policies[found]
               : &now->policies[now->levels[alert->level].policy];
    return RC_OK;
}

size_t
rules_person_of(const struct desk *desk, int64_t principal)
{
    const struct roster_book *book = &desk->rules.now->book;

    for (size_t i = 0; principal != 0 && i < book->persons_n; i++)
        if (book->persons[i].principal == principal)
            return i;
    return PERSONS_MAX;
}

size_t
rules_principals(const struct desk *desk, person_set people,
                 int64_t out[PERSONS_MAX])
{
    const struct roster_book *book = &desk->rules.now->book;
    size_t n = 0;

    for (size_t i = 0; i < book->persons_n; i++)
        if ((people & PERSON_BIT(i)) != 0 && book->persons[i].principal != 0)
            out[n++] = book->persons[i].principal;
    return n;
}

size_t
rules_anybody(const struct desk *desk, int64_t now_us, int64_t out[PERSONS_MAX],
              size_t n)
{
    for (size_t i = 0; i < desk->keys_n && n < PERSONS_MAX; i++) {
        const struct principal_key *key = &desk->keys[i];
        bool known = (key->roles & ROLE_BIT(ROLE_COORDINATOR)) == 0 ||
                     !principal_key_valid(key, now_us);

        for (size_t k = 0; k < n && !known; k++)
            known = out[k] == key->principal;
        if (!known)
            out[n++] = key->principal;
    }
    return n;
}
