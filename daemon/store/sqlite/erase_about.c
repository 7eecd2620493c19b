/* erase_about -- what elsewhere tells of a message that goes; see retention.h */
#include "store/sqlite/retention.h"

#include "core/stream.h"
#include "link/book.h"
#include "store/retention.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"
#include "store/streams.h"

_Static_assert(EVENT_ERASED == 13, "events in SQL");
_Static_assert(ABOUT_MESSAGE == 1 && ABOUT_ALERT == 2 && ABOUT_SHARE == 3,
               "what events are about in SQL");
_Static_assert(LINK_TOGETHER == 1, "decisions in SQL");

/* --- alerts, events, shares --- */

/* Alerts that only it had, those about its places among them. */
static const char alerts_text[] =
    "INSERT INTO erasing_alert SELECT m.alert FROM erasing e"
    "  JOIN message m ON m.seq = e.seq WHERE m.alert IS NOT NULL"
    "  AND NOT EXISTS (SELECT 1 FROM message o WHERE o.alert = m.alert"
    "   AND o.seq NOT IN (SELECT seq FROM erasing))"
    " UNION SELECT p.alert FROM erasing e JOIN placement p"
    "  ON p.referral = e.seq WHERE p.alert IS NOT NULL"
    "  AND NOT EXISTS (SELECT 1 FROM message o WHERE o.alert = p.alert"
    "   AND o.seq NOT IN (SELECT seq FROM erasing))";

static const char shares_text[] =
    "INSERT INTO erasing_share SELECT DISTINCT s.share FROM erasing e"
    " JOIN share_member s ON s.seq = e.seq";

/* A stream has no holes: of the event its number stays. */
static const char *const events[] = {
    "UPDATE stream_event SET type = 13, body = x'' WHERE told = 1"
    " AND ref IN (SELECT seq FROM erasing)",
    "UPDATE stream_event SET type = 13, body = x'' WHERE told = 2"
    " AND ref IN (SELECT alert FROM erasing_alert)",
    "UPDATE stream_event SET type = 13, body = x'' WHERE told = 3"
    " AND ref IN (SELECT share FROM erasing_share)",
    NULL,
};

/* Of what left because of others too it stays on record to whom and when. */
static const char *const shares[] = {
    "DELETE FROM share_member WHERE seq IN (SELECT seq FROM erasing)",
    "UPDATE share SET body = x'', trace = '', purpose = x'',"
    " recall_reason = x''"
    " WHERE share IN (SELECT share FROM erasing_share)",
    "DELETE FROM share WHERE share IN (SELECT share FROM erasing_share)"
    " AND share NOT IN (SELECT share FROM share_member)",
    NULL,
};

static const char *const alerts[] = {
    "DELETE FROM due WHERE kind = 1"
    " AND ref IN (SELECT alert FROM erasing_alert)",
    "DELETE FROM due WHERE kind = 2 AND ref IN (SELECT p.page"
    " FROM erasing_alert e JOIN page p ON p.alert = e.alert)",
    "DELETE FROM page WHERE alert IN (SELECT alert FROM erasing_alert)",
    "DELETE FROM decision WHERE alert IN (SELECT alert FROM erasing_alert)",
    "UPDATE alert SET prior = NULL"
    " WHERE prior IN (SELECT alert FROM erasing_alert)",
    "UPDATE alert SET (messages, organisations) ="
    " (SELECT count(*), count(DISTINCT m.organisation) FROM message m"
    "  WHERE m.alert = alert.alert AND m.seq NOT IN (SELECT seq FROM erasing))"
    " WHERE alert IN (SELECT m.alert FROM erasing e"
    "  JOIN message m ON m.seq = e.seq WHERE m.alert IS NOT NULL)"
    " AND alert NOT IN (SELECT alert FROM erasing_alert)",
    "UPDATE message SET alert = NULL WHERE seq IN (SELECT seq FROM erasing)",
    "UPDATE placement SET alert = NULL"
    " WHERE alert IN (SELECT alert FROM erasing_alert)",
    "DELETE FROM alert WHERE alert IN (SELECT alert FROM erasing_alert)",
    NULL,
};

/* --- its name as a bundle --- */

/* Old numbers lead to what is left of it (store/linking.h); this one is nobody's
 * any more.  What was shared of it is told of a bundle somebody of it is in. */
#define HEIR                                                                   \
    "coalesce((SELECT became FROM bundle WHERE bundle = ?1), (SELECT m.bundle" \
    " FROM share_member x JOIN message m ON m.seq = x.seq"                     \
    " WHERE x.share = share.share AND m.bundle <> ?1 LIMIT 1))"
static const char *const names[] = {
    "UPDATE alert SET bundle = (SELECT became FROM bundle WHERE bundle = ?1)"
    " WHERE bundle = ?1",
    "DELETE FROM share_member WHERE share IN (SELECT share FROM share"
    " WHERE bundle = ?1 AND " HEIR " IS NULL)",
    "UPDATE stream_event SET type = 13, body = x'' WHERE told = 3 AND ref IN"
    " (SELECT share FROM share WHERE bundle = ?1 AND " HEIR " IS NULL)",
    "DELETE FROM share WHERE bundle = ?1 AND " HEIR " IS NULL",
    "UPDATE share SET bundle = " HEIR " WHERE bundle = ?1",
    "UPDATE bundle SET became = NULL WHERE became = ?1",
    "UPDATE message SET bundle = NULL WHERE bundle = ?1",
    "DELETE FROM bundle WHERE bundle = ?1",
    "DELETE FROM link_look WHERE what = ?1",
    "DELETE FROM link_changed WHERE bundle = ?1",
    "DELETE FROM link_differs WHERE node = ?1",
    "DELETE FROM link_notice WHERE cluster = ?1 OR a = ?1 OR b = ?1",
    "UPDATE link_decision SET bundle = 0 WHERE bundle = ?1 AND bundle <> 0",
    NULL,
};

enum rc
erase_about(struct store *store, int64_t seq)
{
    enum rc rc = sql_run(store, shares_text, SQL_NO_ARGS);

    if (rc == RC_OK)
        rc = erase_run(store, events, SQL_NO_ARGS);
    if (rc == RC_OK)
        rc = erase_keys(store, SEAL_SHARE,
                        "SELECT share FROM erasing_share WHERE share > ?"
                        " ORDER BY share LIMIT ?");
    if (rc == RC_OK)
        rc = erase_run(store, shares, SQL_NO_ARGS);
    if (rc == RC_OK)
        rc = erase_run(store, alerts, SQL_NO_ARGS);
    if (rc == RC_OK)
        rc = erase_run(store, names, SQL_ARGS(sql_int(seq)));
    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM erasing_alert", SQL_NO_ARGS);
    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM erasing_share", SQL_NO_ARGS);
    return rc;
}

enum rc
erase_alerts(struct store *store)
{
    return sql_run(store, alerts_text, SQL_NO_ARGS);
}

/* --- what people decided --- */

#define SAID                                                                   \
    "(SELECT decision, b AS other, kind, stands FROM link_decided"             \
    "  WHERE a = ?1 UNION ALL"                                                 \
    " SELECT decision, a, kind, stands FROM link_decided WHERE b = ?1)"

/* Decisions tie each of a side to its first (link/decisions.h): when that one
 * goes the next takes its place, or nobody had said any more that the others
 * belong together. */
static const char heirs_text[] =
    "INSERT INTO link_decided (a, b, decision, kind, stands)"
    " SELECT min(h.heir, s.other), max(h.heir, s.other), s.decision, s.kind,"
    "  s.stands FROM " SAID " s JOIN (SELECT decision, min(other) AS heir"
    "  FROM " SAID " WHERE kind = 1 GROUP BY decision) h"
    "  ON h.decision = s.decision WHERE s.other <> h.heir"
    " ON CONFLICT DO NOTHING";

#define MARK(S)                                                                \
    "UPDATE link_pair_" S " SET decided = " LINK_DECIDED(                      \
        "lo", "hi") " WHERE outcome <> 0 AND (hi, lo) IN (SELECT d.b, d.a"     \
                    " FROM erasing_decision e JOIN link_decided d"             \
                    " ON d.decision = e.decision)"
LINK_TEXTS(mark_text, MARK);

static const char *const decided[] = {
    "INSERT INTO erasing_decision SELECT decision FROM link_decided"
    " WHERE a = ?1 UNION SELECT decision FROM link_decided WHERE b = ?1"
    " UNION SELECT decision FROM link_decision_id WHERE node = ?1",
    heirs_text,
    "DELETE FROM link_decided WHERE a = ?1 OR b = ?1",
    "DELETE FROM link_decision_id WHERE node = ?1",
    "UPDATE link_decision SET reason = x'', undone_reason = x''"
    " WHERE decision IN (SELECT decision FROM erasing_decision)"
    " AND ?1 = ?1",
    "DELETE FROM link_decision_id WHERE decision IN"
    " (SELECT decision FROM erasing_decision)"
    " AND decision NOT IN (SELECT decision FROM link_decided) AND ?1 = ?1",
    "DELETE FROM link_decision WHERE decision IN"
    " (SELECT decision FROM erasing_decision)"
    " AND decision NOT IN (SELECT decision FROM link_decided) AND ?1 = ?1",
    NULL,
};

static enum rc
read_others(struct store *store, int64_t seq, int64_t others[], size_t cap,
            size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT b FROM link_decided WHERE a = ?1"
                 " UNION SELECT a FROM link_decided WHERE b = ?1 LIMIT ?2",
                 SQL_ARGS(sql_int(seq), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, others, n) : rc;
}

static enum rc
take_decisions(struct store *store, int64_t seq, int64_t others[], size_t cap,
               size_t *n)
{
    size_t found = 0;
    enum rc rc = read_others(store, seq, others, cap, &found);

    if (rc == RC_OK && found == cap)
        rc = RC_AGAIN;
    if (rc == RC_OK)
        rc = erase_run(store, decided, SQL_ARGS(sql_int(seq)));
    for (unsigned table = 0; rc == RC_OK && table < LINK_TABLES; table++)
        rc = sql_run(store, mark_text[table], SQL_NO_ARGS);
    if (rc == RC_OK)
        rc = erase_keys(store, SEAL_DECISION,
                        "SELECT decision FROM erasing_decision"
                        " WHERE decision > ? ORDER BY decision LIMIT ?");
    if (rc == RC_OK)
        rc = sql_run(store, "DELETE FROM erasing_decision", SQL_NO_ARGS);
    if (rc == RC_OK)
        *n = found;
    return rc;
}

enum rc
erase_decided(struct store *store, int64_t seq, int64_t others[], size_t cap,
              size_t *n)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    return rc == RC_OK ? link_leave(store, own,
                                    take_decisions(store, seq, others, cap, n))
                       : rc;
}
