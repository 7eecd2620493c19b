/* sql -- see sql.h */
#include "store/sqlite/sql.h"

#include <errno.h>
#include <string.h>

#include "store/sqlite/seal.h"
#include "sys/log.h"

static const char begin_text[] = "BEGIN IMMEDIATE";
static const char commit_text[] = "COMMIT";
static const char rollback_text[] = "ROLLBACK";

struct sql_value
sql_int(int64_t integer)
{
    return (struct sql_value){.type = SQL_INTEGER, .integer = integer};
}

struct sql_value
sql_ref(int64_t row)
{
    return (struct sql_value){.type = row == 0 ? SQL_NULL : SQL_INTEGER,
                              .integer = row};
}

struct sql_value
sql_text(const char *text)
{
    return (struct sql_value){
        .type = SQL_TEXT, .bytes = text, .n = strlen(text)};
}

struct sql_value
sql_text_cut(const char *text, size_t n)
{
    struct sql_value value = sql_text(text == NULL ? "" : text);

    if (value.n <= n)
        return value;
    while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
        n--;
    value.n = n;
    return value;
}

struct sql_value
sql_blob(const void *bytes, size_t n)
{
    /* SQLite makes NULL of a blob without address */
    return (struct sql_value){
        .type = SQL_BLOB, .bytes = n == 0 ? "" : bytes, .n = n};
}

/* A disk without room is waited for; any other trouble with it is not:
 * after a failed fsync nobody knows what the disk holds. */
static enum rc
meaning(const struct store *store, int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
        return RC_DOWN;
    case SQLITE_IOERR:
        if (code == SQLITE_IOERR_NOMEM)
            return RC_DOWN;
        if (code == SQLITE_IOERR_SHMSIZE &&
            sqlite3_system_errno(store->db) == ENOSPC)
            return RC_DOWN;
        return RC_FATAL;
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_FOREIGNKEY ? RC_NOT_FOUND : RC_INVALID;
    case SQLITE_TOOBIG:
        return RC_INVALID;
    default:
        return RC_FATAL;
    }
}

enum rc
sql_fault(struct store *store, int code, const char *what)
{
    enum rc rc = meaning(store, code);

    log_line(rc == RC_FATAL ? LOG_ERROR : LOG_WARN,
             "store: %s (code %d) in \"%.48s\"", sqlite3_errstr(code), code,
             what);
    if (rc == RC_FATAL)
        store->fatal = true;
    return rc;
}

static enum rc
prepared(struct store *store, const char *text, sqlite3_stmt **out)
{
    size_t slot = ((uintptr_t)text >> 3) % SQL_STATEMENTS_MAX;

    for (size_t tries = 0; tries < SQL_STATEMENTS_MAX; tries++) {
        struct sql_statement *found = &store->statements[slot];

        if (found->text == text) {
            *out = found->stmt;
            return RC_OK;
        }
        if (found->text == NULL) {
            int code = sqlite3_prepare_v3(store->db, text, -1,
                                          SQLITE_PREPARE_PERSISTENT,
                                          &found->stmt, NULL);

            if (code != SQLITE_OK)
                return sql_fault(store, code, text);
            found->text = text;
            *out = found->stmt;
            return RC_OK;
        }
        slot = (slot + 1) % SQL_STATEMENTS_MAX;
    }
    return sql_fault(store, SQLITE_INTERNAL, text);
}

static int
bind_value(sqlite3_stmt *stmt, int at, const struct sql_value *value)
{
    switch (value->type) {
    case SQL_NULL:
        return sqlite3_bind_null(stmt, at);
    case SQL_INTEGER:
        return sqlite3_bind_int64(stmt, at, value->integer);
    case SQL_TEXT:
        return sqlite3_bind_text64(stmt, at, value->bytes, value->n,
                                   SQLITE_STATIC, SQLITE_UTF8);
    case SQL_BLOB:
        return sqlite3_bind_blob64(stmt, at, value->bytes, value->n,
                                   SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

enum rc
sql_bind(struct store *store, const char *text, const struct sql_value *args,
         size_t n, sqlite3_stmt **stmt)
{
    sqlite3_stmt *found = NULL;
    enum rc rc;

    if (store->fatal)
        return RC_FATAL;
    if (sqlite3_get_autocommit(store->db) != 0)
        seal_forget(store);
    if ((rc = prepared(store, text, &found)) != RC_OK)
        return rc;
    for (size_t i = 0; i < n; i++) {
        int code = bind_value(found, (int)i + 1, &args[i]);

        if (code != SQLITE_OK) {
            sql_done(found);
            return sql_fault(store, code, text);
        }
    }
    *stmt = found;
    return RC_OK;
}

enum rc
sql_step(struct store *store, sqlite3_stmt *stmt)
{
    int code = sqlite3_step(stmt);

    if (code == SQLITE_ROW)
        return RC_OK;

    enum rc rc = RC_NOT_FOUND;

    if (code != SQLITE_DONE)
        rc = sql_fault(store, code, sqlite3_sql(stmt));
    sql_done(stmt);
    return rc;
}

void
sql_done(sqlite3_stmt *stmt)
{
    if (stmt == NULL)
        return;
    (void)sqlite3_reset(stmt);
    (void)sqlite3_clear_bindings(stmt); /* they point into the caller */
}

enum rc
sql_run(struct store *store, const char *text, const struct sql_value *args,
        size_t n)
{
    sqlite3_stmt *stmt = NULL;
    int code = SQLITE_OK;
    enum rc rc = sql_bind(store, text, args, n, &stmt);

    if (rc != RC_OK)
        return rc;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
        ;
    /* not by sql_step(): there a reference to nothing looks like the end */
    if (code != SQLITE_DONE)
        rc = sql_fault(store, code, text);
    sql_done(stmt);
    return rc;
}

int64_t
sql_changed(const struct store *store)
{
    return sqlite3_changes64(store->db);
}

enum rc
sql_get(struct store *store, const char *text, const struct sql_value *args,
        size_t n, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, text, args, n, &stmt);

    if (rc != RC_OK)
        return rc;
    if ((rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    *out = sqlite3_column_int64(stmt, 0);
    sql_done(stmt);
    return RC_OK;
}

enum rc
sql_next(struct store *store, const char *table, int64_t *row)
{
    return sql_get(store,
                   "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence"
                   " WHERE name = ?",
                   SQL_ARGS(sql_text(table)), row);
}

enum rc
sql_get_all(struct store *store, sqlite3_stmt *stmt, int64_t out[], size_t *n)
{
    size_t found = 0;
    enum rc rc;

    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] = sqlite3_column_int64(stmt, 0);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
sql_exec(struct store *store, const char *text)
{
    int code = sqlite3_exec(store->db, text, NULL, NULL, NULL);

    return code == SQLITE_OK ? RC_OK : sql_fault(store, code, text);
}

/* As bytes: what was sealed is a blob, and to make text of it SQLite needs
 * memory; without, it would answer that there is none. */
void
sql_column_text(sqlite3_stmt *stmt, int column, char *out, size_t out_n)
{
    const char *text = sqlite3_column_blob(stmt, column);
    size_t n = (size_t)sqlite3_column_bytes(stmt, column);

    if (n > out_n - 1)
        n = out_n - 1;
    n = text == NULL ? 0 : strnlen(text, n);
    if (n > 0)
        memcpy(out, text, n);
    out[n] = '\0';
}

bool
sql_column_bytes(sqlite3_stmt *stmt, int column, uint8_t *out, size_t n)
{
    const void *blob = sqlite3_column_blob(stmt, column);

    if (blob == NULL || (size_t)sqlite3_column_bytes(stmt, column) != n)
        return false;
    memcpy(out, blob, n);
    return true;
}

enum rc
sql_prepare_transactions(struct store *store)
{
    static const char *const texts[] = {begin_text, commit_text, rollback_text};
    sqlite3_stmt *stmt = NULL;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < sizeof texts / sizeof texts[0]; i++)
        rc = prepared(store, texts[i], &stmt);
    return rc;
}

enum rc
sql_begin(struct store *store)
{
    if (store->readonly)
        return RC_INVALID;
    if (atomic_load(&store->checkpoint_failed))
        store->fatal = true;
    return sql_run(store, begin_text, SQL_NO_ARGS);
}

/* SQLite undoes by itself after some errors; asking twice is one too. */
static enum rc
roll_back(struct store *store)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_get_autocommit(store->db) != 0)
        return RC_OK;
    if (prepared(store, rollback_text, &stmt) == RC_OK) {
        (void)sqlite3_step(stmt);
        (void)sqlite3_reset(stmt);
    }
    if (sqlite3_get_autocommit(store->db) != 0)
        return RC_OK;
    log_line(LOG_ERROR, "store: a transaction cannot be undone");
    store->fatal = true;
    return RC_FATAL;
}

static enum rc
commit(struct store *store)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = prepared(store, commit_text, &stmt);

    if (rc != RC_OK)
        return rc;

    int code = sqlite3_step(stmt);

    (void)sqlite3_reset(stmt);
    if (code == SQLITE_DONE)
        return RC_OK;
    rc = sql_fault(store, code, commit_text);
    /* Out of memory can come after the log was written and synced: undone
     * here, yet a crash would bring it back. */
    if (rc == RC_DOWN && code != SQLITE_BUSY && code != SQLITE_FULL)
        rc = RC_UNKNOWN;
    return rc;
}

enum rc
sql_end(struct store *store, enum rc rc)
{
    rc = seal_end(store, rc);
    if (rc == RC_OK)
        rc = commit(store);
    if (rc != RC_OK && roll_back(store) != RC_OK)
        rc = RC_FATAL;
    return rc;
}
