/* people -- organisations, principals, roles and keys. */
#ifndef STORE_PEOPLE_H
#define STORE_PEOPLE_H

#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"
#include "core/reply.h"

struct store;

/* people_add: enrol a principal with its first key; makes the organisation
 * when its name is new.  actor: principal that does it, 0 for --init.
 * RC_DUP: the name exists, or the key was ever enrolled; RC_STALE: the
 * organisation exists with another kind. */
MUST_USE enum rc people_add(struct store *store,
                            const struct enrolment *enrolment, int64_t actor,
                            int64_t now_us, int64_t *principal);

/* people_rotate: a second key, valid from now; the present ones end at
 * old_valid_to_us when they would live longer.  RC_NOT_FOUND: no such name;
 * RC_DUP: the key was ever enrolled. */
MUST_USE enum rc people_rotate(struct store *store, const char *name,
                               const uint8_t public_key[PUBLIC_KEY_BYTES],
                               int64_t old_valid_to_us, int64_t actor,
                               int64_t now_us);

/* people_revoke: one key, or with NULL every key of the principal, from
 * now_us on.  RC_NOT_FOUND: no such name, or not a key of it. */
MUST_USE enum rc people_revoke(struct store *store, const char *name,
                               const uint8_t *public_key, int64_t actor,
                               int64_t now_us);

/* people_park: shut a key out, and who that concerns.  RC_NOT_FOUND: no such
 * key; RC_DUP: it is.
 * people_unpark: let all keys of the principal in again.  RC_NOT_FOUND: no such
 * name, or none of its keys is parked.
 * people_parked: how many keys are. */
MUST_USE enum rc people_park(struct store *store, int64_t key, int64_t now_us,
                             int64_t *principal);
MUST_USE enum rc people_unpark(struct store *store, const char *name,
                               int64_t actor, int64_t now_us);
MUST_USE enum rc people_parked(struct store *store, int64_t *n);

/* people_keys: every key that is or will be valid at now_us and is not parked,
 * ascending by key; *keys is allocated for the caller, free() it. */
MUST_USE enum rc people_keys(struct store *store, int64_t now_us,
                             struct principal_key **keys, size_t *n);

/* people_list: partners with name > after, ascending, at most cap. */
MUST_USE enum rc people_list(struct store *store, const char *after,
                             struct partner *out, size_t cap, size_t *n);

/* people_get / people_find: by identity or by name; RC_NOT_FOUND. */
MUST_USE enum rc people_get(struct store *store, int64_t principal,
                            struct principal *out);
MUST_USE enum rc people_find(struct store *store, const char *name,
                             struct principal *out);

/* people_organisation: its name; people_organisation_find: by name.
 * RC_NOT_FOUND.
 * people_with_role: the principals of an organisation that have a role,
 * ascending, at most cap. */
struct organisation {
    int64_t organisation;
    enum organisation_kind kind;
};
MUST_USE enum rc people_organisation(struct store *store, int64_t organisation,
                                     char name[NAME_BYTES]);
MUST_USE enum rc people_organisation_find(struct store *store, const char *name,
                                          struct organisation *out);
MUST_USE enum rc people_with_role(struct store *store, int64_t organisation,
                                  enum role role, int64_t out[], size_t cap,
                                  size_t *n);

#endif
