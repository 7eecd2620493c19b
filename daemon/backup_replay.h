/* backup_replay -- reading a chain of backups file after file, and whether the
 * picture that comes out is the one that was meant.  Nothing is written. */
#ifndef BACKUP_REPLAY_H
#define BACKUP_REPLAY_H

#include "backup_folder.h"
#include "backup_manifest.h"

struct secret;

/* The blocks of the picture so far, as hashes. */
struct backup_replay {
    struct backup_hash *blocks; /* owned */
    size_t blocks_n;
    const struct backup_visitor *also; /* told everything too; NULL */
    int64_t limit_bytes; /* of the picture, in the file that is read */
};

/* backup_replay_file: the next file of a chain, a full one first; all of it is
 * authenticated, and the picture after it is the one that it says.
 * in      key: NULL: structure and digest alone; origin as in backup_read()
 * errors  RC_INVALID, RC_NOT_FOUND, RC_STALE as of backup_read(); logged with
 *         the name of the file; RC_FATAL */
MUST_USE enum rc
backup_replay_file(struct backup_replay *replay, const char *dir,
                   const struct backup_entry *entry, const struct secret *key,
                   const uint8_t *origin, struct backup_read *out);

void backup_replay_close(struct backup_replay *replay);

#endif
