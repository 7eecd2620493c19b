/* placements -- who sleeps where; see store/placements.h
 *
 * Whether places are free is looked at in the transaction that takes them. */
#include "store/placements.h"

#include <string.h>

#include "core/route.h"
#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/referrals.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"
#include "store/sqlite/terms.h"

_Static_assert(PLACEMENT_REQUESTED == 1 && PLACEMENT_RESERVED == 2 &&
                   PLACEMENT_PLACED == 3 && PLACEMENT_RELEASED == 4 &&
                   PLACEMENT_OUT_OF_SERVICE == 7,
               "placements in SQL");
_Static_assert(MESSAGE_REFERRAL == 2 && YES_NO_YES == 1 &&
                   SHELTER_ROUTE_ESCALATE == 6,
               "facts in SQL");

#define COLUMNS                                                                \
    "SELECT placement, state, facility, referral, places, since_us, until_us," \
    " organisation, principal, alert FROM placement"

static void
take_placement(sqlite3_stmt *stmt, struct placement *out)
{
    *out = (struct placement){
        .placement = sqlite3_column_int64(stmt, 0),
        .state = (enum placement_state)sqlite3_column_int(stmt, 1),
        .referral = sqlite3_column_int64(stmt, 3),
        .places = (uint32_t)sqlite3_column_int64(stmt, 4),
        .since_us = sqlite3_column_int64(stmt, 5),
        .until_us = sqlite3_column_int64(stmt, 6),
        .organisation = sqlite3_column_int64(stmt, 7),
        .principal = sqlite3_column_int64(stmt, 8),
        .alert = sqlite3_column_int64(stmt, 9),
    };
    sql_column_text(stmt, 2, out->facility, sizeof out->facility);
}

static enum rc
take_one(struct store *store, sqlite3_stmt *stmt, struct placement *out)
{
    enum rc rc = sql_step(store, stmt);

    if (rc != RC_OK)
        return rc;
    take_placement(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

static enum rc
take_all(struct store *store, sqlite3_stmt *stmt, struct placement *out,
         size_t *n)
{
    size_t found = 0;
    enum rc rc = RC_OK;

    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_placement(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
placement_find(struct store *store, const struct placement_key *key,
               struct placement *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, COLUMNS " WHERE principal = ? AND request = ?",
                          SQL_ARGS(sql_int(key->principal),
                                   sql_blob(key->request, REQUEST_ID_BYTES)),
                          &stmt);

    if (rc == RC_OK)
        rc = take_one(store, stmt, out);
    if (rc != RC_NOT_FOUND || key->referral == 0)
        return rc;
    rc = sql_bind(
        store,
        COLUMNS " WHERE referral = ? AND facility = ? AND state IN (1, 2, 3)"
                " ORDER BY placement LIMIT 1",
        SQL_ARGS(sql_int(key->referral), sql_text(key->facility)), &stmt);
    return rc == RC_OK ? take_one(store, stmt, out) : rc;
}

enum rc
placement_get(struct store *store, int64_t placement, struct placement *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, COLUMNS " WHERE placement = ?",
                          SQL_ARGS(sql_int(placement)), &stmt);

    return rc == RC_OK ? take_one(store, stmt, out) : rc;
}

enum rc
placement_next(struct store *store, int64_t *placement)
{
    return sql_next(store, "placement", placement);
}

enum rc
placement_occupancy(struct store *store, const char *facility,
                    struct occupancy *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT coalesce(sum(places) FILTER (WHERE state = 7), 0),"
                 " coalesce(sum(places) FILTER (WHERE state = 2), 0),"
                 " coalesce(sum(places) FILTER (WHERE state = 3), 0),"
                 " coalesce(sum(places) FILTER (WHERE state = 1), 0)"
                 " FROM placement WHERE facility = ? AND state IN (1, 2, 3, 7)",
                 SQL_ARGS(sql_text(facility)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    *out = (struct occupancy){
        .out_of_service = (uint32_t)sqlite3_column_int64(stmt, 0),
        .reserved = (uint32_t)sqlite3_column_int64(stmt, 1),
        .placed = (uint32_t)sqlite3_column_int64(stmt, 2),
        .requested = (uint32_t)sqlite3_column_int64(stmt, 3),
    };
    sql_done(stmt);
    return RC_OK;
}

enum rc
placement_moves(struct store *store, int64_t referral, const char *facility,
                bool *moves)
{
    int64_t elsewhere = 0;
    enum rc rc = sql_get(
        store,
        "SELECT facility <> ? FROM placement WHERE referral = ?"
        " AND state IN (3, 4) ORDER BY since_us DESC, placement DESC LIMIT 1",
        SQL_ARGS(sql_text(facility), sql_int(referral)), &elsewhere);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    *moves = elsewhere != 0;
    return RC_OK;
}

/* Before the row says that it is placed. */
static enum rc
move_in(struct store *store, const struct placement *after)
{
    bool moves = false;
    uint32_t count = 0;
    enum rc rc =
        placement_moves(store, after->referral, after->facility, &moves);

    return rc == RC_OK ? referral_placed(store, after->referral, moves, &count)
                       : rc;
}

/* --- changes --- */

static bool
same(const struct placement *a, const struct placement *b)
{
    return a->placement == b->placement && a->state == b->state &&
           a->referral == b->referral && a->places == b->places &&
           a->since_us == b->since_us && a->until_us == b->until_us &&
           a->organisation == b->organisation && a->principal == b->principal &&
           a->alert == b->alert && strcmp(a->facility, b->facility) == 0;
}

static enum rc
check_before(struct store *store, const struct placement_change *change)
{
    const struct placement *before = change->before;
    const struct placement_key key = {.principal = change->after->principal,
                                      .request = change->request,
                                      .facility = change->after->facility,
                                      .referral = change->after->referral};
    struct placement now;
    enum rc rc = RC_OK;

    if (before == NULL) {
        rc = placement_find(store, &key, &now);
        if (rc == RC_NOT_FOUND)
            return RC_OK;
        return rc == RC_OK ? RC_STALE : rc;
    }
    rc = placement_get(store, before->placement, &now);
    if (rc != RC_OK)
        return rc;
    return same(&now, before) ? RC_OK : RC_STALE;
}

static enum rc
check_free(struct store *store, const struct placement_change *change)
{
    bool took =
        change->before != NULL && placement_takes(change->before->state);
    struct occupancy occupancy;
    enum rc rc = RC_OK;

    if (took || !placement_takes(change->after->state))
        return RC_OK;
    rc = placement_occupancy(store, change->after->facility, &occupancy);
    if (rc != RC_OK)
        return rc;
    occupancy.places = change->capacity;
    return change->after->places <= occupancy_free(&occupancy) ? RC_OK
                                                               : RC_STALE;
}

static enum rc
write_new(struct store *store, const struct placement_change *change,
          struct placement *after)
{
    enum rc rc = placement_next(store, &after->placement);

    if (rc != RC_OK)
        return rc;
    return sql_run(
        store,
        "INSERT INTO placement (placement, state, facility, referral, places, "
        "since_us,"
        " until_us, organisation, principal, request, alert, changed_us,"
        " reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
        " sealed('placement.reason', 1, ?4, ?13, ?1))",
        SQL_ARGS(sql_int(after->placement), sql_int((int64_t)after->state),
                 sql_text(after->facility), sql_ref(after->referral),
                 sql_int(after->places), sql_int(after->since_us),
                 sql_int(after->until_us), sql_int(after->organisation),
                 sql_int(after->principal),
                 sql_blob(change->request, REQUEST_ID_BYTES),
                 sql_ref(after->alert), sql_int(change->now_us),
                 sql_text_cut(change->reason, REASON_BYTES - 1)));
}

static enum rc
write_change(struct store *store, const struct placement_change *change,
             const struct placement *after)
{
    return sql_run(
        store,
        "UPDATE placement SET state = ?, places = ?, since_us = ?,"
        " until_us = ?, alert = ?, changed_us = ? WHERE placement = ?",
        SQL_ARGS(sql_int((int64_t)after->state), sql_int(after->places),
                 sql_int(after->since_us), sql_int(after->until_us),
                 sql_ref(after->alert), sql_int(change->now_us),
                 sql_int(after->placement)));
}

static enum rc
open_alert(struct store *store, const struct placement_change *change,
           struct placement *after)
{
    const struct alert_route route = {.fresh = change->alert,
                                      .actor = change->actor,
                                      .now_us = change->now_us};

    return change->alert == NULL ? RC_OK
                                 : alert_make(store, &route, &after->alert);
}

static enum rc
write(struct store *store, const struct placement_change *change,
      struct placement *after)
{
    const struct placement *before = change->before;
    bool moves_in = after->state == PLACEMENT_PLACED && after->referral != 0 &&
                    (before == NULL || before->state != PLACEMENT_PLACED);
    enum rc rc = open_alert(store, change, after);

    if (rc == RC_OK && moves_in)
        rc = move_in(store, after);
    if (rc == RC_OK)
        rc = before == NULL ? write_new(store, change, after)
                            : write_change(store, change, after);
    if (rc == RC_OK)
        rc = due_set(store, DUE_PLACEMENT, after->placement, change->due_us);
    if (rc == RC_OK)
        rc = terms_write(store, change->terms, change->terms_n, 0);
    if (rc == RC_OK)
        rc = streams_write(store, change->events, change->events_n,
                           change->now_us);
    return rc;
}

static enum rc
apply(struct store *store, const struct placement_change *change,
      struct placement *after)
{
    struct audit_record record = {
        .at_us = change->now_us,
        .actor = change->actor,
        .verb = change->verb,
        .object = "placement",
        .code = (int64_t)after->state,
        .reason = change->reason,
    };
    enum rc rc = check_before(store, change);

    if (rc == RC_OK)
        rc = check_free(store, change);
    if (rc == RC_OK)
        rc = write(store, change, after);
    if (rc != RC_OK)
        return rc;
    record.row = after->placement;
    return audit_write(store, &record);
}

enum rc
placement_apply(struct store *store, const struct placement_change *change,
                struct placement *out)
{
    struct placement after = *change->after;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    if ((rc = sql_end(store, apply(store, change, &after))) == RC_OK)
        *out = after;
    return rc;
}

/* --- lists --- */

enum rc
placement_list(struct store *store, const struct placement_filter *filter,
               struct placement *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 COLUMNS " WHERE state IN (1, 2, 3, 7) AND placement > ?1"
                         " AND (?2 = '' OR facility = ?2)"
                         " AND (?3 = 0 OR organisation = ?3)"
                         " ORDER BY placement LIMIT ?4",
                 SQL_ARGS(sql_int(filter->after), sql_text(filter->facility),
                          sql_int(filter->organisation), sql_int((int64_t)cap)),
                 &stmt);

    return rc == RC_OK ? take_all(store, stmt, out, n) : rc;
}

enum rc
placement_of_referral(struct store *store, int64_t referral,
                      struct placement *out, size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store, COLUMNS " WHERE referral = ? ORDER BY placement LIMIT ?",
        SQL_ARGS(sql_int(referral), sql_int((int64_t)cap)), &stmt);

    return rc == RC_OK ? take_all(store, stmt, out, n) : rc;
}

/* An alert of a placement calls somebody because a place was not there to be
 * taken; so does a decision that no place fits (T5.12). */
enum rc
placement_guarantee(struct store *store, int64_t since_day,
                    struct placement_guarantee *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1"
                 "  FROM placement p WHERE p.referral = f.seq"
                 "  AND (p.state IN (2, 3, 4) OR p.alert IS NOT NULL))"
                 " OR EXISTS (SELECT 1 FROM decision d WHERE d.seq = f.seq"
                 "  AND d.shelter = 6))"
                 " FROM fact f WHERE f.day >= ? AND f.kind = 2 AND f.counts = 1"
                 " AND f.shelter = 1",
                 SQL_ARGS(sql_int(since_day)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    out->needed = sqlite3_column_int64(stmt, 0);
    out->met = sqlite3_column_int64(stmt, 1);
    sql_done(stmt);
    return RC_OK;
}
