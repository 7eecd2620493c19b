/* seal_sql -- sealing and opening as functions of SQL; see seal.h */
#include "store/sqlite/seal.h"

#include "store/sqlite/sql.h"
#include "sys/log.h"

/* Where the arguments of those that seal and open stand. */
enum argument {
    ARG_DOMAIN,
    ARG_KIND,
    ARG_REF,
    ARG_VALUE,
    ARG_ROW
};

/* One value, where it stands and the room for what comes of it. */
struct value {
    struct vault_place place;
    const void *bytes;
    size_t n;
    uint8_t *out;
};

/* What the statement then answers: sql.c gives these codes their meaning. */
static void
refuse(sqlite3_context *context, enum rc rc)
{
    if (rc == RC_NOT_FOUND)
        sqlite3_result_error_code(context, SQLITE_CONSTRAINT_FOREIGNKEY);
    else if (rc == RC_DOWN)
        sqlite3_result_error_nomem(context);
    else
        sqlite3_result_error_code(context, SQLITE_CORRUPT);
}

/* NULL and empty are answered as they are; false: it was answered. */
static bool
is_some(sqlite3_context *context, int n, sqlite3_value **args)
{
    if (n <= ARG_ROW || n > ARG_ROW + VAULT_ROWS_MAX) {
        sqlite3_result_error_code(context, SQLITE_MISUSE);
        return false;
    }
    if (sqlite3_value_type(args[ARG_VALUE]) == SQLITE_NULL)
        return false;
    if (sqlite3_value_bytes(args[ARG_VALUE]) > 0)
        return true;
    sqlite3_result_zeroblob(context, 0);
    return false;
}

/* Room for the value and what sealing adds.  RC_DOWN: no memory. */
static enum rc
take(int n, sqlite3_value **args, size_t adds, struct value *out)
{
    *out = (struct value){
        .place = {.domain = (const char *)sqlite3_value_text(args[ARG_DOMAIN]),
                  .record = {sqlite3_value_int64(args[ARG_KIND]),
                             sqlite3_value_int64(args[ARG_REF])}},
        .n = (size_t)sqlite3_value_bytes(args[ARG_VALUE]),
    };
    for (int i = ARG_ROW; i < n; i++)
        out->place.rows[i - ARG_ROW] = sqlite3_value_int64(args[i]);
    out->bytes = sqlite3_value_blob(args[ARG_VALUE]);
    if (out->place.domain == NULL)
        return RC_DOWN;
    out->out = sqlite3_malloc64(out->n + adds);
    return out->out == NULL ? RC_DOWN : RC_OK;
}

static void
sealed(sqlite3_context *context, int n, sqlite3_value **args)
{
    struct value value;
    enum rc rc;

    if (!is_some(context, n, args))
        return;
    rc = take(n, args, VAULT_SEALED_BYTES, &value);
    if (rc == RC_OK)
        rc = seal_value(sqlite3_user_data(context), &value.place, value.bytes,
                        value.n, value.out);
    if (rc != RC_OK) {
        sqlite3_free(value.out);
        refuse(context, rc);
        return;
    }
    sqlite3_result_blob64(context, value.out, value.n + VAULT_SEALED_BYTES,
                          sqlite3_free);
}

static void
open_value(sqlite3_context *context, int n, sqlite3_value **args, bool or_none)
{
    const struct vault_key *key = NULL;
    struct value value;
    enum rc rc;

    if (!is_some(context, n, args))
        return;
    rc = take(n, args, 0, &value);
    if (rc == RC_OK)
        rc = seal_key_of(sqlite3_user_data(context), &value.place.record, &key);
    if (rc == RC_OK && vault_open(key, &value.place, value.bytes, value.n,
                                  value.out) != RC_OK) {
        log_line(LOG_ERROR, "store: %s of row %lld does not open",
                 value.place.domain, (long long)value.place.rows[0]);
        rc = or_none ? RC_NOT_FOUND : RC_FATAL;
    }
    if (rc != RC_OK)
        sqlite3_free(value.out);
    if (rc == RC_NOT_FOUND)
        return; /* NULL: erased */
    if (rc != RC_OK) {
        refuse(context, rc);
        return;
    }
    sqlite3_result_blob64(context, value.out, value.n - VAULT_SEALED_BYTES,
                          sqlite3_free);
}

static void
opened(sqlite3_context *context, int n, sqlite3_value **args)
{
    open_value(context, n, args, false);
}

static void
opened_or_none(sqlite3_context *context, int n, sqlite3_value **args)
{
    open_value(context, n, args, true);
}

/* hashed(domain, text): the same for the same text, for this installation. */
static void
hashed(sqlite3_context *context, int n, sqlite3_value **args)
{
    const char *domain = (const char *)sqlite3_value_text(args[0]);
    const char *text = (const char *)sqlite3_value_text(args[1]);
    const struct vault_key *key = NULL;
    char hex[VAULT_HANDLE_BYTES * 2 + 1];
    struct vault_record own = {SEAL_INSTALLATION, 0};
    enum rc rc = seal_key_of(sqlite3_user_data(context), &own, &key);

    (void)n;
    if (domain == NULL || text == NULL)
        rc = RC_DOWN;
    if (rc != RC_OK) {
        refuse(context, rc);
        return;
    }
    vault_hash(key, domain, text, hex);
    sqlite3_result_text(context, hex, sizeof hex - 1, SQLITE_TRANSIENT);
}

enum rc
seal_attach(struct store *store)
{
    static const struct function {
        const char *name;
        int args; /* -1: any number */
        void (*call)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"sealed", -1, sealed},
        {"opened", -1, opened},
        {"opened_or_none", -1, opened_or_none},
        {"hashed", 2, hashed},
    };

    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        int code = sqlite3_create_function_v2(
            store->db, functions[i].name, functions[i].args,
            SQLITE_UTF8 | SQLITE_DIRECTONLY, store, functions[i].call, NULL,
            NULL, NULL);

        if (code != SQLITE_OK)
            return sql_fault(store, code, functions[i].name);
    }
    return RC_OK;
}
