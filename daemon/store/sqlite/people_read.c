/* people_read -- who is enrolled and with which keys; see store/people.h */
#include "store/people.h"

#include <stdlib.h>
#include <string.h>

#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

#define KEYS_FIRST 64 /* room of the first allocation */

#define KEY_COLUMNS                                                            \
    "SELECT k.key, k.principal, p.organisation, p.roles, k.public_key,"        \
    " k.valid_from_us, k.valid_to_us, k.revoked_us, coalesce(q.at_us, 0)"      \
    " FROM principal_key k JOIN principal p ON p.principal = k.principal"      \
    " LEFT JOIN key_parked q ON q.key = k.key"

#define PRINCIPAL_COLUMNS                                                      \
    "SELECT p.principal, p.organisation, " OPENED_ORGANISATION_O ","           \
    " o.kind, " OPENED_NAME_P ", p.kind,"                                      \
    " p.roles FROM principal p"                                                \
    " JOIN organisation o ON "                                                 \
    "o.organisation = p.organisation"

static void
take_key(sqlite3_stmt *stmt, struct principal_key *out)
{
    out->key = sqlite3_column_int64(stmt, 0);
    out->principal = sqlite3_column_int64(stmt, 1);
    out->organisation = sqlite3_column_int64(stmt, 2);
    out->roles = (uint32_t)sqlite3_column_int64(stmt, 3);
    out->zero = 0;
    (void)sql_column_bytes(stmt, 4, out->public_key, sizeof out->public_key);
    out->valid_from_us = sqlite3_column_int64(stmt, 5);
    out->valid_to_us = sqlite3_column_int64(stmt, 6);
    out->revoked_us = sqlite3_column_int64(stmt, 7);
}

static void
take_principal(sqlite3_stmt *stmt, struct principal *out)
{
    out->principal = sqlite3_column_int64(stmt, 0);
    out->organisation = sqlite3_column_int64(stmt, 1);
    sql_column_text(stmt, 2, out->organisation_name,
                    sizeof out->organisation_name);
    out->organisation_kind =
        (enum organisation_kind)sqlite3_column_int(stmt, 3);
    sql_column_text(stmt, 4, out->name, sizeof out->name);
    out->kind = (enum principal_kind)sqlite3_column_int(stmt, 5);
    out->roles = (uint32_t)sqlite3_column_int64(stmt, 6);
}

static bool
grow(struct principal_key **keys, size_t *room)
{
    size_t more = *room == 0 ? KEYS_FIRST : *room * 2;
    struct principal_key *grown = reallocarray(*keys, more, sizeof **keys);

    if (grown == NULL)
        return false;
    *keys = grown;
    *room = more;
    return true;
}

enum rc
people_keys(struct store *store, int64_t now_us, struct principal_key **keys,
            size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    struct principal_key *found = NULL;
    size_t found_n = 0;
    size_t room = 0;
    enum rc rc =
        sql_bind(store,
                 KEY_COLUMNS " WHERE k.valid_to_us > ?1 AND k.revoked_us > ?1"
                             " AND q.key IS NULL"
                             " ORDER BY k.key",
                 SQL_ARGS(sql_int(now_us)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK) {
        if (found_n == room && !grow(&found, &room)) {
            sql_done(stmt);
            rc = RC_DOWN;
            break;
        }
        take_key(stmt, &found[found_n++]);
    }
    if (rc != RC_NOT_FOUND) {
        free(found);
        return rc;
    }
    *keys = found;
    *n = found_n;
    return RC_OK;
}

static void
take_parked_key(sqlite3_stmt *stmt, struct partner *partner)
{
    take_key(stmt, &partner->keys[partner->keys_n]);
    partner->parked_us[partner->keys_n] = sqlite3_column_int64(stmt, 8);
    partner->keys_n++;
}

enum rc
people_parked(struct store *store, int64_t *n)
{
    return sql_get(store, "SELECT count(*) FROM key_parked", SQL_NO_ARGS, n);
}

static enum rc
keys_of(struct store *store, struct partner *partner)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store, KEY_COLUMNS " WHERE k.principal = ? ORDER BY k.key DESC LIMIT ?",
        SQL_ARGS(sql_int(partner->principal.principal), sql_int(KEYS_MAX)),
        &stmt);

    partner->keys_n = 0;
    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_parked_key(stmt, partner);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
people_list(struct store *store, const char *after, struct partner *out,
            size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc =
        sql_bind(store,
                 PRINCIPAL_COLUMNS " WHERE CAST(" OPENED_NAME_P " AS TEXT) > ?"
                                   " ORDER BY " OPENED_NAME_P " LIMIT ?",
                 SQL_ARGS(sql_text(after), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_principal(stmt, &out[found++].principal);
    if (rc != RC_NOT_FOUND)
        return rc;
    for (size_t i = 0; i < found; i++)
        if ((rc = keys_of(store, &out[i])) != RC_OK)
            return rc;
    *n = found;
    return RC_OK;
}

static enum rc
one_principal(struct store *store, const char *text,
              const struct sql_value *arg, struct principal *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, text, arg, 1, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_principal(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

enum rc
people_get(struct store *store, int64_t principal, struct principal *out)
{
    const struct sql_value arg = sql_int(principal);

    return one_principal(store, PRINCIPAL_COLUMNS " WHERE p.principal = ?",
                         &arg, out);
}

enum rc
people_find(struct store *store, const char *name, struct principal *out)
{
    const struct sql_value arg = sql_text(name);

    return one_principal(store,
                         PRINCIPAL_COLUMNS
                         " WHERE p.name_hash = hashed('principal.name', ?)",
                         &arg, out);
}

enum rc
people_organisation_find(struct store *store, const char *name,
                         struct organisation *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT organisation, kind FROM organisation"
                          " WHERE name_hash = hashed('organisation.name', ?)",
                          SQL_ARGS(sql_text(name)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    *out = (struct organisation){
        .organisation = sqlite3_column_int64(stmt, 0),
        .kind = (enum organisation_kind)sqlite3_column_int(stmt, 1)};
    sql_done(stmt);
    return RC_OK;
}

enum rc
people_organisation(struct store *store, int64_t organisation,
                    char name[NAME_BYTES])
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store,
                          "SELECT " OPENED_ORGANISATION_O " FROM organisation o"
                          " WHERE o.organisation = ?",
                          SQL_ARGS(sql_int(organisation)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    sql_column_text(stmt, 0, name, NAME_BYTES);
    sql_done(stmt);
    return RC_OK;
}

enum rc
people_with_role(struct store *store, int64_t organisation, enum role role,
                 int64_t out[], size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc =
        sql_bind(store,
                 "SELECT principal FROM principal WHERE organisation = ?"
                 " AND roles & ? <> 0 ORDER BY principal LIMIT ?",
                 SQL_ARGS(sql_int(organisation), sql_int(ROLE_BIT(role)),
                          sql_int((int64_t)cap)),
                 &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}
