/* alerts -- making alerts; see store/alerts.h */
#include "store/sqlite/alerts.h"

#include "core/alert_life.h"
#include "store/combine.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/decisions.h"
#include "store/sqlite/referrals.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"
#include "store/sqlite/terms.h"

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
    const struct alert *fresh = route->fresh;
    const struct alert_times *times = &fresh->times;
    enum rc rc = sql_run(
        store,
        "INSERT INTO alert (state, level, kind, generation, step, bundle,"
        " messages, organisations, created_us, cause, policy, policy_version,"
        " prior, step_us, step_end_us, ack_us, not_seen_us, release_us,"
        " deadline_us) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?,"
        " ?, ?, ?)",
        SQL_ARGS(sql_int((int64_t)fresh->state), sql_int((int64_t)fresh->level),
                 sql_int((int64_t)routed->kind), sql_int(fresh->generation),
                 sql_int(fresh->step), sql_ref(routed->bundle),
                 sql_int(route->now_us), sql_int((int64_t)fresh->cause),
                 sql_text(fresh->policy), sql_int(fresh->policy_version),
                 sql_ref(fresh->prior), sql_int(times->step_us),
                 sql_int(times->step_end_us), sql_int(times->ack_us),
                 sql_int(times->not_seen_us), sql_int(times->release_us),
                 sql_int(times->deadline_us)));

    if (rc != RC_OK)
        return rc;
    *alert = sqlite3_last_insert_rowid(store->db);
    if (route->expect != 0 && route->expect != *alert)
        return RC_STALE;
    return due_set(store, DUE_ALERT, *alert, alert_due(fresh));
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

/* It begins its life beside the alert; see store/referrals.h. */
static enum rc
open_referral(struct store *store, const struct alert_route *route,
              const struct routed *routed)
{
    if (routed->kind != MESSAGE_REFERRAL)
        return RC_OK;
    return referral_open(store, routed->seq, route->person);
}

static enum rc
decide(struct store *store, const struct alert_route *route, int64_t alert)
{
    struct decision_row decision;

    if (route->decision == NULL)
        return RC_OK;
    decision = *route->decision;
    decision.alert = alert;
    decision.seq = route->seq;
    decision.at_us = route->now_us;
    return decision_insert(store, &decision);
}

static enum rc
place(struct store *store, const struct alert_route *route, int64_t *alert)
{
    struct routed routed = {.seq = route->seq};
    enum rc rc = RC_OK;

    if (route->seq != 0)
        rc = note_message(store, &routed);
    else
        routed.kind = route->fresh->kind;
    /* it may have become part of another since it was read */
    if (rc == RC_OK && route->bundle != 0)
        rc = bundle_resolve(store, route->bundle, &routed.bundle);
    if (rc != RC_OK)
        return rc;
    *alert = route->join;
    rc = route->join == 0 ? open_alert(store, route, &routed, alert)
                          : check_open(store, route->join);
    if (rc == RC_OK && route->seq != 0)
        rc = add_message(store, *alert, &routed);
    if (rc == RC_OK && route->seq != 0)
        rc = open_referral(store, route, &routed);
    if (rc == RC_OK)
        rc = terms_write(store, route->terms, route->terms_n, 0);
    if (rc == RC_OK)
        rc = decide(store, route, *alert);
    return rc;
}

enum rc
alert_make(struct store *store, const struct alert_route *route, int64_t *alert)
{
    struct audit_record record = {.at_us = route->now_us,
                                  .actor = route->actor,
                                  .verb = route->join == 0 ? "alert-open"
                                                           : "alert-join",
                                  .object = "alert",
                                  .about = route->seq};
    enum rc rc = place(store, route, alert);

    if (rc == RC_OK && route->storm != NULL)
        rc = storm_write(store, route->storm);
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
    enum rc rc = RC_OK;

    if (route->join == 0 ? route->fresh == NULL : route->seq == 0)
        return RC_INVALID;
    if ((rc = sql_begin(store)) != RC_OK)
        return rc;
    if ((rc = sql_end(store, alert_make(store, route, &made))) == RC_OK)
        *alert = made;
    return rc;
}

enum rc
alert_next(struct store *store, int64_t *alert)
{
    return sql_next(store, "alert", alert);
}
