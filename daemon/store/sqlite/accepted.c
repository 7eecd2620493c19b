/* accepted -- see accepted.h */
#include "store/sqlite/accepted.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

struct audit_actor
accepted_sender(const struct journal_entry *entry)
{
    struct audit_actor who = {.principal = entry->principal,
                              .organisation = entry->organisation,
                              .role = entry->role};

    memcpy(who.public_key, entry->public_key, sizeof who.public_key);
    return who;
}

/* How many messages of whom, as "3:2 8:1": principals and counts. */
static void
count_senders(const struct journal_entry *entries,
              const struct journal_result *results, size_t n,
              char out[AUDIT_DETAIL_BYTES])
{
    int64_t whose[16];
    int counts[16] = {0};
    size_t senders = 0;
    size_t at = 0;
    int others = 0;

    for (size_t i = 0; i < n; i++) {
        size_t k = 0;

        if (results[i].verdict != JOURNAL_ACCEPTED)
            continue;
        while (k < senders && whose[k] != entries[i].principal)
            k++;
        if (k == senders && senders < sizeof whose / sizeof whose[0])
            whose[senders++] = entries[i].principal;
        if (k < senders)
            counts[k]++;
        else
            others++;
    }
    out[0] = '\0';
    for (size_t k = 0; k < senders && at + 48 < AUDIT_DETAIL_BYTES; k++)
        at +=
            (size_t)snprintf(out + at, AUDIT_DETAIL_BYTES - at, "%s%lld:%d",
                             k == 0 ? "" : " ", (long long)whose[k], counts[k]);
    if (others > 0)
        (void)snprintf(out + at, AUDIT_DETAIL_BYTES - at, " others:%d", others);
}

/* The first of them when one key sent them all; NULL: several did. */
static const struct journal_entry *
only_sender(const struct journal_entry *entries,
            const struct journal_result *results, size_t n)
{
    const struct journal_entry *only = NULL;

    for (size_t i = 0; i < n; i++) {
        if (results[i].verdict != JOURNAL_ACCEPTED)
            continue;
        if (only == NULL)
            only = &entries[i];
        else if (memcmp(only->public_key, entries[i].public_key,
                        sizeof only->public_key) != 0 ||
                 only->principal != entries[i].principal)
            return NULL;
    }
    return only;
}

void
accepted_begin(struct accepted *accepted)
{
    (void)crypto_generichash_init(&accepted->bodies, NULL, 0, AUDIT_HASH_BYTES);
}

void
accepted_add(struct accepted *accepted, const uint8_t *sealed, size_t n)
{
    const uint8_t length[4] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16),
                               (uint8_t)(n >> 8), (uint8_t)n};

    (void)crypto_generichash_update(&accepted->bodies, length, sizeof length);
    (void)crypto_generichash_update(&accepted->bodies, sealed, n);
}

enum rc
accepted_note(struct store *store, struct accepted *accepted,
              const struct journal_entry *entries,
              const struct journal_result *results, size_t n)
{
    const struct journal_entry *only = only_sender(entries, results, n);
    struct audit_actor who = {0};
    uint8_t content[AUDIT_HASH_BYTES];
    char detail[AUDIT_DETAIL_BYTES];
    struct audit_record record = {.verb = "accept",
                                  .object = "journal",
                                  .detail = detail,
                                  .content = content};

    for (size_t i = 0; i < n; i++) {
        if (results[i].verdict != JOURNAL_ACCEPTED)
            continue;
        record.at_us = results[i].accepted_us;
        record.code++;
    }
    if (record.code == 0)
        return RC_OK;
    count_senders(entries, results, n, detail);
    if (only != NULL) {
        who = accepted_sender(only);
        record.actor = who.principal;
        record.who = &who;
    }
    (void)crypto_generichash_final(&accepted->bodies, content, sizeof content);
    return audit_write(store, &record);
}
