/* image -- a picture of the database as it was at one instant, as a file of
 * its own: what a backup is made of and what a restore makes. */
#ifndef STORE_IMAGE_H
#define STORE_IMAGE_H

#include <stdint.h>

#include "core/rc.h"
#include "core/stream.h"

struct store;
struct vault;

#define IMAGE_DIGEST_BYTES 32

struct image_facts {
    int64_t bytes; /* of the file */
    uint32_t schema;
    uint8_t epoch[EPOCH_BYTES];
    uint8_t content[IMAGE_DIGEST_BYTES]; /* schema and every row of every
                                          * table; not where they stand */
    int64_t tables, rows;
    int64_t messages, alerts; /* accepted, raised */
    int64_t oldest_key;       /* the epoch key without which some of it cannot
                               * be opened; 0: none */
};

/* image_take: the database in directory `dir`, which a desk may be using, to a
 * file at `path` (replaced; 0600).  One read transaction, as long as copying
 * takes; the desk goes on, its log cannot be rewound meanwhile.  The
 * unused space of its pages is zeros (sqlite/wipe.h).  Not synced.
 * RC_NOT_FOUND: no database; RC_DOWN: busy, or no room; RC_FATAL: the disk. */
MUST_USE enum rc image_take(const char *dir, const char *path);

/* A backup's picture stands beside the database in `dir`, whatever folder the
 * backup is for: one at a time.  Whoever makes one has the lock of `dir` from
 * before its name is there until it is gone. */
#define IMAGE_NAME "backup.picture"

/* image_lock: the lock, *fd, until that is closed; the picture that a killed
 * backup left goes.  RC_INVALID: no such folder, errno; RC_DOWN: another is
 * being made; RC_FATAL: it does not go, errno.
 * image_clear: only that: it holds what was erased since.  RC_DOWN: one is
 * being made, or it does not go; try again. */
MUST_USE enum rc image_lock(const char *dir, int *fd);
MUST_USE enum rc image_clear(const char *dir);

/* image_check: the full check of a picture, and what it holds.
 * RC_FATAL: it is not sound, or cannot be read; it was logged.
 * cost  reads all of it twice */
MUST_USE enum rc image_check(const char *path, struct image_facts *facts);

/* image_unopened: which records of a picture the ring has no epoch for: erased
 * since, or alive and wrapped anew since; nobody can tell.  On a picture that is
 * to become a database, before store_open().
 * RC_INVALID: the ring does not open the installation's own key: it is not of
 * this installation, or younger than all that the picture holds; logged. */
struct image_unopened {
    int64_t records;
    int64_t messages; /* of them */
    int64_t of;       /* messages in the picture */
};
MUST_USE enum rc image_unopened(const char *path, const struct vault *vault,
                                struct image_unopened *out);

/* image_forget: what is erased stays erased: the wrapped keys of those records
 * go, and what they sealed with them.  RC_INVALID as above. */
MUST_USE enum rc image_forget(const char *path, const struct vault *vault);

/* What may have been accepted after the picture was taken and is lost now must
 * not lend its number to anything else: ids, receipts and audit would mean two
 * things.  So numbers with a public id go on behind a gap, far larger than what
 * can be accepted between two backups. */
#define RESTORED_GAP (INT64_C(1) << 28)

/* store_restored: the database was put back from a picture of as_of_us.  It
 * becomes another epoch, so that clients take a new snapshot; numbers jump; one
 * audit record; messages that image_forget() took the keys of are noted for the
 * desk to erase (keyless_next()).  Once only, before a desk opens it. */
MUST_USE enum rc store_restored(struct store *store, int64_t now_us,
                                int64_t as_of_us);

#endif
