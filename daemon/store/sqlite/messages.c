/* messages -- one row per message as the steps after the journal see it; see
 * store/combine.h */
#include "store/combine.h"

#include "store/sqlite/sql.h"

_Static_assert(VERSION_SUPPLEMENT == 1 && VERSION_CORRECT == 2,
               "versions in SQL");

#define MESSAGE_COLUMNS                                                        \
    "SELECT j.seq, j.kind, j.organisation, j.principal, j.accepted_us,"        \
    " j.urgent, coalesce(m.combined, 0), coalesce(m.withdrawn, 0), m.bundle,"  \
    " m.alert, m.amends, coalesce(m.action, 0), coalesce(m.feedback, 1),"      \
    " coalesce(m.seen_us, 0), coalesce(m.outcome, 0),"                         \
    " (SELECT w.bundle FROM link_related r JOIN message w ON w.seq = r.node"   \
    "  WHERE r.seq = j.seq), coalesce(m.expired, 0)"

#define MESSAGE_ACCEPTED                                                       \
    MESSAGE_COLUMNS " FROM journal j LEFT JOIN message m ON m.seq = j.seq"

/* CROSS: the journal is looked up row by row, never walked. */
#define MESSAGE_DERIVED                                                        \
    MESSAGE_COLUMNS " FROM message m CROSS JOIN journal j ON j.seq = m.seq"

static void
take_message(sqlite3_stmt *stmt, struct message_row *out)
{
    *out = (struct message_row){
        .seq = sqlite3_column_int64(stmt, 0),
        .kind = (enum message_kind)sqlite3_column_int(stmt, 1),
        .organisation = sqlite3_column_int64(stmt, 2),
        .principal = sqlite3_column_int64(stmt, 3),
        .accepted_us = sqlite3_column_int64(stmt, 4),
        .urgent = sqlite3_column_int(stmt, 5) != 0,
        .combined = sqlite3_column_int(stmt, 6) != 0,
        .withdrawn = sqlite3_column_int(stmt, 7) != 0,
        .bundle = sqlite3_column_int64(stmt, 8),
        .alert = sqlite3_column_int64(stmt, 9),
        .amends = sqlite3_column_int64(stmt, 10),
        .action = (enum version_action)sqlite3_column_int(stmt, 11),
        .feedback = (enum feedback_state)sqlite3_column_int(stmt, 12),
        .seen_us = sqlite3_column_int64(stmt, 13),
        .outcome = (enum outcome)sqlite3_column_int(stmt, 14),
        .related = sqlite3_column_int64(stmt, 15),
        .expired = sqlite3_column_int(stmt, 16) != 0,
    };
}

struct message_rows {
    struct message_row *out;
    size_t cap;
    size_t *n;
};

static enum rc
read_rows(struct store *store, const char *text, const struct sql_value *args,
          size_t args_n, struct message_rows rows)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(store, text, args, args_n, &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK && found < rows.cap)
        take_message(stmt, &rows.out[found++]);
    if (rc == RC_OK)
        sql_done(stmt);
    else if (rc != RC_NOT_FOUND)
        return rc;
    *rows.n = found;
    return RC_OK;
}

enum rc
message_get(struct store *store, int64_t seq, struct message_row *out)
{
    size_t n = 0;
    enum rc rc = read_rows(
        store, MESSAGE_ACCEPTED " WHERE j.seq = ?", SQL_ARGS(sql_int(seq)),
        (struct message_rows){.out = out, .cap = 1, .n = &n});

    return rc == RC_OK && n == 0 ? RC_NOT_FOUND : rc;
}

enum rc
message_unrouted(struct store *store, int64_t after, struct message_row *out,
                 size_t cap, size_t *n)
{
    return read_rows(store,
                     MESSAGE_DERIVED " WHERE m.combined = 1 AND m.alert IS NULL"
                                     " AND m.seq > ? ORDER BY m.seq LIMIT ?",
                     SQL_ARGS(sql_int(after), sql_int((int64_t)cap)),
                     (struct message_rows){.out = out, .cap = cap, .n = n});
}

enum rc
message_urgent_unrouted(struct store *store, struct message_row *out,
                        size_t cap, size_t *n)
{
    return read_rows(store,
                     MESSAGE_ACCEPTED
                     " WHERE j.seq > (SELECT combined FROM installation)"
                     " AND j.urgent = 1 AND m.alert IS NULL"
                     " ORDER BY j.seq LIMIT ?",
                     SQL_ARGS(sql_int((int64_t)cap)),
                     (struct message_rows){.out = out, .cap = cap, .n = n});
}

enum rc
message_of_bundle(struct store *store, int64_t bundle, int64_t after,
                  struct message_row *out, size_t cap, size_t *n)
{
    return read_rows(
        store,
        MESSAGE_DERIVED " WHERE m.bundle = coalesce((SELECT became FROM bundle"
                        "  WHERE bundle = ?1), ?1)"
                        " AND m.seq > ?2 ORDER BY m.seq LIMIT ?3",
        SQL_ARGS(sql_int(bundle), sql_int(after), sql_int((int64_t)cap)),
        (struct message_rows){.out = out, .cap = cap, .n = n});
}

enum rc
message_of_alert(struct store *store, int64_t alert, int64_t after,
                 struct message_row *out, size_t cap, size_t *n)
{
    return read_rows(
        store,
        MESSAGE_DERIVED " WHERE m.alert = ? AND m.seq > ?"
                        " ORDER BY m.seq LIMIT ?",
        SQL_ARGS(sql_int(alert), sql_int(after), sql_int((int64_t)cap)),
        (struct message_rows){.out = out, .cap = cap, .n = n});
}

/* A version is younger than what it amends, so that this comes to an end. */
enum rc
message_first(struct store *store, int64_t seq, int64_t *first)
{
    return sql_get(store,
                   "WITH RECURSIVE up (seq) AS (VALUES (?) UNION ALL"
                   "  SELECT m.amends FROM up JOIN message m ON m.seq = up.seq"
                   "   WHERE m.amends < m.seq)"
                   " SELECT min(seq) FROM up",
                   SQL_ARGS(sql_int(seq)), first);
}

enum rc
message_current(struct store *store, int64_t seq, int64_t *current)
{
    return sql_get(store,
                   "SELECT coalesce(max(seq), ?1) FROM message"
                   " WHERE amends = ?1 AND action = 2",
                   SQL_ARGS(sql_int(seq)), current);
}

enum rc
message_alert_has(struct store *store, int64_t alert, int64_t organisation,
                  bool *has)
{
    int64_t found = 0;
    enum rc rc =
        sql_get(store,
                "SELECT EXISTS (SELECT 1 FROM message"
                " WHERE alert = ? AND organisation = ?)",
                SQL_ARGS(sql_int(alert), sql_int(organisation)), &found);

    if (rc == RC_OK)
        *has = found != 0;
    return rc == RC_NOT_FOUND ? RC_FATAL : rc;
}

enum rc
message_versions(struct store *store, int64_t seq, struct message_row *out,
                 size_t cap, size_t *n)
{
    return read_rows(store,
                     MESSAGE_DERIVED " WHERE m.amends = ?"
                                     " ORDER BY m.seq LIMIT ?",
                     SQL_ARGS(sql_int(seq), sql_int((int64_t)cap)),
                     (struct message_rows){.out = out, .cap = cap, .n = n});
}

enum rc
message_supplements(struct store *store, int64_t seq, int64_t out[], size_t cap,
                    size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT seq FROM message WHERE amends = ? AND action = 1"
                 " AND withdrawn = 0 ORDER BY seq LIMIT ?",
                 SQL_ARGS(sql_int(seq), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}
