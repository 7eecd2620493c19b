/* sql -- what the files of this folder share: the open database, prepared
 * statements, transactions, and the one place where SQLite's result codes
 * get a meaning. */
#ifndef STORE_SQLITE_SQL_H
#define STORE_SQLITE_SQL_H

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/stream.h"
#include "store/audit.h"
#include "store/journal.h"

struct checkpoint;
struct link_work;
struct wipe;
struct seal;

#define SQL_STATEMENTS_MAX 512

/* A prepared statement, found by the address of its constant text. */
struct sql_statement {
    const char *text;
    sqlite3_stmt *stmt;
};

/* Outcome of one journal entry until its transaction is committed. */
struct journal_result {
    int64_t seq;
    int64_t accepted_us;
    enum journal_verdict verdict;
};

struct store {
    sqlite3 *db;
    struct wipe *wipe; /* what it is opened by */
    struct sql_statement statements[SQL_STATEMENTS_MAX];
    int lock_fd; /* -1: none */
    bool readonly;
    bool fatal;                    /* once answered RC_FATAL, for ever */
    atomic_bool checkpoint_failed; /* by the thread: fatal too */
    uint8_t epoch[EPOCH_BYTES];
    uint8_t chain[EPOCH_BYTES]; /* what the audit calls the installation */
    int64_t journal_from;       /* no message has a lower seq from now on */
    char *path;                 /* of the database file */
    int64_t frame_bytes;
    int64_t wal_frames; /* in the log, as the last commit saw it */
    struct checkpoint *checkpoint;
    struct link_work *link;
    struct seal *seal;         /* of seal.c */
    struct audit_actor acting; /* who, as records say */
    struct journal_result results[JOURNAL_BATCH_MAX];
};

/* --- values ----------------------------------------------------------------
 */

enum sql_type {
    SQL_NULL,
    SQL_INTEGER,
    SQL_TEXT,
    SQL_BLOB
};

struct sql_value {
    enum sql_type type;
    int64_t integer;
    const void *bytes; /* borrowed until the statement is done */
    size_t n;
};

struct sql_value sql_int(int64_t integer);
struct sql_value sql_ref(int64_t row); /* NULL for row 0: "none" */
struct sql_value sql_text(const char *text);
/* sql_text_cut: at most n bytes of UTF-8, never half a character; NULL is "" */
struct sql_value sql_text_cut(const char *text, size_t n);
struct sql_value sql_blob(const void *bytes, size_t n);

#define SQL_ARGS(...)                                                          \
    (const struct sql_value[]){__VA_ARGS__},                                   \
        sizeof((const struct sql_value[]){__VA_ARGS__}) /                      \
            sizeof(struct sql_value)
#define SQL_NO_ARGS NULL, 0

/* --- statements ------------------------------------------------------------
 * `text` is a string constant: its address is the key of the cache. */

/* sql_bind: a statement ready to step.  After RC_OK it must be stepped until
 * it is not RC_OK any more, or given to sql_done(). */
MUST_USE enum rc sql_bind(struct store *store, const char *text,
                          const struct sql_value *args, size_t n,
                          sqlite3_stmt **stmt);

/* sql_step: RC_OK a row, RC_NOT_FOUND no more rows (and done). */
MUST_USE enum rc sql_step(struct store *store, sqlite3_stmt *stmt);

/* sql_done: NULL is allowed. */
void sql_done(sqlite3_stmt *stmt);

/* sql_run: a statement without rows; sql_changed() says how many it hit. */
MUST_USE enum rc sql_run(struct store *store, const char *text,
                         const struct sql_value *args, size_t n);
int64_t sql_changed(const struct store *store);

/* sql_get: the first column of the first row; RC_NOT_FOUND. */
MUST_USE enum rc sql_get(struct store *store, const char *text,
                         const struct sql_value *args, size_t n, int64_t *out);

/* sql_next: the row that the next INSERT gets in a table that counts by
 * AUTOINCREMENT: nobody else writes. */
MUST_USE enum rc sql_next(struct store *store, const char *table, int64_t *row);

/* sql_get_all: the first column of each row that sql_bind() found; its LIMIT
 * is what out has room for.  None is RC_OK too. */
MUST_USE enum rc sql_get_all(struct store *store, sqlite3_stmt *stmt,
                             int64_t out[], size_t *n);

/* sql_exec: constant text with several statements, not cached. */
MUST_USE enum rc sql_exec(struct store *store, const char *text);

/* sql_column_text: copies a column, cut to fit, "" for NULL. */
void sql_column_text(sqlite3_stmt *stmt, int column, char *out, size_t out_n);

/* sql_column_bytes: copies a blob of exactly n bytes; false otherwise. */
bool sql_column_bytes(sqlite3_stmt *stmt, int column, uint8_t *out, size_t n);

/* --- transactions ----------------------------------------------------------
 */

/* sql_prepare_transactions: once, after opening: undoing must not need
 * memory that is not there. */
MUST_USE enum rc sql_prepare_transactions(struct store *store);

/* sql_begin: take the write lock. */
MUST_USE enum rc sql_begin(struct store *store);

/* sql_end: commit when rc is RC_OK, otherwise undo and answer rc. */
MUST_USE enum rc sql_end(struct store *store, enum rc rc);

/* sql_fault: what a result code of SQLite means; logged here, once. */
MUST_USE enum rc sql_fault(struct store *store, int code, const char *what);

#endif
