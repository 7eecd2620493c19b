/* shares -- what left the desk; see store/shares.h */
#include "store/shares.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"
#include "store/sqlite/terms.h"

enum rc
share_next(struct store *store, int64_t *share)
{
    return sql_next(store, "share", share);
}

static enum rc
write_row(struct store *store, const struct share_new *share)
{
    const struct share_row *row = share->row;

    return sql_run(
        store,
        "INSERT INTO share (share, bundle, organisation, content, agreement,"
        " purpose, trace, row, principal, at_us, keep_until_us, body)"
        " VALUES (?1, ?2, ?3, ?4, ?5,"
        " sealed('share.purpose', 2, ?1, ?6, ?1), ?7, ?8, ?9, ?10, ?11,"
        " sealed('share.body', 2, ?1, ?12, ?1))",
        SQL_ARGS(sql_int(row->share), sql_int(row->bundle),
                 sql_int(row->organisation), sql_int((int64_t)row->content),
                 sql_text(row->agreement), sql_text(row->purpose),
                 sql_text(share->trace), sql_text(row->row),
                 sql_int(share->principal), sql_int(row->at_us),
                 sql_int(share->keep_until_us),
                 sql_blob(share->body, share->body_n)));
}

static enum rc
write_members(struct store *store, const struct share_new *share)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < share->members_n; i++)
        rc = sql_run(
            store,
            "INSERT INTO share_member (seq, share) VALUES (?, ?)"
            " ON CONFLICT DO NOTHING",
            SQL_ARGS(sql_int(share->members[i]), sql_int(share->row->share)));
    return rc;
}

static enum rc
write_all(struct store *store, const struct share_new *share)
{
    const struct audit_record record = {
        .at_us = share->row->at_us,
        .actor = share->principal,
        .verb = "share",
        .object = "share",
        .row = share->row->share,
        .code = (int64_t)share->row->content,
        .reason = share->row->purpose,
    };
    int64_t next = 0;
    enum rc rc = share_next(store, &next);

    if (rc == RC_OK && next != share->row->share)
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = seal_key_new(store, SEAL_SHARE, share->row->share);
    if (rc == RC_OK)
        rc = write_row(store, share);
    if (rc == RC_OK)
        rc = seal_key_keep(store);
    if (rc == RC_OK)
        rc = write_members(store, share);
    if (rc == RC_OK)
        rc = terms_write(store, share->terms, share->terms_n, 0);
    if (rc == RC_OK)
        rc = streams_write(store, share->events, share->events_n,
                           share->row->at_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
share_write(struct store *store, const struct share_new *share)
{
    enum rc rc = sql_begin(store);

    return rc == RC_OK ? sql_end(store, write_all(store, share)) : rc;
}

#define SHARE_COLUMNS                                                          \
    "SELECT s.share, coalesce(b.became, b.bundle), "                           \
    "s.organisation, " OPENED_ORGANISATION_O ","                               \
    " s.content, s.agreement,"                                                 \
    " opened('share.purpose', 2, s.share, s.purpose, s.share),"                \
    " s.row, " OPENED_NAME_P ", s.at_us,"                                      \
    " s.recalled_us FROM share s"                                              \
    " JOIN bundle b ON b.bundle = s.bundle"                                    \
    " JOIN organisation o ON o.organisation = "                                \
    "s.organisation"                                                           \
    " JOIN principal p ON p.principal = s.principal"

static void
take_share(sqlite3_stmt *stmt, struct share_row *out)
{
    *out = (struct share_row){
        .share = sqlite3_column_int64(stmt, 0),
        .bundle = sqlite3_column_int64(stmt, 1),
        .organisation = sqlite3_column_int64(stmt, 2),
        .content = (enum share_content)sqlite3_column_int(stmt, 4),
        .at_us = sqlite3_column_int64(stmt, 9),
        .recalled_us = sqlite3_column_int64(stmt, 10),
    };
    sql_column_text(stmt, 3, out->to, sizeof out->to);
    sql_column_text(stmt, 5, out->agreement, sizeof out->agreement);
    sql_column_text(stmt, 6, out->purpose, sizeof out->purpose);
    sql_column_text(stmt, 7, out->row, sizeof out->row);
    sql_column_text(stmt, 8, out->by, sizeof out->by);
}

enum rc
share_get(struct store *store, int64_t share, struct share_row *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, SHARE_COLUMNS " WHERE s.share = ?",
                          SQL_ARGS(sql_int(share)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_share(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

static enum rc
recall(struct store *store, const struct share_recall *recall)
{
    const struct audit_record record = {
        .at_us = recall->now_us,
        .actor = recall->actor,
        .verb = "share-recall",
        .object = "share",
        .row = recall->share,
        .reason = recall->reason,
    };
    int64_t recalled_us = 0;
    enum rc rc = sql_get(store, "SELECT recalled_us FROM share WHERE share = ?",
                         SQL_ARGS(sql_int(recall->share)), &recalled_us);

    if (rc == RC_OK && recalled_us != 0)
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = sql_run(
            store,
            /* one that was erased in part has no key: the audit has why */
            "UPDATE share SET recalled_us = ?1, recall_reason = CASE WHEN"
            " EXISTS (SELECT 1 FROM record_key WHERE kind = 2 AND ref = ?3)"
            " THEN sealed('share.recall_reason', 2, ?3, ?2, ?3) ELSE x'' END"
            " WHERE share = ?3",
            SQL_ARGS(sql_int(recall->now_us), sql_text(recall->reason),
                     sql_int(recall->share)));
    if (rc == RC_OK)
        rc = streams_write(store, recall->events, recall->events_n,
                           recall->now_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
share_recall(struct store *store, const struct share_recall *order)
{
    enum rc rc = sql_begin(store);

    return rc == RC_OK ? sql_end(store, recall(store, order)) : rc;
}

/* What was shared of a bundle stays with what that bundle became. */
static enum rc
bind_list(struct store *store, int64_t bundle, int64_t after, size_t cap,
          sqlite3_stmt **stmt)
{
    if (bundle == 0)
        return sql_bind(
            store, SHARE_COLUMNS " WHERE s.share > ? ORDER BY s.share LIMIT ?",
            SQL_ARGS(sql_int(after), sql_int((int64_t)cap)), stmt);
    return sql_bind(
        store,
        SHARE_COLUMNS " WHERE s.bundle IN (SELECT bundle FROM bundle"
                      "  WHERE bundle = ?1 OR became = ?1)"
                      " AND s.share > ?2 ORDER BY s.share LIMIT ?3",
        SQL_ARGS(sql_int(bundle), sql_int(after), sql_int((int64_t)cap)), stmt);
}

enum rc
share_list(struct store *store, int64_t bundle, int64_t after,
           struct share_row *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = bind_list(store, bundle, after, cap, &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_share(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}
