/* audit -- who did what to which row; see store/audit.h and
 * store/sqlite/audit.h */
#include "store/sqlite/audit.h"

#include "core/public_id.h"
#include "core/roster_book.h"
#include "store/audit.h"
#include "store/sqlite/sql.h"

enum rc
audit_write(struct store *store, const struct audit_record *record)
{
    return sql_run(store,
                   "INSERT INTO audit (at_us, actor, verb, object, row, code,"
                   " reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
                   SQL_ARGS(sql_int(record->at_us), sql_ref(record->actor),
                            sql_text(record->verb), sql_text(record->object),
                            sql_int(record->row), sql_int(record->code),
                            sql_text_cut(record->reason, REASON_BYTES - 1)));
}

static const char *
table_of(char letter)
{
    switch (letter) {
    case '\0':
        return "";
    case PUBLIC_ID_ALERT:
        return "alert";
    case PUBLIC_ID_BUNDLE:
        return "bundle";
    case PUBLIC_ID_SWAP:
        return "swap";
    case PUBLIC_ID_PLACEMENT:
        return "placement";
    case PUBLIC_ID_TASK:
        return "task";
    case PUBLIC_ID_TERM:
        return "term";
    case PUBLIC_ID_DECISION:
        return "decision";
    default:
        return "message";
    }
}

enum rc
audit_note(struct store *store, const struct audit_entry *entry)
{
    const struct audit_record record = {
        .at_us = entry->now_us,
        .actor = entry->actor,
        .verb = entry->verb,
        .object = table_of(entry->object_kind),
        .row = entry->object,
        .code = entry->code,
        .reason = entry->reason,
    };
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, audit_write(store, &record));
}
