/* report_waits -- how long senders waited for the desk, and what it did not
 * take; see store/reports.h */
#include "store/reports.h"

#include "store/sqlite/sql.h"

/* What came on the fixed instant or later did not come yet. */
#define WAITED(to, more)                                                       \
    "SELECT " to " - (SELECT min(j.accepted_us) FROM message m JOIN journal j" \
    "  ON j.seq = m.seq WHERE m.alert = a.alert) AS waited FROM alert a"       \
    " WHERE a.cause = 0 AND (?1 = 0 OR a.level = ?1) AND a.created_us >= ?2"   \
    " AND a.created_us < ?3 AND " to " < ?4" more

/* One row: how many, then the wait of the middle one, of the one that 9 of 10
 * are not longer than, and the longest. */
#define OF(waits)                                                              \
    "SELECT count(*), max(CASE r WHEN (n + 1) / 2 THEN waited END),"           \
    " max(CASE r WHEN (9 * n + 9) / 10 THEN waited END), max(waited) FROM"     \
    " (SELECT waited, row_number() OVER (ORDER BY waited) AS r,"               \
    "  count(*) OVER () AS n FROM (" waits "))"

#define FIRST(time)                                                            \
    "(SELECT min(p." time ") FROM page p WHERE p.alert = a.alert AND p." time  \
    " > 0)"

/* One that was taken without being called has no page; NULL is less than
 * nothing, and not counted. */
#define TAKEN                                                                  \
    "coalesce(" FIRST("acknowledged_us") ", nullif(a.acknowledged_us, 0))"

static const char *const texts[] = {
    [REPORT_WAIT_NONE] = NULL,
    [REPORT_ALERTED] = OF(WAITED("a.created_us", "")),
    [REPORT_DELIVERED] = OF(WAITED(FIRST("delivered_us"), "")),
    [REPORT_ACKNOWLEDGED] = OF(WAITED(TAKEN, "")),
    [REPORT_UNANSWERED] = OF(WAITED("0", " AND a.acknowledged_us = 0"
                                         " AND a.state <> 5")),
    [REPORT_UNATTENDED] = OF(WAITED("0", " AND a.unattended = 1")),
    [REPORT_NO_PLACE] = OF(WAITED("0", " AND EXISTS (SELECT 1 FROM decision d"
                                       " WHERE d.alert = a.alert"
                                       " AND d.shelter = 6)")),
    [REPORT_NOBODY] = NULL,
};

enum rc
report_waits(struct store *store, const struct report_waits_of *of,
             struct report_waits *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store, texts[of->wait],
                 SQL_ARGS(sql_int((int64_t)of->level), sql_int(of->from_us),
                          sql_int(of->to_us), sql_int(of->fixed_us)),
                 &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    *out = (struct report_waits){.n = sqlite3_column_int64(stmt, 0)};
    if (of->wait <= REPORT_ACKNOWLEDGED) {
        out->p50_us = sqlite3_column_int64(stmt, 1);
        out->p90_us = sqlite3_column_int64(stmt, 2);
        out->most_us = sqlite3_column_int64(stmt, 3);
    }
    sql_done(stmt);
    return RC_OK;
}

static enum rc
add(struct store *store, const struct refusal_tally *tallies, size_t n)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = sql_run(store,
                     "INSERT INTO refusal_count (day, code, n) VALUES (?, ?, ?)"
                     " ON CONFLICT DO UPDATE SET n = n + excluded.n",
                     SQL_ARGS(sql_int(tallies[i].day), sql_int(tallies[i].code),
                              sql_int(tallies[i].n)));
    return rc;
}

enum rc
refusals_count(struct store *store, const struct refusal_tally *tallies,
               size_t n)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, add(store, tallies, n));
}
