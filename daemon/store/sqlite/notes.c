/* notes -- which signals are to get their match note; see store/notes.h
 *
 * Of each bundle that occurs in a slice its members are looked at once: whom
 * of two organisations the least and the greatest number belong to says
 * whether there is anybody else than one of them. */
#include "store/notes.h"

#include <string.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

_Static_assert(MESSAGE_SIGNAL == 1, "kinds of messages in SQL");
_Static_assert(VERSION_CORRECT == 2, "versions in SQL");
_Static_assert(ORGANISATION_POLICE_AMSTERDAM == 1 && ORGANISATION_POLICE == 2 &&
                   ORGANISATION_KMAR == 3,
               "police in SQL");

/* Lowest and highest organisation: of the signals, and of what may not be
 * known; 0: there is none. */
struct members {
    int64_t bundle; /* 0: nothing is known yet */
    int64_t told[2];
    int64_t may_not[2];
};

#define MEMBERS_KEPT 64 /* bundles of a slice, those of late */

struct looking {
    struct store *store;
    struct members kept[MEMBERS_KEPT];
};

/* As core/share.h says of one message; a handling of 1 is H0, 3 and 4 are H2
 * and H3.  What was withdrawn, or corrected by a later one, is not there, nor
 * what tells more about that. */
static const char members_text[] =
    "SELECT coalesce(min(told), 0), coalesce(max(told), 0),"
    " coalesce(min(may_not), 0), coalesce(max(may_not), 0) FROM (SELECT"
    "  iif(j.kind = 1, m.organisation, NULL) AS told,"
    "  iif(f.seq IS NULL OR f.handling >= 3 OR (f.source IN (1, 2, 3)"
    "   AND f.handling <> 1), m.organisation, NULL) AS may_not"
    "  FROM message m CROSS JOIN journal j ON j.seq = m.seq"
    "  LEFT JOIN fact f ON f.seq = m.seq"
    "  WHERE m.bundle = ? AND m.withdrawn = 0"
    "  AND NOT EXISTS (SELECT 1 FROM message v WHERE v.amends = m.seq"
    "   AND v.action = 2)"
    "  AND NOT EXISTS (WITH RECURSIVE up (seq) AS (VALUES (m.amends) UNION ALL"
    "   SELECT t.amends FROM up JOIN message t ON t.seq = up.seq"
    "    WHERE t.amends < t.seq)"
    "   SELECT 1 FROM up JOIN message t ON t.seq = up.seq"
    "    WHERE t.withdrawn = 1))";

static enum rc
members_of(struct looking *looking, int64_t bundle,
           const struct members **members)
{
    struct members *kept = &looking->kept[(uint64_t)bundle % MEMBERS_KEPT];
    sqlite3_stmt *stmt = NULL;
    enum rc rc = RC_OK;

    *members = kept;
    if (kept->bundle == bundle)
        return RC_OK;
    rc = sql_bind(looking->store, members_text, SQL_ARGS(sql_int(bundle)),
                  &stmt);
    if (rc != RC_OK || (rc = sql_step(looking->store, stmt)) != RC_OK)
        return rc;
    *kept = (struct members){
        .bundle = bundle,
        .told = {sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1)},
        .may_not = {sqlite3_column_int64(stmt, 2),
                    sqlite3_column_int64(stmt, 3)},
    };
    sql_done(stmt);
    return RC_OK;
}

/* Is there anybody else among them? */
static bool
others(const int64_t ends[2], int64_t organisation)
{
    return ends[0] != 0 && (ends[0] != organisation || ends[1] != organisation);
}

/* Of one message, as the slice finds it. */
struct found {
    bool is_signal; /* of its own */
    int64_t bundle;
    int64_t organisation;
};

static void
take_found(sqlite3_stmt *stmt, struct found *found, struct note_row *row)
{
    *found = (struct found){
        .is_signal = sqlite3_column_int(stmt, 1) != 0,
        .bundle = sqlite3_column_int64(stmt, 5),
        .organisation = sqlite3_column_int64(stmt, 3),
    };
    *row = (struct note_row){
        .seq = sqlite3_column_int64(stmt, 0),
        .principal = sqlite3_column_int64(stmt, 2),
        .kind = (enum organisation_kind)sqlite3_column_int(stmt, 4),
        .facts = {.gone = sqlite3_column_int(stmt, 6) != 0},
    };
}

static enum rc
look_around(struct looking *looking, const struct found *found,
            struct note_row *row)
{
    const struct members *members = NULL;
    enum rc rc = RC_OK;

    if (found->bundle == 0)
        return RC_OK;
    rc = members_of(looking, found->bundle, &members);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc; /* an aggregate has a row */
    row->facts.others = others(members->told, found->organisation);
    row->facts.others_may_not = others(members->may_not, found->organisation);
    return RC_OK;
}

static enum rc
cursor_of(struct store *store, enum note_round round, int64_t *seq)
{
    enum rc rc = sql_get(store, "SELECT seq FROM note_round WHERE round = ?",
                         SQL_ARGS(sql_int((int64_t)round)), seq);

    if (rc != RC_NOT_FOUND)
        return rc;
    *seq = 0;
    return RC_OK;
}

/* A clock that was wrong accepted some later than they came: they do not hold
 * up what came after them. */
static const char slice_text[] =
    "SELECT j.seq, j.kind = 1 AND m.amends IS NULL, j.principal,"
    " j.organisation, o.kind, m.bundle, coalesce(m.withdrawn, 0),"
    " j.accepted_us <= ?2 OR j.accepted_us > ?3"
    " FROM journal j LEFT JOIN message m ON m.seq = j.seq"
    " JOIN organisation o ON o.organisation = j.organisation"
    " WHERE j.seq > ?1 AND j.seq <= (SELECT combined FROM installation)"
    " ORDER BY j.seq LIMIT ?4";

enum rc
note_next(struct store *store, const struct note_order *order,
          struct note_slice *out)
{
    struct looking looking = {.store = store};
    struct found found[NOTE_SLICE_MAX];
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;
    bool due = true;
    enum rc rc = cursor_of(store, order->round, &out->after);

    out->round = order->round;
    out->upto = out->after;
    if (rc == RC_OK)
        rc = sql_bind(store, slice_text,
                      SQL_ARGS(sql_int(out->after), sql_int(order->to_us),
                               sql_int(order->now_us), sql_int(NOTE_SLICE_MAX)),
                      &stmt);
    if (rc != RC_OK)
        return rc;
    while (due && (rc = sql_step(store, stmt)) == RC_OK) {
        due = sqlite3_column_int(stmt, 7) != 0;
        if (!due)
            break;
        take_found(stmt, &found[n], &out->rows[n]);
        out->upto = out->rows[n].seq;
        n += found[n].is_signal ? 1 : 0;
    }
    if (rc == RC_OK)
        sql_done(stmt);
    else if (rc != RC_NOT_FOUND)
        return rc;
    out->rows_n = n;
    rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = look_around(&looking, &found[i], &out->rows[i]);
    return rc;
}

static enum rc
write_slice(struct store *store, const struct note_slice *slice,
            const struct event_out *events, size_t n, int64_t at_us)
{
    const struct audit_record record = {
        .at_us = at_us,
        .verb = "notes",
        .object = "note_round",
        .row = (int64_t)slice->round,
        .code = (int64_t)slice->rows_n,
    };
    int64_t now = 0;
    enum rc rc = cursor_of(store, slice->round, &now);

    if (rc == RC_OK && now != slice->after)
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = sql_run(store,
                     "INSERT OR REPLACE INTO note_round (round, seq)"
                     " VALUES (?, ?)",
                     SQL_ARGS(sql_int(record.row), sql_int(slice->upto)));
    if (rc == RC_OK)
        rc = streams_write(store, events, n, at_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
note_write(struct store *store, const struct note_slice *slice,
           const struct event_out *events, size_t n, int64_t at_us)
{
    enum rc rc = sql_begin(store);

    return rc == RC_OK
               ? sql_end(store, write_slice(store, slice, events, n, at_us))
               : rc;
}
