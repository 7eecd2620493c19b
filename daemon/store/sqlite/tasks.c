/* tasks -- what partners are asked to do; see store/tasks.h */
#include "store/tasks.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/referrals.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"
#include "store/sqlite/terms.h"

#define TASK_COLUMNS                                                           \
    "SELECT task, referral, organisation, kind, state, asked_us, asked_by,"    \
    " answered_us, done_us, due_us,"                                           \
    " opened('task.reason', 1, referral, reason, task) FROM task"

static void
take_task(sqlite3_stmt *stmt, struct task *out)
{
    *out = (struct task){
        .task = sqlite3_column_int64(stmt, 0),
        .referral = sqlite3_column_int64(stmt, 1),
        .organisation = sqlite3_column_int64(stmt, 2),
        .kind = (enum task_kind)sqlite3_column_int(stmt, 3),
        .state = (enum task_state)sqlite3_column_int(stmt, 4),
        .asked_us = sqlite3_column_int64(stmt, 5),
        .asked_by = sqlite3_column_int64(stmt, 6),
        .answered_us = sqlite3_column_int64(stmt, 7),
        .done_us = sqlite3_column_int64(stmt, 8),
        .due_us = sqlite3_column_int64(stmt, 9),
    };
    sql_column_text(stmt, 10, out->reason, sizeof out->reason);
}

enum rc
task_next(struct store *store, int64_t *task)
{
    return sql_next(store, "task", task);
}

enum rc
task_get(struct store *store, int64_t task, struct task *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, TASK_COLUMNS " WHERE task = ?",
                          SQL_ARGS(sql_int(task)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_task(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

enum rc
task_list(struct store *store, const struct task_query *query, struct task *out,
          size_t cap, size_t *n)
{
    static const char of_referral[] =
        TASK_COLUMNS " WHERE referral = ?1 AND (?2 = 0 OR organisation = ?2)"
                     " AND task > ?3 ORDER BY task LIMIT ?4";
    static const char of_partner[] =
        TASK_COLUMNS " WHERE state IN (1, 2) AND organisation = ?2"
                     " AND task > ?3 ORDER BY task LIMIT ?4";
    static const char open[] =
        TASK_COLUMNS " WHERE state IN (1, 2) AND task > ?3"
                     " ORDER BY task LIMIT ?4";
    const char *text = query->referral != 0       ? of_referral
                       : query->organisation != 0 ? of_partner
                                                  : open;
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store, text,
        SQL_ARGS(sql_int(query->referral), sql_int(query->organisation),
                 sql_int(query->after), sql_int((int64_t)cap)),
        &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_task(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

static enum rc
ask(struct store *store, const struct task *task, int64_t *made)
{
    enum rc rc = sql_run(
        store,
        "INSERT INTO task (referral, organisation, kind, state, asked_us,"
        " asked_by, due_us)"
        " SELECT j.seq, o.organisation, ?3, ?4, ?5, ?6, ?7"
        " FROM journal j, organisation o"
        " WHERE j.seq = ?1 AND j.kind = 2 AND o.organisation = ?2",
        SQL_ARGS(sql_int(task->referral), sql_int(task->organisation),
                 sql_int((int64_t)task->kind), sql_int((int64_t)task->state),
                 sql_int(task->asked_us), sql_int(task->asked_by),
                 sql_int(task->due_us)));

    if (rc == RC_OK && sql_changed(store) == 0)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        *made = sqlite3_last_insert_rowid(store->db);
    return rc;
}

static enum rc
change_task(struct store *store, const struct task_change *change)
{
    const struct task *after = change->after;
    struct task now;
    enum rc rc = task_get(store, change->before->task, &now);

    if (rc != RC_OK)
        return rc;
    if (now.state != change->before->state)
        return RC_STALE;
    return sql_run(
        store,
        "UPDATE task SET state = ?2, answered_us = ?3,"
        " done_us = ?4, reason ="
        " sealed('task.reason', 1, referral, ?5, task) WHERE task = ?1",
        SQL_ARGS(sql_int(now.task), sql_int((int64_t)after->state),
                 sql_int(after->answered_us), sql_int(after->done_us),
                 sql_text_cut(after->reason, REASON_BYTES - 1)));
}

static enum rc
apply(struct store *store, const struct task_change *change, int64_t *task)
{
    struct audit_record record = {
        .at_us = change->now_us,
        .actor = change->actor,
        .verb = change->verb,
        .object = "task",
        .code = (int64_t)change->after->state,
        .reason = change->after->reason,
        .about = change->after->referral,
    };
    enum rc rc = RC_OK;

    *task = change->after->task;
    rc = change->before == NULL ? ask(store, change->after, task)
                                : change_task(store, change);
    if (rc == RC_OK)
        rc = referral_phase_reached(store, change->after->referral,
                                    change->reached);
    if (rc == RC_OK)
        rc = terms_write(store, change->terms, change->terms_n, *task);
    if (rc == RC_OK)
        rc = streams_write(store, change->events, change->events_n,
                           change->now_us);
    if (rc != RC_OK)
        return rc;
    record.row = *task;
    return audit_write(store, &record);
}

enum rc
task_apply(struct store *store, const struct task_change *change, int64_t *task)
{
    int64_t made = 0;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = sql_end(store, apply(store, change, &made));
    if (rc == RC_OK && task != NULL)
        *task = made;
    return rc;
}
