/* state -- the installation's one row, the full check, the counts; see
 * store/store.h and store/alerts.h */
#include "store/store.h"

#include "store/sqlite/alerts.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"

enum rc
store_high_water(struct store *store, int64_t now_us, int64_t *before_us)
{
    int64_t before = 0;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = sql_get(store, "SELECT high_water_us FROM installation", SQL_NO_ARGS,
                 &before);
    if (rc == RC_OK && now_us < before)
        rc = due_move(store, now_us - before, now_us);
    else if (rc == RC_OK)
        rc = sql_run(store, "UPDATE installation SET high_water_us = ?",
                     SQL_ARGS(sql_int(now_us)));
    if ((rc = sql_end(store, rc)) == RC_OK)
        *before_us = before;
    return rc;
}

enum rc
store_clock_set(struct store *store, int64_t by_us, int64_t now_us)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, due_move(store, by_us, now_us));
}

enum rc
store_integrity(struct store *store)
{
    int64_t faults = 0;
    enum rc rc = sql_get(store,
                         "SELECT (SELECT count(*) FROM pragma_integrity_check"
                         " WHERE integrity_check <> 'ok')"
                         " + (SELECT count(*) FROM pragma_foreign_key_check)",
                         SQL_NO_ARGS, &faults);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    if (faults == 0)
        return RC_OK;
    log_line(LOG_ERROR, "store: the full check found %lld faults",
             (long long)faults);
    store->fatal = true;
    return RC_FATAL;
}

enum rc
store_count(struct store *store, struct store_counts *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT (SELECT count(*) FROM journal),"
                 " (SELECT count(*) FROM message WHERE alert IS NOT NULL),"
                 " (SELECT count(*) FROM alert),"
                 " (SELECT count(*) FROM alert WHERE state <> 5),"
                 " (SELECT count(*) FROM page),"
                 " (SELECT count(*) FROM alert WHERE acknowledged_us <> 0)",
                 SQL_NO_ARGS, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *out = (struct store_counts){
        .messages = sqlite3_column_int64(stmt, 0),
        .routed = sqlite3_column_int64(stmt, 1),
        .alerts = sqlite3_column_int64(stmt, 2),
        .alerts_open = sqlite3_column_int64(stmt, 3),
        .pages = sqlite3_column_int64(stmt, 4),
        .acknowledged = sqlite3_column_int64(stmt, 5),
    };
    sql_done(stmt);
    return RC_OK;
}

static void
count_group(sqlite3_stmt *stmt, struct alert_counts *out)
{
    int state = sqlite3_column_int(stmt, 0);
    int level = sqlite3_column_int(stmt, 1);
    int64_t oldest_us = sqlite3_column_int64(stmt, 4);

    if (state < 0 || state >= ALERT_CLOSED || level < 0 || level > LEVEL_LAST)
        return;
    out->by[state][level] = sqlite3_column_int64(stmt, 2);
    out->unattended += sqlite3_column_int64(stmt, 3);
    if (state == ALERT_ACKED)
        return;
    if (out->oldest_unacked_us[level] == 0 ||
        oldest_us < out->oldest_unacked_us[level])
        out->oldest_unacked_us[level] = oldest_us;
}

enum rc
alert_count(struct store *store, struct alert_counts *out)
{
    sqlite3_stmt *stmt = NULL;
    struct alert_counts counts = {.unattended = 0};
    enum rc rc = sql_get(store,
                         "SELECT coalesce(max(acknowledged_us), 0) FROM alert"
                         " WHERE cause = 1",
                         SQL_NO_ARGS, &counts.drill_success_us);

    if (rc == RC_OK)
        rc = sql_bind(store,
                      "SELECT state, level, count(*), sum(unattended),"
                      " min(created_us) FROM alert WHERE state <> 5"
                      " GROUP BY state, level",
                      SQL_NO_ARGS, &stmt);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        count_group(stmt, &counts);
    if (rc != RC_NOT_FOUND)
        return rc;
    *out = counts;
    return RC_OK;
}
