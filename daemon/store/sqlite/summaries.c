/* summaries -- many pages for one person as one; see store/pages.h
 *
 * A summary tells of alerts: a person whom two steps of an alert call has two
 * pages on it, and it counts once.  It is open while it holds an open page. */
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

/* The open pages that wait, or that went with a summary, an alert a row. */
#define TOLD                                                                   \
    "SELECT g.alert, max(g.generation), a.level, max(g.listed) FROM page g"    \
    " JOIN alert a ON a.alert = g.alert WHERE g.cancelled = 0"
#define GRAVEST_FIRST " GROUP BY g.alert ORDER BY a.level, g.alert"

/* Level NONE is as U1. */
static void
tell(struct summary *out, const struct summary_listed *told, bool listed)
{
    if (out->total++ == 0)
        out->level = told->level;
    if (told->level <= LEVEL_U2)
        out->crisis++;
    if (listed && out->listed_n < SUMMARY_LISTED_MAX)
        out->listed[out->listed_n++] = *told;
}

static enum rc
tell_all(struct store *store, sqlite3_stmt *stmt, bool all,
         struct summary *summary)
{
    enum rc rc = RC_OK;

    while ((rc = sql_step(store, stmt)) == RC_OK) {
        const struct summary_listed told = {
            .alert = sqlite3_column_int64(stmt, 0),
            .generation = (uint32_t)sqlite3_column_int64(stmt, 1),
            .level = (enum level)sqlite3_column_int(stmt, 2),
        };

        tell(summary, &told, all || sqlite3_column_int(stmt, 3) != 0);
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
summary_waiting(struct store *store, int64_t person, struct summary *out)
{
    sqlite3_stmt *stmt = NULL;
    struct summary waiting = {.person = person};
    enum rc rc = sql_bind(
        store, TOLD " AND g.summary = 0 AND g.person = ?" GRAVEST_FIRST,
        SQL_ARGS(sql_int(person)), &stmt);

    if (rc == RC_OK)
        rc = tell_all(store, stmt, true, &waiting);
    if (rc == RC_OK)
        *out = waiting;
    return rc;
}

/* A page that waits and is not told would wait for ever: what is sent must
 * be what waits. */
static enum rc
check_waiting(struct store *store, const struct summary *summary)
{
    int64_t waiting = 0;
    enum rc rc = sql_get(store,
                         "SELECT count(DISTINCT alert) FROM page"
                         " WHERE cancelled = 0 AND summary = 0 AND person = ?",
                         SQL_ARGS(sql_int(summary->person)), &waiting);

    return rc == RC_OK && waiting != summary->total ? RC_STALE : rc;
}

static enum rc
take_pages(struct store *store, const struct summary *summary, int64_t row)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < summary->listed_n; i++)
        rc = sql_run(store,
                     "UPDATE page SET listed = 1 WHERE cancelled = 0"
                     " AND summary = 0 AND person = ? AND alert = ?",
                     SQL_ARGS(sql_int(summary->person),
                              sql_int(summary->listed[i].alert)));
    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE page SET summary = ?2"
                     " WHERE cancelled = 0 AND summary = 0 AND person = ?1",
                     SQL_ARGS(sql_int(summary->person), sql_int(row)));
    return rc;
}

static enum rc
add_summary(struct store *store, const struct summary_new *send)
{
    const struct summary *summary = send->summary;
    struct audit_record record = {
        .at_us = send->now_us,
        .verb = "summary-send",
        .object = "summary",
        .code = summary->total,
    };
    enum rc rc =
        sql_run(store,
                "INSERT INTO summary (page_id, person, created_us, counted_us)"
                " VALUES (?1, ?2, ?3, ?3)",
                SQL_ARGS(sql_blob(summary->page_id, sizeof summary->page_id),
                         sql_int(summary->person), sql_int(send->now_us)));

    if (rc != RC_OK)
        return rc;
    record.row = sqlite3_last_insert_rowid(store->db);
    if ((rc = take_pages(store, summary, record.row)) == RC_OK)
        rc = due_set(store, DUE_RESEND, due_resend_of_summary(record.row),
                     send->resend_us);
    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
summary_send(struct store *store, const struct summary_new *send)
{
    const struct summary *summary = send->summary;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = check_waiting(store, summary);
    if (rc == RC_OK)
        rc = due_set(store, DUE_SUMMARY, summary->person, 0);
    if (rc == RC_OK && summary->total > 0)
        rc = add_summary(store, send);
    if (rc == RC_OK)
        rc = streams_write(store, send->events, send->events_n, send->now_us);
    return sql_end(store, rc);
}

#define SENT                                                                   \
    "SELECT s.summary, s.page_id, s.person, s.attempts FROM summary s"         \
    " WHERE s.cancelled = 0 AND EXISTS (SELECT 1 FROM page g"                  \
    "  WHERE g.summary = s.summary AND g.summary > 0 AND g.cancelled = 0)"

static int64_t
take_sent(sqlite3_stmt *stmt, struct summary *out)
{
    *out = (struct summary){
        .person = sqlite3_column_int64(stmt, 2),
        .attempts = (uint32_t)sqlite3_column_int64(stmt, 3),
    };
    (void)sql_column_bytes(stmt, 1, out->page_id, sizeof out->page_id);
    return sqlite3_column_int64(stmt, 0);
}

static enum rc
tell_sent(struct store *store, int64_t row, struct summary *summary)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store, TOLD " AND g.summary = ? AND g.summary > 0" GRAVEST_FIRST,
        SQL_ARGS(sql_int(row)), &stmt);

    return rc == RC_OK ? tell_all(store, stmt, false, summary) : rc;
}

enum rc
summary_get(struct store *store, const uint8_t page_id[PAGE_ID_BYTES],
            struct summary *out)
{
    sqlite3_stmt *stmt = NULL;
    struct summary sent;
    int64_t row = 0;
    enum rc rc = sql_bind(store, SENT " AND s.page_id = ?",
                          SQL_ARGS(sql_blob(page_id, PAGE_ID_BYTES)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    row = take_sent(stmt, &sent);
    sql_done(stmt);
    if ((rc = tell_sent(store, row, &sent)) == RC_OK)
        *out = sent;
    return rc;
}

enum rc
summaries_open_of(struct store *store, int64_t person, struct summary *out,
                  size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store, SENT " AND s.person = ? ORDER BY s.summary LIMIT ?",
                 SQL_ARGS(sql_int(person), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        int64_t row = take_sent(stmt, &out[found]);

        if ((rc = tell_sent(store, row, &out[found])) != RC_OK) {
            sql_done(stmt);
            return rc;
        }
        found++;
    }
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
summary_last_of(struct store *store, int64_t alert, struct summary_ended *out,
                size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store,
        "SELECT s.page_id, s.person FROM summary s WHERE s.cancelled = 0"
        " AND s.summary IN (SELECT summary FROM page WHERE alert = ?1"
        "  AND cancelled = 0 AND summary > 0)"
        " AND NOT EXISTS (SELECT 1 FROM page g WHERE g.summary = s.summary"
        "  AND g.summary > 0 AND g.cancelled = 0 AND g.alert <> ?1)"
        " ORDER BY s.summary LIMIT ?2",
        SQL_ARGS(sql_int(alert), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        struct summary_ended *ended = &out[found++];

        (void)sql_column_bytes(stmt, 0, ended->page_id, sizeof ended->page_id);
        ended->person = sqlite3_column_int64(stmt, 1);
    }
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
summary_delivered(struct store *store, const uint8_t page_id[PAGE_ID_BYTES],
                  int64_t person, int64_t now_us)
{
    struct audit_record record = {
        .at_us = now_us,
        .actor = person,
        .verb = "page-delivered",
        .object = "summary",
    };
    enum rc rc = sql_get(
        store, "SELECT summary FROM summary WHERE page_id = ? AND person = ?",
        SQL_ARGS(sql_blob(page_id, PAGE_ID_BYTES), sql_int(person)),
        &record.row);

    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE summary SET delivered_us = ?"
                     " WHERE summary = ? AND delivered_us = 0",
                     SQL_ARGS(sql_int(now_us), sql_int(record.row)));
    if (rc != RC_OK || sql_changed(store) == 0)
        return rc;
    rc = sql_run(store,
                 "UPDATE page SET delivered_us = ?"
                 " WHERE summary = ? AND summary > 0 AND cancelled = 0",
                 SQL_ARGS(sql_int(now_us), sql_int(record.row)));
    if (rc == RC_OK)
        rc = due_set(store, DUE_RESEND, due_resend_of_summary(record.row), 0);
    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
summary_resent(struct store *store, const uint8_t page_id[PAGE_ID_BYTES],
               uint32_t expect_attempts, int64_t next_us)
{
    int64_t row = 0;
    enum rc rc = sql_get(
        store,
        "UPDATE summary SET attempts = attempts + 1 WHERE page_id = ?"
        " AND attempts = ? AND cancelled = 0 AND delivered_us = 0"
        " AND EXISTS (SELECT 1 FROM page g WHERE g.summary = summary.summary"
        "  AND g.summary > 0 AND g.cancelled = 0) RETURNING summary",
        SQL_ARGS(sql_blob(page_id, PAGE_ID_BYTES), sql_int(expect_attempts)),
        &row);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_STALE : rc;
    return due_set(store, DUE_RESEND, due_resend_of_summary(row), next_us);
}
