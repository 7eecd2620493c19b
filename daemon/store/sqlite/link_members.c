/* link_members -- which cluster, observation and part a signal is in: a book's;
 * see link_book.h */
#include "link/book.h"

#include "store/making.h"
#include "store/sqlite/link_book.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

#define CLUSTER_OF(S) "SELECT cluster FROM link_member_" S " WHERE node = ?"
LINK_TEXTS(cluster_of_text, CLUSTER_OF);

static enum rc
cluster_in(struct store *store, unsigned table, int64_t node, int64_t *cluster)
{
    enum rc rc = sql_get(store, cluster_of_text[table], SQL_ARGS(sql_int(node)),
                         cluster);

    if (rc == RC_NOT_FOUND)
        *cluster = 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
link_cluster_of(void *self, int64_t node, int64_t *cluster)
{
    struct link_side *side = self;

    return cluster_in(side->store, link_table(side->store, side->set), node,
                      cluster);
}

#define MEMBERS(S)                                                             \
    "SELECT node FROM link_member_" S " WHERE cluster = ?"                     \
    " ORDER BY node LIMIT ?"
#define MEMBERS_N(S) "SELECT count(*) FROM link_member_" S " WHERE cluster = ?"
LINK_TEXTS(members_text, MEMBERS);
LINK_TEXTS(members_n_text, MEMBERS_N);

enum rc
link_members(void *self, int64_t cluster, int64_t *nodes, size_t cap, size_t *n)
{
    struct link_side *side = self;
    unsigned table = link_table(side->store, side->set);
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    int64_t all = 0;
    enum rc rc =
        sql_bind(side->store, members_text[table],
                 SQL_ARGS(sql_int(cluster), sql_int((int64_t)cap)), &stmt);

    if (rc == RC_OK)
        rc = sql_get_all(side->store, stmt, nodes, &found);
    all = (int64_t)found;
    if (rc == RC_OK && found == cap)
        rc = sql_get(side->store, members_n_text[table],
                     SQL_ARGS(sql_int(cluster)), &all);
    if (rc == RC_OK)
        *n = (size_t)all;
    return rc;
}

#define CLUSTER_SET(S)                                                         \
    "INSERT INTO link_member_" S " (node, cluster, observation, part,"         \
    " raised_mb) VALUES (?, ?, ?, 0, 0) ON CONFLICT (node) DO UPDATE SET"      \
    " cluster = excluded.cluster, observation = excluded.observation"
#define PART_SET(S)                                                            \
    "INSERT INTO link_member_" S " (node, cluster, observation, part,"         \
    " raised_mb) VALUES (?, 0, 0, ?, ?) ON CONFLICT (node) DO UPDATE SET"      \
    " part = excluded.part, raised_mb = excluded.raised_mb"
#define GONE(S)                                                                \
    "DELETE FROM link_member_" S " WHERE node = ? AND cluster = 0"             \
    " AND part = 0"
LINK_TEXTS(cluster_set_text, CLUSTER_SET);
LINK_TEXTS(part_set_text, PART_SET);
LINK_TEXTS(gone_text, GONE);

/* What the next set makes of these is to be counted again. */
static enum rc
doubt(struct store *store, const int64_t bundles[], size_t n)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (bundles[i] != 0)
            rc = making_doubt(store, bundles[i]);
    return rc;
}

/* Kept true whenever there are two sets, so that changing over costs by what
 * changes. */
static enum rc
note_difference(struct store *store, unsigned table, int64_t node,
                const int64_t moved[2])
{
    const int64_t cluster = moved[1];
    int64_t other = 0;
    enum rc rc;

    if (!store->link->has_next)
        return RC_OK;
    rc = cluster_in(store, 1 - table, node, &other);
    if (rc == RC_OK && store->link->compares)
        rc = doubt(store, (const int64_t[]){moved[0], cluster, other}, 3);
    if (rc != RC_OK)
        return rc;
    if (other == cluster)
        return sql_run(store, "DELETE FROM link_differs WHERE node = ?",
                       SQL_ARGS(sql_int(node)));
    return sql_run(store,
                   "INSERT INTO link_differs (node) VALUES (?)"
                   " ON CONFLICT DO NOTHING",
                   SQL_ARGS(sql_int(node)));
}

enum rc
link_cluster_set(void *self, int64_t node, int64_t cluster, int64_t observation)
{
    struct link_side *side = self;
    struct store *store = side->store;
    unsigned table = link_table(store, side->set);
    int64_t from = 0;
    enum rc rc = cluster_in(store, table, node, &from);

    if (rc == RC_OK)
        rc = sql_run(
            store, cluster_set_text[table],
            SQL_ARGS(sql_int(node), sql_int(cluster), sql_int(observation)));
    if (rc == RC_OK && cluster == 0)
        rc = sql_run(store, gone_text[table], SQL_ARGS(sql_int(node)));
    if (rc == RC_OK)
        rc = note_difference(store, table, node,
                             (const int64_t[2]){from, cluster});
    if (rc == RC_OK && side->set == LINKING_LIVE && from != cluster)
        rc = link_moved(store, node, from, cluster);
    return rc;
}

/* The packed values stay unread. */
#define STANDING(S)                                                            \
    "SELECT r.time_s, r.ord, r.organisation, coalesce(m.cluster, 0),"          \
    " coalesce(m.observation, 0), coalesce(m.part, 0),"                        \
    " coalesce(m.raised_mb, 0) FROM link_record_" S " r"                       \
    " LEFT JOIN link_member_" S " m ON m.node = r.node WHERE r.node = ?"
LINK_TEXTS(standing_text, STANDING);

enum rc
link_standing_get(void *self, int64_t node, struct link_standing *out)
{
    struct link_side *side = self;
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(side->store, standing_text[link_table(side->store, side->set)],
                 SQL_ARGS(sql_int(node)), &stmt);

    if (rc != RC_OK || (rc = sql_step(side->store, stmt)) != RC_OK)
        return rc;
    *out = (struct link_standing){
        .place = {.time_s = sqlite3_column_int64(stmt, 0),
                  .order = sqlite3_column_int64(stmt, 1),
                  .node = node},
        .organisation = sqlite3_column_int64(stmt, 2),
        .cluster = sqlite3_column_int64(stmt, 3),
        .observation = sqlite3_column_int64(stmt, 4),
        .part = sqlite3_column_int64(stmt, 5),
        .raised_mb = sqlite3_column_int(stmt, 6),
    };
    sql_done(stmt);
    return RC_OK;
}

enum rc
link_part_set(void *self, int64_t node, int64_t part, int32_t raised_mb)
{
    struct link_side *side = self;
    unsigned table = link_table(side->store, side->set);
    enum rc rc =
        sql_run(side->store, part_set_text[table],
                SQL_ARGS(sql_int(node), sql_int(part), sql_int(raised_mb)));

    if (rc == RC_OK && part == 0)
        rc = sql_run(side->store, gone_text[table], SQL_ARGS(sql_int(node)));
    return rc;
}

/* Of a set that is not in force nobody has to look at anything. */
enum rc
link_notice(void *self, const struct link_notice *notice)
{
    struct link_side *side = self;

    if (side->set != LINKING_LIVE)
        return RC_OK;
    if (notice->kind == LINK_CLEAR)
        return sql_run(side->store, "DELETE FROM link_notice WHERE cluster = ?",
                       SQL_ARGS(sql_int(notice->cluster)));
    return sql_run(side->store,
                   "INSERT INTO link_notice (kind, cluster, a, b, mb)"
                   " VALUES (?, ?, ?, ?, ?) ON CONFLICT (cluster, kind, a, b)"
                   " DO UPDATE SET mb = excluded.mb",
                   SQL_ARGS(sql_int((int64_t)notice->kind),
                            sql_int(notice->cluster), sql_int(notice->a),
                            sql_int(notice->b), sql_int(notice->mb)));
}
