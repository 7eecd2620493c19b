/* due -- the one table of due times; see store/alerts.h */
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

enum rc
due_set(struct store *store, enum due_kind kind, int64_t ref, int64_t at_us)
{
    if (at_us == 0)
        return sql_run(store, "DELETE FROM due WHERE kind = ? AND ref = ?",
                       SQL_ARGS(sql_int((int64_t)kind), sql_int(ref)));
    return sql_run(
        store,
        "INSERT INTO due (kind, ref, at_us) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET at_us = excluded.at_us",
        SQL_ARGS(sql_int((int64_t)kind), sql_int(ref), sql_int(at_us)));
}

static void
take_due(sqlite3_stmt *stmt, struct due *out)
{
    *out = (struct due){
        .kind = (enum due_kind)sqlite3_column_int(stmt, 0),
        .at_us = sqlite3_column_int64(stmt, 2),
    };
    if (out->kind == DUE_STEP) {
        out->alert = sqlite3_column_int64(stmt, 1);
        return;
    }
    (void)sql_column_bytes(stmt, 3, out->page.page_id,
                           sizeof out->page.page_id);
    out->page.alert = sqlite3_column_int64(stmt, 4);
    out->page.person = sqlite3_column_int64(stmt, 5);
    out->page.generation = (uint32_t)sqlite3_column_int64(stmt, 6);
    out->page.step = (uint32_t)sqlite3_column_int64(stmt, 7);
    out->page.attempts = (uint32_t)sqlite3_column_int64(stmt, 8);
    out->page.delivered_us = sqlite3_column_int64(stmt, 9);
}

enum rc
due_next(struct store *store, int64_t now_us, struct due *out, size_t cap,
         size_t *n, int64_t *next_us)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    int64_t next = INT64_MAX;
    enum rc rc = sql_get(store,
                         "SELECT at_us FROM due WHERE at_us > ?"
                         " ORDER BY at_us LIMIT 1",
                         SQL_ARGS(sql_int(now_us)), &next);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    rc = sql_bind(store,
                  "SELECT d.kind, d.ref, d.at_us, g.page_id, g.alert,"
                  " g.person, g.generation, g.step, g.attempts, g.delivered_us"
                  " FROM due d LEFT JOIN page g ON d.kind = 2 AND g.page ="
                  " d.ref WHERE d.at_us <= ? ORDER BY d.at_us, d.kind, d.ref"
                  " LIMIT ?",
                  SQL_ARGS(sql_int(now_us), sql_int((int64_t)cap)), &stmt);
    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_due(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    *next_us = next;
    return RC_OK;
}

/* A due time beyond all instants stays there. */
enum rc
due_move(struct store *store, int64_t by_us, int64_t now_us)
{
    const struct audit_record record = {
        .at_us = now_us,
        .verb = "clock-set",
        .object = "due",
        .code = by_us,
    };
    enum rc rc =
        sql_run(store,
                "UPDATE due SET at_us = CASE"
                " WHEN ?1 > 0 AND at_us > 9223372036854775807 - ?1"
                "  THEN 9223372036854775807 ELSE max(at_us + ?1, 1) END",
                SQL_ARGS(sql_int(by_us)));

    if (rc == RC_OK)
        rc = sql_run(store, "UPDATE installation SET high_water_us = ?",
                     SQL_ARGS(sql_int(now_us)));
    if (rc != RC_OK)
        return rc;
    return audit_write(store, &record);
}
