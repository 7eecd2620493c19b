/* alerts_change -- one change of an alert with all its effects; see
 * store/alerts.h */
#include "store/sqlite/alerts.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

/* acknowledged_us is of the acknowledgement that holds: a page again takes
 * it back, a takeover keeps it. */
static enum rc
set_alert(struct store *store, const struct alert_change *change)
{
    int64_t exists = 0;
    enum rc rc = sql_run(
        store,
        "UPDATE alert SET state = ?5, generation = ?6, step = ?7, owner = ?8,"
        " unattended = ?9, outcome = CASE WHEN ?10 <> 0 THEN ?10"
        "  ELSE outcome END,"
        " acknowledged_us = CASE WHEN ?5 = 3 THEN 0"
        "  WHEN ?5 = 4 AND state <> 4 THEN ?11 ELSE acknowledged_us END,"
        " closed_us = CASE WHEN ?5 = 5 AND state <> 5 THEN ?11"
        "  ELSE closed_us END"
        " WHERE alert = ?1 AND state = ?2 AND generation = ?3 AND step = ?4",
        SQL_ARGS(sql_int(change->alert), sql_int((int64_t)change->expect_state),
                 sql_int(change->expect_generation),
                 sql_int(change->expect_step), sql_int((int64_t)change->state),
                 sql_int(change->generation), sql_int(change->step),
                 sql_ref(change->owner), sql_int(change->unattended),
                 sql_int((int64_t)change->outcome), sql_int(change->now_us)));

    if (rc != RC_OK || sql_changed(store) == 1)
        return rc;
    rc = sql_get(store, "SELECT 1 FROM alert WHERE alert = ?",
                 SQL_ARGS(sql_int(change->alert)), &exists);
    return rc == RC_OK ? RC_STALE : rc;
}

/* From SEEN to CLOSED a human has looked at it. */
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
        " outcome = CASE WHEN ?4 <> 0 THEN ?4 ELSE outcome END"
        " WHERE alert = ?1",
        SQL_ARGS(sql_int(change->alert), sql_int((int64_t)change->feedback),
                 sql_int(change->now_us), sql_int((int64_t)change->outcome)));
}

static enum rc
apply(struct store *store, const struct alert_change *change)
{
    const struct audit_record record = {
        .at_us = change->now_us,
        .actor = change->actor,
        .verb = change->verb == NULL ? "change" : change->verb,
        .object = "alert",
        .row = change->alert,
        .code = (int64_t)change->state,
    };
    enum rc rc = set_alert(store, change);

    if (rc == RC_OK)
        rc = due_set(store, DUE_STEP, change->alert, change->due_us);
    if (rc == RC_OK)
        rc = pages_change(store, change);
    if (rc == RC_OK)
        rc = set_feedback(store, change);
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
