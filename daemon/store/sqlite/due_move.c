/* due_move -- the clock was set; see store/store.h and store/due.h
 *
 * What is elapsed goes with it, in the tables that keep instants of waits.
 * What only says when something was written stays. */
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

/* ?1: by how much.  None stays none, "never" stays
 * never; beyond all instants is never, before all of them is the first. */
#define MOVE(table, column, which)                                             \
    "UPDATE " table " SET " column " = CASE"                                   \
    " WHEN ?1 > 0 AND " column " > 9223372036854775807 - ?1"                   \
    "  THEN 9223372036854775807 ELSE max(" column " + ?1, 1) END"              \
    " WHERE " column " NOT IN (0, 9223372036854775807) AND " which

static const char *const waits[] = {
    MOVE("due", "at_us", "kind IN (2, 3, 4)"),
    MOVE("alert", "step_us", "state <> 5"),
    MOVE("alert", "step_end_us", "state <> 5"),
    MOVE("alert", "ack_us", "state <> 5"),
    MOVE("alert", "not_seen_us", "state <> 5"),
    MOVE("storm", "since_us", "one = 1"),
    MOVE("storm", "calm_since_us", "one = 1"),
};

/* A person's limits look back over minutes; a day is enough.  ?2: now.
 * Without this a clock that is set back would hold up pages until it has
 * caught up. */
#define OF_A_DAY                                                               \
    "person IN (SELECT principal FROM principal)"                              \
    " AND counted_us > ?2 - ?1 - 86400000000"

static const char *const counted[] = {
    MOVE("page", "counted_us", OF_A_DAY),
    MOVE("summary", "counted_us", OF_A_DAY),
};

/* alert_due() in SQL: the earliest that is not 0. */
static const char earliest_text[] =
    "INSERT INTO due (kind, ref, at_us) SELECT 1, alert, at_us FROM"
    " (SELECT alert, (SELECT min(at) FROM"
    "   (SELECT step_us AS at UNION ALL SELECT step_end_us"
    "    UNION ALL SELECT ack_us UNION ALL SELECT not_seen_us"
    "    UNION ALL SELECT release_us UNION ALL SELECT deadline_us)"
    "   WHERE at <> 0) AS at_us FROM alert WHERE state <> 5)"
    " WHERE at_us IS NOT NULL"
    " ON CONFLICT DO UPDATE SET at_us = excluded.at_us";

enum rc
due_move(struct store *store, int64_t by_us, int64_t now_us)
{
    const struct audit_record record = {
        .at_us = now_us,
        .verb = "clock-set",
        .object = "due",
        .code = by_us,
    };
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < sizeof waits / sizeof waits[0]; i++)
        rc = sql_run(store, waits[i], SQL_ARGS(sql_int(by_us)));
    for (size_t i = 0; rc == RC_OK && i < sizeof counted / sizeof counted[0];
         i++)
        rc = sql_run(store, counted[i],
                     SQL_ARGS(sql_int(by_us), sql_int(now_us)));
    if (rc == RC_OK)
        rc = sql_run(store, earliest_text, SQL_NO_ARGS);
    if (rc == RC_OK)
        rc = sql_run(store, "UPDATE installation SET high_water_us = ?",
                     SQL_ARGS(sql_int(now_us)));
    if (rc != RC_OK)
        return rc;
    return audit_write(store, &record);
}
