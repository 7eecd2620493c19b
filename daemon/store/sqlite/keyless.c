/* keyless -- messages whose keys a restore could not bring back; see
 * store/retention.h */
#include "store/retention.h"

#include "store/sqlite/sql.h"

enum rc
keyless_next(struct store *store, int64_t after, int64_t *seq, int64_t *first)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "WITH RECURSIVE up (seq) AS (SELECT min(seq) FROM keyless"
                 "  WHERE seq > ?1 UNION ALL"
                 "  SELECT m.amends FROM up JOIN message m ON m.seq = up.seq"
                 "   WHERE m.amends < m.seq)"
                 " SELECT max(seq), min(seq) FROM up"
                 " HAVING max(seq) IS NOT NULL",
                 SQL_ARGS(sql_int(after)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    *seq = sqlite3_column_int64(stmt, 0);
    *first = sqlite3_column_int64(stmt, 1);
    sql_done(stmt);
    return RC_OK;
}

enum rc
keyless_tokens(struct store *store, int64_t seq, uint64_t out[], size_t cap,
               size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store, "SELECT token FROM found WHERE seq = ? LIMIT ?",
                 SQL_ARGS(sql_int(seq), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] = (uint64_t)sqlite3_column_int64(stmt, 0);
    if (rc == RC_NOT_FOUND)
        *n = found;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
