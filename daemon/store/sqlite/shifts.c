/* shifts -- who said that they come; see store/rosters.h */
#include "store/rosters.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

static enum rc
accept_shift(struct store *store, const char *roster, int64_t start_us,
             int64_t person, int64_t now_us)
{
    const struct audit_record record = {
        .at_us = now_us,
        .actor = person,
        .verb = "shift-accept",
        .object = "principal",
        .row = person,
        .code = start_us,
    };
    enum rc rc =
        sql_run(store,
                "INSERT INTO shift_acceptance (roster, start_us, person, at_us)"
                " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                SQL_ARGS(sql_text(roster), sql_int(start_us), sql_int(person),
                         sql_int(now_us)));

    if (rc != RC_OK || sql_changed(store) == 0)
        return rc;
    return audit_write(store, &record);
}

enum rc
shift_accept(struct store *store, const char *roster, int64_t start_us,
             int64_t person, int64_t now_us)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store,
                   accept_shift(store, roster, start_us, person, now_us));
}

enum rc
shift_accepted(struct store *store, const char *roster, int64_t start_us,
               int64_t person, bool *accepted)
{
    int64_t found = 0;
    enum rc rc = sql_get(
        store,
        "SELECT EXISTS (SELECT 1 FROM shift_acceptance WHERE roster = ?"
        " AND start_us = ? AND person = ?)",
        SQL_ARGS(sql_text(roster), sql_int(start_us), sql_int(person)), &found);

    if (rc == RC_OK)
        *accepted = found != 0;
    return rc == RC_NOT_FOUND ? RC_FATAL : rc;
}
