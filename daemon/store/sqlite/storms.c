/* storms -- the weather, and what makes it; see store/alerts.h */
#include "store/storms.h"
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

enum rc
storm_get(struct store *store, struct storm *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT is_on, singles_left, since_us, calm_since_us"
                          " FROM storm",
                          SQL_NO_ARGS, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *out = (struct storm){
        .on = sqlite3_column_int(stmt, 0) != 0,
        .singles_left = (uint32_t)sqlite3_column_int64(stmt, 1),
        .since_us = sqlite3_column_int64(stmt, 2),
        .calm_since_us = sqlite3_column_int64(stmt, 3),
    };
    sql_done(stmt);
    return RC_OK;
}

enum rc
storm_write(struct store *store, const struct storm *storm)
{
    return sql_run(store,
                   "UPDATE storm SET is_on = ?, singles_left = ?,"
                   " since_us = ?, calm_since_us = ?",
                   SQL_ARGS(sql_int(storm->on), sql_int(storm->singles_left),
                            sql_int(storm->since_us),
                            sql_int(storm->calm_since_us)));
}

enum rc
storm_set(struct store *store, const struct storm *storm, int64_t now_us)
{
    const struct audit_record record = {
        .at_us = now_us,
        .verb = "storm",
        .object = "storm",
        .row = 1,
        .code = storm->on,
    };
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = storm_write(store, storm);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return sql_end(store, rc);
}

/* The conditions are those of the index, word for word. */
enum rc
storm_signals(struct store *store, int64_t since_us, int64_t now_us,
              uint32_t limit, uint32_t *n)
{
    int64_t found = 0;
    enum rc rc = sql_get(
        store,
        "SELECT count(*) FROM (SELECT 1 FROM alert WHERE cause = 0"
        " AND kind <> 2 AND level BETWEEN 2 AND 3 AND created_us > ?"
        " AND created_us <= ? LIMIT ?)",
        SQL_ARGS(sql_int(since_us), sql_int(now_us), sql_int(limit)), &found);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *n = (uint32_t)found;
    return RC_OK;
}
