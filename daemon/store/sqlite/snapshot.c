/* snapshot -- see store/snapshot.h */
#include "store/snapshot.h"

#include "store/linking.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

#define SLICE "4000"

static enum rc
clear(struct store *store, bool *more)
{
    enum rc rc = sql_run(store,
                         "DELETE FROM link_count WHERE (token, cluster) <"
                         " (SELECT token, cluster FROM link_count"
                         "  ORDER BY token, cluster LIMIT 1 OFFSET " SLICE ")",
                         SQL_NO_ARGS);

    *more = rc == RC_OK && sql_changed(store) > 0;
    if (rc == RC_OK && !*more)
        rc = sql_run(store, "DELETE FROM link_count", SQL_NO_ARGS);
    return rc;
}

enum rc
snapshot_clear(struct store *store, bool *more)
{
    return link_clear_some(store, clear, more);
}

#define MEMBERS(S)                                                             \
    "SELECT node, cluster FROM link_member_" S " WHERE node > ?"               \
    " AND cluster <> 0 ORDER BY node LIMIT ?"
LINK_TEXTS(members_text, MEMBERS);

enum rc
snapshot_members(struct store *store, int64_t after,
                 struct snapshot_member out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = link_look(store);

    if (rc == RC_OK)
        rc = sql_bind(store, members_text[link_table(store, LINKING_LIVE)],
                      SQL_ARGS(sql_int(after), sql_int((int64_t)cap)), &stmt);
    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] =
            (struct snapshot_member){.node = sqlite3_column_int64(stmt, 0),
                                     .cluster = sqlite3_column_int64(stmt, 1)};
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

static enum rc
add(struct store *store, int64_t cluster, const uint64_t tokens[], size_t n)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = sql_run(store,
                     "INSERT INTO link_count (token, cluster) VALUES (?, ?)"
                     " ON CONFLICT DO NOTHING",
                     SQL_ARGS(sql_int((int64_t)tokens[i]), sql_int(cluster)));
    return rc;
}

enum rc
snapshot_add(struct store *store, int64_t cluster, const uint64_t tokens[],
             size_t n)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    if (rc != RC_OK)
        return rc;
    return link_leave(store, own, add(store, cluster, tokens, n));
}

enum rc
snapshot_clusters(struct store *store, uint64_t token, uint16_t *clusters)
{
    int64_t n = 0;
    enum rc rc = sql_get(store,
                         "SELECT min(count(*), 65535) FROM link_count"
                         " WHERE token = ?",
                         SQL_ARGS(sql_int((int64_t)token)), &n);

    if (rc == RC_OK)
        *clusters = (uint16_t)(n > 1 ? n : 0);
    return rc;
}

/* More of one value than a uint16 holds is a hub like any other. */
#define COUNTED                                                                \
    "SELECT token, min(count(*), 65535) AS n FROM link_count"                  \
    " WHERE token >= ?1 GROUP BY token ORDER BY token LIMIT " SLICE

/* *next: behind the slice; *more: there is something. */
static enum rc
close_slice(struct store *store, uint32_t epoch, int64_t *next, bool *more)
{
    int64_t last = 0;
    enum rc rc = sql_run(store,
                         "INSERT INTO link_frequency (epoch, token, clusters)"
                         " SELECT ?2, token, n FROM (" COUNTED ") WHERE n > 1"
                         " ON CONFLICT DO NOTHING",
                         SQL_ARGS(sql_int(*next), sql_int(epoch)));

    if (rc == RC_OK)
        rc = sql_get(store,
                     "SELECT max(token) FROM (" COUNTED
                     ") HAVING count(*) = " SLICE,
                     SQL_ARGS(sql_int(*next)), &last);
    *more = rc == RC_OK && last < INT64_MAX;
    if (*more)
        *next = last + 1;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
close_some(struct store *store, uint32_t epoch, int64_t *next, bool *more)
{
    int64_t there = 0;
    enum rc rc = sql_get(store, "SELECT 1 FROM link_epoch WHERE epoch = ?",
                         SQL_ARGS(sql_int(epoch)), &there);

    return rc == RC_OK ? close_slice(store, epoch, next, more) : rc;
}

enum rc
snapshot_close(struct store *store, uint32_t epoch, int64_t *next, bool *more)
{
    int64_t at = *next;
    bool left = false;
    bool own = false;
    enum rc rc = link_enter(store, &own);

    if (rc == RC_OK)
        rc = link_leave(store, own, close_some(store, epoch, &at, &left));
    if (rc == RC_OK) {
        *next = at;
        *more = left;
    }
    return rc;
}
