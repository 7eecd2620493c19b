/* erasure -- how far erasing is, and what stays of what is gone; see
 * store/retention.h */
#include "store/retention.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "store/image.h"
#include "store/sqlite/checkpoint.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/retention.h"
#include "store/sqlite/sql.h"

enum rc
retention_begin(struct store *store, int64_t seq, int64_t amends,
                int64_t next_us)
{
    if (amends == 0)
        return sql_run(store,
                       "INSERT INTO kept (seq, next_us) VALUES (?, ?)"
                       " ON CONFLICT DO NOTHING",
                       SQL_ARGS(sql_int(seq), sql_int(next_us)));
    return sql_run(store,
                   "WITH RECURSIVE up (seq) AS (VALUES (?1) UNION"
                   "  SELECT m.amends FROM up JOIN message m ON m.seq = up.seq"
                   "   WHERE m.amends IS NOT NULL)"
                   " UPDATE kept SET next_us = 0 WHERE seq IN up",
                   SQL_ARGS(sql_int(amends)));
}

enum rc
erasure_get(struct store *store, struct erasure *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT pending, after_rotation, telling,"
                          " told_us, version, after"
                          " FROM erasure",
                          SQL_NO_ARGS, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *out = (struct erasure){
        .pending = sqlite3_column_int64(stmt, 0),
        .after_rotation = sqlite3_column_int64(stmt, 1),
        .telling = sqlite3_column_int64(stmt, 2),
        .told_us = sqlite3_column_int64(stmt, 3),
        .version = sqlite3_column_int64(stmt, 4),
        .after = sqlite3_column_int64(stmt, 5),
    };
    sql_done(stmt);
    return RC_OK;
}

/* A picture of before, beside the database, can be read like the database. */
static enum rc
clear_picture(const struct store *store)
{
    char dir[PATH_MAX];
    const char *slash = strrchr(store->path, '/');
    int n = slash == NULL ? -1
                          : snprintf(dir, sizeof dir, "%.*s",
                                     (int)(slash - store->path), store->path);

    return n > 0 && (size_t)n < sizeof dir ? image_clear(dir) : RC_INVALID;
}

/* Finished only when the log is cut: until then it may hold pages as they were.
 * A crash between the two, or a reader, leaves it pending. */
enum rc
erase_finish(struct store *store)
{
    struct erasure erasure;
    enum rc rc = erasure_get(store, &erasure);

    if (rc != RC_OK || erasure.pending == 0)
        return rc;
    if ((rc = clear_picture(store)) != RC_OK)
        return rc;
    rc = checkpoint_truncate(store);
    if (rc != RC_OK)
        return rc;
    return link_run(store,
                    "UPDATE erasure SET pending = pending - ?1,"
                    " finished = finished + ?1",
                    SQL_ARGS(sql_int(erasure.pending)));
}

enum rc
erasure_told(struct store *store, int64_t now_us)
{
    return link_run(store, "UPDATE erasure SET telling = 0, told_us = ?",
                    SQL_ARGS(sql_int(now_us)));
}

static enum rc
again(struct store *store, int64_t version, int64_t cap, bool *more)
{
    int64_t last = 0;
    enum rc rc = sql_run(store,
                         "UPDATE erasure SET version = ?1, after = 0"
                         " WHERE version <> ?1",
                         SQL_ARGS(sql_int(version)));

    if (rc == RC_OK)
        rc = sql_get(store,
                     "SELECT max(seq) FROM (SELECT seq FROM kept WHERE seq >"
                     " (SELECT after FROM erasure) ORDER BY seq LIMIT ?)"
                     " HAVING max(seq) IS NOT NULL",
                     SQL_ARGS(sql_int(cap)), &last);
    *more = rc == RC_OK;
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    rc = sql_run(store,
                 "UPDATE kept SET next_us = 0 WHERE seq >"
                 " (SELECT after FROM erasure) AND seq <= ?",
                 SQL_ARGS(sql_int(last)));
    if (rc == RC_OK)
        rc = sql_run(store, "UPDATE erasure SET after = ?",
                     SQL_ARGS(sql_int(last)));
    return rc;
}

enum rc
erasure_again(struct store *store, int64_t version, int64_t cap, bool *more)
{
    bool own = false;
    bool left = false;
    enum rc rc = link_enter(store, &own);

    if (rc == RC_OK)
        rc = link_leave(store, own, again(store, version, cap, &left));
    if (rc == RC_OK)
        *more = left;
    return rc;
}

enum rc
erased_list(struct store *store, int64_t from, struct erased_row *out,
            size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store,
                 "SELECT month, kind, source, why, n FROM erased_count"
                 " ORDER BY month DESC, kind, source, why LIMIT ? OFFSET ?",
                 SQL_ARGS(sql_int((int64_t)cap), sql_int(from)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        struct erased_row *row = &out[found++];

        sql_column_text(stmt, 0, row->month, sizeof row->month);
        row->kind = (enum message_kind)sqlite3_column_int(stmt, 1);
        row->source = (enum organisation_kind)sqlite3_column_int(stmt, 2);
        row->why = (enum erased_why)sqlite3_column_int(stmt, 3);
        row->n = sqlite3_column_int64(stmt, 4);
    }
    *n = found;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
