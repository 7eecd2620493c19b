/* referrals -- who has a referral; see store/referrals.h
 *
 * The row begins with the routing (alerts.c); one that something happens to
 * before has it from then on. */
#include "store/referrals.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

static void
take_referral(sqlite3_stmt *stmt, struct referral *out)
{
    *out = (struct referral){
        .seq = sqlite3_column_int64(stmt, 0),
        .state = (enum referral_state)sqlite3_column_int(stmt, 1),
        .owner = sqlite3_column_int64(stmt, 2),
        .offered_to = sqlite3_column_int64(stmt, 3),
        .moves = (uint32_t)sqlite3_column_int64(stmt, 4),
        .outcome = (enum outcome)sqlite3_column_int(stmt, 5),
        .changed_us = sqlite3_column_int64(stmt, 6),
    };
}

enum rc
referral_get(struct store *store, int64_t seq, struct referral *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT j.seq, coalesce(r.state, 1), r.owner, r.offered_to,"
        " coalesce(r.moves, 0), coalesce(r.outcome, 0),"
        " coalesce(r.changed_us, 0) FROM journal j"
        " LEFT JOIN referral r ON r.seq = j.seq WHERE j.seq = ? AND j.kind = 2",
        SQL_ARGS(sql_int(seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_referral(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

static bool
same(const struct referral *a, const struct referral *b)
{
    return a->state == b->state && a->owner == b->owner &&
           a->offered_to == b->offered_to && a->moves == b->moves &&
           a->outcome == b->outcome && a->changed_us == b->changed_us;
}

static enum rc
apply(struct store *store, const struct referral_change *change)
{
    const struct referral *after = change->after;
    const struct audit_record record = {
        .at_us = change->now_us,
        .actor = change->actor,
        .verb = change->verb,
        .object = "referral",
        .row = change->before->seq,
        .code = (int64_t)after->state,
    };
    struct referral now;
    enum rc rc = referral_get(store, change->before->seq, &now);

    if (rc == RC_OK && !same(&now, change->before))
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = sql_run(
            store,
            "INSERT OR REPLACE INTO referral (seq, state, owner, offered_to,"
            " moves, outcome, changed_us) VALUES (?, ?, ?, ?, ?, ?, ?)",
            SQL_ARGS(sql_int(record.row), sql_int((int64_t)after->state),
                     sql_ref(after->owner), sql_ref(after->offered_to),
                     sql_int(after->moves), sql_int((int64_t)after->outcome),
                     sql_int(after->changed_us)));
    if (rc == RC_OK)
        rc = streams_write(store, change->events, change->events_n,
                           change->now_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
referral_apply(struct store *store, const struct referral_change *change)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, apply(store, change));
}

/* A version of a referral tells more about it; it is not another one. */
enum rc
referral_list(struct store *store, int64_t after, struct referral *out,
              size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store,
        "SELECT seq, state, owner, offered_to, moves, outcome, changed_us"
        " FROM referral r WHERE state <> 4 AND seq > ? AND NOT EXISTS"
        " (SELECT 1 FROM message m WHERE m.seq = r.seq"
        "  AND m.amends IS NOT NULL) ORDER BY seq LIMIT ?",
        SQL_ARGS(sql_int(after), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_referral(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}
