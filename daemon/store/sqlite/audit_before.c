/* audit_before -- records that a version without chain wrote, chained; see
 * audit.h.
 *
 * They follow the first record of the chain, which says how many they are and
 * that nothing vouches for them from before.  Each slice moves some and is a
 * transaction; those that are left are the next slice's. */
#include <stdio.h>
#include <string.h>

#include "core/roster_book.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"

#define SLICE 2000

struct before {
    int64_t audit;
    struct audit_row row;
    char reason[REASON_BYTES];
};

static enum rc
count(struct store *store, int64_t *n)
{
    int64_t last = 0;
    enum rc rc =
        sql_get(store, "SELECT coalesce(max(audit), 0) FROM audit_before",
                SQL_NO_ARGS, &last);

    *n = 0;
    if (rc != RC_OK || last == 0)
        return rc;
    return sql_get(store, "SELECT count(*) FROM audit_before WHERE audit > 0",
                   SQL_NO_ARGS, n);
}

static enum rc
begin(struct store *store, int64_t n)
{
    struct audit_row first = {.action = AUDIT_CREATE,
                              .verb = "audit-begin",
                              .object = "audit",
                              .code = n};
    uint8_t hash[AUDIT_HASH_BYTES];
    int64_t number = 0;
    enum rc rc = audit_head_hash(store, &number, hash);

    if (rc != RC_OK || number != 0)
        return rc;
    (void)snprintf(first.detail, sizeof first.detail,
                   "%lld records of an earlier version follow, unproven until"
                   " here",
                   (long long)n);
    rc = sql_get(store, "SELECT high_water_us FROM installation", SQL_NO_ARGS,
                 &first.at_us);
    return rc == RC_OK ? audit_append(store, &first) : rc;
}

static enum rc
next(struct store *store, struct before *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT a.audit, a.at_us, a.actor, p.organisation, a.verb, a.object,"
        " a.row, a.code, a.reason FROM audit_before a"
        " LEFT JOIN principal p ON p.principal = a.actor"
        " ORDER BY a.audit LIMIT 1",
        SQL_NO_ARGS, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    *out = (struct before){.audit = sqlite3_column_int64(stmt, 0)};
    out->row.at_us = sqlite3_column_int64(stmt, 1);
    out->row.actor = sqlite3_column_int64(stmt, 2);
    out->row.organisation = sqlite3_column_int64(stmt, 3);
    sql_column_text(stmt, 4, out->row.verb, sizeof out->row.verb);
    sql_column_text(stmt, 5, out->row.object, sizeof out->row.object);
    out->row.row = sqlite3_column_int64(stmt, 6);
    out->row.code = sqlite3_column_int64(stmt, 7);
    sql_column_text(stmt, 8, out->reason, sizeof out->reason);
    sql_done(stmt);
    return RC_OK;
}

/* Codes of these were the row of a message. */
static bool
code_is_message(const char *verb)
{
    return strcmp(verb, "alert-open") == 0 || strcmp(verb, "alert-join") == 0;
}

static enum rc
move(struct store *store, struct before *before)
{
    struct audit_row *row = &before->row;
    uint8_t hash[AUDIT_HASH_BYTES];
    int64_t message = 0;
    enum rc rc = audit_head_hash(store, &row->number, hash);

    row->number++;
    row->action = (int64_t)audit_action_of(row->verb);
    row->outcome = (int64_t)audit_outcome_of(row->verb);
    if (audit_of_message(row->object)) {
        message = row->row;
        row->row = 0;
    } else if (code_is_message(row->verb)) {
        message = row->code;
        row->code = 0;
    }
    if (rc == RC_OK)
        rc = audit_seal(store, row, message, before->reason);
    if (rc == RC_OK)
        rc = audit_append(store, row);
    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM audit_before WHERE audit = ?",
                     SQL_ARGS(sql_int(before->audit)));
    return rc;
}

static enum rc
move_slice(struct store *store, int64_t n)
{
    struct before before;
    enum rc rc = begin(store, n);

    for (int i = 0; rc == RC_OK && i < SLICE; i++) {
        rc = next(store, &before);
        if (rc == RC_OK)
            rc = move(store, &before);
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
audit_start(struct store *store)
{
    int64_t n = 0;
    enum rc rc = count(store, &n);
    int64_t before = n;

    while (rc == RC_OK && n != 0) {
        if ((rc = sql_begin(store)) == RC_OK)
            rc = sql_end(store, move_slice(store, n));
        if (rc == RC_OK)
            rc = count(store, &n);
    }
    if (rc == RC_OK && before > 0)
        log_line(LOG_NOTE, "store: %lld records of the audit are chained",
                 (long long)before);
    return rc;
}
