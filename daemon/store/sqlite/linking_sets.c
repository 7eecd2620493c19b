/* linking_sets -- making the other set and changing over; see store/linking.h
 */
#include "store/linking.h"

#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

/* Rows that are deleted at once: accepting waits for it. */
#define SLICE "4000"

/* --- emptying a set --- */

#define TABLES_N 4

/* The rows before the SLICEth; of fewer, none. */
#define CLEAR_SOME(table, columns)                                             \
    "DELETE FROM " table " WHERE (" columns ") < (SELECT " columns             \
    " FROM " table " ORDER BY " columns " LIMIT 1 OFFSET " SLICE ")"
#define CLEAR(S)                                                               \
    {                                                                          \
        {CLEAR_SOME("link_record_" S, "node"), "DELETE FROM link_record_" S},  \
            {CLEAR_SOME("link_posting_" S, "key, time_s, ord"),                \
             "DELETE FROM link_posting_" S},                                   \
            {CLEAR_SOME("link_pair_" S, "hi, lo"),                             \
             "DELETE FROM link_pair_" S},                                      \
        {                                                                      \
            CLEAR_SOME("link_member_" S, "node"), "DELETE FROM link_member_" S \
        }                                                                      \
    }

static const struct clear_row {
    const char *some;
    const char *rest;
} clears[LINK_TABLES][TABLES_N] = {CLEAR("0"), CLEAR("1")};

static const char *const no_epoch_text[LINK_TABLES] = {
    "UPDATE link_state SET epoch_0 = NULL WHERE epoch_0 IS NOT NULL",
    "UPDATE link_state SET epoch_1 = NULL WHERE epoch_1 IS NOT NULL",
};

static enum rc
clear(struct store *store, bool *more)
{
    unsigned table = link_table(store, LINKING_NEXT);
    enum rc rc = sql_run(store, no_epoch_text[table], SQL_NO_ARGS);

    *more = false;
    store->link->has_next = false;
    link_forget(store, table, 0);
    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM link_differs", SQL_NO_ARGS);
    for (size_t i = 0; rc == RC_OK && i < TABLES_N; i++) {
        rc = sql_run(store, clears[table][i].some, SQL_NO_ARGS);
        if (rc == RC_OK && sql_changed(store) > 0) {
            *more = true;
            return RC_OK;
        }
        if (rc == RC_OK)
            rc = sql_run(store, clears[table][i].rest, SQL_NO_ARGS);
    }
    return rc;
}

enum rc
linking_clear(struct store *store, bool *more)
{
    return link_clear_some(store, clear, more);
}

/* --- filling it --- */

enum rc
linking_signals(struct store *store, int64_t after, int64_t out[], size_t cap,
                size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT m.seq FROM message m CROSS JOIN journal j ON j.seq = m.seq"
        " WHERE m.seq > ? AND m.seq <= (SELECT combined FROM installation)"
        " AND m.combined = 1 AND m.amends IS NULL AND j.kind IN (1, 2)"
        " ORDER BY m.seq LIMIT ?",
        SQL_ARGS(sql_int(after), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}

/* --- changing over --- */

static const char *const live_text[LINK_TABLES] = {
    "UPDATE link_state SET live = 0 WHERE epoch_0 IS NOT NULL",
    "UPDATE link_state SET live = 1 WHERE epoch_1 IS NOT NULL",
};

#define BATCH 256

static enum rc
look_at_both(struct store *store, int64_t from, int64_t to)
{
    enum rc rc = from == 0 ? RC_OK : linking_look_add(store, from);

    return rc == RC_OK && to != 0 ? linking_look_add(store, to) : rc;
}

static enum rc
move(struct store *store, const struct linking_move *row)
{
    enum rc rc = link_moved(store, row->node, row->from, row->to);

    return rc == RC_OK ? look_at_both(store, row->from, row->to) : rc;
}

static enum rc
move_all(struct store *store)
{
    struct linking_move rows[BATCH];
    size_t n = BATCH;
    int64_t after = 0;
    enum rc rc = RC_OK;

    while (rc == RC_OK && n == BATCH) {
        rc = linking_moves(store, after, rows, BATCH, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            /* the sets have changed places already */
            const struct linking_move back = {
                .node = rows[i].node, .from = rows[i].to, .to = rows[i].from};

            rc = move(store, &back);
            after = back.node;
        }
    }
    return rc;
}

static enum rc
swap(struct store *store)
{
    unsigned table = link_table(store, LINKING_NEXT);
    enum rc rc = sql_run(store, live_text[table], SQL_NO_ARGS);

    if (rc != RC_OK)
        return rc;
    if (sql_changed(store) == 0)
        return RC_NOT_FOUND;
    store->link->live = table;
    store->link->has_next = true;
    return move_all(store);
}

enum rc
linking_swap(struct store *store)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, swap(store)) : rc;
}

#define MOVES(LIVE, NEXT)                                                      \
    "SELECT d.node, coalesce(l.cluster, 0), coalesce(x.cluster, 0)"            \
    " FROM link_differs d LEFT JOIN link_member_" LIVE " l ON l.node = d.node" \
    " LEFT JOIN link_member_" NEXT " x ON x.node = d.node"                     \
    " WHERE d.node > ? ORDER BY d.node LIMIT ?"

static const char *const moves_text[LINK_TABLES] = {MOVES("0", "1"),
                                                    MOVES("1", "0")};

enum rc
linking_moves(struct store *store, int64_t after, struct linking_move out[],
              size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = link_look(store);

    if (rc == RC_OK)
        rc = sql_bind(store, moves_text[link_table(store, LINKING_LIVE)],
                      SQL_ARGS(sql_int(after), sql_int((int64_t)cap)), &stmt);
    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] =
            (struct linking_move){.node = sqlite3_column_int64(stmt, 0),
                                  .from = sqlite3_column_int64(stmt, 1),
                                  .to = sqlite3_column_int64(stmt, 2)};
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}
