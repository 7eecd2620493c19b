/* kept -- how long each message is kept, and what people did about that; see
 * store/retention.h */
#include "store/retention.h"

#include "core/referral.h"
#include "core/sharing_request.h"
#include "store/combine.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/retention.h"
#include "store/sqlite/sql.h"

_Static_assert(KEPT_LIVE == 1 && KEPT_EXPIRED == 2, "states in SQL");
_Static_assert(VERSION_WITHDRAW == 3, "versions in SQL");
_Static_assert(REFERRAL_CLOSED == 4 && ALERT_CLOSED == 5, "states in SQL");
_Static_assert(BOTTLENECK_OPEN == 1 && BOTTLENECK_STRUCTURAL == 2,
               "bottlenecks in SQL");
_Static_assert(RETENTION_PROLONG == 1 && RETENTION_HOLD == 2, "acts in SQL");
_Static_assert(KEPT_BLOCK_ALERT == 1 && KEPT_BLOCK_REFERRAL == 2 &&
                   KEPT_BLOCK_TASK == 4 && KEPT_BLOCK_TERM == 8 &&
                   KEPT_BLOCK_PLACEMENT == 16 && KEPT_BLOCK_BOTTLENECK == 32,
               "blocks in SQL");

/* What is not routed yet still gets its alert.  A version has no life of its
 * own as a referral. */
static const char get_text[] = RETENTION_CHAIN
    "SELECT j.kind, coalesce(f.source, o.kind), k.state,"
    " (SELECT max(t.accepted_us) FROM chain c JOIN message v ON v.seq = c.seq"
    "  JOIN journal t ON t.seq = c.seq WHERE v.action <> 3 OR v.seq = ?1),"
    " CASE m.withdrawn WHEN 0 THEN 0 ELSE"
    "  coalesce((SELECT min(t.accepted_us) FROM message v"
    "   JOIN journal t ON t.seq = v.seq WHERE v.amends = ?1 AND v.action = 3),"
    "   0) END,"
    " k.until_us, k.hold_until_us, k.expired_us, k.told_end_us, k.next_us,"
    " k.prolonged, coalesce(m.bundle, 0), (SELECT count(*) FROM chain),"
    " (SELECT count(DISTINCT s.share) FROM chain c JOIN share_member s"
    "  ON s.seq = c.seq),"
    " (EXISTS (SELECT 1 FROM chain c JOIN message v ON v.seq = c.seq"
    "   LEFT JOIN alert a ON a.alert = v.alert"
    "   WHERE a.alert IS NULL OR a.state <> 5) OR"
    "  EXISTS (SELECT 1 FROM chain c JOIN placement p ON p.referral = c.seq"
    "   JOIN alert a ON a.alert = p.alert WHERE a.state <> 5))"
    " + 2 * (EXISTS (SELECT 1 FROM referral r WHERE r.seq = ?1"
    "   AND r.state <> 4))"
    " + 4 * (EXISTS (SELECT 1 FROM chain c JOIN task t ON t.referral = c.seq"
    "   WHERE t.state IN (1, 2)))"
    " + 8 * (EXISTS (SELECT 1 FROM chain c JOIN term t ON t.ref = c.seq"
    "   AND t.subject = 1 WHERE t.state IN (1, 2)) OR"
    "  EXISTS (SELECT 1 FROM chain c JOIN task k ON k.referral = c.seq"
    "   JOIN term t ON t.ref = k.task AND t.subject = 2"
    "   WHERE t.state IN (1, 2)))"
    " + 16 * (EXISTS (SELECT 1 FROM chain c JOIN placement p"
    "   ON p.referral = c.seq WHERE p.state IN (1, 2, 3)))"
    " + 32 * (EXISTS (SELECT 1 FROM bottleneck b WHERE b.seq = ?1"
    "   AND b.state IN (1, 2))),"
    " (SELECT opened('kept_act.reason', 1, h.seq, h.reason, h.seq, h.at_us)"
    "  FROM kept_act h WHERE h.seq = ?1 AND h.verb = 2"
    "  AND k.hold_until_us > 0 ORDER BY h.act DESC LIMIT 1)"
    " FROM kept k JOIN message m ON m.seq = k.seq"
    " JOIN journal j ON j.seq = k.seq"
    " JOIN organisation o ON o.organisation = j.organisation"
    " LEFT JOIN fact f ON f.seq = k.seq WHERE k.seq = ?1";

static void
take(sqlite3_stmt *stmt, struct kept_row *out)
{
    *out = (struct kept_row){
        .kept = {.kind = (enum message_kind)sqlite3_column_int(stmt, 0),
                 .source = (enum organisation_kind)sqlite3_column_int(stmt, 1),
                 .state = (enum kept_state)sqlite3_column_int(stmt, 2),
                 .told_us = sqlite3_column_int64(stmt, 3),
                 .withdrawn_us = sqlite3_column_int64(stmt, 4),
                 .until_us = sqlite3_column_int64(stmt, 5),
                 .hold_until_us = sqlite3_column_int64(stmt, 6),
                 .expired_us = sqlite3_column_int64(stmt, 7),
                 .told_end_us = sqlite3_column_int64(stmt, 8),
                 .blocks = (uint32_t)sqlite3_column_int(stmt, 14)},
        .next_us = sqlite3_column_int64(stmt, 9),
        .prolonged = (uint32_t)sqlite3_column_int(stmt, 10),
        .bundle = sqlite3_column_int64(stmt, 11),
        .messages = (uint32_t)sqlite3_column_int(stmt, 12),
        .shares = (uint32_t)sqlite3_column_int(stmt, 13),
    };
    sql_column_text(stmt, 15, out->hold_reason, sizeof out->hold_reason);
}

enum rc
kept_get(struct store *store, int64_t seq, struct kept_row *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, get_text, SQL_ARGS(sql_int(seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take(stmt, out);
    out->seq = seq;
    sql_done(stmt);
    return RC_OK;
}

enum rc
kept_due(struct store *store, int64_t now_us, int64_t out[], size_t cap,
         size_t *n, int64_t *next_us)
{
    sqlite3_stmt *stmt = NULL;
    int64_t next = INT64_MAX;
    enum rc rc =
        sql_bind(store,
                 "SELECT seq FROM kept WHERE next_us <= ?"
                 " ORDER BY next_us, seq LIMIT ?",
                 SQL_ARGS(sql_int(now_us), sql_int((int64_t)cap)), &stmt);

    if (rc == RC_OK)
        rc = sql_get_all(store, stmt, out, n);
    if (rc == RC_OK)
        rc = sql_get(store,
                     "SELECT next_us FROM kept WHERE next_us > ?"
                     " ORDER BY next_us LIMIT 1",
                     SQL_ARGS(sql_int(now_us)), &next);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    *next_us = next;
    return RC_OK;
}

enum rc
kept_versions(struct store *store, int64_t seq, int64_t after, int64_t out[],
              size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        RETENTION_CHAIN "SELECT seq FROM chain WHERE seq > ?2"
                        " ORDER BY seq LIMIT ?3",
        SQL_ARGS(sql_int(seq), sql_int(after), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}

static enum rc
plan(struct store *store, int64_t seq, int64_t next_us, int64_t told_end_us)
{
    enum rc rc =
        sql_run(store,
                "UPDATE kept SET next_us = ?2, told_end_us ="
                " CASE ?3 WHEN 0 THEN told_end_us ELSE ?3 END"
                " WHERE seq = ?1",
                SQL_ARGS(sql_int(seq), sql_int(next_us), sql_int(told_end_us)));

    if (rc == RC_OK && told_end_us != 0)
        rc = sql_run(store, "UPDATE erasure SET telling = telling + 1",
                     SQL_NO_ARGS);
    return rc;
}

enum rc
kept_plan(struct store *store, int64_t seq, int64_t next_us,
          int64_t told_end_us)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK
               ? link_leave(store, own, plan(store, seq, next_us, told_end_us))
               : rc;
}

static enum rc
set_state(struct store *store, const struct kept_set *set)
{
    const struct audit_record record = {
        .at_us = set->at_us,
        .actor = set->actor,
        .verb = set->state == KEPT_EXPIRED ? "expire" : "revive",
        .object = "message",
        .row = set->seq,
        .code = (int64_t)set->state,
    };
    int64_t expired_us = set->state == KEPT_EXPIRED ? set->at_us : 0;
    enum rc rc =
        sql_run(store,
                "UPDATE kept SET state = ?2, expired_us = ?3, next_us = ?4"
                " WHERE seq = ?1",
                SQL_ARGS(sql_int(set->seq), sql_int((int64_t)set->state),
                         sql_int(expired_us), sql_int(set->next_us)));

    if (rc == RC_OK && sql_changed(store) == 0)
        return RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = sql_run(
            store,
            RETENTION_CHAIN "UPDATE message SET expired = ?2"
                            " WHERE seq IN (SELECT seq FROM chain)",
            SQL_ARGS(sql_int(set->seq), sql_int(set->state == KEPT_EXPIRED)));
    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
kept_set(struct store *store, const struct kept_set *set)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own, set_state(store, set)) : rc;
}

/* --- what people do --- */

static const char *
verb_text(enum retention_verb verb)
{
    switch (verb) {
    case RETENTION_PROLONG:
        return "prolong";
    case RETENTION_HOLD:
        return "hold";
    case RETENTION_RELEASE:
        return "hold-release";
    case RETENTION_ERASE:
    case RETENTION_VERB_NONE:
        break;
    }
    return NULL;
}

static enum rc
act_on(struct store *store, const struct kept_act *act)
{
    const struct audit_record record = {
        .at_us = act->now_us,
        .actor = act->actor,
        .verb = verb_text(act->verb),
        .object = "message",
        .row = act->seq,
        .reason = act->reason,
    };
    bool prolongs = act->verb == RETENTION_PROLONG;
    enum rc rc = sql_run(
        store,
        prolongs ? "UPDATE kept SET until_us = max(until_us, ?2),"
                   " prolonged = prolonged + 1, next_us = 0, told_end_us = 0"
                   " WHERE seq = ?1"
                 : "UPDATE kept SET hold_until_us = ?2, next_us = 0"
                   " WHERE seq = ?1",
        SQL_ARGS(sql_int(act->seq), sql_int(act->until_us)));

    if (rc == RC_OK && sql_changed(store) == 0)
        return RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = sql_run(store,
                     "INSERT INTO kept_act (seq, verb, at_us, actor, until_us,"
                     " reason) VALUES (?1, ?2, ?3, ?4, ?5,"
                     " sealed('kept_act.reason', 1, ?1, ?6, ?1, ?3))",
                     SQL_ARGS(sql_int(act->seq), sql_int((int64_t)act->verb),
                              sql_int(act->now_us), sql_int(act->actor),
                              sql_int(act->until_us),
                              sql_text_cut(act->reason, REASON_BYTES - 1)));
    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
kept_act(struct store *store, const struct kept_act *act)
{
    bool own = false;
    enum rc rc = RC_INVALID;

    if (verb_text(act->verb) == NULL ||
        (act->verb == RETENTION_RELEASE) != (act->until_us == 0))
        return rc;
    rc = link_enter(store, &own);
    return rc == RC_OK ? link_leave(store, own, act_on(store, act)) : rc;
}

static const char *
list_text(enum retention_list list)
{
    switch (list) {
    case RETENTION_ENDING:
        return "SELECT seq FROM kept INDEXED BY kept_told WHERE"
               " told_end_us > 0 AND state = 1 AND seq > ?"
               " ORDER BY seq LIMIT ?";
    case RETENTION_HELD:
        return "SELECT seq FROM kept WHERE hold_until_us > 0 AND seq > ?"
               " ORDER BY seq LIMIT ?";
    case RETENTION_EXPIRED:
        return "SELECT seq FROM kept WHERE state = 2 AND seq > ?"
               " ORDER BY seq LIMIT ?";
    case RETENTION_ERASED:
    case RETENTION_LIST_NONE:
        break;
    }
    return NULL;
}

enum rc
kept_list(struct store *store, enum retention_list list, int64_t after,
          int64_t out[], size_t cap, size_t *n)
{
    const char *text = list_text(list);
    sqlite3_stmt *stmt = NULL;
    enum rc rc = RC_INVALID;

    if (text == NULL)
        return rc;
    rc = sql_bind(store, text, SQL_ARGS(sql_int(after), sql_int((int64_t)cap)),
                  &stmt);
    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}
