/* backup_status -- a few lines in the folder of the state that say how the last
 * backup went: `loketd --backup` writes them, the desk tells them on. */
#ifndef SYS_BACKUP_STATUS_H
#define SYS_BACKUP_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

#define BACKUP_STATUS "backup.status"

struct backup_status {
    int64_t made_us;   /* what it holds is of this instant; UTC */
    int64_t full_us;   /* so of the full one it builds on */
    uint64_t sequence; /* 1.. in this installation */
    bool full;
    int64_t bytes;       /* of the file */
    int64_t image_bytes; /* of the database */
    int64_t messages;    /* in it */
    int64_t chain;       /* files that a restore reads */
    int64_t took_us;
    int64_t oldest_key; /* the epoch key it cannot be opened without; 0: none */
};

/* backup_status_read: RC_NOT_FOUND: none was made, or the file is not ours. */
MUST_USE enum rc backup_status_read(struct backup_status *out,
                                    const char *state_dir);

/* backup_status_write: durably.  RC_FATAL: errno. */
MUST_USE enum rc backup_status_write(const struct backup_status *status,
                                     const char *state_dir);

#endif
