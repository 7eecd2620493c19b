/* audit_read -- the chain as it is read, its checkpoints, and how far both
 * were told elsewhere; see store/audit.h */
#include <string.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

enum rc
audit_head(struct store *store, int64_t *number)
{
    return sql_get(store, "SELECT coalesce(max(audit), 0) FROM audit",
                   SQL_NO_ARGS, number);
}

static bool
take_bytes(sqlite3_stmt *stmt, int column, struct audit_bytes *out, size_t cap)
{
    size_t n = (size_t)sqlite3_column_bytes(stmt, column);

    if (n > cap)
        return false;
    out->n = n;
    return n == 0 || sql_column_bytes(stmt, column, out->bytes, n);
}

static bool
take_text(sqlite3_stmt *stmt, int column, char *out, size_t out_n)
{
    sql_column_text(stmt, column, out, out_n);
    return (size_t)sqlite3_column_bytes(stmt, column) == strlen(out);
}

/* False: nothing that audit_append() wrote. */
static bool
take_row(sqlite3_stmt *stmt, struct audit_row *out)
{
    memset(out, 0, sizeof *out);
    out->number = sqlite3_column_int64(stmt, 0);
    out->at_us = sqlite3_column_int64(stmt, 1);
    out->action = sqlite3_column_int64(stmt, 2);
    out->outcome = sqlite3_column_int64(stmt, 3);
    out->actor = sqlite3_column_int64(stmt, 4);
    out->organisation = sqlite3_column_int64(stmt, 5);
    out->role = sqlite3_column_int64(stmt, 7);
    out->row = sqlite3_column_int64(stmt, 10);
    out->code = sqlite3_column_int64(stmt, 12);
    return take_bytes(stmt, 6, &out->key, AUDIT_KEY_BYTES) &&
           take_text(stmt, 8, out->verb, sizeof out->verb) &&
           take_text(stmt, 9, out->object, sizeof out->object) &&
           take_bytes(stmt, 11, &out->handle, AUDIT_HANDLE_BYTES) &&
           take_text(stmt, 13, out->detail, sizeof out->detail) &&
           take_bytes(stmt, 14, &out->reason, AUDIT_SEALED_BYTES) &&
           take_bytes(stmt, 15, &out->content, AUDIT_HASH_BYTES) &&
           sql_column_bytes(stmt, 16, out->hash, AUDIT_HASH_BYTES);
}

/* The hash of the last record up to `after`. */
static enum rc
hash_at(struct store *store, int64_t after, uint8_t hash[AUDIT_HASH_BYTES])
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT hash FROM audit WHERE audit <= ?"
                          " ORDER BY audit DESC LIMIT 1",
                          SQL_ARGS(sql_int(after)), &stmt);

    memset(hash, 0, AUDIT_HASH_BYTES);
    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    if (!sql_column_bytes(stmt, 0, hash, AUDIT_HASH_BYTES))
        memset(hash, 0, AUDIT_HASH_BYTES);
    sql_done(stmt);
    return RC_OK;
}

enum rc
audit_read(struct store *store, int64_t after, struct audit_line out[],
           size_t cap, size_t *n)
{
    uint8_t prev[AUDIT_HASH_BYTES];
    sqlite3_stmt *stmt = NULL;
    enum rc rc = hash_at(store, after, prev);

    *n = 0;
    if (rc != RC_OK ||
        (rc = sql_bind(store,
                       "SELECT audit, at_us, action, outcome, actor,"
                       " organisation, key, role, verb, object, row, handle,"
                       " code, detail, reason, content, hash FROM audit"
                       " WHERE audit > ? ORDER BY audit LIMIT ?",
                       SQL_ARGS(sql_int(after), sql_int((int64_t)cap)),
                       &stmt)) != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        struct audit_line *line = &out[*n];

        line->seen = 0;
        memcpy(line->prev, prev, sizeof prev);
        if (!take_row(stmt, &line->row)) {
            sql_done(stmt);
            return RC_INVALID;
        }
        memcpy(prev, line->row.hash, sizeof prev);
        ++*n;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
audit_after(struct store *store, int64_t at_us, int64_t *number)
{
    int64_t low = 0;
    int64_t high = 0;
    enum rc rc = audit_head(store, &high);

    while (rc == RC_OK && low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        int64_t found = 0;

        rc = sql_get(store,
                     "SELECT at_us FROM audit WHERE audit >= ?"
                     " ORDER BY audit LIMIT 1",
                     SQL_ARGS(sql_int(middle)), &found);
        if (rc != RC_OK)
            break;
        if (found < at_us)
            low = middle;
        else
            high = middle - 1;
    }
    if (rc == RC_OK)
        *number = low;
    return rc;
}

/* --- checkpoints --- */

enum rc
audit_checkpoints(struct store *store, int64_t after,
                  struct audit_checkpoint out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    bool whole = true;
    enum rc rc =
        sql_bind(store,
                 "SELECT audit, at_us, hash, signature"
                 " FROM audit_checkpoint WHERE audit > ?"
                 " ORDER BY audit LIMIT ?",
                 SQL_ARGS(sql_int(after), sql_int((int64_t)cap)), &stmt);

    *n = 0;
    if (rc != RC_OK)
        return rc;
    while (whole && (rc = sql_step(store, stmt)) == RC_OK) {
        struct audit_checkpoint *to = &out[*n];

        to->number = sqlite3_column_int64(stmt, 0);
        to->at_us = sqlite3_column_int64(stmt, 1);
        memcpy(to->installation, store->chain, EPOCH_BYTES);
        whole = sql_column_bytes(stmt, 2, to->hash, sizeof to->hash) &&
                sql_column_bytes(stmt, 3, to->signature, sizeof to->signature);
        ++*n;
    }
    if (whole)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    sql_done(stmt);
    return RC_FATAL;
}

enum rc
audit_checkpoint_next(struct store *store, int64_t *number,
                      uint8_t hash[AUDIT_HASH_BYTES])
{
    int64_t kept = 0;
    enum rc rc = audit_head_hash(store, number, hash);

    if (rc == RC_OK)
        rc = sql_get(store,
                     "SELECT coalesce(max(audit), 0) FROM audit_checkpoint",
                     SQL_NO_ARGS, &kept);
    if (rc == RC_OK && kept >= *number)
        *number = 0;
    return rc;
}

static enum rc
add(struct store *store, const struct audit_checkpoint *kept)
{
    uint8_t hash[AUDIT_HASH_BYTES];
    int64_t number = 0;
    enum rc rc = audit_head_hash(store, &number, hash);

    if (rc == RC_OK &&
        (number != kept->number || memcmp(hash, kept->hash, sizeof hash) != 0))
        rc = RC_STALE;
    if (rc != RC_OK)
        return rc;
    return sql_run(store,
                   "INSERT INTO audit_checkpoint (audit, at_us, hash,"
                   " signature) VALUES (?, ?, ?, ?)",
                   SQL_ARGS(sql_int(kept->number), sql_int(kept->at_us),
                            sql_blob(kept->hash, sizeof kept->hash),
                            sql_blob(kept->signature, sizeof kept->signature)));
}

enum rc
audit_checkpoint_add(struct store *store, const struct audit_checkpoint *kept)
{
    enum rc rc = sql_begin(store);

    return rc == RC_OK ? sql_end(store, add(store, kept)) : rc;
}

/* --- how far it was told --- */

enum rc
audit_told(struct store *store, int64_t *number, int64_t *checkpoint)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store, "SELECT told, told_checkpoint FROM audit_relay",
                 SQL_NO_ARGS, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *number = sqlite3_column_int64(stmt, 0);
    *checkpoint = sqlite3_column_int64(stmt, 1);
    sql_done(stmt);
    return RC_OK;
}

enum rc
audit_told_set(struct store *store, int64_t number, int64_t checkpoint)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store,
                   sql_run(store,
                           "UPDATE audit_relay SET told = ?,"
                           " told_checkpoint = ?",
                           SQL_ARGS(sql_int(number), sql_int(checkpoint))));
}

enum rc
audit_untold_us(struct store *store, int64_t *at_us)
{
    enum rc rc = sql_get(store,
                         "SELECT at_us FROM audit WHERE audit >"
                         " (SELECT told FROM audit_relay) ORDER BY audit"
                         " LIMIT 1",
                         SQL_NO_ARGS, at_us);

    if (rc != RC_NOT_FOUND)
        return rc;
    *at_us = 0;
    return RC_OK;
}
