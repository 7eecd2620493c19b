/* referrals -- who has a referral; see store/referrals.h
 *
 * The row begins with the routing (alerts.c); one that something happens to
 * before has it from then on. */
#include "store/sqlite/referrals.h"

#include <string.h>

#include "store/referrals.h"
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"
#include "store/sqlite/terms.h"

/* Of r.  Others with the same pseudonym are counted as they stand now. */
#define REFERRAL_COLUMNS                                                       \
    " coalesce(r.state, 1), r.owner, r.offered_to, coalesce(r.moves, 0),"      \
    " coalesce(r.outcome, 0), coalesce(r.changed_us, 0),"                      \
    " coalesce(r.outflow, ''), coalesce(r.phase, 0), coalesce(r.help, 0),"     \
    " coalesce(r.criminal, 0), coalesce(r.aliens, 0),"                         \
    " coalesce(r.meeting, 0), coalesce(r.moved, 0),"                           \
    " coalesce(r.follow_up_us, 0),"                                            \
    " CASE WHEN r.person IS NULL THEN 0 ELSE (SELECT count(*) FROM referral o" \
    "  JOIN message m ON m.seq = o.seq WHERE o.person = r.person"              \
    "  AND o.seq <> r.seq AND m.withdrawn = 0 AND m.amends IS NULL) END"

static void
take_referral(sqlite3_stmt *stmt, struct referral *out)
{
    *out = (struct referral){
        .seq = sqlite3_column_int64(stmt, 0),
        .state = (enum referral_state)sqlite3_column_int(stmt, 1),
        .owner = sqlite3_column_int64(stmt, 2),
        .offered_to = sqlite3_column_int64(stmt, 3),
        .moves = (uint32_t)sqlite3_column_int64(stmt, 4),
        .outcome = (enum outcome)sqlite3_column_int(stmt, 5),
        .changed_us = sqlite3_column_int64(stmt, 6),
        .phase = (enum referral_phase)sqlite3_column_int(stmt, 8),
        .tracks = {(enum track_status)sqlite3_column_int(stmt, 9),
                   (enum track_status)sqlite3_column_int(stmt, 10),
                   (enum track_status)sqlite3_column_int(stmt, 11)},
        .meeting = sqlite3_column_int(stmt, 12) != 0,
        .moved = (uint32_t)sqlite3_column_int64(stmt, 13),
        .follow_up_us = sqlite3_column_int64(stmt, 14),
        .double_intakes = (uint32_t)sqlite3_column_int64(stmt, 15),
    };
    sql_column_text(stmt, 7, out->outflow, sizeof out->outflow);
}

enum rc
referral_get(struct store *store, int64_t seq, struct referral *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT j.seq," REFERRAL_COLUMNS " FROM journal j"
        " LEFT JOIN referral r ON r.seq = j.seq WHERE j.seq = ? AND j.kind = 2",
        SQL_ARGS(sql_int(seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_referral(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

static bool
same_work(const struct referral *a, const struct referral *b)
{
    return strcmp(a->outflow, b->outflow) == 0 && a->phase == b->phase &&
           memcmp(a->tracks, b->tracks, sizeof a->tracks) == 0 &&
           a->meeting == b->meeting && a->moved == b->moved &&
           a->follow_up_us == b->follow_up_us;
}

static bool
same(const struct referral *a, const struct referral *b)
{
    return a->state == b->state && a->owner == b->owner &&
           a->offered_to == b->offered_to && a->moves == b->moves &&
           a->outcome == b->outcome && a->changed_us == b->changed_us &&
           same_work(a, b);
}

static enum rc
set_referral(struct store *store, int64_t seq, const struct referral *after)
{
    enum rc rc = sql_run(
        store,
        "INSERT INTO referral (seq, state, owner, offered_to, moves, outcome,"
        " changed_us, outflow, phase, help, criminal, aliens, meeting, moved,"
        " follow_up_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET state = excluded.state,"
        " owner = excluded.owner, offered_to = excluded.offered_to,"
        " moves = excluded.moves, outcome = excluded.outcome,"
        " changed_us = excluded.changed_us, outflow = excluded.outflow,"
        " phase = excluded.phase, help = excluded.help,"
        " criminal = excluded.criminal, aliens = excluded.aliens,"
        " meeting = excluded.meeting, moved = excluded.moved,"
        " follow_up_us = excluded.follow_up_us",
        SQL_ARGS(sql_int(seq), sql_int((int64_t)after->state),
                 sql_ref(after->owner), sql_ref(after->offered_to),
                 sql_int(after->moves), sql_int((int64_t)after->outcome),
                 sql_int(after->changed_us), sql_text(after->outflow),
                 sql_int((int64_t)after->phase),
                 sql_int((int64_t)after->tracks[0]),
                 sql_int((int64_t)after->tracks[1]),
                 sql_int((int64_t)after->tracks[2]), sql_int(after->meeting),
                 sql_int(after->moved), sql_int(after->follow_up_us)));

    if (rc != RC_OK)
        return rc;
    return due_set(store, DUE_FOLLOW_UP, seq,
                   after->state == REFERRAL_CLOSED ? after->follow_up_us : 0);
}

static enum rc
apply(struct store *store, const struct referral_change *change)
{
    const struct audit_record record = {
        .at_us = change->now_us,
        .actor = change->actor,
        .verb = change->verb,
        .object = "referral",
        .row = change->before->seq,
        .code = (int64_t)change->after->state,
    };
    struct referral now;
    enum rc rc = referral_get(store, change->before->seq, &now);

    if (rc == RC_OK && !same(&now, change->before))
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = set_referral(store, record.row, change->after);
    if (rc == RC_OK)
        rc = terms_write(store, change->terms, change->terms_n, 0);
    if (rc == RC_OK)
        rc = streams_write(store, change->events, change->events_n,
                           change->now_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
referral_apply(struct store *store, const struct referral_change *change)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, apply(store, change));
}

/* A version of a referral tells more about it; it is not another one. */
#define NO_VERSION                                                             \
    " AND seq > ? AND NOT EXISTS (SELECT 1 FROM message m"                     \
    "  WHERE m.seq = r.seq AND m.amends IS NOT NULL) ORDER BY seq LIMIT ?"

enum rc
referral_list(struct store *store, const struct referral_query *query,
              struct referral *out, size_t cap, size_t *n)
{
    static const char *const texts[2][2] = {
        {"SELECT r.seq," REFERRAL_COLUMNS " FROM referral r"
         " WHERE state <> 4" NO_VERSION,
         "SELECT r.seq," REFERRAL_COLUMNS
         " FROM referral r WHERE 1" NO_VERSION},
        {"SELECT r.seq," REFERRAL_COLUMNS " FROM referral r"
         " WHERE meeting = 1 AND state <> 4" NO_VERSION,
         "SELECT r.seq," REFERRAL_COLUMNS " FROM referral r"
         " WHERE meeting = 1" NO_VERSION},
    };
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store, texts[query->meeting][query->closed],
                 SQL_ARGS(sql_int(query->after), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_referral(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

/* --- double intake ---------------------------------------------------------
 */

#define TWINS                                                                  \
    "SELECT r.seq, j.organisation, j.accepted_us, r.owner, m.alert"            \
    " FROM referral r JOIN journal j ON j.seq = r.seq"                         \
    " JOIN message m ON m.seq = r.seq WHERE m.withdrawn = 0"                   \
    " AND m.amends IS NULL AND r.seq <> ?1 AND r.person = "

static enum rc
take_twins(struct store *store, sqlite3_stmt *stmt, struct referral_twin *out,
           size_t *n)
{
    size_t found = 0;
    enum rc rc = RC_OK;

    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] = (struct referral_twin){
            .seq = sqlite3_column_int64(stmt, 0),
            .organisation = sqlite3_column_int64(stmt, 1),
            .accepted_us = sqlite3_column_int64(stmt, 2),
            .owner = sqlite3_column_int64(stmt, 3),
            .alert = sqlite3_column_int64(stmt, 4),
        };
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
referral_twins(struct store *store, const struct twin_query *query,
               struct referral_twin *out, size_t cap, size_t *n)
{
    const struct link_token *person = query->person;
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 TWINS "?3 AND (?4 = 0 OR j.organisation = ?4)"
                       " ORDER BY r.seq DESC LIMIT ?2",
                 SQL_ARGS(sql_int(query->seq), sql_int((int64_t)cap),
                          sql_blob(person->bytes, sizeof person->bytes),
                          sql_int(query->organisation)),
                 &stmt);

    return rc == RC_OK ? take_twins(store, stmt, out, n) : rc;
}

enum rc
referral_twins_of(struct store *store, int64_t seq, struct referral_twin *out,
                  size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          TWINS "(SELECT person FROM referral WHERE seq = ?1)"
                                " ORDER BY r.seq DESC LIMIT ?2",
                          SQL_ARGS(sql_int(seq), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? take_twins(store, stmt, out, n) : rc;
}

enum rc
referral_open(struct store *store, int64_t seq, const struct link_token *person)
{
    /* Who came with the second one was marked with it: looking at the newest
     * few is enough, however many there are. */
    static const char mark[] =
        "WITH newest (alert) AS (SELECT m.alert FROM referral r"
        "  JOIN message m ON m.seq = r.seq WHERE r.person = ?1"
        "  AND m.withdrawn = 0 AND m.amends IS NULL"
        "  ORDER BY r.seq DESC LIMIT 3)"
        " UPDATE alert SET double_intake = 1 WHERE double_intake = 0"
        " AND alert IN (SELECT alert FROM newest)"
        " AND (SELECT count(*) FROM newest) > 1";
    const struct sql_value value =
        person == NULL ? (struct sql_value){.type = SQL_NULL}
                       : sql_blob(person->bytes, sizeof person->bytes);
    enum rc rc =
        sql_run(store,
                "INSERT INTO referral (seq, phase, person) VALUES (?1, 1, ?2)"
                " ON CONFLICT DO UPDATE SET phase = max(phase, 1),"
                " person = excluded.person",
                SQL_ARGS(sql_int(seq), value));

    if (rc != RC_OK || person == NULL)
        return rc;
    return sql_run(store, mark, SQL_ARGS(value));
}

enum rc
referral_phase_reached(struct store *store, int64_t seq,
                       enum referral_phase reached)
{
    if (reached == PHASE_NONE)
        return RC_OK;
    return sql_run(store,
                   "UPDATE referral SET phase = ?2 WHERE seq = ?1"
                   " AND phase < ?2 AND state <> 4",
                   SQL_ARGS(sql_int(seq), sql_int((int64_t)reached)));
}

enum rc
referral_placed(struct store *store, int64_t seq, bool moved, uint32_t *moves)
{
    int64_t count = 0;
    enum rc rc = sql_run(store,
                         "INSERT INTO referral (seq, moved) VALUES (?1, ?2)"
                         " ON CONFLICT DO UPDATE SET moved = moved + ?2",
                         SQL_ARGS(sql_int(seq), sql_int(moved)));

    if (rc == RC_OK)
        rc = referral_phase_reached(store, seq, PHASE_SHELTERED);
    if (rc == RC_OK)
        rc = sql_get(store, "SELECT moved FROM referral WHERE seq = ?",
                     SQL_ARGS(sql_int(seq)), &count);
    if (rc == RC_OK)
        *moves = (uint32_t)count;
    return rc;
}
