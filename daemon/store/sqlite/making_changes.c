/* making_changes -- which bundles the next epoch changes; see store/making.h */
#include "store/making.h"

#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

static enum rc
doubt(struct store *store, int64_t bundle)
{
    return sql_run(store,
                   "INSERT INTO link_changed (bundle, moves) VALUES (?, 0)"
                   " ON CONFLICT (bundle) DO UPDATE SET moves = 0",
                   SQL_ARGS(sql_int(bundle)));
}

enum rc
making_doubt(struct store *store, int64_t bundle)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, doubt(store, bundle)) : rc;
}

/* Signals of the bundle that go elsewhere, and others that come; none when it
 * is no bundle now. */
#define MOVES(LIVE, NEXT)                                                      \
    "SELECT iif(EXISTS (SELECT 1 FROM link_member_" LIVE                       \
    "  WHERE cluster = ?1), (SELECT count(*) FROM link_member_" LIVE           \
    "  l LEFT JOIN link_member_" NEXT " x ON x.node = l.node"                  \
    "  WHERE l.cluster = ?1 AND x.cluster IS NOT ?1)"                          \
    " + (SELECT count(*) FROM link_member_" NEXT                               \
    "  x LEFT JOIN link_member_" LIVE " l ON l.node = x.node"                  \
    "  WHERE x.cluster = ?1 AND l.cluster IS NOT ?1), 0)"

static const char *const moves_text[LINK_TABLES] = {MOVES("0", "1"),
                                                    MOVES("1", "0")};

static enum rc
compare(struct store *store, int64_t bundle)
{
    int64_t moves = 0;
    enum rc rc = sql_get(store, moves_text[link_table(store, LINKING_LIVE)],
                         SQL_ARGS(sql_int(bundle)), &moves);

    if (rc != RC_OK)
        return rc;
    if (moves == 0)
        return sql_run(store, "DELETE FROM link_changed WHERE bundle = ?",
                       SQL_ARGS(sql_int(bundle)));
    return sql_run(store,
                   "UPDATE link_changed SET moves = ?2 WHERE bundle = ?1",
                   SQL_ARGS(sql_int(bundle), sql_int(moves)));
}

static enum rc
compare_some(struct store *store, size_t n, bool *more)
{
    int64_t bundle = 0;
    enum rc rc = RC_OK;

    *more = true;
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        rc = sql_get(store,
                     "SELECT bundle FROM link_changed WHERE moves = 0"
                     " ORDER BY bundle LIMIT 1",
                     SQL_NO_ARGS, &bundle);
        if (rc == RC_NOT_FOUND) {
            *more = false;
            return RC_OK;
        }
        if (rc == RC_OK)
            rc = compare(store, bundle);
    }
    return rc;
}

enum rc
making_compare(struct store *store, size_t n, bool *more)
{
    bool own = false;
    bool left = false;
    enum rc rc = link_enter(store, &own);

    if (rc == RC_OK)
        rc = link_leave(store, own, compare_some(store, n, &left));
    if (rc == RC_OK)
        *more = left;
    return rc;
}

enum rc
making_changed(struct store *store, int64_t *bundles, int64_t *signals)
{
    enum rc rc = sql_get(store,
                         "SELECT count(*) FROM (SELECT 1 FROM link_changed"
                         " WHERE moves > 0 LIMIT ?)",
                         SQL_ARGS(sql_int(MAKING_MANY)), bundles);

    return rc == RC_OK ? sql_get(store,
                                 "SELECT count(*) FROM (SELECT 1 FROM"
                                 " link_differs WHERE node > 0 LIMIT ?)",
                                 SQL_ARGS(sql_int(MAKING_MANY)), signals)
                       : rc;
}

#define SIZE(S)                                                                \
    "SELECT coalesce(sum(n), 0), coalesce(sum(n > 1), 0) FROM"                 \
    " (SELECT count(*) AS n FROM link_member_" S                               \
    "  WHERE cluster > 0 GROUP BY cluster)"
LINK_TEXTS(size_text, SIZE);

enum rc
making_size(struct store *store, enum linking_set set, struct making_size *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = link_look(store);

    if (rc == RC_OK)
        rc = sql_bind(store, size_text[link_table(store, set)], SQL_NO_ARGS,
                      &stmt);
    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    out->signals = sqlite3_column_int64(stmt, 0);
    out->bundles = sqlite3_column_int64(stmt, 1);
    sql_done(stmt);
    return RC_OK;
}

#define SURVEY(S)                                                              \
    "SELECT coalesce(sum(cluster <> 0), 0), coalesce(max(node), 0) FROM"       \
    " (SELECT node, cluster FROM link_member_" S                               \
    "  WHERE node > ? ORDER BY node LIMIT 4000)"
LINK_TEXTS(survey_text, SURVEY);

enum rc
making_survey(struct store *store, int64_t *after, int64_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = link_look(store);

    if (rc == RC_OK)
        rc = sql_bind(store, survey_text[link_table(store, LINKING_LIVE)],
                      SQL_ARGS(sql_int(*after)), &stmt);
    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *n = sqlite3_column_int64(stmt, 0);
    *after = sqlite3_column_int64(stmt, 1);
    sql_done(stmt);
    return RC_OK;
}

enum rc
making_changes(struct store *store, int64_t after, int64_t out[], size_t cap,
               size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT bundle FROM link_changed WHERE bundle > ?"
                 " AND +moves > 0 ORDER BY bundle LIMIT ?",
                 SQL_ARGS(sql_int(after), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}

enum rc
making_largest(struct store *store, int64_t out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT bundle FROM link_changed WHERE moves > 0"
                          " ORDER BY moves DESC, bundle DESC LIMIT ?",
                          SQL_ARGS(sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}

/* --- one of them --- */

#define PARTS(LIVE, NEXT)                                                      \
    "SELECT count(*), count(DISTINCT x.cluster),"                              \
    " (SELECT count(*) FROM link_member_" NEXT                                 \
    "  WHERE cluster = (SELECT cluster FROM link_member_" NEXT                 \
    "   WHERE node = ?1 AND cluster <> 0)) FROM link_member_" LIVE             \
    " l LEFT JOIN link_member_" NEXT                                           \
    " x ON x.node = l.node AND x.cluster <> 0 WHERE l.cluster = ?1"
#define JOINED(LIVE, NEXT)                                                     \
    "SELECT DISTINCT l.cluster FROM link_member_" NEXT                         \
    " x JOIN link_member_" LIVE " l ON l.node = x.node"                        \
    " WHERE x.cluster = (SELECT cluster FROM link_member_" NEXT                \
    "  WHERE node = ?1 AND cluster <> 0) AND l.cluster <> ?1"                  \
    " AND l.cluster <> 0 ORDER BY l.cluster LIMIT ?2"

static const char *const parts_text[LINK_TABLES] = {PARTS("0", "1"),
                                                    PARTS("1", "0")};
static const char *const joined_text[LINK_TABLES] = {JOINED("0", "1"),
                                                     JOINED("1", "0")};

enum rc
making_change(struct store *store, int64_t bundle, struct making_change *out)
{
    sqlite3_stmt *stmt = NULL;
    unsigned table;
    enum rc rc = link_look(store);

    *out = (struct making_change){.signals = 0};
    if (rc != RC_OK)
        return rc;
    table = link_table(store, LINKING_LIVE);
    rc = sql_bind(store, parts_text[table], SQL_ARGS(sql_int(bundle)), &stmt);
    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    out->signals = sqlite3_column_int64(stmt, 0);
    out->parts = sqlite3_column_int64(stmt, 1);
    out->signals_then = sqlite3_column_int64(stmt, 2);
    sql_done(stmt);
    rc = sql_bind(store, joined_text[table],
                  SQL_ARGS(sql_int(bundle), sql_int(MAKING_JOINED)), &stmt);
    return rc == RC_OK ? sql_get_all(store, stmt, out->joined, &out->joined_n)
                       : rc;
}
