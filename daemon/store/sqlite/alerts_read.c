/* alerts_read -- reading alerts; see store/alerts.h */
#include "store/alerts.h"
#include "store/linking.h"

#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

#define ALERT_COLUMNS                                                          \
    "SELECT a.alert, a.state, a.level, a.kind, a.generation, a.step, a.owner," \
    " " OPENED_NAME_P                                                          \
    ", a.bundle, a.messages, a.organisations, a.created_us, d.at_us,"          \
    " a.acknowledged_us, a.closed_us, a.outcome, a.unattended, "               \
    "a.cause,"                                                                 \
    " a.snoozed, a.held_by_owner, a.policy, a.policy_version, "                \
    "a.prior,"                                                                 \
    " a.step_us, a.step_end_us, a.ack_us, a.not_seen_us, "                     \
    "a.release_us,"                                                            \
    " a.deadline_us, a.class, a.grp, a.desk, a.raised, a.restricted,"          \
    " a.double_intake"                                                         \
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
        .cause = (enum alert_cause)sqlite3_column_int(stmt, 17),
        .snoozed = sqlite3_column_int(stmt, 18) != 0,
        .held_by_owner = sqlite3_column_int(stmt, 19) != 0,
        .policy_version = sqlite3_column_int64(stmt, 21),
        .prior = sqlite3_column_int64(stmt, 22),
        .times = {.step_us = sqlite3_column_int64(stmt, 23),
                  .step_end_us = sqlite3_column_int64(stmt, 24),
                  .ack_us = sqlite3_column_int64(stmt, 25),
                  .not_seen_us = sqlite3_column_int64(stmt, 26),
                  .release_us = sqlite3_column_int64(stmt, 27),
                  .deadline_us = sqlite3_column_int64(stmt, 28)},
        .class_k = (uint8_t)sqlite3_column_int(stmt, 29),
        .group = (uint8_t)sqlite3_column_int(stmt, 30),
        .raised = sqlite3_column_int(stmt, 32) != 0,
        .restricted = sqlite3_column_int(stmt, 33) != 0,
        .double_intake = sqlite3_column_int(stmt, 34) != 0,
    };
    sql_column_text(stmt, 7, out->owner_name, sizeof out->owner_name);
    sql_column_text(stmt, 20, out->policy, sizeof out->policy);
    sql_column_text(stmt, 31, out->desk, sizeof out->desk);
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
alert_closed_of_bundle(struct store *store, int64_t bundle, struct alert *out)
{
    return one_alert(store,
                     ALERT_COLUMNS
                     " WHERE a.state = 5 AND a.bundle = coalesce((SELECT became"
                     "  FROM bundle WHERE bundle = ?1), ?1)"
                     " ORDER BY a.alert DESC LIMIT 1",
                     bundle, out);
}

enum rc
linking_alerts(struct store *store, int64_t bundle, int64_t after,
               int64_t out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT alert FROM alert WHERE state <> 5"
        " AND bundle = coalesce((SELECT became FROM bundle WHERE bundle = ?1),"
        "  ?1) AND alert > ?2 ORDER BY alert LIMIT ?3",
        SQL_ARGS(sql_int(bundle), sql_int(after), sql_int((int64_t)cap)),
        &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}

static enum rc
take_all(struct store *store, sqlite3_stmt *stmt, struct alert *out, size_t *n)
{
    size_t found = 0;
    enum rc rc = RC_OK;

    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_alert(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
alert_list(struct store *store, uint32_t states, int64_t after,
           struct alert *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
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

    return rc == RC_OK ? take_all(store, stmt, out, n) : rc;
}

enum rc
alert_list_held(struct store *store, enum level level, int64_t after,
                struct alert *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 ALERT_COLUMNS " WHERE a.state = 2 AND a.level = ?"
                               " AND a.alert > ? ORDER BY a.alert LIMIT ?",
                 SQL_ARGS(sql_int((int64_t)level), sql_int(after),
                          sql_int((int64_t)cap)),
                 &stmt);

    return rc == RC_OK ? take_all(store, stmt, out, n) : rc;
}

enum rc
alert_gravest(struct store *store, uint32_t states, struct alert *out,
              size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 ALERT_COLUMNS " WHERE a.state <> 5 AND (1 << a.state) & ?"
                               " ORDER BY a.level, a.raised DESC, a.alert"
                               " LIMIT ?",
                 SQL_ARGS(sql_int(states), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? take_all(store, stmt, out, n) : rc;
}

enum rc
alert_forgotten(struct store *store, int64_t after, size_t look, int64_t out[],
                size_t cap, size_t *n, int64_t *last)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    int64_t looked = 0;
    enum rc rc =
        sql_bind(store,
                 "SELECT a.alert, d.ref IS NULL FROM alert a"
                 " LEFT JOIN due d ON d.kind = 1 AND d.ref = a.alert"
                 " WHERE a.state <> 5 AND a.alert > ? ORDER BY a.alert LIMIT ?",
                 SQL_ARGS(sql_int(after), sql_int((int64_t)look)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        bool forgotten = sqlite3_column_int(stmt, 1) != 0;

        if (forgotten && found == cap) { /* it is looked at next time */
            sql_done(stmt);
            rc = RC_NOT_FOUND;
            break;
        }
        looked = sqlite3_column_int64(stmt, 0);
        if (forgotten)
            out[found++] = looked;
    }
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    *last = looked;
    return RC_OK;
}
