/* making -- the next epoch while it is prepared; see store/making.h */
#include "store/making.h"

#include "store/linking.h"
#include "store/snapshot.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

#define SLICE "4000"

static enum rc
read_it(struct store *store, struct making *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT epoch, phase, after, signals, clusters,"
        " at_us, made_by, opened('link_making.reason', 0, 0, reason, one)"
        " FROM link_making"
        " WHERE one = 1",
        SQL_NO_ARGS, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    *out = (struct making){
        .epoch = (uint32_t)sqlite3_column_int64(stmt, 0),
        .phase = (enum making_phase)sqlite3_column_int(stmt, 1),
        .after = sqlite3_column_int64(stmt, 2),
        .signals = sqlite3_column_int64(stmt, 3),
        .clusters = sqlite3_column_int64(stmt, 4),
        .at_us = sqlite3_column_int64(stmt, 5),
        .made_by = sqlite3_column_int64(stmt, 6),
    };
    sql_column_text(stmt, 7, out->reason, sizeof out->reason);
    sql_done(stmt);
    return RC_OK;
}

enum rc
making_get(struct store *store, struct making *out)
{
    return read_it(store, out);
}

static enum rc
set_phase(struct store *store, const struct making *now)
{
    enum rc rc =
        sql_run(store,
                "UPDATE link_making SET phase = ?, after = ?,"
                " signals = ?, clusters = ? WHERE one = 1",
                SQL_ARGS(sql_int((int64_t)now->phase), sql_int(now->after),
                         sql_int(now->signals), sql_int(now->clusters)));

    if (rc == RC_OK)
        store->link->compares =
            now->phase == MAKING_COMPARE || now->phase == MAKING_READY;
    return rc;
}

enum rc
making_set(struct store *store, const struct making *now)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, set_phase(store, now)) : rc;
}

static enum rc
note(struct store *store, const struct making_order *order, const char *verb,
     uint32_t epoch)
{
    const struct audit_record record = {
        .at_us = order->at_us,
        .actor = order->actor,
        .verb = verb,
        .object = "link_epoch",
        .row = epoch,
        .reason = order->reason,
    };

    return audit_write(store, &record);
}

/* --- beginning and ending --- */

static bool
is_prepared(const struct making *now)
{
    return now->phase >= MAKING_EMPTY && now->phase <= MAKING_READY;
}

static enum rc
begin(struct store *store, const struct making_order *order)
{
    struct making now;
    int64_t last = 0;
    enum rc rc = read_it(store, &now);

    if (rc == RC_OK && is_prepared(&now))
        rc = RC_DUP;
    if (rc == RC_OK && now.phase == MAKING_TELL)
        rc = RC_DUP;
    if (rc == RC_OK)
        rc = sql_get(store, "SELECT coalesce(max(epoch), 0) FROM link_epoch",
                     SQL_NO_ARGS, &last);
    if (rc != RC_OK)
        return rc;
    if (last < (int64_t)now.epoch)
        last = now.epoch;
    rc = sql_run(store,
                 "UPDATE link_making SET epoch = ?, phase = ?, after = 0,"
                 " signals = 0, clusters = 0, at_us = ?, made_by = ?,"
                 " reason = sealed('link_making.reason', 0, 0, ?, one)"
                 " WHERE one = 1",
                 SQL_ARGS(sql_int(last + 1), sql_int(MAKING_EMPTY),
                          sql_int(order->at_us), sql_ref(order->actor),
                          sql_text_cut(order->reason, REASON_BYTES - 1)));
    return rc == RC_OK ? note(store, order, "epoch-prepare", (uint32_t)last + 1)
                       : rc;
}

enum rc
making_begin(struct store *store, const struct making_order *order)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, begin(store, order)) : rc;
}

static enum rc
pass_on(struct store *store, enum making_phase phase)
{
    return set_phase(store, &(struct making){.phase = phase});
}

static enum rc
swap(struct store *store, uint32_t epoch, const struct making_order *order)
{
    struct making now;
    enum rc rc = read_it(store, &now);

    if (rc == RC_OK && (now.phase != MAKING_READY || now.epoch != epoch))
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = linking_swap(store);
    if (rc == RC_OK)
        rc = linking_swapped(store, order->at_us);
    if (rc == RC_OK)
        rc = pass_on(store, MAKING_TELL);
    return rc == RC_OK ? note(store, order, "epoch-swap", epoch) : rc;
}

enum rc
making_swap(struct store *store, uint32_t epoch,
            const struct making_order *order)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, swap(store, epoch, order)) : rc;
}

static enum rc
drop(struct store *store, uint32_t epoch, const struct making_order *order)
{
    struct making now;
    enum rc rc = read_it(store, &now);

    if (rc == RC_OK && (!is_prepared(&now) || now.epoch != epoch))
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = pass_on(store, MAKING_LEAVE);
    return rc == RC_OK ? note(store, order, "epoch-drop", epoch) : rc;
}

enum rc
making_drop(struct store *store, uint32_t epoch,
            const struct making_order *order)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, drop(store, epoch, order)) : rc;
}

/* --- clearing away --- */

static const struct clear_row {
    const char *some; /* the rows before the SLICEth; of fewer, none */
    const char *rest;
} clears[] = {
    {"DELETE FROM link_changed WHERE bundle < (SELECT bundle FROM link_changed"
     " ORDER BY bundle LIMIT 1 OFFSET " SLICE ")",
     "DELETE FROM link_changed"},
    {"DELETE FROM link_frequency WHERE (epoch, token) IN (SELECT epoch, token"
     " FROM link_frequency WHERE epoch < coalesce((SELECT CASE live"
     "  WHEN 0 THEN epoch_0 ELSE epoch_1 END FROM link_state), 0)"
     " ORDER BY epoch, token LIMIT " SLICE ")",
     NULL},
    {"DELETE FROM link_frequency WHERE (epoch, token) IN (SELECT epoch, token"
     " FROM link_frequency WHERE epoch > coalesce((SELECT CASE live"
     "  WHEN 0 THEN epoch_0 ELSE epoch_1 END FROM link_state), 0)"
     " ORDER BY epoch, token LIMIT " SLICE ")",
     NULL},
};

static enum rc
clear_rows(struct store *store, bool *more)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < sizeof clears / sizeof clears[0];
         i++) {
        rc = sql_run(store, clears[i].some, SQL_NO_ARGS);
        if (rc == RC_OK && sql_changed(store) > 0) {
            *more = true;
            return RC_OK;
        }
        if (rc == RC_OK && clears[i].rest != NULL)
            rc = sql_run(store, clears[i].rest, SQL_NO_ARGS);
    }
    return rc;
}

static enum rc
clear(struct store *store, bool *more)
{
    enum rc rc = linking_clear(store, more);

    if (rc == RC_OK && !*more)
        rc = snapshot_clear(store, more);
    return rc == RC_OK && !*more ? clear_rows(store, more) : rc;
}

enum rc
making_clear(struct store *store, bool *more)
{
    return link_clear_some(store, clear, more);
}
