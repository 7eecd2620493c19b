/* linking_epochs -- models, and what was common when they were made; see
 * store/linking.h */
#include "store/linking.h"
#include "store/sqlite/link_pack.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"
#include "sys/log.h"

static const char *const epoch_of_text[LINK_TABLES] = {
    "SELECT epoch_0 FROM link_state WHERE epoch_0 IS NOT NULL",
    "SELECT epoch_1 FROM link_state WHERE epoch_1 IS NOT NULL",
};
static const char *const epoch_is_text[LINK_TABLES] = {
    "UPDATE link_state SET epoch_0 = ?",
    "UPDATE link_state SET epoch_1 = ?",
};

static enum rc
take_epoch(sqlite3_stmt *stmt, struct linking_epoch *out)
{
    struct link_model *models[] = {&out->situation, &out->same};

    for (int i = 0; i < 2; i++) {
        const void *packed = sqlite3_column_blob(stmt, i);
        size_t n = (size_t)sqlite3_column_bytes(stmt, i);

        if (packed == NULL || link_unpack_model(packed, n, models[i]) != RC_OK)
            return RC_FATAL;
    }
    out->at_us = sqlite3_column_int64(stmt, 2);
    out->clusters = sqlite3_column_int64(stmt, 3);
    out->signals = sqlite3_column_int64(stmt, 4);
    out->confirmed = sqlite3_column_int64(stmt, 5);
    out->made_by = sqlite3_column_int64(stmt, 6);
    sql_column_text(stmt, 7, out->reason, sizeof out->reason);
    out->swapped_us = sqlite3_column_int64(stmt, 8);
    return RC_OK;
}

enum rc
linking_epoch_get(struct store *store, uint32_t number,
                  struct linking_epoch *out)
{
    struct linking_epoch found;
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT situation, same, at_us, clusters, signals, confirmed,"
                 " made_by, opened('link_epoch.reason', 0, 0, reason, epoch),"
                 " swapped_us FROM link_epoch WHERE epoch = ?",
                 SQL_ARGS(sql_int(number)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    rc = take_epoch(stmt, &found);
    sql_done(stmt);
    if (rc == RC_OK)
        *out = found;
    else
        log_line(LOG_ERROR, "store: the models of epoch %u cannot be read",
                 (unsigned)number);
    return rc;
}

enum rc
linking_epoch(struct store *store, enum linking_set set,
              struct linking_epoch *out)
{
    int64_t number = 0;
    enum rc rc = link_look(store);

    if (rc == RC_OK)
        rc = sql_get(store, epoch_of_text[link_table(store, set)], SQL_NO_ARGS,
                     &number);
    return rc == RC_OK ? linking_epoch_get(store, (uint32_t)number, out) : rc;
}

/* An epoch that there is stays what it was. */
static enum rc
write_epoch(struct store *store, const struct linking_epoch *epoch)
{
    uint8_t situation[LINK_PACK_BYTES];
    uint8_t same[LINK_PACK_BYTES];
    size_t situation_n = 0;
    size_t same_n = 0;
    int64_t there = 0;
    enum rc rc = link_pack_model(&epoch->situation, situation, &situation_n);

    if (rc == RC_OK)
        rc = link_pack_model(&epoch->same, same, &same_n);
    if (rc == RC_OK)
        rc =
            sql_run(store,
                    "INSERT INTO link_epoch (epoch, norm, situation, same,"
                    " at_us, clusters, signals, confirmed, made_by, reason)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
                    " sealed('link_epoch.reason', 0, 0, ?10, ?1))"
                    " ON CONFLICT DO NOTHING",
                    SQL_ARGS(sql_int(epoch->situation.epoch),
                             sql_int(epoch->situation.norm),
                             sql_blob(situation, situation_n),
                             sql_blob(same, same_n), sql_int(epoch->at_us),
                             sql_int(epoch->clusters), sql_int(epoch->signals),
                             sql_int(epoch->confirmed), sql_ref(epoch->made_by),
                             sql_text_cut(epoch->reason, REASON_BYTES - 1)));
    if (rc == RC_OK)
        rc = sql_get(store,
                     "SELECT 1 FROM link_epoch WHERE epoch = ?"
                     " AND situation = ? AND same = ?",
                     SQL_ARGS(sql_int(epoch->situation.epoch),
                              sql_blob(situation, situation_n),
                              sql_blob(same, same_n)),
                     &there);
    return rc == RC_NOT_FOUND ? RC_INVALID : rc;
}

static enum rc
put_epoch(struct store *store, enum linking_set set,
          const struct linking_epoch *epoch)
{
    unsigned table = link_table(store, set);
    int64_t there = 0;
    enum rc rc = sql_get(store, epoch_of_text[table], SQL_NO_ARGS, &there);

    if (rc != RC_NOT_FOUND)
        return rc == RC_OK ? RC_DUP : rc;
    rc = write_epoch(store, epoch);
    if (rc == RC_OK)
        rc = sql_run(store, epoch_is_text[table],
                     SQL_ARGS(sql_int(epoch->situation.epoch)));
    if (rc == RC_OK && set == LINKING_NEXT)
        store->link->has_next = true;
    return rc;
}

enum rc
linking_epoch_put(struct store *store, enum linking_set set,
                  const struct linking_epoch *epoch)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    if (rc != RC_OK)
        return rc;
    return link_leave(store, own, put_epoch(store, set, epoch));
}

#define CLUSTERS(S)                                                            \
    "SELECT clusters FROM link_frequency WHERE epoch ="                        \
    " (SELECT epoch_" S " FROM link_state) AND token = ?"
LINK_TEXTS(clusters_text, CLUSTERS);

enum rc
linking_clusters(struct store *store, enum linking_set set, uint64_t token,
                 uint16_t *clusters)
{
    int64_t found = 0;
    enum rc rc = link_look(store);

    if (rc == RC_OK)
        rc = sql_get(store, clusters_text[link_table(store, set)],
                     SQL_ARGS(sql_int((int64_t)token)), &found);
    if (rc == RC_OK || rc == RC_NOT_FOUND)
        *clusters = (uint16_t)(found > UINT16_MAX ? UINT16_MAX : found);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

#define SWAPPED(S)                                                             \
    "UPDATE link_epoch SET swapped_us = ?"                                     \
    " WHERE epoch = (SELECT epoch_" S " FROM link_state)"
LINK_TEXTS(swapped_text, SWAPPED);

enum rc
linking_swapped(struct store *store, int64_t at_us)
{
    bool own = false;
    enum rc rc = link_enter(store, &own);

    if (rc != RC_OK)
        return rc;
    return link_leave(store, own,
                      sql_run(store,
                              swapped_text[link_table(store, LINKING_LIVE)],
                              SQL_ARGS(sql_int(at_us))));
}
