/* store -- what Loket remembers.  One call is one transaction; when it
 * answers RC_OK the change is on the disk.
 *
 * Every call answers RC_OK, or
 *   RC_DUP, RC_STALE, RC_NOT_FOUND   as its contract says, nothing changed
 *   RC_INVALID  a limit or order of its contract is broken, or STORE_READ
 *   RC_DOWN     busy or full: nothing changed, try later
 *   RC_UNKNOWN  the commit's outcome is not known: acknowledge nothing
 *   RC_FATAL    failed fsync, corruption, wrong schema: stop the process
 * Outputs are written on RC_OK only.  No SQL type crosses this folder, so a
 * second engine fits behind the same headers:
 *   store/journal.h  accepted messages          store/people.h  principals
 *   store/combine.h  bundles, derived messages  store/alerts.h  alerts, pages
 *   store/streams.h  events and confirmations  store/pages.h, due.h  calls
 *   store/documents.h  desk documents          store/rosters.h, referrals.h
 * A store belongs to one thread. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/stream.h"

struct store;
struct vault;

enum store_mode {
    STORE_CREATE, /* must not exist; made with the newest schema */
    STORE_OPEN,   /* must exist; migrated to the newest schema */
    STORE_READ    /* must exist at the newest schema; nothing is written */
};

/* store_open: open the database in directory `dir`.
 * WAL with synchronous FULL is verified; anything below is RC_FATAL.  Takes
 * the exclusive lock `dir`/lock for the process (not with STORE_READ):
 * RC_DOWN when another process has it.  RC_NOT_FOUND: no database;
 * RC_DUP: STORE_CREATE and there is one; RC_STALE: STORE_READ and its schema
 * is an older one.
 * The ring of epoch keys is copied into locked memory (sys/vault.h); NULL only
 * with STORE_READ, by who reads nothing that is sealed.  RC_INVALID: it has
 * none, or not every epoch that wraps a key (it is logged which). */
MUST_USE enum rc store_open(struct store **out, const char *dir,
                            const struct vault *vault, enum store_mode mode);

/* store_close: NULL is allowed. */
void store_close(struct store *store);

/* store_epoch: random, made with the database; clients that see another one
 * take a new snapshot. */
void store_epoch(const struct store *store, uint8_t out[EPOCH_BYTES]);

/* store_wal_bytes: size of the write-ahead log now, for the decision when to
 * checkpoint.  No I/O. */
int64_t store_wal_bytes(const struct store *store);

/* store_checkpoint_start / _stop: move the log into the database from a
 * thread of its own, off the commit path; it wakes when the log has grown by
 * `every_bytes`.  While messages keep coming the log cannot be rewound by
 * that thread alone: store_checkpoint_rest() does the small rest from the
 * writer between two transactions when the log is larger than
 * `limit_bytes`; call it whenever convenient, it is cheap when not needed. */
MUST_USE enum rc store_checkpoint_start(struct store *store,
                                        int64_t every_bytes,
                                        int64_t limit_bytes);
void store_checkpoint_stop(struct store *store);
MUST_USE enum rc store_checkpoint_rest(struct store *store);

/* store_high_water: remember that it is `now_us`; *before_us is what was
 * remembered last (0: nothing).  A clock behind it at start is suspect: due
 * times go back with it, or nobody would be paged before it has caught up. */
MUST_USE enum rc store_high_water(struct store *store, int64_t now_us,
                                  int64_t *before_us);

/* store_clock_set: the civil clock was set by by_us, to now_us: every elapsed
 * due time goes with it, so that each keeps the wait it had left, and with it
 * storms, what counts of a person's pages and the high water; civil times stay
 * (store/due.h). */
MUST_USE enum rc store_clock_set(struct store *store, int64_t by_us,
                                 int64_t now_us);

/* store_integrity: full check of the database; RC_FATAL when it fails. */
MUST_USE enum rc store_integrity(struct store *store);

#endif
