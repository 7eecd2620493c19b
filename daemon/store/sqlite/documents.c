/* documents -- every version of the desk documents; see store/documents.h */
#include "store/documents.h"

#include <stdlib.h>
#include <string.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"
#include "store/sqlite/swaps.h"

static bool
may_be_stored(const struct document_new *document)
{
    size_t name_n = strlen(document->name);

    return name_n > 0 && name_n < DOCUMENT_NAME_BYTES && document->text_n > 0 &&
           document->text_n <= DOCUMENT_MAX_BYTES;
}

static enum rc
check_in_force(struct store *store, const struct document_new *document)
{
    int64_t in_force = 0;
    enum rc rc = sql_get(store,
                         "SELECT coalesce(max(version), 0) FROM desk_document"
                         " WHERE name = ?",
                         SQL_ARGS(sql_text(document->name)), &in_force);

    return rc == RC_OK && in_force != document->expect ? RC_STALE : rc;
}

static enum rc
put_one(struct store *store, const struct document_put *put,
        const struct document_new *document)
{
    struct audit_record record = {
        .at_us = put->now_us,
        .actor = put->actor,
        .verb = "document-put",
        .object = "desk_document",
        .code = document->expect + 1,
        .reason = put->reason,
    };
    enum rc rc = check_in_force(store, document);

    if (rc == RC_OK)
        rc = sql_next(store, "desk_document", &record.row);
    if (rc == RC_OK)
        rc =
            sql_run(store,
                    "INSERT INTO desk_document (document, name, version, at_us,"
                    " actor, reason, text) VALUES (?1, ?2, ?3, ?4, ?5,"
                    " sealed('desk_document.reason', 0, 0, ?6, ?1),"
                    " sealed('desk_document.text', 0, 0, ?7, ?1))",
                    SQL_ARGS(sql_int(record.row), sql_text(document->name),
                             sql_int(document->expect + 1),
                             sql_int(put->now_us), sql_ref(put->actor),
                             sql_text_cut(put->reason, REASON_BYTES - 1),
                             sql_blob(document->text, document->text_n)));
    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
document_put(struct store *store, const struct document_put *put)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; i < put->n; i++)
        if (!may_be_stored(&put->documents[i]))
            return RC_INVALID;
    if (put->n == 0)
        return RC_INVALID;
    if ((rc = sql_begin(store)) != RC_OK)
        return rc;
    for (size_t i = 0; rc == RC_OK && i < put->n; i++)
        rc = put_one(store, put, &put->documents[i]);
    if (rc == RC_OK && put->swap != 0)
        rc = swap_decide(store, put->swap, SWAP_APPLIED, put->now_us);
    if (rc == RC_OK)
        rc = streams_write(store, put->events, put->events_n, put->now_us);
    return sql_end(store, rc);
}

_Static_assert(VAULT_SEALED_BYTES == 40, "what sealing adds, in SQL");

/* The length of a blob stands before it: history does not read the texts.
 * Sealing added 40 bytes to each. */
#define DOCUMENT_COLUMNS                                                       \
    "SELECT d.name, d.version, d.at_us, d.actor, " OPENED_NAME_P ","           \
    " opened('desk_document.reason', 0, 0, d.reason, d.document),"             \
    " length(d.text) - 40"
#define DOCUMENT_TABLES                                                        \
    " FROM desk_document d LEFT JOIN principal p ON p.principal = d.actor"

static void
take_version(sqlite3_stmt *stmt, struct document_version *out)
{
    *out = (struct document_version){
        .version = sqlite3_column_int64(stmt, 1),
        .at_us = sqlite3_column_int64(stmt, 2),
        .actor = sqlite3_column_int64(stmt, 3),
        .text_n = (size_t)sqlite3_column_int64(stmt, 6),
    };
    sql_column_text(stmt, 0, out->name, sizeof out->name);
    sql_column_text(stmt, 4, out->actor_name, sizeof out->actor_name);
    sql_column_text(stmt, 5, out->reason, sizeof out->reason);
}

enum rc
document_get(struct store *store, const char *name, int64_t version,
             struct document_version *out, uint8_t **text)
{
    sqlite3_stmt *stmt = NULL;
    uint8_t *copy = NULL;
    size_t n = 0;
    enum rc rc = sql_bind(store,
                          DOCUMENT_COLUMNS
                          ", opened('desk_document.text', 0, 0, d.text, "
                          "d.document)" DOCUMENT_TABLES
                          " WHERE d.name = ?1 AND (?2 = 0 OR d.version = ?2)"
                          " ORDER BY d.version DESC LIMIT 1",
                          SQL_ARGS(sql_text(name), sql_int(version)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    n = (size_t)sqlite3_column_int64(stmt, 6);
    copy = malloc(n);
    if (copy == NULL || !sql_column_bytes(stmt, 7, copy, n)) {
        free(copy);
        sql_done(stmt);
        return RC_DOWN;
    }
    take_version(stmt, out);
    sql_done(stmt);
    *text = copy;
    return RC_OK;
}

enum rc
document_history(struct store *store, const char *name, int64_t before,
                 struct document_version *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        name == NULL
            ? sql_bind(store,
                       DOCUMENT_COLUMNS DOCUMENT_TABLES
                       " WHERE (d.name, d.version) IN (SELECT name,"
                       "  max(version) FROM desk_document GROUP BY name)"
                       " ORDER BY d.document DESC LIMIT ?",
                       SQL_ARGS(sql_int((int64_t)cap)), &stmt)
            : sql_bind(store,
                       DOCUMENT_COLUMNS DOCUMENT_TABLES
                       " WHERE d.name = ?1 AND (?2 = 0 OR d.version < ?2)"
                       " ORDER BY d.version DESC LIMIT ?3",
                       SQL_ARGS(sql_text(name), sql_int(before),
                                sql_int((int64_t)cap)),
                       &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_version(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}
