/* pages -- calls to people about an alert, written; see store/pages.h
 *
 * A page of an older generation is superseded; it is marked cancelled, so
 * that "open" is one column. */
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

static enum rc
add_page(struct store *store, const struct alert_change *change,
         const struct page_new *page)
{
    bool counts = page->counts && !page->on_summary; /* the summary will */
    enum rc rc =
        sql_run(store,
                "INSERT INTO page (page_id, alert, person, generation, step,"
                " attempts, created_us, summary, counted_us)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                " CASE WHEN ?6 = 0 THEN 0 END, CASE WHEN ?8 THEN ?7 END)",
                SQL_ARGS(sql_blob(page->page_id, sizeof page->page_id),
                         sql_int(change->before->alert), sql_int(page->person),
                         sql_int(change->after->generation),
                         sql_int(change->after->step),
                         sql_int(page->on_summary ? 0 : 1),
                         sql_int(change->now_us), sql_int(counts)));

    if (rc != RC_OK)
        return rc;
    if (page->on_summary)
        return due_begin(store, DUE_SUMMARY, page->person, change->summary_us);
    return due_set(store, DUE_RESEND, sqlite3_last_insert_rowid(store->db),
                   change->resend_us);
}

/* A summary goes on while it holds a page that is open, whatever the caller
 * thought. */
static enum rc
end_summaries(struct store *store, const struct alert_change *change)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < change->cancel_summaries_n; i++)
        rc = sql_run(store,
                     "UPDATE summary SET cancelled = 1 WHERE page_id = ?"
                     " AND NOT EXISTS (SELECT 1 FROM page g"
                     "  WHERE g.summary = summary.summary AND g.summary > 0"
                     "  AND g.cancelled = 0)",
                     SQL_ARGS(sql_blob(change->cancel_summaries[i],
                                       sizeof change->cancel_summaries[i])));
    return rc;
}

/* Nothing is sent again that is not open any more or has been answered. */
static enum rc
end_repeats(struct store *store, int64_t alert)
{
    enum rc rc = sql_run(
        store,
        "DELETE FROM due WHERE kind = 2 AND ref IN (SELECT page FROM page"
        " WHERE alert = ? AND (cancelled = 1 OR acknowledged_us <> 0))",
        SQL_ARGS(sql_int(alert)));

    if (rc != RC_OK)
        return rc;
    return sql_run(
        store,
        "DELETE FROM due WHERE kind = 2 AND ref IN (SELECT -summary FROM page o"
        " WHERE o.alert = ? AND o.summary > 0 AND NOT EXISTS"
        " (SELECT 1 FROM page g WHERE g.summary = o.summary"
        "  AND g.summary > 0 AND g.cancelled = 0))",
        SQL_ARGS(sql_int(alert)));
}

enum rc
pages_change(struct store *store, const struct alert_change *change)
{
    int64_t alert = change->before->alert;
    enum rc rc = RC_OK;

    if (change->acknowledged_by != 0)
        rc = sql_run(store,
                     "UPDATE page SET acknowledged_us = ? WHERE alert = ?"
                     " AND person = ? AND cancelled = 0"
                     " AND acknowledged_us = 0",
                     SQL_ARGS(sql_int(change->now_us), sql_int(alert),
                              sql_int(change->acknowledged_by)));
    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE page SET cancelled = 1 WHERE alert = ?"
                     " AND cancelled = 0 AND (? OR generation < ?)",
                     SQL_ARGS(sql_int(alert), sql_int(change->cancel_pages),
                              sql_int(change->after->generation)));
    if (rc == RC_OK)
        rc = end_summaries(store, change);
    if (rc == RC_OK)
        rc = end_repeats(store, alert);
    for (size_t i = 0; rc == RC_OK && i < change->pages_n; i++)
        rc = add_page(store, change, &change->pages[i]);
    return rc;
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
        "SELECT page FROM page WHERE page_id = ? AND person = ?"
        " AND summary IS NULL",
        SQL_ARGS(sql_blob(page_id, PAGE_ID_BYTES), sql_int(person)), &page);

    if (rc == RC_NOT_FOUND)
        return summary_delivered(store, page_id, person, now_us);
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
        " AND acknowledged_us = 0 AND summary IS NULL RETURNING page",
        SQL_ARGS(sql_blob(page_id, PAGE_ID_BYTES), sql_int(expect_attempts)),
        &page);

    if (rc == RC_NOT_FOUND)
        return summary_resent(store, page_id, expect_attempts, next_us);
    if (rc != RC_OK)
        return rc;
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
