/* pages_read -- reading calls to people about an alert; see store/pages.h */
#include "store/pages.h"

#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

enum rc
alert_page_records(struct store *store, int64_t alert, struct page_record *out,
                   size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store,
                 "SELECT g.page_id, " OPENED_NAME_P ", g.generation, g.step,"
                 " ifnull(s.attempts, g.attempts), g.created_us,"
                 " g.delivered_us, g.acknowledged_us, g.cancelled FROM page g"
                 " JOIN principal p ON p.principal = g.person"
                 " LEFT JOIN summary s ON s.summary = g.summary"
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
    "SELECT page_id, alert, person, generation, step,"                         \
    " ifnull((SELECT s.attempts FROM summary s"                                \
    "  WHERE s.summary = page.summary), attempts), delivered_us,"              \
    " summary IS NOT NULL, summary IS NOT 0"

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
        row->on_summary = sqlite3_column_int(stmt, 7) != 0;
        row->sent = sqlite3_column_int(stmt, 8) != 0;
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
                     " WHERE person = ? AND cancelled = 0 AND summary IS NULL"
                     " AND alert > ? GROUP BY alert ORDER BY alert LIMIT ?",
        SQL_ARGS(sql_int(person), sql_int(after), sql_int((int64_t)cap)),
        &stmt);

    return rc == RC_OK ? read_pages(store, stmt, out, n) : rc;
}

enum rc
page_ringing(struct store *store, const uint8_t page_id[PAGE_ID_BYTES],
             int64_t *created_us)
{
    return sql_get(store,
                   "SELECT created_us FROM page WHERE page_id = ?1"
                   " AND delivered_us = 0 AND summary IS NULL"
                   " UNION ALL SELECT created_us FROM summary"
                   " WHERE page_id = ?1 AND delivered_us = 0",
                   SQL_ARGS(sql_blob(page_id, PAGE_ID_BYTES)), created_us);
}

/* Both kinds that count, each by its index; max() and min() of nothing are
 * NULL, which reads as 0. */
static const char recent_text[] =
    "SELECT count(*) FILTER (WHERE at > ?2), count(*) FILTER (WHERE at > ?3),"
    " min(at) FILTER (WHERE at > ?3),"
    " EXISTS (SELECT 1 FROM due WHERE kind = 3 AND ref = ?1),"
    " max(ifnull((SELECT max(counted_us) FROM page WHERE person = ?1"
    "   AND counted_us IS NOT NULL), 0),"
    "  ifnull((SELECT max(counted_us) FROM summary WHERE person = ?1), 0))"
    " FROM (SELECT counted_us AS at FROM page"
    "   WHERE person = ?1 AND counted_us > min(?2, ?3)"
    "  UNION ALL SELECT counted_us FROM summary"
    "   WHERE person = ?1 AND counted_us > min(?2, ?3))";

enum rc
page_recent(struct store *store, int64_t person, const struct page_span *span,
            struct storm_recent *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, recent_text,
                          SQL_ARGS(sql_int(person), sql_int(span->gap_from_us),
                                   sql_int(span->span_from_us)),
                          &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *out = (struct storm_recent){
        .gap_n = (uint32_t)sqlite3_column_int64(stmt, 0),
        .span_n = (uint32_t)sqlite3_column_int64(stmt, 1),
        .oldest_us = sqlite3_column_int64(stmt, 2),
        .waiting = sqlite3_column_int(stmt, 3) != 0,
        .last_us = sqlite3_column_int64(stmt, 4),
    };
    sql_done(stmt);
    return RC_OK;
}
