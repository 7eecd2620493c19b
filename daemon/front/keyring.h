/* keyring -- the keys that may speak, as the desk last listed them.  A new
 * list replaces the old one at once or not at all. */
#ifndef FRONT_KEYRING_H
#define FRONT_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct keyring;
struct principal_key;

MUST_USE enum rc keyring_open(struct keyring **out);
void keyring_close(struct keyring *keyring);

/* A new list is begun, filled and ended; until it has ended the old one
 * answers.  Beginning again forgets what was gathered.  RC_INVALID: no list
 * was begun; RC_FATAL: no memory. */
void keyring_begin(struct keyring *keyring);
MUST_USE enum rc keyring_add(struct keyring *keyring,
                             const struct principal_key *key);
MUST_USE enum rc keyring_end(struct keyring *keyring);

/* keyring_ready: has any list arrived?  Before that nothing is known about
 * anybody. */
bool keyring_ready(const struct keyring *keyring);
size_t keyring_count(const struct keyring *keyring);

/* The key with this public part, or this identity, if it is valid at now_us
 * (UTC); else NULL.  The answer lives until the next keyring_end().
 * cost: O(log n) */
const struct principal_key *keyring_by_public(const struct keyring *keyring,
                                              const uint8_t *public_key,
                                              int64_t now_us);
const struct principal_key *keyring_by_key(const struct keyring *keyring,
                                           int64_t key, int64_t now_us);

#endif
