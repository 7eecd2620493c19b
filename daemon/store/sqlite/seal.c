/* seal -- see seal.h */
#include "store/sqlite/seal.h"

#include "store/sqlite/sql.h"
#include "sys/log.h"
#include "sys/secret.h"

#define NO_KIND (-1)

static const struct vault_record own_record = {SEAL_INSTALLATION, 0};

/* In locked memory. */
struct seal {
    struct vault vault;   /* n 0: none was given */
    struct vault_key own; /* of own_record */
    struct vault_key key; /* of record */
    struct vault_random random;
    struct vault_record record; /* NO_KIND: no key */
    int64_t made;               /* keys in this transaction */
    bool own_known;
};

static enum rc
look_up(struct store *store, struct vault_record record, struct vault_key *out)
{
    uint8_t wrapped[VAULT_WRAPPED_BYTES];
    sqlite3_stmt *stmt = NULL;
    int64_t epoch = 0;
    bool whole = false;
    enum rc rc =
        sql_bind(store,
                 "SELECT epoch, wrapped FROM record_key"
                 " WHERE kind = ? AND ref = ?",
                 SQL_ARGS(sql_int(record.kind), sql_int(record.ref)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    epoch = sqlite3_column_int64(stmt, 0);
    whole = sql_column_bytes(stmt, 1, wrapped, sizeof wrapped);
    sql_done(stmt);
    rc = whole ? vault_unwrap(&store->seal->vault, (uint32_t)epoch, record,
                              wrapped, out)
               : RC_INVALID;
    if (rc == RC_OK)
        return RC_OK;
    if (store->seal->vault.n == 0)
        log_line(LOG_ERROR, "store: opened without epoch keys");
    else
        log_line(LOG_ERROR, "store: key %lld of kind %lld: %s %lld",
                 (long long)record.ref, (long long)record.kind,
                 rc == RC_NOT_FOUND ? "no key of its epoch"
                                    : "is not wrapped by epoch",
                 (long long)epoch);
    return RC_FATAL;
}

enum rc
seal_key_of(struct store *store, struct vault_record *record,
            const struct vault_key **out)
{
    struct seal *seal = store->seal;
    enum rc rc = RC_OK;

    if (record->ref == 0 || record->kind == SEAL_INSTALLATION) {
        *record = own_record;
        if (!seal->own_known)
            rc = look_up(store, own_record, &seal->own);
        seal->own_known = rc == RC_OK;
        *out = &seal->own;
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    }
    *out = &seal->key;
    if (seal->record.kind == record->kind && seal->record.ref == record->ref)
        return RC_OK;
    seal->record.kind = NO_KIND;
    rc = look_up(store, *record, &seal->key);
    if (rc == RC_OK)
        seal->record = *record;
    return rc;
}

enum rc
seal_value(struct store *store, const struct vault_place *place,
           const void *bytes, size_t n, uint8_t *out)
{
    struct vault_place where = *place;
    const struct vault_key *key = NULL;
    enum rc rc = seal_key_of(store, &where.record, &key);

    if (rc == RC_OK)
        vault_seal(&store->seal->random, key, &where,
                   (struct vault_plain){bytes, n}, out);
    return rc;
}

enum rc
seal_open(struct store *store, const struct vault *vault)
{
    if (vault == NULL ? !store->readonly : vault->n == 0)
        return RC_INVALID;
    store->seal = secret_memory(sizeof *store->seal);
    if (store->seal == NULL)
        return RC_DOWN;
    store->seal->record.kind = NO_KIND;
    if (vault != NULL)
        store->seal->vault = *vault;
    return RC_OK;
}

void
seal_close(struct store *store)
{
    secret_memory_close(store->seal);
    store->seal = NULL;
}

static enum rc
make_own_key(struct store *store)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = seal_key_new(store, SEAL_INSTALLATION, 0);
    if (rc == RC_OK)
        rc = seal_key_keep(store);
    return sql_end(store, rc);
}

enum rc
seal_start(struct store *store)
{
    int64_t used[64];
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;

    if (store->seal->vault.n == 0)
        return RC_OK; /* seal_open() allowed it: nothing sealed is read */

    enum rc rc = sql_bind(
        store, "SELECT epoch FROM key_epoch WHERE keys > 0 LIMIT ?",
        SQL_ARGS(sql_int((int64_t)(sizeof used / sizeof *used))), &stmt);

    if (rc == RC_OK)
        rc = sql_get_all(store, stmt, used, &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (!vault_has(&store->seal->vault, used[i])) {
            log_line(LOG_ERROR,
                     "store: epoch %lld wraps keys and is not in epochs.keys: "
                     "put back the file that has it",
                     (long long)used[i]);
            rc = RC_INVALID;
        }
    if (rc != RC_OK || store->readonly)
        return rc;
    rc = look_up(store, own_record, &store->seal->own);
    store->seal->own_known = rc == RC_OK;
    if (rc == RC_NOT_FOUND)
        return make_own_key(store);
    if (rc == RC_FATAL && !store->fatal)
        log_line(LOG_ERROR, "store: epochs.keys is of another installation");
    return rc == RC_FATAL && !store->fatal ? RC_INVALID : rc;
}

enum rc
seal_key_new(struct store *store, enum seal_kind kind, int64_t ref)
{
    struct seal *seal = store->seal;

    if (seal->vault.n == 0)
        return RC_FATAL;
    vault_key_make(&seal->random, &seal->key);
    seal->record = (struct vault_record){(int64_t)kind, ref};
    return RC_OK;
}

enum rc
seal_key_keep(struct store *store)
{
    struct seal *seal = store->seal;
    uint8_t wrapped[VAULT_WRAPPED_BYTES];
    enum rc rc = RC_OK;

    if (seal->record.kind == NO_KIND)
        return RC_FATAL;
    vault_wrap(&seal->vault, &seal->random, seal->record, &seal->key, wrapped);
    rc = sql_run(store,
                 "INSERT INTO record_key (kind, ref, epoch, wrapped)"
                 " VALUES (?, ?, ?, ?)",
                 SQL_ARGS(sql_int(seal->record.kind), sql_int(seal->record.ref),
                          sql_int(vault_newest(&seal->vault)),
                          sql_blob(wrapped, sizeof wrapped)));
    if (rc == RC_OK)
        seal->made++;
    return rc;
}

static enum rc
count(struct store *store)
{
    struct seal *seal = store->seal;
    enum rc rc = RC_OK;

    if (seal->made == 0)
        return RC_OK;
    rc = sql_run(
        store,
        "INSERT INTO key_epoch (epoch, keys) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET keys = keys + excluded.keys",
        SQL_ARGS(sql_int(vault_newest(&seal->vault)), sql_int(seal->made)));
    if (rc == RC_OK)
        seal->made = 0;
    return rc;
}

enum rc
seal_destroy(struct store *store, enum seal_kind kind, int64_t ref)
{
    int64_t epoch = 0;
    enum rc rc = RC_OK;

    if (kind == SEAL_INSTALLATION)
        return RC_INVALID;
    /* what this transaction made is not counted yet */
    if ((rc = count(store)) == RC_OK)
        rc = sql_get(store,
                     "DELETE FROM record_key WHERE kind = ? AND ref = ?"
                     " RETURNING epoch",
                     SQL_ARGS(sql_int((int64_t)kind), sql_int(ref)), &epoch);
    seal_forget(store);
    if (rc != RC_OK)
        return rc;
    return sql_run(store,
                   "UPDATE key_epoch SET keys = keys - 1 WHERE epoch = ?",
                   SQL_ARGS(sql_int(epoch)));
}

int64_t
seal_newest(const struct store *store)
{
    return vault_newest(&store->seal->vault);
}

/* It is counted as destroyed under the one and made under the other. */
enum rc
seal_rewrap(struct store *store, int64_t kind, int64_t ref, int64_t epoch)
{
    const struct vault_record record = {kind, ref};
    struct seal *seal = store->seal;
    uint8_t wrapped[VAULT_WRAPPED_BYTES];
    enum rc rc = RC_OK;

    seal_forget(store);
    if ((rc = look_up(store, record, &seal->key)) != RC_OK)
        return rc;
    vault_wrap(&seal->vault, &seal->random, record, &seal->key, wrapped);
    vault_key_wipe(&seal->key);
    rc = sql_run(store,
                 "UPDATE record_key SET epoch = ?3, wrapped = ?4"
                 " WHERE kind = ?1 AND ref = ?2",
                 SQL_ARGS(sql_int(kind), sql_int(ref),
                          sql_int(vault_newest(&seal->vault)),
                          sql_blob(wrapped, sizeof wrapped)));
    if (rc != RC_OK)
        return rc;
    seal->made++;
    return sql_run(store,
                   "UPDATE key_epoch SET keys = keys - 1 WHERE epoch = ?",
                   SQL_ARGS(sql_int(epoch)));
}

enum rc
seal_handle(struct store *store, enum seal_kind kind, int64_t ref,
            uint8_t out[VAULT_HANDLE_BYTES])
{
    const struct vault_record record = {(int64_t)kind, ref};
    const struct vault_key *key = NULL;
    struct vault_record whose = record;
    enum rc rc = seal_key_of(store, &whose, &key);

    if (rc == RC_OK)
        vault_handle(key, record, out);
    return rc;
}

void
seal_forget(struct store *store)
{
    struct seal *seal = store->seal;

    if (seal == NULL || seal->record.kind == NO_KIND)
        return;
    vault_key_wipe(&seal->key);
    seal->record.kind = NO_KIND;
}

enum rc
seal_end(struct store *store, enum rc rc)
{
    if (store->seal == NULL)
        return rc;
    if (rc == RC_OK)
        rc = count(store);
    store->seal->made = 0;
    seal_forget(store);
    return rc;
}
