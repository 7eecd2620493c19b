/* decisions -- see decisions.h and store/facts.h */
#include "store/sqlite/decisions.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

static enum rc
insert(struct store *store, const struct decision_row *row)
{
    return sql_run(
        store,
        "INSERT INTO decision (alert, seq, at_us, level, class, grp, region,"
        " desk, prepare, proposals, shelter, placer, ask, restricted,"
        " tables_version, indicators_version, trace)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        SQL_ARGS(sql_int(row->alert), sql_ref(row->seq), sql_int(row->at_us),
                 sql_int((int64_t)row->level), sql_int(row->class_k),
                 sql_int(row->group), sql_text(row->region),
                 sql_text(row->desk), sql_text(row->prepare),
                 sql_text(row->proposals), sql_int(row->shelter),
                 sql_int(row->placer), sql_int(row->ask),
                 sql_int(row->restricted), sql_int(row->tables_version),
                 sql_int(row->indicators_version), sql_text(row->trace)));
}

/* A class never falls by itself; who a case is about may become known. */
static enum rc
mark_alert(struct store *store, const struct decision_row *row)
{
    return sql_run(store,
                   "UPDATE alert SET grp = CASE WHEN ?2 >= class THEN ?3"
                   "  ELSE grp END, class = max(class, ?2),"
                   " desk = CASE WHEN desk = '' THEN ?4 ELSE desk END,"
                   " raised = max(raised, ?5),"
                   " restricted = max(restricted, ?6) WHERE alert = ?1",
                   SQL_ARGS(sql_int(row->alert), sql_int(row->class_k),
                            sql_int(row->group), sql_text(row->desk),
                            sql_int(row->raised), sql_int(row->restricted)));
}

enum rc
decision_insert(struct store *store, const struct decision_row *row)
{
    enum rc rc = insert(store, row);

    if (rc == RC_OK)
        rc = mark_alert(store, row);
    if (rc == RC_OK && row->seq != 0)
        rc = sql_run(store,
                     "UPDATE fact SET class = ?2, grp = ?3, level = ?4"
                     " WHERE seq = ?1",
                     SQL_ARGS(sql_int(row->seq), sql_int(row->class_k),
                              sql_int(row->group),
                              sql_int((int64_t)row->level)));
    return rc;
}

static enum rc
write_alone(struct store *store, const struct decision_row *row)
{
    const struct audit_record record = {.at_us = row->at_us,
                                        .verb = "decide",
                                        .object = "alert",
                                        .row = row->alert,
                                        .code = (int64_t)row->level};
    enum rc rc = decision_insert(store, row);

    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
decision_write(struct store *store, const struct decision_row *row)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, write_alone(store, row));
}

enum rc
decision_known(struct store *store, const struct decision_row *row, bool *known)
{
    int64_t found = 0;
    enum rc rc =
        sql_get(store,
                "SELECT 1 FROM decision WHERE alert = ? AND class = ?"
                " AND grp = ? AND tables_version = ? LIMIT 1",
                SQL_ARGS(sql_int(row->alert), sql_int(row->class_k),
                         sql_int(row->group), sql_int(row->tables_version)),
                &found);

    if (rc == RC_OK || rc == RC_NOT_FOUND)
        *known = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static void
take(sqlite3_stmt *stmt, struct decision_row *out)
{
    *out = (struct decision_row){
        .decision = sqlite3_column_int64(stmt, 0),
        .alert = sqlite3_column_int64(stmt, 1),
        .seq = sqlite3_column_int64(stmt, 2),
        .at_us = sqlite3_column_int64(stmt, 3),
        .level = (enum level)sqlite3_column_int(stmt, 4),
        .class_k = (uint8_t)sqlite3_column_int(stmt, 5),
        .group = (uint8_t)sqlite3_column_int(stmt, 6),
        .shelter = (uint8_t)sqlite3_column_int(stmt, 11),
        .placer = (uint8_t)sqlite3_column_int(stmt, 12),
        .ask = (uint32_t)sqlite3_column_int64(stmt, 13),
        .restricted = sqlite3_column_int(stmt, 14) != 0,
        .tables_version = sqlite3_column_int64(stmt, 15),
        .indicators_version = sqlite3_column_int64(stmt, 16),
    };
    sql_column_text(stmt, 7, out->region, sizeof out->region);
    sql_column_text(stmt, 8, out->desk, sizeof out->desk);
    sql_column_text(stmt, 9, out->prepare, sizeof out->prepare);
    sql_column_text(stmt, 10, out->proposals, sizeof out->proposals);
    sql_column_text(stmt, 17, out->trace, sizeof out->trace);
}

#define DECISION_COLUMNS                                                       \
    "SELECT decision, alert, seq, at_us, level, class, grp, region, desk,"     \
    " prepare, proposals, shelter, placer, ask, restricted, tables_version,"   \
    " indicators_version, trace FROM decision"

enum rc
decision_list(struct store *store, int64_t alert, int64_t seq,
              struct decision_row *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    const char *text = alert != 0 ? DECISION_COLUMNS
                           " WHERE alert = ? ORDER BY decision DESC LIMIT ?"
                                  : DECISION_COLUMNS
                           " WHERE seq = ? ORDER BY decision DESC LIMIT ?";
    enum rc rc = sql_bind(
        store, text,
        SQL_ARGS(sql_int(alert != 0 ? alert : seq), sql_int((int64_t)cap)),
        &stmt);

    *n = 0;
    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take(stmt, &out[(*n)++]);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
