/* swaps -- proposals to take each other's shifts; see store/rosters.h */
#include "store/sqlite/swaps.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

enum rc
swap_next(struct store *store, int64_t *swap)
{
    return sql_next(store, "swap", swap);
}

static enum rc
propose(struct store *store, const struct swap *proposed, int64_t *swap)
{
    struct audit_record record = {
        .at_us = proposed->created_us,
        .actor = proposed->proposer,
        .verb = "swap-propose",
        .object = "swap",
        .code = (int64_t)SWAP_PROPOSED,
        .reason = proposed->reason,
    };
    enum rc rc = swap_next(store, swap);

    if (rc != RC_OK)
        return rc;
    rc = sql_run(
        store,
        "INSERT INTO swap (swap, state, roster, proposer, taker, start_us, "
        "end_us,"
        " back_start_us, back_end_us, reason, created_us)"
        " VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
        " sealed('swap.reason', 0, 0, ?9, ?1), ?10)",
        SQL_ARGS(sql_int(*swap), sql_text(proposed->roster),
                 sql_int(proposed->proposer), sql_int(proposed->taker),
                 sql_int(proposed->start_us), sql_int(proposed->end_us),
                 sql_int(proposed->back_start_us),
                 sql_int(proposed->back_end_us), sql_text(proposed->reason),
                 sql_int(proposed->created_us)));

    if (rc != RC_OK)
        return rc;
    record.row = *swap;
    return audit_write(store, &record);
}

enum rc
swap_propose(struct store *store, const struct swap *proposed,
             const struct event_out *events, size_t events_n, int64_t *swap)
{
    int64_t made = 0;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = propose(store, proposed, &made);
    if (rc == RC_OK)
        rc = streams_write(store, events, events_n, proposed->created_us);
    if ((rc = sql_end(store, rc)) == RC_OK)
        *swap = made;
    return rc;
}

#define SWAP_COLUMNS                                                           \
    "SELECT s.swap, s.state, s.roster, s.proposer, s.taker, " OPENED_NAME_P    \
    ","                                                                        \
    " " OPENED_NAME_T ","                                                      \
    " s.start_us, s.end_us, s.back_start_us, "                                 \
    "s.back_end_us, "                                                          \
    "opened('swap.reason', 0, 0, s.reason, s.swap),"                           \
    " s.created_us, s.decided_us FROM swap s"                                  \
    " JOIN principal p ON p.principal = s.proposer"                            \
    " JOIN principal t ON t.principal = s.taker"

static void
take_swap(sqlite3_stmt *stmt, struct swap *out)
{
    *out = (struct swap){
        .swap = sqlite3_column_int64(stmt, 0),
        .state = (enum swap_state)sqlite3_column_int(stmt, 1),
        .proposer = sqlite3_column_int64(stmt, 3),
        .taker = sqlite3_column_int64(stmt, 4),
        .start_us = sqlite3_column_int64(stmt, 7),
        .end_us = sqlite3_column_int64(stmt, 8),
        .back_start_us = sqlite3_column_int64(stmt, 9),
        .back_end_us = sqlite3_column_int64(stmt, 10),
        .created_us = sqlite3_column_int64(stmt, 12),
        .decided_us = sqlite3_column_int64(stmt, 13),
    };
    sql_column_text(stmt, 2, out->roster, sizeof out->roster);
    sql_column_text(stmt, 5, out->proposer_name, sizeof out->proposer_name);
    sql_column_text(stmt, 6, out->taker_name, sizeof out->taker_name);
    sql_column_text(stmt, 11, out->reason, sizeof out->reason);
}

enum rc
swap_get(struct store *store, int64_t swap, struct swap *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, SWAP_COLUMNS " WHERE s.swap = ?",
                          SQL_ARGS(sql_int(swap)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_swap(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

enum rc
swap_list(struct store *store, int64_t after, struct swap *out, size_t cap,
          size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store,
                 SWAP_COLUMNS " WHERE s.state = 1 AND s.swap > ?"
                              " ORDER BY s.swap LIMIT ?",
                 SQL_ARGS(sql_int(after), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_swap(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
swap_decide(struct store *store, int64_t swap, enum swap_state state,
            int64_t now_us)
{
    int64_t proposed = 0;
    enum rc rc = sql_get(store, "SELECT state = 1 FROM swap WHERE swap = ?",
                         SQL_ARGS(sql_int(swap)), &proposed);

    if (rc != RC_OK)
        return rc;
    if (proposed == 0)
        return RC_STALE;
    return sql_run(
        store, "UPDATE swap SET state = ?, decided_us = ? WHERE swap = ?",
        SQL_ARGS(sql_int((int64_t)state), sql_int(now_us), sql_int(swap)));
}

enum rc
swap_end(struct store *store, const struct swap_end *end)
{
    const struct audit_record record = {
        .at_us = end->now_us,
        .actor = end->actor,
        .verb = end->state == SWAP_DECLINED ? "swap-decline" : "swap-withdraw",
        .object = "swap",
        .row = end->swap,
        .code = (int64_t)end->state,
    };
    enum rc rc = RC_OK;

    if (end->state != SWAP_DECLINED && end->state != SWAP_WITHDRAWN)
        return RC_INVALID;
    if ((rc = sql_begin(store)) != RC_OK)
        return rc;
    rc = swap_decide(store, end->swap, end->state, end->now_us);
    if (rc == RC_OK)
        rc = streams_write(store, end->events, end->events_n, end->now_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return sql_end(store, rc);
}
