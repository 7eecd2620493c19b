/* linking -- transactions of linking, and what follows a signal that moves; see
 * store/linking.h and link_work.h */
#include "store/linking.h"

#include <stdlib.h>

#include "store/making.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

_Static_assert(MAKING_COMPARE == 6 && MAKING_READY == 7, "phases in SQL");

enum rc
link_work_open(struct store *store)
{
    store->link = calloc(1, sizeof *store->link);
    if (store->link == NULL)
        return RC_DOWN;
    for (unsigned i = 0; i < LINK_TABLES; i++)
        store->link->sides[i] =
            (struct link_side){.store = store, .set = (enum linking_set)i};
    return RC_OK;
}

void
link_work_close(struct store *store)
{
    free(store->link);
    store->link = NULL;
}

unsigned
link_table(const struct store *store, enum linking_set set)
{
    return set == LINKING_LIVE ? store->link->live : 1 - store->link->live;
}

enum rc
link_look(struct store *store)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc;

    if (store->link->within)
        return RC_OK;
    rc = sql_bind(store,
                  "SELECT live, CASE live WHEN 0 THEN epoch_1 ELSE epoch_0 END,"
                  " (SELECT phase IN (6, 7) FROM link_making WHERE one = 1)"
                  " FROM link_state",
                  SQL_NO_ARGS, &stmt);
    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    store->link->live = (unsigned)sqlite3_column_int(stmt, 0) & 1;
    store->link->has_next = sqlite3_column_type(stmt, 1) != SQLITE_NULL;
    store->link->compares = sqlite3_column_int(stmt, 2) != 0;
    sql_done(stmt);
    return RC_OK;
}

enum rc
link_begin(struct store *store)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    if ((rc = link_look(store)) != RC_OK)
        return sql_end(store, rc);
    store->link->within = true;
    return RC_OK;
}

enum rc
link_end(struct store *store, enum rc rc)
{
    store->link->within = false;
    rc = sql_end(store, rc);
    if (rc != RC_OK)
        link_forget(store, 0, 0);
    return rc;
}

enum rc
link_enter(struct store *store, bool *own)
{
    *own = !store->link->within;
    return *own ? link_begin(store) : RC_OK;
}

enum rc
link_leave(struct store *store, bool own, enum rc rc)
{
    return own ? link_end(store, rc) : rc;
}

enum rc
link_run(struct store *store, const char *text, const struct sql_value *args,
         size_t n)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, sql_run(store, text, args, n))
                       : rc;
}

enum rc
link_clear_some(struct store *store,
                enum rc (*clear)(struct store *, bool *more), bool *more)
{
    bool own = false;
    bool left = false;
    enum rc rc = link_enter(store, &own);

    if (rc == RC_OK)
        rc = link_leave(store, own, clear(store, &left));
    if (rc == RC_OK)
        *more = left;
    return rc;
}

enum rc
linking_do(struct store *store, enum rc (*step)(void *arg), void *arg)
{
    enum rc rc = link_begin(store);

    return rc == RC_OK ? link_end(store, step(arg)) : rc;
}

/* --- what follows a signal --- */

/* A signal and what its organisation said of it since. */
#define VERSIONS                                                               \
    "WITH RECURSIVE versions (seq) AS (VALUES (?1) UNION"                      \
    "  SELECT m.seq FROM versions v JOIN message m ON m.amends = v.seq"        \
    "  WHERE m.action <> 3) "

/* The bundle of an alert's first message that is in one, or that is about one
 * that is. */
#define ALERTS_FOLLOW                                                          \
    "UPDATE alert SET bundle = coalesce("                                      \
    " (SELECT coalesce(m.bundle, (SELECT w.bundle FROM link_related r"         \
    "   JOIN message w ON w.seq = r.node WHERE r.seq = m.seq)) AS b"           \
    "  FROM message m WHERE m.alert = alert.alert AND b IS NOT NULL"           \
    "  ORDER BY m.seq LIMIT 1), bundle)"

/* Numbers that lead to a bundle whose name goes lead where that goes. */
static enum rc
lead_on(struct store *store, int64_t bundle, int64_t to)
{
    enum rc rc =
        sql_run(store, "UPDATE bundle SET became = ?2 WHERE became = ?1",
                SQL_ARGS(sql_int(bundle), sql_int(to)));

    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE bundle SET became = ?2 WHERE bundle = ?1"
                     " AND became IS NULL",
                     SQL_ARGS(sql_int(bundle), sql_int(to)));
    return rc;
}

#define THERE(S) "SELECT 1 FROM link_record_" S " WHERE node = ?"
LINK_TEXTS(there_text, THERE);

/* A bundle's number is its oldest signal's, and leads wherever that one is.
 * When that one is gone it leads to what is left of the bundle. */
static enum rc
name_bundles(struct store *store, int64_t node, int64_t from, int64_t to)
{
    int64_t there = 0;
    enum rc rc = sql_run(store,
                         "INSERT INTO bundle (bundle) VALUES (?)"
                         " ON CONFLICT (bundle) DO UPDATE SET became = NULL",
                         SQL_ARGS(sql_int(to)));

    if (rc == RC_OK && node != to)
        rc = sql_run(store, "UPDATE bundle SET became = ?2 WHERE bundle = ?1",
                     SQL_ARGS(sql_int(node), sql_int(to)));
    if (rc != RC_OK || from == 0)
        return rc;
    if (node == from)
        return lead_on(store, from, to);
    rc = sql_get(store, there_text[link_table(store, LINKING_LIVE)],
                 SQL_ARGS(sql_int(from)), &there);
    return rc == RC_NOT_FOUND ? lead_on(store, from, to) : rc;
}

enum rc
link_moved(struct store *store, int64_t node, int64_t from, int64_t to)
{
    enum rc rc = to == 0 ? RC_OK : name_bundles(store, node, from, to);

    if (rc == RC_OK && node == from) /* nothing has its name any more */
        rc = sql_run(store, "DELETE FROM link_notice WHERE cluster = ?",
                     SQL_ARGS(sql_int(node)));
    if (rc == RC_OK)
        rc = sql_run(store,
                     VERSIONS "UPDATE message SET bundle = ?2"
                              " WHERE seq IN (SELECT seq FROM versions)",
                     SQL_ARGS(sql_int(node), sql_ref(to)));
    if (rc != RC_OK)
        return rc;
    return sql_run(
        store,
        VERSIONS ALERTS_FOLLOW
        " WHERE alert IN (SELECT m.alert FROM versions v JOIN message m"
        "  ON m.seq = v.seq WHERE m.alert IS NOT NULL UNION"
        "  SELECT m.alert FROM link_related r JOIN message m ON m.seq = r.seq"
        "  WHERE r.node = ?1 AND m.alert IS NOT NULL)",
        SQL_ARGS(sql_int(node)));
}

/* --- referrals --- */

static enum rc
relate(struct store *store, int64_t seq, int64_t node)
{
    enum rc rc =
        node == 0 ? sql_run(store, "DELETE FROM link_related WHERE seq = ?",
                            SQL_ARGS(sql_int(seq)))
                  : sql_run(store,
                            "INSERT INTO link_related (seq, node) VALUES (?, ?)"
                            " ON CONFLICT (seq) DO UPDATE SET"
                            " node = excluded.node",
                            SQL_ARGS(sql_int(seq), sql_int(node)));

    if (rc != RC_OK)
        return rc;
    return sql_run(store,
                   ALERTS_FOLLOW " WHERE alert = (SELECT alert FROM message"
                                 " WHERE seq = ?1)",
                   SQL_ARGS(sql_int(seq)));
}

enum rc
linking_relate(struct store *store, int64_t seq, int64_t node)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, relate(store, seq, node)) : rc;
}

enum rc
linking_related(struct store *store, int64_t node, int64_t out[], size_t cap,
                size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT seq FROM link_related WHERE node = ?"
                 " ORDER BY seq LIMIT ?",
                 SQL_ARGS(sql_int(node), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}

#define CONFIRMED(S)                                                           \
    "SELECT EXISTS (SELECT 1 FROM link_member_" S " m WHERE m.node = ?1 AND"   \
    " m.cluster <> 0 AND (EXISTS (SELECT 1 FROM link_decided d"                \
    "  JOIN link_member_" S " o ON o.node = d.b WHERE d.a = ?1 AND d.kind = 1" \
    "  AND d.stands = 1 AND o.cluster = m.cluster) OR"                         \
    " EXISTS (SELECT 1 FROM link_decided d JOIN link_member_" S " o"           \
    "  ON o.node = d.a WHERE d.b = ?1 AND d.kind = 1 AND d.stands = 1"         \
    "  AND o.cluster = m.cluster)))"
LINK_TEXTS(confirmed_text, CONFIRMED);

enum rc
linking_confirmed(struct store *store, int64_t node, bool *confirmed)
{
    int64_t found = 0;
    enum rc rc = link_look(store);

    if (rc == RC_OK)
        rc = sql_get(store, confirmed_text[link_table(store, LINKING_LIVE)],
                     SQL_ARGS(sql_int(node)), &found);
    if (rc == RC_OK)
        *confirmed = found != 0;
    return rc == RC_NOT_FOUND ? RC_FATAL : rc;
}

/* --- what is to be looked at again --- */

enum rc
linking_look_add(struct store *store, int64_t what)
{
    return link_run(store,
                    "INSERT INTO link_look (what) VALUES (?)"
                    " ON CONFLICT DO NOTHING",
                    SQL_ARGS(sql_int(what)));
}

enum rc
linking_look_next(struct store *store, int64_t after, int64_t *what)
{
    return sql_get(store,
                   "SELECT what FROM link_look WHERE what > ?"
                   " ORDER BY what LIMIT 1",
                   SQL_ARGS(sql_int(after)), what);
}

enum rc
linking_look_done(struct store *store, int64_t what)
{
    return link_run(store, "DELETE FROM link_look WHERE what = ?",
                    SQL_ARGS(sql_int(what)));
}
