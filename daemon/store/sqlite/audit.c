/* audit -- who did what to which row; see store/audit.h and
 * store/sqlite/audit.h */
#include "store/sqlite/audit.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "core/public_id.h"
#include "core/roster_book.h"
#include "store/sqlite/sql.h"

void
audit_acting(struct store *store, const struct audit_actor *actor)
{
    store->acting = actor == NULL ? (struct audit_actor){0} : *actor;
}

void
audit_installation(const struct store *store, uint8_t out[EPOCH_BYTES])
{
    memcpy(out, store->chain, EPOCH_BYTES);
}

enum rc
audit_head_hash(struct store *store, int64_t *number,
                uint8_t hash[AUDIT_HASH_BYTES])
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT audit, hash FROM audit"
                          " WHERE audit = (SELECT max(audit) FROM audit)",
                          SQL_NO_ARGS, &stmt);

    *number = 0;
    memset(hash, 0, AUDIT_HASH_BYTES);
    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    *number = sqlite3_column_int64(stmt, 0);
    rc = sql_column_bytes(stmt, 1, hash, AUDIT_HASH_BYTES) ? RC_OK : RC_FATAL;
    sql_done(stmt);
    return rc;
}

static struct sql_value
bytes_or_null(const struct audit_bytes *bytes)
{
    return bytes->n == 0 ? sql_ref(0) : sql_blob(bytes->bytes, bytes->n);
}

/* Behind prev, with its number. */
static enum rc
insert(struct store *store, const uint8_t prev[AUDIT_HASH_BYTES],
       struct audit_row *row)
{
    audit_chain_hash(store->chain, prev, row, row->hash);
    return sql_run(
        store,
        "INSERT INTO audit (audit, at_us, action, outcome, actor,"
        " organisation, key, role, verb, object, row, handle, code, detail,"
        " reason, content, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
        " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        SQL_ARGS(sql_int(row->number), sql_int(row->at_us),
                 sql_int(row->action), sql_int(row->outcome),
                 sql_ref(row->actor), sql_ref(row->organisation),
                 bytes_or_null(&row->key), sql_int(row->role),
                 sql_text(row->verb), sql_text(row->object), sql_int(row->row),
                 bytes_or_null(&row->handle), sql_int(row->code),
                 sql_text(row->detail), bytes_or_null(&row->reason),
                 bytes_or_null(&row->content),
                 sql_blob(row->hash, AUDIT_HASH_BYTES)));
}

/* The first record of a chain says that it is. */
static enum rc
begin_chain(struct store *store, int64_t at_us, int64_t *number,
            uint8_t hash[AUDIT_HASH_BYTES])
{
    struct audit_row first = {.number = 1,
                              .at_us = at_us,
                              .action = AUDIT_CREATE,
                              .verb = "audit-begin",
                              .object = "audit"};
    enum rc rc = insert(store, hash, &first);

    *number = 1;
    memcpy(hash, first.hash, AUDIT_HASH_BYTES);
    return rc;
}

/* The head of the chain, which is begun when there is none. */
static enum rc
head(struct store *store, int64_t at_us, int64_t *number,
     uint8_t hash[AUDIT_HASH_BYTES])
{
    enum rc rc = audit_head_hash(store, number, hash);

    if (rc == RC_OK && *number == 0)
        rc = begin_chain(store, at_us, number, hash);
    return rc;
}

enum rc
audit_append(struct store *store, struct audit_row *row)
{
    uint8_t prev[AUDIT_HASH_BYTES];
    int64_t number = 0;
    enum rc rc = audit_head_hash(store, &number, prev);

    row->number = number + 1;
    return rc == RC_OK ? insert(store, prev, row) : rc;
}

static void
copy_word(char *out, size_t out_n, const char *text)
{
    size_t n = text == NULL ? 0 : strnlen(text, out_n - 1);

    if (n > 0)
        memcpy(out, text, n);
    out[n] = '\0';
}

/* Who speaks with a key says so; of anybody else the organisation is known. */
static enum rc
fill_actor(struct store *store, const struct audit_record *record,
           struct audit_row *row)
{
    const struct audit_actor *who = record->who;
    enum rc rc = RC_OK;

    row->actor = record->actor;
    if (who == NULL && store->acting.principal == record->actor)
        who = &store->acting;
    if (record->actor == 0)
        return RC_OK;
    if (who == NULL) {
        rc = sql_get(store,
                     "SELECT organisation FROM principal WHERE principal = ?",
                     SQL_ARGS(sql_int(record->actor)), &row->organisation);
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    row->organisation = who->organisation;
    row->role = who->role;
    row->key.n = AUDIT_KEY_BYTES;
    audit_key_fingerprint(who->public_key, row->key.bytes);
    return RC_OK;
}

enum rc
audit_write(struct store *store, const struct audit_record *record)
{
    uint8_t prev[AUDIT_HASH_BYTES];
    struct audit_row row = {
        .at_us = record->at_us,
        .action = (int64_t)audit_action_of(record->verb),
        .outcome = (int64_t)audit_outcome_of(record->verb),
        .code = record->code,
    };
    bool of_message = audit_of_message(record->object);
    enum rc rc = head(store, record->at_us, &row.number, prev);

    row.number++;
    row.row = of_message ? 0 : record->row;
    copy_word(row.verb, sizeof row.verb, record->verb);
    copy_word(row.object, sizeof row.object, record->object);
    copy_word(row.detail, sizeof row.detail, record->detail);
    if (record->content != NULL) {
        row.content.n = AUDIT_HASH_BYTES;
        memcpy(row.content.bytes, record->content, AUDIT_HASH_BYTES);
    }
    if (rc == RC_OK)
        rc = fill_actor(store, record, &row);
    if (rc == RC_OK)
        rc = audit_seal(store, &row, of_message ? record->row : record->about,
                        record->reason);
    return rc == RC_OK ? insert(store, prev, &row) : rc;
}

static const char *
table_of(const struct audit_entry *entry)
{
    switch (entry->object_kind) {
    case '\0':
        return entry->table == NULL ? "" : entry->table;
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

static enum rc
note(struct store *store, const struct audit_entry *entry)
{
    uint8_t content[AUDIT_HASH_BYTES];
    const struct audit_record record = {
        .at_us = entry->now_us,
        .actor = entry->actor,
        .verb = entry->verb,
        .object = table_of(entry),
        .row = entry->object,
        .code = entry->code,
        .reason = entry->reason,
        .detail = entry->detail,
        .content = entry->content ? content : NULL,
    };
    enum rc rc = RC_OK;

    if (entry->content)
        rc = audit_content(store, entry->object, content);
    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
audit_note(struct store *store, const struct audit_entry *entry)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, note(store, entry));
}
