/* restored -- the database was put back from a picture; see store/image.h */
#include "store/image.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"
#include "sys/secret.h"
#include "sys/vault.h"

/* Of a ring's numbers, and the words around them. */
#define UNOPENED_BYTES (VAULT_EPOCHS_MAX * 12 + 32)

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
            rc = vault_unwrap(vault, (uint32_t)sqlite3_column_int64(stmt, 0),
                              (struct vault_record){SEAL_INSTALLATION, 0},
                              sqlite3_column_blob(stmt, 1), key) == RC_OK
                     ? RC_OK
                     : RC_INVALID;
    }
    (void)sqlite3_finalize(stmt);
    secret_memory_close(key);
    if (rc == RC_INVALID)
        log_line(LOG_ERROR,
                 "the epoch keys do not open this backup: it is older than all "
                 "of them, or another installation's; take a younger one, or "
                 "the copy of the keys of its day");
    return rc;
}

/* "WHERE epoch NOT IN (..)", of the ring. */
static void
write_unopened(char out[UNOPENED_BYTES], const struct vault *vault)
{
    size_t at = (size_t)snprintf(out, UNOPENED_BYTES, "WHERE epoch NOT IN (");

    for (size_t i = 0; i < vault->n; i++)
        at += (size_t)snprintf(out + at, UNOPENED_BYTES - at, "%s%lu",
                               i == 0 ? "" : ", ",
                               (unsigned long)vault->epochs[i].number);
    (void)snprintf(out + at, UNOPENED_BYTES - at, ")");
}

static enum rc
count_unopened(sqlite3 *db, const struct vault *vault, void *arg)
{
    struct image_unopened *out = arg;
    char where[UNOPENED_BYTES];
    char text[UNOPENED_BYTES + 160];
    sqlite3_stmt *stmt = NULL;
    int code;

    write_unopened(where, vault);
    (void)snprintf(text, sizeof text,
                   "SELECT count(*), count(*) FILTER (WHERE kind = 1),"
                   " (SELECT count(*) FROM record_key WHERE kind = 1)"
                   " FROM record_key %s",
                   where);
    code = sqlite3_prepare_v2(db, text, -1, &stmt, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        *out =
            (struct image_unopened){.records = sqlite3_column_int64(stmt, 0),
                                    .messages = sqlite3_column_int64(stmt, 1),
                                    .of = sqlite3_column_int64(stmt, 2)};
    (void)sqlite3_finalize(stmt);
    if (code == SQLITE_ROW)
        return RC_OK;
    log_line(LOG_ERROR, "store: keys of a picture: %s", sqlite3_errstr(code));
    return RC_FATAL;
}

static enum rc
forget(sqlite3 *db, const struct vault *vault, void *arg)
{
    char where[UNOPENED_BYTES];
    char text[2 * UNOPENED_BYTES + 80];
    int code;

    (void)arg;
    write_unopened(where, vault);
    (void)snprintf(text, sizeof text,
                   "DELETE FROM record_key %s; DELETE FROM key_epoch %s", where,
                   where);
    code = sqlite3_exec(db, text, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return RC_OK;
    log_line(LOG_ERROR, "store: keys of erased records: %s",
             sqlite3_errstr(code));
    return RC_FATAL;
}

/* On a picture that has keys, and whose own one the ring opens. */
static enum rc
on_picture(const char *path, const struct vault *vault,
           enum rc (*act)(sqlite3 *, const struct vault *, void *), void *arg)
{
    sqlite3 *db = NULL;
    bool there = false;
    int code = sqlite3_open_v2(
        path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    enum rc rc = code == SQLITE_OK ? has_keys(db, &there) : RC_FATAL;

    if (rc == RC_OK && there && (rc = check_own_key(db, vault)) == RC_OK)
        rc = act(db, vault, arg);
    if (sqlite3_close(db) != SQLITE_OK && rc == RC_OK)
        rc = RC_FATAL;
    return rc;
}

enum rc
image_unopened(const char *path, const struct vault *vault,
               struct image_unopened *out)
{
    struct image_unopened found = {0};
    enum rc rc = on_picture(path, vault, count_unopened, &found);

    if (rc == RC_OK)
        *out = found;
    return rc;
}

enum rc
image_forget(const char *path, const struct vault *vault)
{
    return on_picture(path, vault, forget, NULL);
}
