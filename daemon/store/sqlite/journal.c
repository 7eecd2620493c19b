/* journal -- see store/journal.h */
#include "store/journal.h"

#include <stdlib.h>
#include <string.h>

#include "store/sqlite/accepted.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

struct batch {
    struct store *store;
    struct accepted accepted;
    uint8_t *room; /* for one sealed body */
};

static enum rc
audit_repeat(struct store *store, const struct journal_entry *entry,
             const struct journal_result *result)
{
    const struct audit_actor who = accepted_sender(entry);
    const struct audit_record record = {
        .at_us = entry->accepted_us,
        .actor = entry->principal,
        .verb = result->verdict == JOURNAL_REPLAYED ? "submit-replayed"
                                                    : "submit-conflict",
        .object = "message",
        .row = result->seq,
        .code = (int64_t)result->verdict,
        .who = &who,
    };

    return audit_write(store, &record);
}

/* The message id is known: the same message again, or another one. */
static enum rc
look_up(struct store *store, const struct journal_entry *entry,
        struct journal_result *result)
{
    sqlite3_stmt *stmt = NULL;
    uint8_t digest[JOURNAL_DIGEST_BYTES];
    enum rc rc = sql_bind(
        store,
        "SELECT seq, accepted_us, digest FROM journal"
        " WHERE organisation = ? AND message_id = ?",
        SQL_ARGS(sql_int(entry->organisation),
                 sql_blob(entry->message_id, sizeof entry->message_id)),
        &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    result->seq = sqlite3_column_int64(stmt, 0);
    result->accepted_us = sqlite3_column_int64(stmt, 1);
    result->verdict = sql_column_bytes(stmt, 2, digest, sizeof digest) &&
                              memcmp(digest, entry->digest, sizeof digest) == 0
                          ? JOURNAL_REPLAYED
                          : JOURNAL_CONFLICT;
    sql_done(stmt);
    return audit_repeat(store, entry, result);
}

/* Its body sealed by the key that was just made: to room, n bytes; an empty
 * one stays empty. */
static enum rc
seal_body(struct store *store, const struct journal_entry *entry, int64_t seq,
          uint8_t *room, size_t *n)
{
    const struct vault_place place = {
        .domain = "journal.body", .record = {SEAL_MESSAGE, seq}, .rows = {seq}};

    *n = 0;
    if (entry->body_n == 0)
        return RC_OK;
    *n = entry->body_n + VAULT_SEALED_BYTES;
    return seal_value(store, &place, entry->body, entry->body_n, room);
}

static enum rc
append_one(struct batch *batch, const struct journal_entry *entry, int64_t seq,
           struct journal_result *result)
{
    struct store *store = batch->store;
    size_t body_n = 0;
    enum rc rc = seal_key_new(store, SEAL_MESSAGE, seq);

    if (rc == RC_OK)
        rc = seal_body(store, entry, seq, batch->room, &body_n);
    if (rc != RC_OK)
        return rc;
    rc = sql_run(
        store,
        "INSERT INTO journal (seq, organisation, principal, message_id, kind,"
        " urgent, accepted_us, digest, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (organisation, message_id) DO NOTHING",
        SQL_ARGS(sql_int(seq), sql_int(entry->organisation),
                 sql_int(entry->principal),
                 sql_blob(entry->message_id, sizeof entry->message_id),
                 sql_int((int64_t)entry->kind), sql_int(entry->urgent),
                 sql_int(entry->accepted_us),
                 sql_blob(entry->digest, sizeof entry->digest),
                 sql_blob(batch->room, body_n)));

    if (rc != RC_OK)
        return rc;
    if (sql_changed(store) == 0)
        return look_up(store, entry, result);
    if ((rc = seal_key_keep(store)) != RC_OK)
        return rc;
    accepted_add(&batch->accepted, batch->room, body_n);
    *result = (struct journal_result){
        .seq = seq,
        .accepted_us = entry->accepted_us,
        .verdict = JOURNAL_ACCEPTED,
    };
    return RC_OK;
}

/* The seq is known before the row is there: it is sealed with it. */
static enum rc
append_all(struct batch *batch, const struct journal_entry *entries, size_t n)
{
    struct store *store = batch->store;
    int64_t head = 0;
    enum rc rc = journal_head(store, &head);

    if (head < store->journal_from - 1)
        head = store->journal_from - 1;
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        rc = append_one(batch, &entries[i], head + 1, &store->results[i]);
        if (store->results[i].verdict == JOURNAL_ACCEPTED)
            head++;
    }
    return rc;
}

static enum rc
append_in_transaction(struct batch *batch, const struct journal_entry *entries,
                      size_t n)
{
    struct store *store = batch->store;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    accepted_begin(&batch->accepted);
    rc = append_all(batch, entries, n);
    if (rc == RC_OK)
        rc = accepted_note(store, &batch->accepted, entries, store->results, n);
    return sql_end(store, rc);
}

/* For the longest of them. */
static uint8_t *
make_room(const struct journal_entry *entries, size_t n)
{
    size_t longest = 0;

    for (size_t i = 0; i < n; i++)
        if (entries[i].body_n > longest)
            longest = entries[i].body_n;
    return malloc(longest + VAULT_SEALED_BYTES);
}

enum rc
journal_append(struct store *store, struct journal_entry *entries, size_t n)
{
    struct batch batch = {.store = store};
    enum rc rc = RC_OK;

    if (n < 1 || n > JOURNAL_BATCH_MAX)
        return RC_INVALID;
    batch.room = make_room(entries, n);
    if (batch.room == NULL)
        return RC_DOWN;
    rc = append_in_transaction(&batch, entries, n);
    free(batch.room);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < n; i++) {
        entries[i].verdict = store->results[i].verdict;
        if (entries[i].verdict == JOURNAL_CONFLICT)
            continue;
        entries[i].seq = store->results[i].seq;
        entries[i].accepted_us = store->results[i].accepted_us;
    }
    return RC_OK;
}

#define JOURNAL_ROW                                                            \
    "SELECT seq, organisation, principal, message_id, kind, urgent,"           \
    " accepted_us, opened_or_none('journal.body', 1, seq, body, seq) FROM "    \
    "journal"

static bool
visit_row(sqlite3_stmt *stmt, journal_visit *visit, void *arg)
{
    static const uint8_t nothing[] = {0xff};
    struct journal_row row = {
        .seq = sqlite3_column_int64(stmt, 0),
        .organisation = sqlite3_column_int64(stmt, 1),
        .principal = sqlite3_column_int64(stmt, 2),
        .kind = (enum message_kind)sqlite3_column_int(stmt, 4),
        .urgent = sqlite3_column_int(stmt, 5) != 0,
        .accepted_us = sqlite3_column_int64(stmt, 6),
        .body = sqlite3_column_blob(stmt, 7),
        .body_n = (size_t)sqlite3_column_bytes(stmt, 7),
    };

    if (sqlite3_column_type(stmt, 7) == SQLITE_NULL) {
        row.body = nothing;
        row.body_n = sizeof nothing;
        row.lost = true;
    }
    (void)sql_column_bytes(stmt, 3, row.message_id, sizeof row.message_id);
    return visit(&row, arg);
}

enum rc
journal_read(struct store *store, int64_t after, size_t limit,
             journal_visit *visit, void *arg)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store, JOURNAL_ROW " WHERE seq > ? ORDER BY seq LIMIT ?",
                 SQL_ARGS(sql_int(after), sql_int((int64_t)limit)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        if (!visit_row(stmt, visit, arg)) {
            sql_done(stmt);
            return RC_OK;
        }
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
journal_get(struct store *store, int64_t seq, journal_visit *visit, void *arg)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, JOURNAL_ROW " WHERE seq = ?",
                          SQL_ARGS(sql_int(seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    (void)visit_row(stmt, visit, arg);
    sql_done(stmt);
    return RC_OK;
}

enum rc
journal_head(struct store *store, int64_t *seq)
{
    return sql_get(store,
                   "SELECT max(coalesce((SELECT max(seq) FROM journal), 0),"
                   " high) FROM erasure",
                   SQL_NO_ARGS, seq);
}
