/* review_acts -- what people decided about signals; see store/review.h */
#include "store/review.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

_Static_assert(LINK_TOGETHER == 1 && LINK_SEPARATE == 2 && LINK_UNSURE == 3,
               "decisions in SQL");

/* Both sets know what was said about their pairs. */
#define MARK(S)                                                                \
    "UPDATE link_pair_" S " SET decided = " LINK_DECIDED(                      \
        "?1", "?2") " WHERE hi = ?2 AND lo = ?1 AND outcome <> 0"
LINK_TEXTS(mark_text, MARK);

static enum rc
mark(struct store *store, int64_t a, int64_t b)
{
    enum rc rc = RC_OK;

    for (unsigned table = 0; rc == RC_OK && table < LINK_TABLES; table++)
        rc = sql_run(store, mark_text[table], SQL_ARGS(sql_int(a), sql_int(b)));
    return rc;
}

static enum rc
note(struct store *store, const struct review_undo *act, const char *verb,
     int64_t code)
{
    const struct audit_record record = {
        .at_us = act->at_us,
        .actor = act->actor,
        .verb = verb,
        .object = "link_decision",
        .row = act->decision,
        .code = code,
        .reason = act->reason,
    };

    return audit_write(store, &record);
}

static enum rc
add_pair(struct store *store, int64_t decision,
         const struct link_decision *pair)
{
    int64_t a = pair->a < pair->b ? pair->a : pair->b;
    int64_t b = pair->a < pair->b ? pair->b : pair->a;
    enum rc rc;

    if (a == b || pair->kind < LINK_TOGETHER || pair->kind > LINK_UNSURE)
        return RC_INVALID;
    rc = sql_run(store,
                 "INSERT INTO link_decided (a, b, decision, kind, stands)"
                 " VALUES (?, ?, ?, ?, 1)",
                 SQL_ARGS(sql_int(a), sql_int(b), sql_int(decision),
                          sql_int((int64_t)pair->kind)));
    return rc == RC_OK ? mark(store, a, b) : rc;
}

static enum rc
add(struct store *store, const struct review_new *act, int64_t *decision)
{
    struct review_undo who = {
        .actor = act->actor, .at_us = act->at_us, .reason = act->reason};
    enum rc rc = sql_next(store, "link_decision", &who.decision);

    if (rc == RC_OK)
        rc = seal_key_new(store, SEAL_DECISION, who.decision);
    if (rc == RC_OK)
        rc = sql_run(
            store,
            "INSERT INTO link_decision (decision, at_us, actor, verb, bundle,"
            " reason) VALUES (?1, ?2, ?3, ?4, ?5,"
            " sealed('link_decision.reason', 3, ?1, ?6, ?1))",
            SQL_ARGS(sql_int(who.decision), sql_int(act->at_us),
                     sql_int(act->actor), sql_int((int64_t)act->verb),
                     sql_int(act->bundle),
                     sql_text_cut(act->reason, REASON_BYTES - 1)));

    if (rc == RC_OK)
        rc = seal_key_keep(store);
    for (size_t i = 0; rc == RC_OK && i < act->ids_n; i++)
        rc = sql_run(store,
                     "INSERT INTO link_decision_id (decision, node)"
                     " VALUES (?, ?) ON CONFLICT DO NOTHING",
                     SQL_ARGS(sql_int(who.decision), sql_int(act->ids[i])));
    for (size_t i = 0; rc == RC_OK && i < act->pairs_n; i++)
        rc = add_pair(store, who.decision, &act->pairs[i]);
    if (rc == RC_OK)
        rc = note(store, &who, "link-decide", (int64_t)act->verb);
    if (rc == RC_OK)
        *decision = who.decision;
    return rc;
}

enum rc
review_act_add(struct store *store, const struct review_new *act,
               int64_t *decision)
{
    bool own = false;
    int64_t made = 0;
    enum rc rc = RC_INVALID;

    if (act->pairs_n == 0 || act->verb < DECISION_COMBINE ||
        act->verb >= DECISION_TAKE_BACK)
        return rc;
    rc = link_enter(store, &own);
    if (rc == RC_OK)
        rc = link_leave(store, own, add(store, act, &made));
    if (rc == RC_OK)
        *decision = made;
    return rc;
}

/* --- taking back --- */

#define PAIRS_BATCH 64

static enum rc
mark_all(struct store *store, int64_t decision)
{
    struct link_decision rows[PAIRS_BATCH];
    struct link_decision after = {.decision = decision};
    size_t n = PAIRS_BATCH;
    enum rc rc = RC_OK;

    while (rc == RC_OK && n == PAIRS_BATCH) {
        rc = review_act_pairs(store, &after, rows, PAIRS_BATCH, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            rc = mark(store, rows[i].a, rows[i].b);
            after = rows[i];
        }
    }
    return rc;
}

static enum rc
undo_it(struct store *store, const struct review_undo *undo)
{
    int64_t undone_us = 0;
    enum rc rc =
        sql_get(store, "SELECT undone_us FROM link_decision WHERE decision = ?",
                SQL_ARGS(sql_int(undo->decision)), &undone_us);

    if (rc != RC_OK)
        return rc;
    if (undone_us != 0)
        return RC_DUP;
    rc = sql_run(
        store,
        /* one of which part was erased has no key: the audit has why */
        "UPDATE link_decision SET undone_us = ?2, undone_by = ?3,"
        " undone_reason = CASE WHEN EXISTS (SELECT 1 FROM record_key"
        "  WHERE kind = 3 AND ref = ?1) THEN"
        " sealed('link_decision.undone_reason', 3, decision, ?4, decision)"
        " ELSE x'' END WHERE decision = ?1",
        SQL_ARGS(sql_int(undo->decision), sql_int(undo->at_us),
                 sql_ref(undo->actor),
                 sql_text_cut(undo->reason, REASON_BYTES - 1)));
    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE link_decided SET stands = 0 WHERE decision = ?",
                     SQL_ARGS(sql_int(undo->decision)));
    if (rc == RC_OK)
        rc = mark_all(store, undo->decision);
    return rc == RC_OK ? note(store, undo, "link-take-back", 0) : rc;
}

enum rc
review_act_undo(struct store *store, const struct review_undo *undo)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, undo_it(store, undo)) : rc;
}

/* --- reading --- */

#define ACT_COLUMNS                                                            \
    "SELECT d.decision, d.verb, d.actor, d.at_us, d.bundle,"                   \
    " opened('link_decision.reason', 3, d.decision, d.reason, d.decision),"    \
    " d.undone_us, d.undone_by,"                                               \
    " opened('link_decision.undone_reason', 3, d.decision, d.undone_reason,"   \
    " d.decision), (SELECT count(*)"                                           \
    "  FROM link_decision_id i WHERE i.decision = d.decision)"                 \
    " FROM link_decision d "

static void
take_act(sqlite3_stmt *stmt, struct review_act *out)
{
    *out = (struct review_act){
        .decision = sqlite3_column_int64(stmt, 0),
        .verb = (enum decision_verb)sqlite3_column_int(stmt, 1),
        .actor = sqlite3_column_int64(stmt, 2),
        .at_us = sqlite3_column_int64(stmt, 3),
        .bundle = sqlite3_column_int64(stmt, 4),
        .undone_us = sqlite3_column_int64(stmt, 6),
        .undone_by = sqlite3_column_int64(stmt, 7),
        .ids_n = (size_t)sqlite3_column_int64(stmt, 9),
    };
    sql_column_text(stmt, 5, out->reason, sizeof out->reason);
    sql_column_text(stmt, 8, out->undone_reason, sizeof out->undone_reason);
}

static enum rc
read_ids(struct store *store, struct review_act *act)
{
    sqlite3_stmt *stmt = NULL;
    size_t shown = 0;
    enum rc rc = sql_bind(
        store,
        "SELECT node FROM link_decision_id WHERE decision = ?"
        " ORDER BY node LIMIT ?",
        SQL_ARGS(sql_int(act->decision), sql_int(REVIEW_IDS_SHOWN)), &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, act->ids, &shown) : rc;
}

enum rc
review_act_get(struct store *store, int64_t decision, struct review_act *out)
{
    struct review_act found;
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, ACT_COLUMNS "WHERE d.decision = ?",
                          SQL_ARGS(sql_int(decision)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_act(stmt, &found);
    sql_done(stmt);
    rc = read_ids(store, &found);
    if (rc == RC_OK)
        *out = found;
    return rc;
}

enum rc
review_acts_of(struct store *store, int64_t node, int64_t before,
               struct review_act out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store,
        ACT_COLUMNS "WHERE d.decision IN (SELECT i.decision"
                    "  FROM link_decision_id i WHERE i.node = ?1"
                    "  AND i.decision < ?2 ORDER BY i.decision DESC LIMIT ?3)"
                    " ORDER BY d.decision DESC",
        SQL_ARGS(sql_int(node), sql_int(before == 0 ? INT64_MAX : before),
                 sql_int((int64_t)cap)),
        &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_act(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < found; i++)
        rc = read_ids(store, &out[i]);
    if (rc == RC_OK)
        *n = found;
    return rc;
}

enum rc
review_act_pairs(struct store *store, const struct link_decision *after,
                 struct link_decision out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store,
                 "SELECT a, b, kind FROM link_decided WHERE decision = ?"
                 " AND (a, b) > (?, ?) ORDER BY a, b LIMIT ?",
                 SQL_ARGS(sql_int(after->decision), sql_int(after->a),
                          sql_int(after->b), sql_int((int64_t)cap)),
                 &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] = (struct link_decision){
            .decision = after->decision,
            .a = sqlite3_column_int64(stmt, 0),
            .b = sqlite3_column_int64(stmt, 1),
            .kind = (enum link_decision_kind)sqlite3_column_int(stmt, 2),
        };
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
review_said(struct store *store, const struct link_decision *after,
            struct link_decision out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store,
        "SELECT a, b, min(kind) FROM link_decided WHERE (a, b) >"
        " (?, ?) AND stands = 1 AND kind <> 3 GROUP BY a, b"
        " ORDER BY a, b LIMIT ?",
        SQL_ARGS(sql_int(after->a), sql_int(after->b), sql_int((int64_t)cap)),
        &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] = (struct link_decision){
            .a = sqlite3_column_int64(stmt, 0),
            .b = sqlite3_column_int64(stmt, 1),
            .kind = (enum link_decision_kind)sqlite3_column_int(stmt, 2)};
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}
