/* seals -- see store/seals.h */
#include "store/seals.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "store/sqlite/schema.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"

#define SLICE_MAX 256

struct key_row {
    int64_t kind, ref, epoch;
};

/* --- wrapping anew --------------------------------------------------------- */

static enum rc
count_left(struct store *store, int64_t *left)
{
    return sql_get(store,
                   "SELECT coalesce(sum(keys), 0) FROM key_epoch"
                   " WHERE epoch <> ?",
                   SQL_ARGS(sql_int(seal_newest(store))), left);
}

/* What was erased before the newest epoch wrapped anything no key of it opens,
 * in whatever copy: once the older ones wrap nothing they may go, and it with
 * them.  What is erased meanwhile waits for the next rotation. */
static enum rc
note_begin(struct store *store)
{
    return sql_run(store, "UPDATE erasure SET before_rewrap = after_rotation",
                   SQL_NO_ARGS);
}

static enum rc
note_end(struct store *store)
{
    return sql_run(store,
                   "UPDATE erasure SET after_rotation = after_rotation -"
                   " before_rewrap, before_rewrap = 0",
                   SQL_NO_ARGS);
}

/* The cursor, from the start when it was of an older epoch. */
static enum rc
read_cursor(struct store *store, struct key_row *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, "SELECT epoch, kind, ref FROM rewrap",
                          SQL_NO_ARGS, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *out = (struct key_row){.epoch = sqlite3_column_int64(stmt, 0),
                            .kind = sqlite3_column_int64(stmt, 1),
                            .ref = sqlite3_column_int64(stmt, 2)};
    sql_done(stmt);
    if (out->epoch == seal_newest(store))
        return RC_OK;
    *out = (struct key_row){.epoch = seal_newest(store), .kind = -1};
    return note_begin(store);
}

static enum rc
write_cursor(struct store *store, const struct key_row *at)
{
    return sql_run(
        store, "UPDATE rewrap SET epoch = ?, kind = ?, ref = ?",
        SQL_ARGS(sql_int(at->epoch), sql_int(at->kind), sql_int(at->ref)));
}

static enum rc
read_slice(struct store *store, const struct key_row *after, size_t limit,
           struct key_row out[], size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT kind, ref, epoch FROM record_key"
                 " WHERE (kind, ref) > (?, ?) ORDER BY kind, ref LIMIT ?",
                 SQL_ARGS(sql_int(after->kind), sql_int(after->ref),
                          sql_int((int64_t)limit)),
                 &stmt);

    *n = 0;
    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[(*n)++] = (struct key_row){.kind = sqlite3_column_int64(stmt, 0),
                                       .ref = sqlite3_column_int64(stmt, 1),
                                       .epoch = sqlite3_column_int64(stmt, 2)};
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
rewrap_slice(struct store *store, size_t limit)
{
    struct key_row rows[SLICE_MAX];
    struct key_row at;
    size_t n = 0;
    enum rc rc = read_cursor(store, &at);

    if (rc == RC_OK)
        rc = read_slice(store, &at, limit, rows, &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (rows[i].epoch != at.epoch)
            rc = seal_rewrap(store, rows[i].kind, rows[i].ref, rows[i].epoch);
    if (rc != RC_OK)
        return rc;
    /* At the end with something left: it is looked through once more. */
    at.kind = n == 0 ? -1 : rows[n - 1].kind;
    at.ref = n == 0 ? 0 : rows[n - 1].ref;
    return write_cursor(store, &at);
}

enum rc
seals_rewrap(struct store *store, size_t limit, int64_t *left)
{
    int64_t before = 0;
    int64_t after = 0;
    enum rc rc = count_left(store, &before);

    if (rc != RC_OK || before == 0)
        return rc == RC_OK ? RC_NOT_FOUND : rc;
    if (limit < 1 || limit > SLICE_MAX)
        return RC_INVALID;
    if ((rc = sql_begin(store)) != RC_OK)
        return rc;
    rc = rewrap_slice(store, limit);
    if (rc == RC_OK)
        rc = count_left(store, &after);
    if (rc == RC_OK && after == 0)
        rc = note_end(store);
    if ((rc = sql_end(store, rc)) == RC_OK)
        *left = after;
    return rc;
}

/* --- looking in from outside ------------------------------------------------
 */

static int
read_used(sqlite3 *db, struct seals_epoch out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db,
                                  "SELECT epoch, keys FROM key_epoch"
                                  " WHERE keys > 0 ORDER BY epoch",
                                  -1, &stmt, NULL);

    while (code == SQLITE_OK && *n < cap) {
        code = sqlite3_step(stmt);
        if (code != SQLITE_ROW)
            break;
        out[*n].epoch = sqlite3_column_int64(stmt, 0);
        out[(*n)++].keys = sqlite3_column_int64(stmt, 1);
        code = SQLITE_OK;
    }
    (void)sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int
has_seals(sqlite3 *db, bool *out)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL);

    if (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        *out = sqlite3_column_int64(stmt, 0) >= SCHEMA_SEALED;
        code = SQLITE_OK;
    }
    (void)sqlite3_finalize(stmt);
    return code;
}

enum rc
seals_used(const char *dir, struct seals_epoch out[], size_t cap, size_t *n)
{
    char path[PATH_MAX];
    sqlite3 *db = NULL;
    bool sealed = false;
    size_t found = 0;
    int length = snprintf(path, sizeof path, "%s/loket.db", dir);
    int code = SQLITE_OK;

    if (length < 0 || (size_t)length >= sizeof path)
        return RC_INVALID;
    if (access(path, F_OK) != 0)
        return RC_NOT_FOUND;
    code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(db, 2000);
    if (code == SQLITE_OK)
        code = has_seals(db, &sealed);
    if (code == SQLITE_OK && sealed)
        code = read_used(db, out, cap, &found);
    (void)sqlite3_close(db);
    if (code != SQLITE_OK) {
        log_line(LOG_ERROR, "store: which epochs are in use: %s",
                 sqlite3_errstr(code));
        return RC_DOWN;
    }
    *n = found;
    return RC_OK;
}

bool
seals_in_use(const struct seals_epoch used[], size_t n, int64_t epoch)
{
    for (size_t i = 0; i < n; i++)
        if (used[i].epoch == epoch)
            return true;
    return false;
}
