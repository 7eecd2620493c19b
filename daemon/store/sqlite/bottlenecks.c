/* bottlenecks -- the register; see store/bottlenecks.h
 *
 * A row is made when somebody does something about it; until then the journal
 * has it. */
#include "store/bottlenecks.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

_Static_assert(MESSAGE_BOTTLENECK == 4, "kinds of messages in SQL");
_Static_assert(BOTTLENECK_SOLVED == 3 && BOTTLENECK_DROPPED == 4,
               "states in SQL");

#define BOTTLENECK_COLUMNS                                                     \
    "SELECT j.seq, coalesce(b.state, 0), b.owner, coalesce(b.changed_us, 0),"  \
    " j.accepted_us, " OPENED_NAME_P ","                                       \
    " opened('bottleneck.reason', 1, b.seq, b.reason, b.seq) FROM "            \
    "journal j"                                                                \
    " LEFT JOIN bottleneck b ON b.seq = j.seq"                                 \
    " LEFT JOIN principal p ON p.principal = b.owner WHERE j.kind = "          \
    "4"

static void
take_bottleneck(sqlite3_stmt *stmt, struct bottleneck_row *out)
{
    *out = (struct bottleneck_row){
        .bottleneck = {.seq = sqlite3_column_int64(stmt, 0),
                       .state =
                           (enum bottleneck_state)sqlite3_column_int(stmt, 1),
                       .owner = sqlite3_column_int64(stmt, 2),
                       .changed_us = sqlite3_column_int64(stmt, 3)},
        .accepted_us = sqlite3_column_int64(stmt, 4),
    };
    sql_column_text(stmt, 5, out->owner, sizeof out->owner);
    sql_column_text(stmt, 6, out->reason, sizeof out->reason);
}

enum rc
bottleneck_get(struct store *store, int64_t seq, struct bottleneck_row *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, BOTTLENECK_COLUMNS " AND j.seq = ?",
                          SQL_ARGS(sql_int(seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_bottleneck(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

static bool
same(const struct bottleneck *a, const struct bottleneck *b)
{
    return a->state == b->state && a->owner == b->owner &&
           a->changed_us == b->changed_us;
}

static enum rc
apply(struct store *store, const struct bottleneck_change *change)
{
    const struct bottleneck *after = change->after;
    const struct audit_record record = {
        .at_us = change->now_us,
        .actor = change->actor,
        .verb = "bottleneck",
        .object = "bottleneck",
        .row = change->before->seq,
        .code = (int64_t)after->state,
        .reason = change->reason,
    };
    struct bottleneck_row now;
    enum rc rc = bottleneck_get(store, change->before->seq, &now);

    if (rc == RC_OK && !same(&now.bottleneck, change->before))
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = sql_run(store,
                     "INSERT OR REPLACE INTO bottleneck (seq, state, owner,"
                     " reason, changed_us) VALUES (?1, ?2, ?3,"
                     " sealed('bottleneck.reason', 1, ?1, ?4, ?1), ?5)",
                     SQL_ARGS(sql_int(record.row),
                              sql_int((int64_t)after->state),
                              sql_ref(after->owner), sql_text(change->reason),
                              sql_int(after->changed_us)));
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
bottleneck_apply(struct store *store, const struct bottleneck_change *change)
{
    enum rc rc = sql_begin(store);

    return rc == RC_OK ? sql_end(store, apply(store, change)) : rc;
}

enum rc
bottleneck_list(struct store *store, bool all, int64_t after,
                struct bottleneck_row *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store,
        BOTTLENECK_COLUMNS
        " AND j.seq > ?1 AND (?2 OR coalesce(b.state, 0) NOT IN (3, 4))"
        " AND NOT EXISTS (SELECT 1 FROM message m WHERE m.seq = j.seq"
        "  AND (m.withdrawn = 1 OR m.amends IS NOT NULL))"
        " ORDER BY j.seq LIMIT ?3",
        SQL_ARGS(sql_int(after), sql_int(all), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_bottleneck(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}
