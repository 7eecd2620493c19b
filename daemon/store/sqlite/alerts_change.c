/* alerts_change -- one change of an alert with all its effects; see
 * store/alerts.h */
#include "store/sqlite/alerts.h"

#include "core/alert_life.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"
#include "store/sqlite/terms.h"

static enum rc
compare(struct store *store, const struct alert *before)
{
    int64_t same = 0;
    enum rc rc = sql_get(
        store,
        "SELECT state = ?2 AND generation = ?3 AND step = ?4 FROM alert"
        " WHERE alert = ?1",
        SQL_ARGS(sql_int(before->alert), sql_int((int64_t)before->state),
                 sql_int(before->generation), sql_int(before->step)),
        &same);

    return rc == RC_OK && same == 0 ? RC_STALE : rc;
}

static enum rc
set_alert(struct store *store, int64_t alert, const struct alert *after)
{
    const struct alert_times *times = &after->times;
    enum rc rc = sql_run(
        store,
        "UPDATE alert SET state = ?2, level = ?3, generation = ?4, step = ?5,"
        " owner = ?6, unattended = ?7, outcome = ?8, snoozed = ?9,"
        " held_by_owner = ?10, policy = ?11, policy_version = ?12,"
        " acknowledged_us = ?13, closed_us = ?14, step_us = ?15,"
        " step_end_us = ?16, ack_us = ?17, not_seen_us = ?18,"
        " release_us = ?19, deadline_us = ?20 WHERE alert = ?1",
        SQL_ARGS(sql_int(alert), sql_int((int64_t)after->state),
                 sql_int((int64_t)after->level), sql_int(after->generation),
                 sql_int(after->step), sql_ref(after->owner),
                 sql_int(after->unattended), sql_int((int64_t)after->outcome),
                 sql_int(after->snoozed), sql_int(after->held_by_owner),
                 sql_text(after->policy), sql_int(after->policy_version),
                 sql_int(after->acknowledged_us), sql_int(after->closed_us),
                 sql_int(times->step_us), sql_int(times->step_end_us),
                 sql_int(times->ack_us), sql_int(times->not_seen_us),
                 sql_int(times->release_us), sql_int(times->deadline_us)));

    if (rc != RC_OK)
        return rc;
    return due_set(store, DUE_ALERT, alert, alert_due(after));
}

/* From SEEN to CLOSED a human has looked at it.  Of whom: feedback_is_news(). */
static enum rc
set_feedback(struct store *store, const struct alert_change *change)
{
    if (change->feedback == FEEDBACK_NONE)
        return RC_OK;
    return sql_run(
        store,
        "UPDATE message SET feedback = ?2,"
        " seen_us = CASE WHEN seen_us = 0 AND ?2 BETWEEN 3 AND 5 THEN ?3"
        "  ELSE seen_us END,"
        " outcome = ?4 WHERE alert = ?1 AND (?2 <> 6 OR"
        " (SELECT j.kind FROM journal j WHERE j.seq = message.seq) = 2)"
        " AND (?2 <> 3 OR feedback NOT BETWEEN 3 AND 5)"
        " AND (?2 <> 4 OR feedback <> 5)"
        " AND (?2 <> 5 OR feedback <> 5 OR outcome <> ?4)",
        SQL_ARGS(sql_int(change->before->alert),
                 sql_int((int64_t)change->feedback), sql_int(change->now_us),
                 sql_int((int64_t)change->after->outcome)));
}

static enum rc
apply(struct store *store, const struct alert_change *change)
{
    const struct audit_record record = {
        .at_us = change->now_us,
        .actor = change->actor,
        .verb = change->verb == NULL ? "change" : change->verb,
        .object = "alert",
        .row = change->before->alert,
        .code = (int64_t)change->after->state,
        .reason = change->reason,
    };
    enum rc rc = compare(store, change->before);

    if (rc == RC_OK)
        rc = set_alert(store, change->before->alert, change->after);
    if (rc == RC_OK)
        rc = pages_change(store, change);
    if (rc == RC_OK)
        rc = set_feedback(store, change);
    if (rc == RC_OK && change->storm != NULL)
        rc = storm_write(store, change->storm);
    if (rc == RC_OK)
        rc = terms_write(store, change->terms, change->terms_n, 0);
    if (rc == RC_OK)
        rc = streams_write(store, change->events, change->events_n,
                           change->now_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
alert_apply(struct store *store, const struct alert_change *change)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, apply(store, change));
}

static enum rc
release_earlier(struct store *store, enum level level, int64_t at_us,
                int64_t now_us)
{
    const struct audit_record record = {
        .at_us = now_us,
        .verb = "release-earlier",
        .object = "alert",
        .code = (int64_t)level,
    };
    enum rc rc = sql_run(
        store,
        "UPDATE due SET at_us = min(at_us, ?2) WHERE kind = 1 AND ref IN"
        " (SELECT alert FROM alert WHERE state = 2 AND level = ?1"
        "  AND release_us > ?2)",
        SQL_ARGS(sql_int((int64_t)level), sql_int(at_us)));

    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE alert SET release_us = ?2 WHERE state = 2"
                     " AND level = ?1 AND release_us > ?2",
                     SQL_ARGS(sql_int((int64_t)level), sql_int(at_us)));
    if (rc != RC_OK || sql_changed(store) == 0)
        return rc;
    return audit_write(store, &record);
}

enum rc
alert_release_earlier(struct store *store, enum level level, int64_t at_us,
                      int64_t now_us)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, release_earlier(store, level, at_us, now_us));
}
