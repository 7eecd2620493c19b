/* people -- enrolment and what becomes of keys; see store/people.h */
#include "store/people.h"

#include <string.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"

static enum rc
audit(struct store *store, const char *verb, int64_t principal, int64_t actor,
      int64_t now_us)
{
    const struct audit_record record = {
        .at_us = now_us,
        .actor = actor,
        .verb = verb,
        .object = "principal",
        .row = principal,
    };

    return audit_write(store, &record);
}

static enum rc
find_principal(struct store *store, const char *name, int64_t *principal)
{
    return sql_get(store,
                   "SELECT principal FROM principal"
                   " WHERE name_hash = hashed('principal.name', ?)",
                   SQL_ARGS(sql_text(name)), principal);
}

/* A key that was ever enrolled is never taken again: RC_DUP. */
static enum rc
add_key(struct store *store, int64_t principal,
        const uint8_t public_key[PUBLIC_KEY_BYTES], int64_t valid_from_us,
        int64_t valid_to_us)
{
    enum rc rc = sql_run(
        store,
        "INSERT INTO principal_key (principal, public_key, valid_from_us,"
        " valid_to_us, revoked_us) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (public_key) DO NOTHING",
        SQL_ARGS(sql_int(principal), sql_blob(public_key, PUBLIC_KEY_BYTES),
                 sql_int(valid_from_us), sql_int(valid_to_us),
                 sql_int(INT64_MAX)));

    if (rc == RC_OK && sql_changed(store) == 0)
        return RC_DUP;
    return rc;
}

static enum rc
find_organisation(struct store *store, const char *name, int64_t *organisation)
{
    return sql_get(store,
                   "SELECT organisation FROM organisation"
                   " WHERE name_hash = hashed('organisation.name', ?)",
                   SQL_ARGS(sql_text(name)), organisation);
}

static enum rc
get_organisation(struct store *store, const struct enrolment *enrolment,
                 int64_t *organisation)
{
    int64_t same_kind = 0;
    enum rc rc =
        find_organisation(store, enrolment->organisation, organisation);

    if (rc == RC_NOT_FOUND) {
        rc = sql_next(store, "organisation", organisation);
        if (rc == RC_OK)
            rc = sql_run(
                store,
                "INSERT INTO organisation (organisation, name_hash, name, kind)"
                " VALUES (?1, hashed('organisation.name', ?2),"
                " sealed('organisation.name', 0, 0, ?2, ?1), ?3)",
                SQL_ARGS(sql_int(*organisation),
                         sql_text(enrolment->organisation),
                         sql_int((int64_t)enrolment->organisation_kind)));
    }
    if (rc == RC_OK)
        rc = sql_get(store,
                     "SELECT kind = ? FROM organisation WHERE organisation = ?",
                     SQL_ARGS(sql_int((int64_t)enrolment->organisation_kind),
                              sql_int(*organisation)),
                     &same_kind);
    if (rc == RC_OK && same_kind == 0)
        return RC_STALE;
    return rc;
}

static enum rc
add(struct store *store, const struct enrolment *enrolment, int64_t actor,
    int64_t now_us, int64_t *principal)
{
    int64_t organisation = 0;
    enum rc rc = get_organisation(store, enrolment, &organisation);

    if (rc == RC_OK)
        rc = sql_next(store, "principal", principal);
    if (rc != RC_OK)
        return rc;
    rc = sql_run(store,
                 "INSERT INTO principal (principal, organisation, name_hash,"
                 " name, kind, roles) VALUES (?1, ?2,"
                 " hashed('principal.name', ?3),"
                 " sealed('principal.name', 0, 0, ?3, ?1), ?4, ?5)"
                 " ON CONFLICT (name_hash) DO NOTHING",
                 SQL_ARGS(sql_int(*principal), sql_int(organisation),
                          sql_text(enrolment->name),
                          sql_int((int64_t)enrolment->kind),
                          sql_int(enrolment->roles)));
    if (rc != RC_OK)
        return rc;
    if (sql_changed(store) == 0)
        return RC_DUP;
    if ((rc = add_key(store, *principal, enrolment->public_key,
                      enrolment->valid_from_us, enrolment->valid_to_us)) !=
        RC_OK)
        return rc;
    return audit(store, "partner-add", *principal, actor, now_us);
}

enum rc
people_add(struct store *store, const struct enrolment *enrolment,
           int64_t actor, int64_t now_us, int64_t *principal)
{
    int64_t made = 0;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = sql_end(store, add(store, enrolment, actor, now_us, &made));
    if (rc == RC_OK)
        *principal = made;
    return rc;
}

/* One key's change of a named principal, and who asked for it. */
struct key_change {
    const char *name;
    const uint8_t *public_key; /* NULL: every key */
    int64_t old_valid_to_us;
    int64_t actor;
    int64_t now_us;
};

static enum rc
rotate(struct store *store, const struct key_change *change)
{
    int64_t principal = 0;
    enum rc rc = find_principal(store, change->name, &principal);

    if (rc == RC_OK)
        rc = sql_run(
            store,
            "UPDATE principal_key SET valid_to_us = ?1"
            " WHERE principal = ?2 AND valid_to_us > ?1",
            SQL_ARGS(sql_int(change->old_valid_to_us), sql_int(principal)));
    if (rc == RC_OK)
        rc = add_key(store, principal, change->public_key, change->now_us,
                     INT64_MAX);
    if (rc != RC_OK)
        return rc;
    return audit(store, "partner-rotate", principal, change->actor,
                 change->now_us);
}

enum rc
people_rotate(struct store *store, const char *name,
              const uint8_t public_key[PUBLIC_KEY_BYTES],
              int64_t old_valid_to_us, int64_t actor, int64_t now_us)
{
    const struct key_change change = {
        .name = name,
        .public_key = public_key,
        .old_valid_to_us = old_valid_to_us,
        .actor = actor,
        .now_us = now_us,
    };
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, rotate(store, &change));
}

/* A second revocation does not move the instant of the first. */
static enum rc
revoke(struct store *store, const struct key_change *change)
{
    int64_t principal = 0;
    enum rc rc = find_principal(store, change->name, &principal);

    if (rc != RC_OK)
        return rc;
    if (change->public_key == NULL) {
        rc = sql_run(store,
                     "UPDATE principal_key SET revoked_us = min(revoked_us, ?)"
                     " WHERE principal = ?",
                     SQL_ARGS(sql_int(change->now_us), sql_int(principal)));
    } else {
        rc = sql_run(store,
                     "UPDATE principal_key SET revoked_us = min(revoked_us, ?)"
                     " WHERE principal = ? AND public_key = ?",
                     SQL_ARGS(sql_int(change->now_us), sql_int(principal),
                              sql_blob(change->public_key, PUBLIC_KEY_BYTES)));
        if (rc == RC_OK && sql_changed(store) == 0)
            return RC_NOT_FOUND;
    }
    if (rc != RC_OK)
        return rc;
    return audit(store, "partner-revoke", principal, change->actor,
                 change->now_us);
}

enum rc
people_revoke(struct store *store, const char *name, const uint8_t *public_key,
              int64_t actor, int64_t now_us)
{
    const struct key_change change = {
        .name = name,
        .public_key = public_key,
        .actor = actor,
        .now_us = now_us,
    };
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, revoke(store, &change));
}

static enum rc
park(struct store *store, int64_t key, int64_t now_us, int64_t *principal)
{
    enum rc rc =
        sql_get(store, "SELECT principal FROM principal_key WHERE key = ?",
                SQL_ARGS(sql_int(key)), principal);

    if (rc == RC_OK)
        rc = sql_run(store,
                     "INSERT INTO key_parked (key, at_us) VALUES (?, ?)"
                     " ON CONFLICT (key) DO NOTHING",
                     SQL_ARGS(sql_int(key), sql_int(now_us)));
    if (rc == RC_OK && sql_changed(store) == 0)
        return RC_DUP;
    return rc == RC_OK ? audit(store, "key-park", *principal, 0, now_us) : rc;
}

enum rc
people_park(struct store *store, int64_t key, int64_t now_us,
            int64_t *principal)
{
    int64_t found = 0;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = sql_end(store, park(store, key, now_us, &found));
    if (rc == RC_OK)
        *principal = found;
    return rc;
}

static enum rc
unpark(struct store *store, const struct key_change *change)
{
    int64_t principal = 0;
    enum rc rc = find_principal(store, change->name, &principal);

    if (rc == RC_OK)
        rc = sql_run(store,
                     "DELETE FROM key_parked WHERE key IN"
                     " (SELECT key FROM principal_key WHERE principal = ?)",
                     SQL_ARGS(sql_int(principal)));
    if (rc == RC_OK && sql_changed(store) == 0)
        return RC_NOT_FOUND;
    if (rc != RC_OK)
        return rc;
    return audit(store, "partner-unpark", principal, change->actor,
                 change->now_us);
}

enum rc
people_unpark(struct store *store, const char *name, int64_t actor,
              int64_t now_us)
{
    const struct key_change change = {
        .name = name,
        .actor = actor,
        .now_us = now_us,
    };
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, unpark(store, &change));
}
