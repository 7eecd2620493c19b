/* pages -- calls to people about an alert; see store/alerts.h
 *
 * A page of an older generation is superseded; it is marked cancelled, so
 * that "open" is one column. */
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

static enum rc
add_pages(struct store *store, const struct alert_change *change)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < change->pages_n; i++) {
        const struct page_new *page = &change->pages[i];

        rc = sql_run(
            store,
            "INSERT INTO page (page_id, alert, person, generation, step,"
            " created_us) VALUES (?, ?, ?, ?, ?, ?)",
            SQL_ARGS(sql_blob(page->page_id, sizeof page->page_id),
                     sql_int(change->alert), sql_int(page->person),
                     sql_int(change->generation), sql_int(change->step),
                     sql_int(change->now_us)));
        if (rc == RC_OK)
            rc =
                due_set(store, DUE_RESEND, sqlite3_last_insert_rowid(store->db),
                        change->resend_us);
    }
    return rc;
}

/* Nothing is sent again that is not open any more or has been answered. */
static enum rc
end_repeats(struct store *store, int64_t alert)
{
    return sql_run(store,
                   "DELETE FROM due WHERE kind = 2 AND ref IN (SELECT page"
                   " FROM page WHERE alert = ?"
                   " AND (cancelled = 1 OR acknowledged_us <> 0))",
                   SQL_ARGS(sql_int(alert)));
}

enum rc
pages_change(struct store *store, const struct alert_change *change)
{
    enum rc rc = RC_OK;

    if (change->acknowledged_by != 0)
        rc = sql_run(store,
                     "UPDATE page SET acknowledged_us = ? WHERE alert = ?"
                     " AND person = ? AND cancelled = 0"
                     " AND acknowledged_us = 0",
                     SQL_ARGS(sql_int(change->now_us), sql_int(change->alert),
                              sql_int(change->acknowledged_by)));
    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE page SET cancelled = 1 WHERE alert = ?"
                     " AND cancelled = 0 AND (? OR generation < ?)",
                     SQL_ARGS(sql_int(change->alert),
                              sql_int(change->cancel_pages),
                              sql_int(change->generation)));
    if (rc == RC_OK)
        rc = end_repeats(store, change->alert);
    if (rc == RC_OK)
        rc = add_pages(store, change);
    return rc;
}

enum rc
alert_page_records(struct store *store, int64_t alert, struct page_record *out,
                   size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store,
                 "SELECT g.page_id, p.name, g.generation, g.step, g.attempts,"
                 " g.created_us, g.delivered_us, g.acknowledged_us, g.cancelled"
                 " FROM page g JOIN principal p ON p.principal = g.person"
                 " WHERE g.page IN (SELECT page FROM page WHERE alert = ?"
                 "  ORDER BY page DESC LIMIT ?) ORDER BY g.page",
                 SQL_ARGS(sql_int(alert), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        struct page_record *record = &out[found++];

        (void)sql_column_bytes(stmt, 0, record->page_id,
                               sizeof record->page_id);
        sql_column_text(stmt, 1, record->person, sizeof record->person);
        record->generation = (uint32_t)sqlite3_column_int64(stmt, 2);
        record->step = (uint32_t)sqlite3_column_int64(stmt, 3);
        record->attempts = (uint32_t)sqlite3_column_int64(stmt, 4);
        record->created_us = sqlite3_column_int64(stmt, 5);
        record->delivered_us = sqlite3_column_int64(stmt, 6);
        record->acknowledged_us = sqlite3_column_int64(stmt, 7);
        record->cancelled = sqlite3_column_int(stmt, 8) != 0;
    }
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

#define PAGE_COLUMNS                                                           \
    "SELECT page_id, alert, person, generation, step, attempts, delivered_us"

static enum rc
read_pages(struct store *store, sqlite3_stmt *stmt, struct page_row *out,
           size_t *n)
{
    size_t found = 0;
    enum rc rc = RC_OK;

    while ((rc = sql_step(store, stmt)) == RC_OK) {
        struct page_row *row = &out[found++];

        (void)sql_column_bytes(stmt, 0, row->page_id, sizeof row->page_id);
        row->alert = sqlite3_column_int64(stmt, 1);
        row->person = sqlite3_column_int64(stmt, 2);
        row->generation = (uint32_t)sqlite3_column_int64(stmt, 3);
        row->step = (uint32_t)sqlite3_column_int64(stmt, 4);
        row->attempts = (uint32_t)sqlite3_column_int64(stmt, 5);
        row->delivered_us = sqlite3_column_int64(stmt, 6);
    }
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
alert_pages_open(struct store *store, int64_t alert, struct page_row *out,
                 size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 PAGE_COLUMNS " FROM page WHERE alert = ? AND cancelled = 0"
                              " ORDER BY page LIMIT ?",
                 SQL_ARGS(sql_int(alert), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? read_pages(store, stmt, out, n) : rc;
}

/* SQLite takes the other columns from the row that has the max(). */
enum rc
pages_open_of(struct store *store, int64_t person, int64_t after,
              struct page_row *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        PAGE_COLUMNS ", max(page) FROM page"
                     " WHERE person = ? AND cancelled = 0 AND alert > ?"
                     " GROUP BY alert ORDER BY alert LIMIT ?",
        SQL_ARGS(sql_int(person), sql_int(after), sql_int((int64_t)cap)),
        &stmt);

    return rc == RC_OK ? read_pages(store, stmt, out, n) : rc;
}

static enum rc
deliver(struct store *store, const uint8_t page_id[PAGE_ID_BYTES],
        int64_t person, int64_t now_us)
{
    int64_t page = 0;
    struct audit_record record = {
        .at_us = now_us,
        .actor = person,
        .verb = "page-delivered",
        .object = "page",
    };
    enum rc rc = sql_get(
        store,
        "SELECT page FROM page"
        " WHERE page_id = ? AND person = ?",
        SQL_ARGS(sql_blob(page_id, PAGE_ID_BYTES), sql_int(person)), &page);

    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE page SET delivered_us = ?"
                     " WHERE page = ? AND delivered_us = 0",
                     SQL_ARGS(sql_int(now_us), sql_int(page)));
    if (rc != RC_OK || sql_changed(store) == 0)
        return rc;
    record.row = page;
    if ((rc = due_set(store, DUE_RESEND, page, 0)) != RC_OK)
        return rc;
    return audit_write(store, &record);
}

enum rc
page_delivered(struct store *store, const uint8_t page_id[PAGE_ID_BYTES],
               int64_t person, int64_t now_us)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, deliver(store, page_id, person, now_us));
}

static enum rc
resend(struct store *store, const uint8_t page_id[PAGE_ID_BYTES],
       uint32_t expect_attempts, int64_t next_us)
{
    int64_t page = 0;
    enum rc rc = sql_get(
        store,
        "UPDATE page SET attempts = attempts + 1 WHERE page_id = ?"
        " AND attempts = ? AND cancelled = 0 AND delivered_us = 0"
        " AND acknowledged_us = 0 RETURNING page",
        SQL_ARGS(sql_blob(page_id, PAGE_ID_BYTES), sql_int(expect_attempts)),
        &page);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_STALE : rc;
    return due_set(store, DUE_RESEND, page, next_us);
}

enum rc
page_resent(struct store *store, const uint8_t page_id[PAGE_ID_BYTES],
            uint32_t expect_attempts, int64_t next_us)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, resend(store, page_id, expect_attempts, next_us));
}
