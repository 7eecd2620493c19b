/* audit_seal -- what of a record only its keys can say; see audit.h */
#include <sodium.h>
#include <string.h>

#include "core/roster_book.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

_Static_assert(AUDIT_HANDLE_BYTES == VAULT_HANDLE_BYTES,
               "a handle as the vault makes it");

enum rc
audit_content(struct store *store, int64_t seq, uint8_t out[AUDIT_HASH_BYTES])
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, "SELECT body FROM journal WHERE seq = ?",
                          SQL_ARGS(sql_int(seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    (void)crypto_generichash(
        out, AUDIT_HASH_BYTES, sqlite3_column_blob(stmt, 0),
        (unsigned long long)sqlite3_column_bytes(stmt, 0), NULL, 0);
    sql_done(stmt);
    return RC_OK;
}

enum rc
audit_handle(struct store *store, int64_t message, struct audit_bytes *out)
{
    enum rc rc = seal_handle(store, SEAL_MESSAGE, message, out->bytes);

    out->n = rc == RC_OK ? AUDIT_HANDLE_BYTES : 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* By the key of the message it is about; by the installation's when it is
 * about none, or about one that is erased. */
static enum rc
seal_reason(struct store *store, int64_t message, const char *reason,
            struct audit_row *row)
{
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;
    enum rc rc = sql_bind(
        store, "SELECT sealed('audit.reason', ?, ?, ?, ?)",
        SQL_ARGS(sql_int(message == 0 ? SEAL_INSTALLATION : SEAL_MESSAGE),
                 sql_int(message), sql_text_cut(reason, REASON_BYTES - 1),
                 sql_int(row->number)),
        &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    n = (size_t)sqlite3_column_bytes(stmt, 0);
    if (n <= AUDIT_SEALED_BYTES &&
        sql_column_bytes(stmt, 0, row->reason.bytes, n))
        row->reason.n = n;
    else
        rc = RC_FATAL;
    sql_done(stmt);
    return rc;
}

enum rc
audit_seal(struct store *store, struct audit_row *row, int64_t message,
           const char *reason)
{
    enum rc rc = RC_OK;

    if (message != 0)
        rc = audit_handle(store, message, &row->handle);
    if (rc == RC_OK && reason != NULL && reason[0] != '\0')
        rc = seal_reason(store, row->handle.n == 0 ? 0 : message, reason, row);
    return rc;
}

enum rc
audit_reason(struct store *store, int64_t number, int64_t message, char *out,
             size_t out_n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT opened('audit.reason', ?1, ?2, reason, audit) FROM audit"
        " WHERE audit = ?3",
        SQL_ARGS(sql_int(message == 0 ? SEAL_INSTALLATION : SEAL_MESSAGE),
                 sql_int(message), sql_int(number)),
        &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    sql_column_text(stmt, 0, out, out_n);
    sql_done(stmt);
    return RC_OK;
}
