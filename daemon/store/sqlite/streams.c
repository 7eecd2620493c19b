/* streams -- see store/streams.h */
#include "store/sqlite/streams.h"

#include <string.h>

#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

_Static_assert(ABOUT_MESSAGE == 1 && ABOUT_SHARE == 3, "what is told in SQL");
_Static_assert(SEAL_MESSAGE == 1 && SEAL_SHARE == 2, "whose keys in SQL");

/* What is told of a message or a share is sealed with its key: the
 * installation's outlives every rotation, and would open it in a database of
 * before the erasure.  With the installation's is what tells of nothing that
 * has one, and of what had one. */
#define KEY_KIND "CASE told WHEN 1 THEN 1 WHEN 3 THEN 2 ELSE 0 END"
#define KEY_REF  "CASE WHEN told IN (1, 3) THEN ref ELSE 0 END"

static enum seal_kind
key_of(const struct event_out *event)
{
    switch (event->told) {
    case ABOUT_MESSAGE:
        return SEAL_MESSAGE;
    case ABOUT_SHARE:
        return SEAL_SHARE;
    case ABOUT_NOTHING:
    case ABOUT_ALERT:
        break;
    }
    return SEAL_INSTALLATION;
}

static enum rc
write_one(struct store *store, const struct event_out *event, int64_t now_us)
{
    int64_t seq = 0;
    enum rc rc = RC_OK;

    if (event->body_n > STREAM_BODY_MAX)
        return RC_INVALID;
    rc = sql_get(store,
                 "INSERT INTO stream (kind, owner, head) VALUES (?, ?, 1)"
                 " ON CONFLICT DO UPDATE SET head = head + 1 RETURNING head",
                 SQL_ARGS(sql_int((int64_t)event->stream.kind),
                          sql_int(event->stream.owner)),
                 &seq);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    return sql_run(
        store,
        "INSERT INTO stream_event (kind, owner, seq, event_id,"
        " at_us, type, body, told, ref) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
        " sealed('stream_event.body', ?10, coalesce((SELECT ref"
        "  FROM record_key WHERE kind = ?10 AND ref = ?9), 0), ?7, ?1, ?2, ?3),"
        " ?8, ?9)",
        SQL_ARGS(
            sql_int((int64_t)event->stream.kind), sql_int(event->stream.owner),
            sql_int(seq), sql_blob(event->event_id, sizeof event->event_id),
            sql_int(now_us), sql_int((int64_t)event->type),
            sql_blob(event->body, event->body_n), sql_int((int64_t)event->told),
            sql_int(event->ref), sql_int((int64_t)key_of(event))));
}

enum rc
streams_write(struct store *store, const struct event_out *events, size_t n,
              int64_t now_us)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = write_one(store, &events[i], now_us);
    return rc;
}

enum rc
stream_get_head(struct store *store, struct stream_key stream,
                int64_t principal, struct stream_head *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT coalesce((SELECT head FROM stream"
        "  WHERE kind = ?1 AND owner = ?2), 0),"
        " (SELECT min(seq) FROM stream_event WHERE kind = ?1 AND owner = ?2),"
        " coalesce((SELECT seq FROM confirmation"
        "  WHERE kind = ?1 AND owner = ?2 AND principal = ?3), 0)",
        SQL_ARGS(sql_int((int64_t)stream.kind), sql_int(stream.owner),
                 sql_int(principal)),
        &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    out->stream = stream.kind;
    out->head = (uint64_t)sqlite3_column_int64(stmt, 0);
    out->oldest = (uint64_t)sqlite3_column_int64(stmt, 1);
    out->confirmed = (uint64_t)sqlite3_column_int64(stmt, 2);
    if (out->oldest == 0)
        out->oldest = out->head + 1;
    sql_done(stmt);
    return RC_OK;
}

static bool
take_event(sqlite3_stmt *stmt, struct stream_event *out, uint8_t *room,
           size_t room_n)
{
    size_t body_n = (size_t)sqlite3_column_bytes(stmt, 4);

    if (body_n > room_n)
        return false;
    out->seq = (uint64_t)sqlite3_column_int64(stmt, 0);
    (void)sql_column_bytes(stmt, 1, out->event_id, sizeof out->event_id);
    out->at_us = sqlite3_column_int64(stmt, 2);
    out->type = sqlite3_column_type(stmt, 4) == SQLITE_NULL
                    ? EVENT_ERASED
                    : (enum event_type)sqlite3_column_int(stmt, 3);
    out->body = room;
    out->body_n = body_n;
    if (body_n > 0)
        memcpy(room, sqlite3_column_blob(stmt, 4), body_n);
    return true;
}

/* A client may ask for anything; what is beyond int64 is beyond the head. */
static int64_t
limited(uint64_t number)
{
    return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

enum rc
stream_read(struct store *store, struct stream_key stream, uint64_t after,
            struct stream_event *out, size_t cap, uint8_t *room, size_t room_n,
            size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t taken = 0;
    size_t used = 0;
    enum rc rc = sql_bind(
        store,
        "SELECT seq, event_id, at_us, type,"
        " coalesce(opened('stream_event.body', " KEY_KIND ", " KEY_REF ","
        "  body, kind, owner, seq), opened_or_none('stream_event.body', 0, 0,"
        "  body, kind, owner, seq))"
        " FROM stream_event"
        " WHERE kind = ? AND owner = ? AND seq > ? ORDER BY seq LIMIT ?",
        SQL_ARGS(sql_int((int64_t)stream.kind), sql_int(stream.owner),
                 sql_int(limited(after)), sql_int(limited(cap))),
        &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        if (!take_event(stmt, &out[taken], room + used, room_n - used)) {
            sql_done(stmt);
            rc = RC_NOT_FOUND;
            break;
        }
        used += out[taken++].body_n;
    }
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = taken;
    return RC_OK;
}

static enum rc
confirm(struct store *store, struct stream_key stream, int64_t principal,
        uint64_t seq)
{
    struct stream_head head;
    enum rc rc = stream_get_head(store, stream, principal, &head);

    if (rc != RC_OK || seq <= head.confirmed)
        return rc;
    if (seq > head.head)
        return RC_INVALID;
    return sql_run(store,
                   "INSERT INTO confirmation (kind, owner, principal, seq)"
                   " VALUES (?, ?, ?, ?)"
                   " ON CONFLICT DO UPDATE SET seq = excluded.seq",
                   SQL_ARGS(sql_int((int64_t)stream.kind),
                            sql_int(stream.owner), sql_int(principal),
                            sql_int((int64_t)seq)));
}

enum rc
stream_confirm(struct store *store, struct stream_key stream, int64_t principal,
               uint64_t seq)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, confirm(store, stream, principal, seq));
}

/* Only a prefix goes, whatever the clock did: a stream has no holes. */
static enum rc
trim_one(struct store *store, const struct stream_key *stream,
         int64_t before_us, int64_t last)
{
    int64_t young = 0;
    enum rc rc =
        sql_get(store,
                "SELECT seq FROM stream_event WHERE kind = ? AND owner = ?"
                " AND at_us >= ? ORDER BY seq LIMIT 1",
                SQL_ARGS(sql_int((int64_t)stream->kind), sql_int(stream->owner),
                         sql_int(before_us)),
                &young);

    if (rc == RC_OK && young <= last)
        last = young - 1;
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    return sql_run(store,
                   "DELETE FROM stream_event"
                   " WHERE kind = ? AND owner = ? AND seq <= ?",
                   SQL_ARGS(sql_int((int64_t)stream->kind),
                            sql_int(stream->owner), sql_int(last)));
}

static enum rc
trim_all(struct store *store, int64_t before_us, uint64_t keep, size_t *trimmed)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT kind, owner, head - ?1 FROM stream"
                          " WHERE head > ?1",
                          SQL_ARGS(sql_int(limited(keep))), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        const struct stream_key stream = {
            .kind = (enum stream_kind)sqlite3_column_int(stmt, 0),
            .owner = sqlite3_column_int64(stmt, 1),
        };

        rc = trim_one(store, &stream, before_us, sqlite3_column_int64(stmt, 2));
        if (rc != RC_OK) {
            sql_done(stmt);
            return rc;
        }
        *trimmed += (size_t)sql_changed(store);
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
stream_trim(struct store *store, int64_t before_us, uint64_t keep,
            size_t *trimmed)
{
    size_t n = 0;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    if ((rc = sql_end(store, trim_all(store, before_us, keep, &n))) == RC_OK)
        *trimmed = n;
    return rc;
}
