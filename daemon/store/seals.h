/* seals -- the keys of records and the epoch keys that wrap them
 * (sys/vault.h): which epochs are in use, and wrapping anew by the newest. */
#ifndef STORE_SEALS_H
#define STORE_SEALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct store;

struct seals_epoch {
    int64_t epoch;
    int64_t keys; /* it wraps, at least 1 */
};

/* seals_rewrap: of at most `limit` keys of records, those that an older epoch
 * wraps are wrapped by the newest; goes on where the last call ended, after a
 * restart too.  out: *left, how many an older epoch still wraps; 0: done, and
 * what was erased before it began counts no more as erased since keys were
 * rotated (store/retention.h).  RC_NOT_FOUND: an older epoch wraps nothing.
 * cost    one transaction; none when nothing is left */
MUST_USE enum rc seals_rewrap(struct store *store, size_t limit, int64_t *left);

/* seals_used: the epochs that wrap something in the database of directory
 * `dir`, oldest first, at most cap; beside a desk that runs, too.  None in a
 * database of before there were any.  RC_NOT_FOUND: no database. */
MUST_USE enum rc seals_used(const char *dir, struct seals_epoch out[],
                            size_t cap, size_t *n);

/* seals_in_use: is this epoch one of those that wrap something? */
bool seals_in_use(const struct seals_epoch used[], size_t n, int64_t epoch);

#endif
