/* seal_old -- see seal_old.h
 *
 * Until the last step is done a row is sealed when it stands before the cursor
 * and readable when it stands behind it: no other reader can live with that,
 * so the store is not open before. */
#include "store/sqlite/seal_old.h"

#include <stdio.h>

#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"

#define SLICE     "512"
#define SLICE_MAX 512
#define WAL_PAGES 4096 /* between two checkpoints: nobody else makes any */

/* One table.  `slice`: the last row of those behind the cursor that are taken
 * together, none: the step is done; `update`: those rows; both with `width`
 * numbers a row.  `keys`: rows of the slice whose record has no key yet. */
struct step {
    const char *slice, *update, *keys;
    enum seal_kind kind; /* of the keys */
    size_t width;
};

#define BEHIND(table, row)                                                     \
    "SELECT max(" row "), 0, 0 FROM (SELECT " row " FROM " table " WHERE " row \
    " > ?1 ORDER BY " row " LIMIT " SLICE ")"
#define UPDATE(table, row, set)                                                \
    "UPDATE " table " SET " set " WHERE " row " > ?1 AND " row " <= ?2"
#define KEYS(table, row)                                                       \
    "SELECT " row " FROM " table " WHERE " row " > ?1 AND " row " <= ?2"       \
    " LIMIT " SLICE
#define OWN(table, row, set)                                                   \
    {                                                                          \
        BEHIND(table, row), UPDATE(table, row, set), NULL, SEAL_INSTALLATION,  \
            1                                                                  \
    }
#define NEW_KEYS(table, row, set, kind)                                        \
    {                                                                          \
        BEHIND(table, row), UPDATE(table, row, set), KEYS(table, row), kind, 1 \
    }

/* In this order for ever: seal_work.step counts them.  Messages first: others
 * are sealed with their keys. */
static const struct step steps[] = {
    NEW_KEYS("journal", "seq",
             "body = sealed('journal.body', 1, seq, body, seq)", SEAL_MESSAGE),
    NEW_KEYS("share", "share",
             "purpose = sealed('share.purpose', 2, share, purpose, share),"
             " recall_reason = sealed('share.recall_reason', 2, share,"
             "  recall_reason, share),"
             " body = sealed('share.body', 2, share, body, share)",
             SEAL_SHARE),
    NEW_KEYS("link_decision", "decision",
             "reason = sealed('link_decision.reason', 3, decision, reason,"
             "  decision),"
             " undone_reason = sealed('link_decision.undone_reason', 3,"
             "  decision, undone_reason, decision)",
             SEAL_DECISION),
    OWN("question", "question",
        "text = sealed('question.text', 1, seq, text, question),"
        " answer = sealed('question.answer', 1, seq, answer, question)"),
    OWN("placement", "placement",
        "reason = sealed('placement.reason', 1, referral, reason, placement)"),
    OWN("task", "task",
        "reason = sealed('task.reason', 1, referral, reason, task)"),
    OWN("bottleneck", "seq",
        "reason = sealed('bottleneck.reason', 1, seq, reason, seq)"),
    OWN("swap", "swap", "reason = sealed('swap.reason', 0, 0, reason, swap)"),
    OWN("link_epoch", "epoch",
        "reason = sealed('link_epoch.reason', 0, 0, reason, epoch)"),
    OWN("link_making", "one",
        "reason = sealed('link_making.reason', 0, 0, reason, one)"),
    OWN("desk_document", "document",
        "reason = sealed('desk_document.reason', 0, 0, reason, document),"
        " text = sealed('desk_document.text', 0, 0, text, document)"),
    OWN("organisation", "organisation",
        "name = sealed('organisation.name', 0, 0, name_hash, organisation),"
        " name_hash = hashed('organisation.name', name_hash)"),
    OWN("principal", "principal",
        "name = sealed('principal.name', 0, 0, name_hash, principal),"
        " name_hash = hashed('principal.name', name_hash)"),
    OWN("link_record_0", "node",
        "packed = sealed('link_record.packed', 1, node, packed, node)"),
    OWN("link_record_1", "node",
        "packed = sealed('link_record.packed', 1, node, packed, node)"),
    {"SELECT kind, owner, seq FROM (SELECT kind, owner, seq FROM stream_event"
     " WHERE (kind, owner, seq) > (?1, ?2, ?3) ORDER BY kind, owner, seq"
     " LIMIT " SLICE ") ORDER BY kind DESC, owner DESC, seq DESC LIMIT 1",
     "UPDATE stream_event SET body = sealed('stream_event.body', 0, 0,"
     " body, kind, owner, seq) WHERE (kind, owner, seq) > (?1, ?2, ?3)"
     " AND (kind, owner, seq) <= (?4, ?5, ?6)",
     NULL, SEAL_INSTALLATION, 3},
};

#define STEPS ((int64_t)(sizeof steps / sizeof steps[0]))

struct work {
    int64_t step;
    int64_t row[3];
};

static enum rc
read_work(struct store *store, struct work *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, "SELECT step, a, b, c FROM seal_work",
                          SQL_NO_ARGS, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    out->step = sqlite3_column_int64(stmt, 0);
    for (int i = 0; i < 3; i++)
        out->row[i] = sqlite3_column_int64(stmt, i + 1);
    sql_done(stmt);
    return out->step >= 0 && out->step <= STEPS ? RC_OK : RC_FATAL;
}

static enum rc
write_work(struct store *store, const struct work *work)
{
    return sql_run(store, "UPDATE seal_work SET step = ?, a = ?, b = ?, c = ?",
                   SQL_ARGS(sql_int(work->step), sql_int(work->row[0]),
                            sql_int(work->row[1]), sql_int(work->row[2])));
}

/* RC_NOT_FOUND: none is left. */
static enum rc
last_of_slice(struct store *store, const struct step *step,
              const struct work *work, int64_t last[3])
{
    const struct sql_value after[] = {
        sql_int(work->row[0]), sql_int(work->row[1]), sql_int(work->row[2])};
    sqlite3_stmt *stmt = NULL;
    bool none = false;
    enum rc rc = sql_bind(store, step->slice, after, step->width, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    none = sqlite3_column_type(stmt, 0) == SQLITE_NULL;
    for (int i = 0; i < 3; i++)
        last[i] = sqlite3_column_int64(stmt, i);
    sql_done(stmt);
    return none ? RC_NOT_FOUND : RC_OK;
}

static enum rc
make_keys(struct store *store, const struct step *step, int64_t after,
          int64_t last)
{
    int64_t refs[SLICE_MAX];
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (step->keys == NULL)
        return RC_OK;
    rc = sql_bind(store, step->keys, SQL_ARGS(sql_int(after), sql_int(last)),
                  &stmt);
    if (rc == RC_OK)
        rc = sql_get_all(store, stmt, refs, &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        rc = seal_key_new(store, step->kind, refs[i]);
        if (rc == RC_OK)
            rc = seal_key_keep(store);
    }
    return rc;
}

static enum rc
seal_slice(struct store *store, struct work *work)
{
    const struct step *step = &steps[work->step];
    int64_t last[3] = {0};
    enum rc rc = last_of_slice(store, step, work, last);

    if (rc == RC_NOT_FOUND) {
        *work = (struct work){.step = work->step + 1};
        return write_work(store, work);
    }
    if (rc == RC_OK)
        rc = make_keys(store, step, work->row[0], last[0]);
    if (rc != RC_OK)
        return rc;
    if (step->width == 1)
        rc = sql_run(store, step->update,
                     SQL_ARGS(sql_int(work->row[0]), sql_int(last[0])));
    else
        rc = sql_run(store, step->update,
                     SQL_ARGS(sql_int(work->row[0]), sql_int(work->row[1]),
                              sql_int(work->row[2]), sql_int(last[0]),
                              sql_int(last[1]), sql_int(last[2])));
    for (size_t i = 0; i < 3; i++)
        work->row[i] = last[i];
    return rc == RC_OK ? write_work(store, work) : rc;
}

static enum rc
checkpoint(struct store *store, int mode)
{
    int code = sqlite3_wal_checkpoint_v2(store->db, NULL, mode, NULL, NULL);

    return code == SQLITE_OK ? RC_OK : sql_fault(store, code, "checkpoint");
}

static enum rc
seal_rows(struct store *store, struct work *work)
{
    enum rc rc = RC_OK;

    while (rc == RC_OK && work->step < STEPS) {
        if ((rc = sql_begin(store)) != RC_OK)
            return rc;
        rc = sql_end(store, seal_slice(store, work));
        if (rc == RC_OK && store->wal_frames > WAL_PAGES)
            rc = checkpoint(store, SQLITE_CHECKPOINT_PASSIVE);
    }
    return rc;
}

/* What was deleted before is still in the room between rows and in free pages;
 * what was sealed just now was written over.  The database is made anew, in a
 * file without a name beside it. */
static enum rc
clear_room(struct store *store)
{
    enum rc rc = sql_exec(store, "PRAGMA temp_store = FILE;");

    if (rc == RC_OK)
        rc = sql_exec(store, "VACUUM;");
    if (rc == RC_OK)
        rc = sql_exec(store, "PRAGMA temp_store = MEMORY;");
    return rc == RC_OK ? checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE) : rc;
}

enum rc
seal_old(struct store *store)
{
    struct work work;
    enum rc rc = read_work(store, &work);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    log_line(LOG_NOTE, "store: what was here before is being sealed");
    rc = seal_rows(store, &work);
    if (rc == RC_OK)
        rc = clear_room(store);
    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM seal_work", SQL_NO_ARGS);
    if (rc == RC_OK)
        log_line(LOG_NOTE, "store: it is sealed");
    return rc;
}
