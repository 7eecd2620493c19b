/* erase -- a message and all its versions go; see store/retention.h.
 *
 * The table `erasing` says which rows while one transaction works; it is empty
 * before and after. */
#include "store/retention.h"

#include "store/due.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/retention.h"
#include "store/sqlite/sql.h"

enum rc
erase_run(struct store *store, const char *const texts[],
          const struct sql_value *args, size_t n)
{
    enum rc rc = RC_OK;

    for (; rc == RC_OK && *texts != NULL; texts++)
        rc = sql_run(store, *texts, args, n);
    return rc;
}

static enum rc
mark(struct store *store, int64_t seq)
{
    int64_t there = 0;
    enum rc rc = sql_get(store, "SELECT 1 FROM kept WHERE seq = ?",
                         SQL_ARGS(sql_int(seq)), &there);

    if (rc != RC_OK)
        return rc;
    return sql_run(store,
                   RETENTION_CHAIN "INSERT INTO erasing SELECT seq FROM chain",
                   SQL_ARGS(sql_int(seq)));
}

/* --- tokens --- */

/* How common a value was at a snapshot stays while somebody living has it. */
static enum rc
drop_token(struct store *store, uint64_t token)
{
    const struct sql_value value = sql_int((int64_t)token);
    int64_t there = 0;
    enum rc rc = sql_run(store,
                         "DELETE FROM found WHERE token = ?"
                         " AND seq IN (SELECT seq FROM erasing)",
                         SQL_ARGS(value));

    if (rc == RC_OK)
        rc = sql_get(store, "SELECT 1 FROM found WHERE token = ? LIMIT 1",
                     SQL_ARGS(value), &there);
    if (rc != RC_NOT_FOUND)
        return rc;
    rc = sql_run(store,
                 "DELETE FROM link_frequency WHERE token = ?"
                 " AND epoch IN (SELECT epoch FROM link_epoch)",
                 SQL_ARGS(value));
    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM link_count WHERE token = ?",
                     SQL_ARGS(value));
    return rc;
}

static enum rc
drop_tokens(struct store *store, const struct erase *erase)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < erase->tokens_n; i++)
        rc = drop_token(store, erase->tokens[i]);
    return rc;
}

/* --- what is only about it --- */

/* Another referral of the same person is the only one of that person now. */
static const char twins_text[] =
    "UPDATE alert SET double_intake = 0 WHERE double_intake <> 0 AND alert IN"
    " (SELECT m.alert FROM erasing e JOIN referral r ON r.seq = e.seq"
    "  JOIN referral t ON t.person = r.person JOIN message m ON m.seq = t.seq"
    "  WHERE (SELECT count(*) FROM referral o WHERE o.person = r.person"
    "   AND o.seq NOT IN (SELECT seq FROM erasing)) < 2)";

#define OF_TASKS                                                               \
    "(SELECT task FROM task WHERE referral IN (SELECT seq FROM erasing))"
#define OF_TERMS                                                               \
    "(SELECT term FROM term WHERE (subject = 1 AND ref IN"                     \
    " (SELECT seq FROM erasing)) OR (subject = 2 AND ref IN " OF_TASKS "))"

static const char *const casework[] = {
    twins_text,
    "DELETE FROM due WHERE kind = 9 AND ref IN " OF_TERMS,
    "DELETE FROM term WHERE term IN " OF_TERMS,
    "DELETE FROM task WHERE referral IN (SELECT seq FROM erasing)",
    "DELETE FROM due WHERE kind = 8 AND ref IN (SELECT placement"
    " FROM placement WHERE referral IN (SELECT seq FROM erasing))",
    "DELETE FROM placement WHERE referral IN (SELECT seq FROM erasing)",
    "DELETE FROM due WHERE kind = 11 AND ref IN (SELECT seq FROM erasing)",
    "DELETE FROM referral WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM question WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM bottleneck WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM link_related WHERE seq IN (SELECT seq FROM erasing)"
    " OR node IN (SELECT seq FROM erasing)",
    NULL,
};

/* Children before their parents; the journal last. */
static const char *const rows[] = {
    "DELETE FROM decision WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM fact_code WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM fact WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM kept_act WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM keyless WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM kept WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM message WHERE seq IN (SELECT seq FROM erasing)",
    "DELETE FROM journal WHERE seq IN (SELECT seq FROM erasing)",
    NULL,
};

/* --- keys --- */

#define KEYS_BATCH 64

/* What it sealed cannot be read any more, wherever a copy of it is. */
enum rc
erase_keys(struct store *store, enum seal_kind kind, const char *text)
{
    int64_t refs[KEYS_BATCH] = {0};
    size_t n = KEYS_BATCH;
    enum rc rc = RC_OK;

    while (rc == RC_OK && n == KEYS_BATCH) {
        sqlite3_stmt *stmt = NULL;

        rc = sql_bind(
            store, text,
            SQL_ARGS(sql_int(refs[KEYS_BATCH - 1]), sql_int(KEYS_BATCH)),
            &stmt);
        if (rc == RC_OK)
            rc = sql_get_all(store, stmt, refs, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            rc = seal_destroy(store, kind, refs[i]);
            if (rc == RC_NOT_FOUND)
                rc = RC_OK;
        }
    }
    return rc;
}

/* --- what stays --- */

static enum rc
count(struct store *store, const struct erase *erase)
{
    enum rc rc =
        sql_run(store,
                "INSERT INTO erased_count (month, kind, source, why, n)"
                " SELECT strftime('%Y-%m', ?3 / 1000000, 'unixepoch'), j.kind,"
                "  coalesce(f.source, o.kind), ?2, 1 FROM journal j"
                "  JOIN organisation o ON o.organisation = j.organisation"
                "  LEFT JOIN fact f ON f.seq = j.seq WHERE j.seq = ?1"
                " ON CONFLICT DO UPDATE SET n = n + 1",
                SQL_ARGS(sql_int(erase->seq), sql_int((int64_t)erase->why),
                         sql_int(erase->now_us)));

    if (rc != RC_OK)
        return rc;
    return sql_run(store,
                   "UPDATE erasure SET pending = pending + 1,"
                   " after_rotation = after_rotation + 1,"
                   " high = max(high, (SELECT max(seq) FROM erasing))",
                   SQL_NO_ARGS);
}

static enum rc
on_record(struct store *store, const struct erase *erase)
{
    const struct audit_record record = {
        .at_us = erase->now_us,
        .actor = erase->actor,
        .verb = "erase",
        .object = "message",
        .row = erase->seq,
        .code = (int64_t)erase->why,
        .reason = erase->reason,
    };

    return audit_write(store, &record);
}

/* On record while its name can still be made: afterwards nothing leads from
 * that to it. */
static enum rc
erase_all(struct store *store, const struct erase *erase)
{
    enum rc rc = mark(store, erase->seq);

    if (rc == RC_OK)
        rc = on_record(store, erase);
    if (rc == RC_OK)
        rc = count(store, erase);
    if (rc == RC_OK)
        rc = erase_figures(store, erase->fixed_us);
    if (rc == RC_OK)
        rc = drop_tokens(store, erase);
    if (rc == RC_OK)
        rc = erase_alerts(store);
    if (rc == RC_OK)
        rc = erase_run(store, casework, SQL_NO_ARGS);
    if (rc == RC_OK)
        rc = erase_about(store, erase->seq);
    if (rc == RC_OK)
        rc = erase_keys(store, SEAL_MESSAGE,
                        "SELECT seq FROM erasing WHERE seq > ?"
                        " ORDER BY seq LIMIT ?");
    if (rc == RC_OK)
        rc = erase_run(store, rows, SQL_NO_ARGS);
    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM erasing", SQL_NO_ARGS);
    return rc;
}

enum rc
erase_message(struct store *store, const struct erase *erase)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, erase_all(store, erase)) : rc;
}
