/* link_book -- link/book.h on the database; see store/linking.h
 *
 * The engine may call one function of the book within another's visits, so none
 * of them leaves a statement open while it calls out. */
#include "store/sqlite/link_book.h"

#include <stddef.h>
#include <string.h>

#include "link/book.h"
#include "link/record.h"
#include "store/linking.h"
#include "store/sqlite/link_pack.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"

static struct link_kept *
kept_of(struct store *store, unsigned table, int64_t node)
{
    uint64_t slot = (uint64_t)node * 2 + table;

    return &store->link->kept[slot % LINK_RECORDS];
}

/* Only the values that are there: most records have few. */
static void
copy_record(struct link_record *to, const struct link_record *from)
{
    memcpy(to, from,
           offsetof(struct link_record, values) +
               from->values_n * sizeof from->values[0]);
}

static void
keep(struct store *store, unsigned table, const struct link_record *record)
{
    struct link_kept *kept = kept_of(store, table, record->place.node);

    kept->node = record->place.node;
    kept->table = table;
    copy_record(&kept->record, record);
}

void
link_forget(struct store *store, unsigned table, int64_t node)
{
    struct link_kept *kept = kept_of(store, table, node);

    if (node == 0)
        for (size_t i = 0; i < LINK_RECORDS; i++)
            store->link->kept[i].node = 0;
    else if (kept->node == node && kept->table == table)
        kept->node = 0;
}

#define RECORD_GET(S)                                                          \
    "SELECT time_s, ord, organisation,"                                        \
    " opened('link_record.packed', 1, node, packed, node)"                     \
    " FROM link_record_" S " WHERE node = ?"
LINK_TEXTS(record_get_text, RECORD_GET);

/* Of a record whose key a restore could not bring back: its lists tell where it
 * stands, so that it can be taken out of them.  Each is looked through. */
#define KEYS_OF(S)                                                             \
    "SELECT key FROM link_posting_" S " WHERE node = ? ORDER BY key LIMIT ?"
LINK_TEXTS(keys_of_text, KEYS_OF);

static enum rc
keyless_record(struct store *store, unsigned table, struct link_record *out)
{
    int64_t keys[LINK_KEYS_MAX];
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;
    enum rc rc = sql_bind(
        store, keys_of_text[table],
        SQL_ARGS(sql_int(out->place.node), sql_int(LINK_KEYS_MAX)), &stmt);

    if (rc == RC_OK)
        rc = sql_get_all(store, stmt, keys, &n);
    out->values_n = 0;
    out->keys_n = (uint16_t)n;
    for (size_t i = 0; i < n; i++)
        out->keys[i] = (uint64_t)keys[i];
    return rc;
}

/* RC_NOT_FOUND: it is there, but for what was sealed. */
static enum rc
take_record(sqlite3_stmt *stmt, int64_t node, struct link_record *out)
{
    out->place = (struct link_place){.time_s = sqlite3_column_int64(stmt, 0),
                                     .order = sqlite3_column_int64(stmt, 1),
                                     .node = node};
    out->organisation = sqlite3_column_int64(stmt, 2);

    const void *packed = sqlite3_column_blob(stmt, 3);
    size_t n = (size_t)sqlite3_column_bytes(stmt, 3);

    if (sqlite3_column_type(stmt, 3) == SQLITE_NULL)
        return RC_NOT_FOUND;
    if (packed != NULL && link_unpack_record(packed, n, out) == RC_OK)
        return RC_OK;
    log_line(LOG_ERROR, "store: the record of signal %lld cannot be read",
             (long long)node);
    return RC_FATAL;
}

static enum rc
record_get(void *self, int64_t node, struct link_record *out)
{
    struct link_side *side = self;
    unsigned table = link_table(side->store, side->set);
    const struct link_kept *kept = kept_of(side->store, table, node);
    sqlite3_stmt *stmt = NULL;

    if (kept->node == node && kept->table == table) {
        copy_record(out, &kept->record);
        return RC_OK;
    }

    enum rc rc = sql_bind(side->store, record_get_text[table],
                          SQL_ARGS(sql_int(node)), &stmt);

    if (rc != RC_OK || (rc = sql_step(side->store, stmt)) != RC_OK)
        return rc;
    rc = take_record(stmt, node, out);
    sql_done(stmt);
    if (rc == RC_NOT_FOUND)
        rc = keyless_record(side->store, table, out);
    if (rc == RC_OK)
        keep(side->store, table, out);
    return rc;
}

#define RECORD_PUT(S)                                                          \
    "INSERT INTO link_record_" S " (node, time_s, ord, organisation, packed)"  \
    " VALUES (?1, ?2, ?3, ?4, sealed('link_record.packed', 1, ?1, ?5, ?1))"    \
    " ON CONFLICT (node) DO UPDATE SET"                                        \
    " time_s = excluded.time_s, ord = excluded.ord,"                           \
    " organisation = excluded.organisation, packed = excluded.packed"
LINK_TEXTS(record_put_text, RECORD_PUT);

static enum rc
record_put(void *self, const struct link_record *record)
{
    struct link_side *side = self;
    unsigned table = link_table(side->store, side->set);
    uint8_t packed[LINK_PACK_BYTES];
    size_t n = 0;
    enum rc rc = record->place.node < 1 ? RC_INVALID
                                        : link_pack_record(record, packed, &n);

    if (rc == RC_OK)
        rc = sql_run(
            side->store, record_put_text[table],
            SQL_ARGS(sql_int(record->place.node), sql_int(record->place.time_s),
                     sql_int(record->place.order),
                     sql_int(record->organisation), sql_blob(packed, n)));
    if (rc == RC_OK)
        keep(side->store, table, record);
    return rc;
}

#define RECORD_DROP(S) "DELETE FROM link_record_" S " WHERE node = ?"
LINK_TEXTS(record_drop_text, RECORD_DROP);

static enum rc
record_drop(void *self, int64_t node)
{
    struct link_side *side = self;
    unsigned table = link_table(side->store, side->set);

    link_forget(side->store, table, node);
    return sql_run(side->store, record_drop_text[table],
                   SQL_ARGS(sql_int(node)));
}

#define POSTING_PUT(S)                                                         \
    "INSERT INTO link_posting_" S " (key, time_s, ord, node)"                  \
    " VALUES (?, ?, ?, ?)"
#define POSTING_DROP(S)                                                        \
    "DELETE FROM link_posting_" S " WHERE key = ? AND time_s = ? AND ord = ?"
LINK_TEXTS(posting_put_text, POSTING_PUT);
LINK_TEXTS(posting_drop_text, POSTING_DROP);

static enum rc
posting_put(void *self, uint64_t key, const struct link_place *place)
{
    struct link_side *side = self;

    return sql_run(side->store,
                   posting_put_text[link_table(side->store, side->set)],
                   SQL_ARGS(sql_int((int64_t)key), sql_int(place->time_s),
                            sql_int(place->order), sql_int(place->node)));
}

static enum rc
posting_drop(void *self, uint64_t key, const struct link_place *place)
{
    struct link_side *side = self;

    return sql_run(side->store,
                   posting_drop_text[link_table(side->store, side->set)],
                   SQL_ARGS(sql_int((int64_t)key), sql_int(place->time_s),
                            sql_int(place->order)));
}

#define BEFORE(S)                                                              \
    "SELECT time_s, ord, node FROM link_posting_" S                            \
    " WHERE key = ? AND (time_s, ord) < (?, ?)"                                \
    " ORDER BY time_s DESC, ord DESC LIMIT ?"
#define AFTER(S)                                                               \
    "SELECT time_s, ord, node FROM link_posting_" S                            \
    " WHERE key = ? AND (time_s, ord) > (?, ?)"                                \
    " ORDER BY time_s, ord LIMIT ?"
LINK_TEXTS(before_text, BEFORE);
LINK_TEXTS(after_text, AFTER);

struct near {
    uint64_t key;
    const struct link_place *place;
    size_t n;
};

static enum rc
read_near(struct store *store, const char *text, const struct near *near,
          struct link_place *out, size_t *out_n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store, text,
        SQL_ARGS(sql_int((int64_t)near->key), sql_int(near->place->time_s),
                 sql_int(near->place->order), sql_int((int64_t)near->n)),
        &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        out[found++] =
            (struct link_place){.time_s = sqlite3_column_int64(stmt, 0),
                                .order = sqlite3_column_int64(stmt, 1),
                                .node = sqlite3_column_int64(stmt, 2)};
    if (rc != RC_NOT_FOUND)
        return rc;
    *out_n = found;
    return RC_OK;
}

static enum rc
neighbours(void *self, uint64_t key, const struct link_place *place, size_t n,
           struct link_place *before, size_t *before_n,
           struct link_place *after, size_t *after_n)
{
    struct link_side *side = self;
    unsigned table = link_table(side->store, side->set);
    const struct near near = {.key = key, .place = place, .n = n};
    enum rc rc =
        read_near(side->store, before_text[table], &near, before, before_n);

    if (rc == RC_OK)
        rc = read_near(side->store, after_text[table], &near, after, after_n);
    return rc;
}

void
linking_book(struct store *store, enum linking_set set, struct link_book *out)
{
    *out = (struct link_book){
        .self = &store->link->sides[set],
        .record_get = record_get,
        .record_put = record_put,
        .record_drop = record_drop,
        .posting_put = posting_put,
        .posting_drop = posting_drop,
        .neighbours = neighbours,
        .pair_get = link_pair_get,
        .pair_put = link_pair_put,
        .pair_drop = link_pair_drop,
        .pairs_of = link_pairs_of,
        .decisions_of = link_decisions_of,
        .cluster_of = link_cluster_of,
        .members = link_members,
        .cluster_set = link_cluster_set,
        .standing_get = link_standing_get,
        .part_set = link_part_set,
        .notice = link_notice,
    };
}
