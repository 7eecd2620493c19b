/* review -- what waits for people to decide; see store/review.h */
#include "store/review.h"

#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

#define ROW                                                                    \
    "SELECT w.hi, w.lo, w.total_mb, coalesce(a.cluster, 0),"                   \
    " coalesce(b.cluster, 0), w.decided"
#define CLUSTERS(S)                                                            \
    " LEFT JOIN link_member_" S " a ON a.node = w.hi"                          \
    " LEFT JOIN link_member_" S " b ON b.node = w.lo"

/* By the index of what waits: outcome ?1, also unsure ?2, from ?3, behind (?4,
 * ?5, ?6), at most ?7. */
#define ALL(S)                                                                 \
    ROW " FROM (SELECT hi, lo, total_mb, decided FROM link_pair_" S            \
        "  WHERE outcome = ?1 AND outcome <> 0 AND decided <> 1"               \
        "  AND (decided = 0 OR ?2) AND total_mb >= ?3 AND total_mb <= ?4"      \
        "  AND (total_mb < ?4 OR (hi, lo) > (?5, ?6))"                         \
        "  ORDER BY total_mb DESC, hi, lo LIMIT ?7) w" CLUSTERS(               \
            S) " ORDER BY w.total_mb DESC, w.hi, w.lo"

/* Of some signals, on either side of the pair. */
#define ABOUT(S, nodes)                                                        \
    ROW " FROM (SELECT o.hi, o.lo, o.total_mb, o.decided FROM"                 \
        "  (SELECT * FROM link_pair_" S " WHERE hi IN (" nodes ") UNION"       \
        "   SELECT * FROM link_pair_" S " WHERE lo IN (" nodes ")) o"          \
        "  WHERE o.outcome = ?1 AND o.decided <> 1"                            \
        "  AND (o.decided = 0 OR ?2) AND o.total_mb >= ?3"                     \
        "  AND o.total_mb <= ?4 AND (o.total_mb < ?4 OR"                       \
        "   (o.hi, o.lo) > (?5, ?6))"                                          \
        "  ORDER BY o.total_mb DESC, o.hi, o.lo LIMIT ?7) w" CLUSTERS(         \
            S) " ORDER BY w.total_mb DESC, w.hi, w.lo"
#define OF_NODE(S) ABOUT(S, "?8")
#define OF_BUNDLE(S)                                                           \
    ABOUT(S, "SELECT node FROM link_member_" S " WHERE cluster = ?8")

LINK_TEXTS(all_text, ALL);
LINK_TEXTS(of_node_text, OF_NODE);
LINK_TEXTS(of_bundle_text, OF_BUNDLE);

#define UNSURE 2

static int64_t
outcome_of(enum review_kind kind)
{
    return kind == REVIEW_POSSIBLE ? 1 : 2;
}

static const char *
text_of(const struct store *store, const struct review_query *query)
{
    unsigned table = link_table(store, LINKING_LIVE);

    if (query->about == 0)
        return all_text[table];
    return query->bundle ? of_bundle_text[table] : of_node_text[table];
}

static enum rc
bind(struct store *store, const struct review_query *query, sqlite3_stmt **stmt)
{
    const struct review_pair *after = &query->after;
    const struct sql_value args[] = {
        sql_int(outcome_of(query->kind)),
        sql_int(query->unsure),
        sql_int(query->from_mb == 0 ? INT32_MIN : query->from_mb),
        sql_int(query->on ? after->total_mb : INT32_MAX),
        sql_int(query->on ? after->a : 0),
        sql_int(query->on ? after->b : 0),
        sql_int(REVIEW_LOOK),
        sql_int(query->about),
    };

    return sql_bind(store, text_of(store, query), args,
                    query->about == 0 ? 7 : 8, stmt);
}

static struct review_pair
take_pair(sqlite3_stmt *stmt)
{
    return (struct review_pair){
        .a = sqlite3_column_int64(stmt, 0),
        .b = sqlite3_column_int64(stmt, 1),
        .total_mb = sqlite3_column_int(stmt, 2),
        .cluster_a = sqlite3_column_int64(stmt, 3),
        .cluster_b = sqlite3_column_int64(stmt, 4),
        .unsure = sqlite3_column_int(stmt, 5) == UNSURE,
    };
}

/* What is in one bundle by other ways need not be asked; what is linked and yet
 * apart has been pulled apart by something stronger. */
static bool
waits(const struct review_query *query, const struct review_pair *pair)
{
    bool together = pair->cluster_a == pair->cluster_b && pair->cluster_a != 0;

    return query->kind == REVIEW_POSSIBLE ? !together : together;
}

enum rc
review_pairs(struct store *store, const struct review_query *query,
             struct review_pair out[], size_t cap, struct review_end *end)
{
    struct review_end found = {.last = query->after};
    sqlite3_stmt *stmt = NULL;
    size_t looked = 0;
    enum rc rc = RC_INVALID;

    if (query->kind != REVIEW_POSSIBLE && query->kind != REVIEW_PROVISIONAL)
        return rc;
    rc = link_look(store);
    if (rc == RC_OK)
        rc = bind(store, query, &stmt);
    if (rc != RC_OK)
        return rc;
    while (found.n < cap && (rc = sql_step(store, stmt)) == RC_OK) {
        found.last = take_pair(stmt);
        looked++;
        if (waits(query, &found.last))
            out[found.n++] = found.last;
    }
    if (rc == RC_OK)
        sql_done(stmt);
    else if (rc != RC_NOT_FOUND)
        return rc;
    found.more = rc == RC_OK || looked == REVIEW_LOOK;
    *end = found;
    return RC_OK;
}

#define WAITING(S)                                                             \
    "SELECT count(*) FROM (SELECT 1 FROM link_pair_" S " WHERE outcome = ?1"   \
    " AND outcome <> 0 AND decided <> 1 AND decided = 0 LIMIT ?2)"
LINK_TEXTS(waiting_text, WAITING);

enum rc
review_waiting(struct store *store, enum review_kind kind, uint32_t most,
               uint32_t *n)
{
    int64_t found = 0;
    enum rc rc = RC_INVALID;

    if (kind != REVIEW_POSSIBLE && kind != REVIEW_PROVISIONAL)
        return rc;
    rc = link_look(store);
    if (rc == RC_OK)
        rc =
            sql_get(store, waiting_text[link_table(store, LINKING_LIVE)],
                    SQL_ARGS(sql_int(outcome_of(kind)), sql_int(most)), &found);
    if (rc == RC_OK)
        *n = (uint32_t)found;
    return rc;
}

/* Of a bundle whose name is gone nobody has to look at anything. */
#define NOTICES(S)                                                             \
    "SELECT t.notice, t.kind, t.cluster, t.a, t.b, t.mb FROM link_notice t"    \
    " WHERE t.kind = ? AND t.notice > ?"                                       \
    " AND EXISTS (SELECT 1 FROM link_member_" S " m"                           \
    "  WHERE m.node = t.cluster AND m.cluster = t.cluster)"                    \
    " ORDER BY t.notice LIMIT ?"
LINK_TEXTS(notices_text, NOTICES);

enum rc
review_notices(struct store *store, const struct review_notice *after,
               struct review_notice out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = link_look(store);

    if (rc == RC_OK)
        rc = sql_bind(store, notices_text[link_table(store, LINKING_LIVE)],
                      SQL_ARGS(sql_int((int64_t)after->about.kind),
                               sql_int(after->notice), sql_int((int64_t)cap)),
                      &stmt);
    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] = (struct review_notice){
            .notice = sqlite3_column_int64(stmt, 0),
            .about = {.kind =
                          (enum link_notice_kind)sqlite3_column_int(stmt, 1),
                      .cluster = sqlite3_column_int64(stmt, 2),
                      .a = sqlite3_column_int64(stmt, 3),
                      .b = sqlite3_column_int64(stmt, 4),
                      .mb = sqlite3_column_int(stmt, 5)}};
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
review_noticed(struct store *store, int64_t bundle, uint32_t *kinds)
{
    int64_t found = 0;
    enum rc rc = sql_get(store,
                         "SELECT coalesce(sum(1 << kind), 0) FROM"
                         " (SELECT DISTINCT kind FROM link_notice"
                         "  WHERE cluster = ?)",
                         SQL_ARGS(sql_int(bundle)), &found);

    if (rc == RC_OK)
        *kinds = (uint32_t)found;
    return rc;
}
