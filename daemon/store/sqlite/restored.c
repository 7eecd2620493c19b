/* restored -- the database was put back from a picture; see store/image.h */
#include "store/image.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"
#include "sys/secret.h"
#include "sys/vault.h"

/* Tables that count by AUTOINCREMENT and whose rows have public ids. */
static const char *const tables[] = {"alert",    "swap",         "placement",
                                     "task",     "term",         "share",
                                     "question", "link_decision"};

static enum rc
jump_table(struct store *store, const char *table)
{
    enum rc rc = sql_run(store,
                         "UPDATE sqlite_sequence SET seq = seq + ?"
                         " WHERE name = ?",
                         SQL_ARGS(sql_int(RESTORED_GAP), sql_text(table)));

    if (rc != RC_OK || sql_changed(store) > 0)
        return rc;
    return sql_run(store,
                   "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
                   SQL_ARGS(sql_text(table), sql_int(RESTORED_GAP)));
}

static enum rc
write_restored(struct store *store, int64_t now_us, int64_t as_of_us)
{
    const struct audit_record record = {.at_us = now_us,
                                        .verb = "restored",
                                        .object = "installation",
                                        .code = as_of_us};
    enum rc rc = sql_run(
        store,
        "UPDATE installation SET epoch = randomblob(16), journal_from ="
        " max(journal_from, (SELECT coalesce(max(seq), 0) FROM journal)) + ?",
        SQL_ARGS(sql_int(RESTORED_GAP)));

    if (rc == RC_OK)
        rc = sql_run(store,
                     "INSERT INTO keyless SELECT seq FROM journal j WHERE NOT"
                     " EXISTS (SELECT 1 FROM record_key k WHERE k.kind = 1"
                     "  AND k.ref = j.seq) ON CONFLICT DO NOTHING",
                     SQL_NO_ARGS);
    for (size_t i = 0; rc == RC_OK && i < sizeof tables / sizeof *tables; i++)
        rc = jump_table(store, tables[i]);
    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
store_restored(struct store *store, int64_t now_us, int64_t as_of_us)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, write_restored(store, now_us, as_of_us));
}

/* --- what an epoch key of today cannot open -------------------------------- */

static enum rc
has_keys(sqlite3 *db, bool *there)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(
        db, "SELECT 1 FROM sqlite_schema WHERE name = 'record_key'", -1, &stmt,
        NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    (void)sqlite3_finalize(stmt);
    *there = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? RC_OK : RC_FATAL;
}

/* Without the installation's own key nothing could be done with the rest. */
static enum rc
check_own_key(sqlite3 *db, const struct vault *vault)
{
    sqlite3_stmt *stmt = NULL;
    struct vault_key *key = secret_memory(sizeof *key);
    enum rc rc = RC_FATAL;
    int code = sqlite3_prepare_v2(
        db, "SELECT epoch, wrapped FROM record_key WHERE kind = 0 AND ref = 0",
        -1, &stmt, NULL);

    if (key != NULL && code == SQLITE_OK) {
        code = sqlite3_step(stmt);
        if (code == SQLITE_DONE)
            rc = RC_OK; /* of before there were keys */
        else if (code == SQLITE_ROW &&
                 sqlite3_column_bytes(stmt, 1) == VAULT_WRAPPED_BYTES)
            rc = vault_unwrap(vault, (uint32_t)sqlite3_column_int64(stmt, 0), 0,
                              0, sqlite3_column_blob(stmt, 1), key) == RC_OK
                     ? RC_OK
                     : RC_INVALID;
    }
    (void)sqlite3_finalize(stmt);
    secret_memory_close(key);
    if (rc == RC_INVALID)
        log_line(LOG_ERROR,
                 "the epoch keys do not open this backup: it is older than all "
                 "of them, or another installation's");
    return rc;
}

static enum rc
forget(sqlite3 *db, const struct vault *vault, int64_t *erased)
{
    char list[256] = "";
    char text[384];
    size_t at = 0;
    int code;

    for (size_t i = 0; i < vault->n; i++)
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%lu",
                               i == 0 ? "" : ", ",
                               (unsigned long)vault->epochs[i].number);
    (void)snprintf(text, sizeof text,
                   "DELETE FROM record_key WHERE epoch NOT IN (%s)", list);
    code = sqlite3_exec(db, text, NULL, NULL, NULL);
    *erased = sqlite3_changes64(db);
    (void)snprintf(text, sizeof text,
                   "DELETE FROM key_epoch WHERE epoch NOT IN (%s)", list);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, text, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return RC_OK;
    log_line(LOG_ERROR, "store: keys of erased records: %s",
             sqlite3_errstr(code));
    return RC_FATAL;
}

enum rc
image_forget(const char *path, const struct vault *vault, int64_t *erased)
{
    sqlite3 *db = NULL;
    bool there = false;
    int64_t gone = 0;
    int code = sqlite3_open_v2(
        path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    enum rc rc = code == SQLITE_OK ? has_keys(db, &there) : RC_FATAL;

    if (rc == RC_OK && there && (rc = check_own_key(db, vault)) == RC_OK)
        rc = forget(db, vault, &gone);
    if (sqlite3_close(db) != SQLITE_OK && rc == RC_OK)
        rc = RC_FATAL;
    if (rc == RC_OK)
        *erased = gone;
    return rc;
}
