/* retention -- what the files about keeping and erasing share. */
#ifndef STORE_SQLITE_RETENTION_H
#define STORE_SQLITE_RETENTION_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#include "store/sqlite/seal.h"

struct sql_value;
struct store;

/* A message (?1) with all its versions, theirs too. */
#define RETENTION_CHAIN                                                        \
    "WITH RECURSIVE chain (seq) AS (VALUES (?1) UNION"                         \
    "  SELECT m.seq FROM chain c JOIN message m ON m.amends = c.seq) "

/* retention_begin: within the transaction that combines: a message of its own
 * is kept, and looked at again at next_us; a version of another one has that
 * looked at at once. */
MUST_USE enum rc retention_begin(struct store *store, int64_t seq,
                                 int64_t amends, int64_t next_us);

/* erase_figures: while the table `erasing` says what goes: the cells of the
 * yearly figures that leave the desk keep what they count. */
MUST_USE enum rc erase_figures(struct store *store, int64_t fixed_us);

/* erase_run: each of the statements up to NULL, with the same arguments. */
MUST_USE enum rc erase_run(struct store *store, const char *const texts[],
                           const struct sql_value *args, size_t n);

/* erase_keys: of all records of a kind that the statement finds: numbers above
 * ?1, ascending, at most ?2. */
MUST_USE enum rc erase_keys(struct store *store, enum seal_kind kind,
                            const char *text);

/* erase_alerts: the same: notes which alerts go with it; before what says so
 * goes.
 * erase_about: what elsewhere tells of it goes: events, shares,
 * alerts that only it had, bundles of its name, decisions. */
MUST_USE enum rc erase_alerts(struct store *store);
MUST_USE enum rc erase_about(struct store *store, int64_t seq);

#endif
