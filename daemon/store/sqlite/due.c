/* due -- the one table of due times; see store/due.h */
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

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

enum rc
due_begin(struct store *store, enum due_kind kind, int64_t ref, int64_t at_us)
{
    return sql_run(
        store,
        "INSERT INTO due (kind, ref, at_us) VALUES (?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        SQL_ARGS(sql_int((int64_t)kind), sql_int(ref), sql_int(at_us)));
}

int64_t
due_resend_of_summary(int64_t summary)
{
    return -summary;
}

static void
take_due(sqlite3_stmt *stmt, struct due *out)
{
    *out = (struct due){
        .kind = (enum due_kind)sqlite3_column_int(stmt, 0),
        .ref = sqlite3_column_int64(stmt, 1),
        .at_us = sqlite3_column_int64(stmt, 2),
    };
    if (out->kind != DUE_RESEND)
        return;
    (void)sql_column_bytes(stmt, 3, out->page.page_id,
                           sizeof out->page.page_id);
    out->page.alert = sqlite3_column_int64(stmt, 4);
    out->page.person = sqlite3_column_int64(stmt, 5);
    out->page.generation = (uint32_t)sqlite3_column_int64(stmt, 6);
    out->page.step = (uint32_t)sqlite3_column_int64(stmt, 7);
    out->page.attempts = (uint32_t)sqlite3_column_int64(stmt, 8);
    out->page.delivered_us = sqlite3_column_int64(stmt, 9);
    out->page.on_summary = out->ref < 0;
    out->page.sent = true;
}

static enum rc
take_dues(struct store *store, sqlite3_stmt *stmt, struct due *out, size_t *n)
{
    size_t found = 0;
    enum rc rc = RC_OK;

    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_due(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
due_next(struct store *store, int64_t now_us, struct due *out, size_t cap,
         size_t *n, int64_t *next_us)
{
    sqlite3_stmt *stmt = NULL;
    int64_t next = INT64_MAX;
    enum rc rc = sql_get(store,
                         "SELECT at_us FROM due WHERE at_us > ?"
                         " ORDER BY at_us LIMIT 1",
                         SQL_ARGS(sql_int(now_us)), &next);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    rc = sql_bind(store,
                  "SELECT d.kind, d.ref, d.at_us,"
                  " coalesce(g.page_id, s.page_id), g.alert,"
                  " coalesce(g.person, s.person), g.generation, g.step,"
                  " coalesce(g.attempts, s.attempts),"
                  " coalesce(g.delivered_us, s.delivered_us) FROM due d"
                  " LEFT JOIN page g ON d.kind = 2 AND g.page = d.ref"
                  " LEFT JOIN summary s ON d.kind = 2 AND s.summary = -d.ref"
                  " WHERE d.at_us <= ? ORDER BY d.at_us, d.kind, d.ref"
                  " LIMIT ?",
                  SQL_ARGS(sql_int(now_us), sql_int((int64_t)cap)), &stmt);
    if (rc == RC_OK)
        rc = take_dues(store, stmt, out, n);
    if (rc == RC_OK)
        *next_us = next;
    return rc;
}

static bool
is_of_the_desk(enum due_kind kind)
{
    switch (kind) {
    case DUE_STORM:
    case DUE_HANDOVER:
    case DUE_DIGEST:
    case DUE_CHECK:
    case DUE_NOTES:
        return true;
    case DUE_PLACEMENT:
    case DUE_TERM:
    case DUE_FOLLOW_UP:
    case DUE_NONE:
    case DUE_ALERT:
    case DUE_RESEND:
    case DUE_SUMMARY:
        return false;
    }
    return false;
}

enum rc
due_plan(struct store *store, const struct due_plan *plan)
{
    enum rc rc = RC_OK;

    if (!is_of_the_desk(plan->kind))
        return RC_INVALID;
    if ((rc = sql_begin(store)) != RC_OK)
        return rc;
    return sql_end(store, due_set(store, plan->kind, plan->ref, plan->at_us));
}

enum rc
due_get(struct store *store, enum due_kind kind, int64_t ref, int64_t *at_us)
{
    int64_t found = 0;
    enum rc rc =
        sql_get(store, "SELECT at_us FROM due WHERE kind = ? AND ref = ?",
                SQL_ARGS(sql_int((int64_t)kind), sql_int(ref)), &found);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    *at_us = found;
    return RC_OK;
}

enum rc
notice_write(struct store *store, const struct event_out *events, size_t n,
             const char *verb, int64_t now_us)
{
    const struct audit_record record = {
        .at_us = now_us,
        .verb = verb,
        .object = "",
    };
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = streams_write(store, events, n, now_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return sql_end(store, rc);
}

enum rc
due_postpone(struct store *store, const struct due *due, int64_t at_us)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(
        store,
        sql_run(store, "UPDATE due SET at_us = ? WHERE kind = ? AND ref = ?",
                SQL_ARGS(sql_int(at_us), sql_int((int64_t)due->kind),
                         sql_int(due->ref))));
}
