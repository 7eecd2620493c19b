/* alerts -- making and reading alerts; see store/alerts.h */
#include "store/sqlite/alerts.h"

#include "store/combine.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

#define ALERT_COLUMNS                                                          \
    "SELECT a.alert, a.state, a.level, a.kind, a.generation, a.step, a.owner," \
    " p.name, a.bundle, a.messages, a.organisations, a.created_us, d.at_us,"   \
    " a.acknowledged_us, a.closed_us, a.outcome, a.unattended"                 \
    " FROM alert a LEFT JOIN principal p ON p.principal = a.owner"             \
    " LEFT JOIN due d ON d.kind = 1 AND d.ref = a.alert"

static void
take_alert(sqlite3_stmt *stmt, struct alert *out)
{
    *out = (struct alert){
        .alert = sqlite3_column_int64(stmt, 0),
        .state = (enum alert_state)sqlite3_column_int(stmt, 1),
        .level = (enum level)sqlite3_column_int(stmt, 2),
        .kind = (enum message_kind)sqlite3_column_int(stmt, 3),
        .generation = (uint32_t)sqlite3_column_int64(stmt, 4),
        .step = (uint32_t)sqlite3_column_int64(stmt, 5),
        .owner = sqlite3_column_int64(stmt, 6),
        .bundle = sqlite3_column_int64(stmt, 8),
        .messages = (uint32_t)sqlite3_column_int64(stmt, 9),
        .organisations = (uint32_t)sqlite3_column_int64(stmt, 10),
        .created_us = sqlite3_column_int64(stmt, 11),
        .due_us = sqlite3_column_int64(stmt, 12),
        .acknowledged_us = sqlite3_column_int64(stmt, 13),
        .closed_us = sqlite3_column_int64(stmt, 14),
        .outcome = (enum outcome)sqlite3_column_int(stmt, 15),
        .unattended = sqlite3_column_int(stmt, 16) != 0,
    };
    sql_column_text(stmt, 7, out->owner_name, sizeof out->owner_name);
}

/* What is routed, as the transaction finds it. */
struct routed {
    int64_t seq;
    enum message_kind kind;
    int64_t organisation;
    int64_t bundle; /* 0: none */
};

/* The message gets its row here when combining has not come to it yet. */
static enum rc
note_message(struct store *store, struct routed *routed)
{
    sqlite3_stmt *stmt = NULL;
    int64_t alert = 0;
    enum rc rc =
        sql_bind(store,
                 "SELECT j.kind, j.organisation, m.alert FROM journal j"
                 " LEFT JOIN message m ON m.seq = j.seq WHERE j.seq = ?",
                 SQL_ARGS(sql_int(routed->seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    routed->kind = (enum message_kind)sqlite3_column_int(stmt, 0);
    routed->organisation = sqlite3_column_int64(stmt, 1);
    alert = sqlite3_column_int64(stmt, 2);
    sql_done(stmt);
    if (alert != 0)
        return RC_DUP;
    return sql_run(
        store,
        "INSERT INTO message (seq, organisation) VALUES (?, ?)"
        " ON CONFLICT DO NOTHING",
        SQL_ARGS(sql_int(routed->seq), sql_int(routed->organisation)));
}

/* The counts are of the messages before this one. */
static enum rc
open_alert(struct store *store, const struct alert_route *route,
           const struct routed *routed, int64_t *alert)
{
    enum rc rc = sql_run(
        store,
        "INSERT INTO alert (state, level, kind, generation, step, bundle,"
        " messages, organisations, created_us) VALUES (3, ?, ?, 1, 0, ?, 0, 0,"
        " ?)",
        SQL_ARGS(sql_int((int64_t)route->level), sql_int((int64_t)routed->kind),
                 sql_ref(routed->bundle), sql_int(route->now_us)));

    if (rc != RC_OK)
        return rc;
    *alert = sqlite3_last_insert_rowid(store->db);
    return due_set(store, DUE_STEP, *alert, route->now_us);
}

static enum rc
check_open(struct store *store, int64_t alert)
{
    int64_t is_open = 0;
    enum rc rc = sql_get(store, "SELECT state <> 5 FROM alert WHERE alert = ?",
                         SQL_ARGS(sql_int(alert)), &is_open);

    if (rc == RC_OK && is_open == 0)
        return RC_STALE;
    return rc;
}

/* A referral is the gravest kind, then the order of the numbers. */
static enum rc
add_message(struct store *store, int64_t alert, const struct routed *routed)
{
    enum rc rc = sql_run(
        store,
        "UPDATE alert SET messages = messages + 1,"
        " organisations = organisations + NOT EXISTS (SELECT 1 FROM message"
        "  WHERE alert = ?1 AND organisation = ?2),"
        " kind = CASE WHEN kind = 2 OR ?3 = 2 THEN 2 ELSE min(kind, ?3) END,"
        " bundle = coalesce(bundle, ?4) WHERE alert = ?1",
        SQL_ARGS(sql_int(alert), sql_int(routed->organisation),
                 sql_int((int64_t)routed->kind), sql_ref(routed->bundle)));

    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE message SET alert = ?, feedback = 2 WHERE seq = ?",
                     SQL_ARGS(sql_int(alert), sql_int(routed->seq)));
    return rc;
}

static enum rc
create(struct store *store, const struct alert_route *route, int64_t *alert)
{
    struct routed routed = {.seq = route->seq};
    struct audit_record record = {.at_us = route->now_us,
                                  .verb = route->join == 0 ? "alert-open"
                                                           : "alert-join",
                                  .object = "alert",
                                  .code = route->seq};
    enum rc rc = note_message(store, &routed);

    /* it may have become part of another since it was read */
    if (rc == RC_OK && route->bundle != 0)
        rc = bundle_resolve(store, route->bundle, &routed.bundle);
    if (rc != RC_OK)
        return rc;
    *alert = route->join;
    rc = route->join == 0 ? open_alert(store, route, &routed, alert)
                          : check_open(store, route->join);
    if (rc == RC_OK)
        rc = add_message(store, *alert, &routed);
    if (rc == RC_OK)
        rc =
            streams_write(store, route->events, route->events_n, route->now_us);
    if (rc != RC_OK)
        return rc;
    record.row = *alert;
    return audit_write(store, &record);
}

enum rc
alert_create(struct store *store, const struct alert_route *route,
             int64_t *alert)
{
    int64_t made = 0;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    if ((rc = sql_end(store, create(store, route, &made))) == RC_OK)
        *alert = made;
    return rc;
}

static enum rc
one_alert(struct store *store, const char *text, int64_t key, struct alert *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, text, SQL_ARGS(sql_int(key)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_alert(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

enum rc
alert_get(struct store *store, int64_t alert, struct alert *out)
{
    return one_alert(store, ALERT_COLUMNS " WHERE a.alert = ?", alert, out);
}

enum rc
alert_open_of_bundle(struct store *store, int64_t bundle, struct alert *out)
{
    return one_alert(
        store,
        ALERT_COLUMNS
        " WHERE a.state <> 5 AND a.bundle = coalesce((SELECT became"
        "  FROM bundle WHERE bundle = ?1), ?1)"
        " ORDER BY a.alert LIMIT 1",
        bundle, out);
}

enum rc
alert_list(struct store *store, uint32_t states, int64_t after,
           struct alert *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    /* the closed ones pile up: only who asks for them pays for them */
    const char *text = (states & 1U << ALERT_CLOSED) != 0 ? ALERT_COLUMNS
                           " WHERE a.alert > ? AND (1 << a.state) & ?"
                           " ORDER BY a.alert LIMIT ?"
                                                          : ALERT_COLUMNS
                           " WHERE a.alert > ? AND (1 << a.state) & ?"
                           " AND a.state <> 5 ORDER BY a.alert LIMIT ?";
    enum rc rc = sql_bind(
        store, text,
        SQL_ARGS(sql_int(after), sql_int(states), sql_int((int64_t)cap)),
        &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_alert(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}
