/* budget -- see store/budget.h */
#include "store/budget.h"

#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

static enum rc
put(struct store *store, const struct budget_place *place)
{
    int64_t n = 0;
    enum rc rc = sql_get(
        store, "SELECT n FROM place_count WHERE day = ? AND principal = ?",
        SQL_ARGS(sql_int(place->day), sql_int(place->principal)), &n);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (n > place->most)
        return RC_OK;
    rc = sql_run(store,
                 "INSERT INTO place_seen (day, principal, place)"
                 " VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                 SQL_ARGS(sql_int(place->day), sql_int(place->principal),
                          sql_int((int64_t)place->place)));
    if (rc != RC_OK || sql_changed(store) == 0)
        return rc;
    return sql_run(store,
                   "INSERT INTO place_count (day, principal, n, told)"
                   " VALUES (?, ?, 1, 0) ON CONFLICT DO UPDATE SET n = n + 1",
                   SQL_ARGS(sql_int(place->day), sql_int(place->principal)));
}

enum rc
budget_place_put(struct store *store, const struct budget_place *place)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, put(store, place)) : rc;
}

enum rc
budget_sweep_next(struct store *store, int64_t most, struct budget_sweep *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT principal, day FROM place_count"
                          " WHERE n > ? AND told = 0 LIMIT 1",
                          SQL_ARGS(sql_int(most)), &stmt);

    if (rc == RC_OK)
        rc = sql_step(store, stmt);
    if (rc != RC_OK)
        return rc;
    *out = (struct budget_sweep){.principal = sqlite3_column_int64(stmt, 0),
                                 .day = sqlite3_column_int64(stmt, 1)};
    sql_done(stmt);
    return RC_OK;
}

enum rc
budget_sweep_told(struct store *store, const struct budget_sweep *sweep)
{
    return sql_run(
        store,
        "UPDATE place_count SET told = 1 WHERE day = ? AND principal = ?",
        SQL_ARGS(sql_int(sweep->day), sql_int(sweep->principal)));
}

static enum rc
forget(struct store *store, int64_t day)
{
    enum rc rc = sql_run(store, "DELETE FROM place_seen WHERE day < ?",
                         SQL_ARGS(sql_int(day)));

    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM place_count WHERE day < ?",
                     SQL_ARGS(sql_int(day)));
    return rc;
}

enum rc
budget_forget(struct store *store, int64_t day)
{
    int64_t n = 0;
    enum rc rc = sql_get(
        store, "SELECT EXISTS (SELECT 1 FROM place_count WHERE day < ?)",
        SQL_ARGS(sql_int(day)), &n);

    if (rc != RC_OK || n == 0)
        return rc;
    rc = sql_begin(store);
    return rc == RC_OK ? sql_end(store, forget(store, day)) : rc;
}

enum rc
budget_flood_untold(struct store *store, int64_t organisation, int64_t since_us,
                    int64_t now_us, bool *untold)
{
    int64_t told = 0;
    /* Told later than now: somebody has set the clock back. */
    enum rc rc = sql_get(
        store,
        "SELECT EXISTS (SELECT 1 FROM flood"
        " WHERE organisation = ? AND told_us > ?"
        " AND told_us <= ?)",
        SQL_ARGS(sql_int(organisation), sql_int(since_us), sql_int(now_us)),
        &told);

    if (rc == RC_OK)
        *untold = told == 0;
    return rc;
}

enum rc
budget_flood_told(struct store *store, int64_t organisation, int64_t now_us)
{
    return sql_run(store,
                   "INSERT INTO flood (organisation, told_us) VALUES (?, ?)"
                   " ON CONFLICT DO UPDATE SET told_us = excluded.told_us",
                   SQL_ARGS(sql_int(organisation), sql_int(now_us)));
}
