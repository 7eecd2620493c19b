/* link_pairs -- pairs and what people decided about them: a book's; see
 * link_book.h */
#include "link/book.h"

#include "store/sqlite/link_book.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

#define ROWS_BATCH 64

#define PAIR_COLUMNS "support, total_mb, edge_mb, same_mb, outcome"
#define PAIR_GET(S)                                                            \
    "SELECT hi, lo, " PAIR_COLUMNS " FROM link_pair_" S                        \
    " WHERE hi = max(?1, ?2) AND lo = min(?1, ?2)"
/* The younger ones of a node are found by the index, those it is the younger of
 * lie together. */
#define PAIRS_OLDER(S)                                                         \
    "SELECT hi, lo, " PAIR_COLUMNS " FROM link_pair_" S                        \
    " WHERE hi = ? AND lo > ? ORDER BY lo LIMIT ?"
#define PAIRS_YOUNGER(S)                                                       \
    "SELECT hi, lo, " PAIR_COLUMNS " FROM link_pair_" S                        \
    " WHERE lo = ? AND hi > ? ORDER BY hi LIMIT ?"
#define PAIR_PUT(S)                                                            \
    "INSERT INTO link_pair_" S " (hi, lo, " PAIR_COLUMNS ", decided)"          \
    " VALUES (max(?1, ?2), min(?1, ?2), ?3, ?4, ?5, ?6, ?7, CASE ?7 WHEN 0"    \
    " THEN 0 ELSE " LINK_DECIDED(                                              \
        "min(?1, ?2)", "max(?1, ?2)") " END)"                                  \
                                      " ON CONFLICT (hi, lo) DO UPDATE SET "   \
                                      "support = excluded.support,"            \
                                      " total_mb = excluded.total_mb, "        \
                                      "edge_mb = excluded.edge_mb,"            \
                                      " same_mb = excluded.same_mb, outcome "  \
                                      "= excluded.outcome,"                    \
                                      " decided = excluded.decided"
#define PAIR_DROP(S)                                                           \
    "DELETE FROM link_pair_" S " WHERE hi = max(?1, ?2) AND lo = min(?1, ?2)"
LINK_TEXTS(pair_get_text, PAIR_GET);
LINK_TEXTS(pairs_older_text, PAIRS_OLDER);
LINK_TEXTS(pairs_younger_text, PAIRS_YOUNGER);
LINK_TEXTS(pair_put_text, PAIR_PUT);
LINK_TEXTS(pair_drop_text, PAIR_DROP);

/* With `node` first. */
static struct link_pair
take_pair(sqlite3_stmt *stmt, int64_t node)
{
    int64_t hi = sqlite3_column_int64(stmt, 0);
    int64_t lo = sqlite3_column_int64(stmt, 1);

    return (struct link_pair){
        .a = node,
        .b = node == hi ? lo : hi,
        .support = sqlite3_column_int(stmt, 2),
        .total_mb = sqlite3_column_int(stmt, 3),
        .edge_mb = sqlite3_column_int(stmt, 4),
        .same_mb = sqlite3_column_int(stmt, 5),
        .outcome = (uint8_t)sqlite3_column_int(stmt, 6),
    };
}

enum rc
link_pair_get(void *self, int64_t a, int64_t b, struct link_pair *out)
{
    struct link_side *side = self;
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(side->store, pair_get_text[link_table(side->store, side->set)],
                 SQL_ARGS(sql_int(a), sql_int(b)), &stmt);

    if (rc != RC_OK || (rc = sql_step(side->store, stmt)) != RC_OK)
        return rc;
    *out = take_pair(stmt, a);
    sql_done(stmt);
    return RC_OK;
}

enum rc
link_pair_put(void *self, const struct link_pair *pair)
{
    struct link_side *side = self;

    return sql_run(
        side->store, pair_put_text[link_table(side->store, side->set)],
        SQL_ARGS(sql_int(pair->a), sql_int(pair->b), sql_int(pair->support),
                 sql_int(pair->total_mb), sql_int(pair->edge_mb),
                 sql_int(pair->same_mb), sql_int(pair->outcome)));
}

enum rc
link_pair_drop(void *self, int64_t a, int64_t b)
{
    struct link_side *side = self;

    return sql_run(side->store,
                   pair_drop_text[link_table(side->store, side->set)],
                   SQL_ARGS(sql_int(a), sql_int(b)));
}

/* What follows rows[*n - 1] takes the place of those. */
static enum rc
read_pairs(struct store *store, const char *text, int64_t node,
           struct link_pair out[ROWS_BATCH], size_t *n)
{
    int64_t after = out[*n - 1].b;
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store, text,
        SQL_ARGS(sql_int(node), sql_int(after), sql_int(ROWS_BATCH)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] = take_pair(stmt, node);
    *n = found;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

struct pair_visit {
    bool (*each)(const struct link_pair *pair, void *arg);
    void *arg;
    bool stopped;
};

static enum rc
visit_pairs(struct store *store, const char *text, int64_t node,
            struct pair_visit *visit)
{
    struct link_pair rows[ROWS_BATCH] = {{.b = INT64_MIN}};
    size_t n = 1;

    do {
        enum rc rc = read_pairs(store, text, node, rows, &n);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < n && !visit->stopped; i++)
            visit->stopped = !visit->each(&rows[i], visit->arg);
    } while (n == ROWS_BATCH && !visit->stopped);
    return RC_OK;
}

enum rc
link_pairs_of(void *self, int64_t node,
              bool (*each)(const struct link_pair *pair, void *arg), void *arg)
{
    struct link_side *side = self;
    unsigned table = link_table(side->store, side->set);
    struct pair_visit visit = {.each = each, .arg = arg};
    enum rc rc =
        visit_pairs(side->store, pairs_older_text[table], node, &visit);

    if (rc == RC_OK)
        rc = visit_pairs(side->store, pairs_younger_text[table], node, &visit);
    return rc;
}

#define DECIDED_COLUMNS "SELECT decision, a, b, kind FROM link_decided"

static const char decided_text[] =
    DECIDED_COLUMNS " WHERE a = ?1 AND (b, decision) > (?2, ?3) AND stands = 1"
                    " ORDER BY b, decision LIMIT ?4";
static const char decided_by_text[] =
    DECIDED_COLUMNS " WHERE b = ?1 AND (a, decision) > (?2, ?3) AND stands = 1"
                    " ORDER BY a, decision LIMIT ?4";

struct decision_visit {
    bool (*each)(const struct link_decision *decision, void *arg);
    void *arg;
    bool stopped;
};

/* What follows rows[*n - 1] of a node, at first a row before all of them, takes
 * the place of those. */
static enum rc
read_decisions(struct store *store, const char *text, int64_t node,
               struct link_decision out[ROWS_BATCH], size_t *n)
{
    const struct link_decision *after = &out[*n - 1];
    sqlite3_stmt *stmt = NULL;
    int64_t other = after->a == node ? after->b : after->a;
    size_t found = 0;
    enum rc rc =
        sql_bind(store, text,
                 SQL_ARGS(sql_int(node), sql_int(other),
                          sql_int(after->decision), sql_int(ROWS_BATCH)),
                 &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] = (struct link_decision){
            .decision = sqlite3_column_int64(stmt, 0),
            .a = sqlite3_column_int64(stmt, 1),
            .b = sqlite3_column_int64(stmt, 2),
            .kind = (enum link_decision_kind)sqlite3_column_int(stmt, 3),
        };
    *n = found;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
visit_decisions(struct store *store, const char *text, int64_t node,
                struct decision_visit *visit)
{
    struct link_decision rows[ROWS_BATCH] = {{.a = node, .b = INT64_MIN}};
    size_t n = 1;

    do {
        enum rc rc = read_decisions(store, text, node, rows, &n);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < n && !visit->stopped; i++)
            visit->stopped = !visit->each(&rows[i], visit->arg);
    } while (n == ROWS_BATCH && !visit->stopped);
    return RC_OK;
}

enum rc
link_decisions_of(void *self, int64_t node,
                  bool (*each)(const struct link_decision *decision, void *arg),
                  void *arg)
{
    struct link_side *side = self;
    struct decision_visit visit = {.each = each, .arg = arg};
    enum rc rc = visit_decisions(side->store, decided_text, node, &visit);

    if (rc == RC_OK)
        rc = visit_decisions(side->store, decided_by_text, node, &visit);
    return rc;
}
