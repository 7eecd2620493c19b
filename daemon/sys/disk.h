/* disk -- how much room there is, and a file that keeps some. */
#ifndef SYS_DISK_H
#define SYS_DISK_H

#include <stdint.h>

#include "core/rc.h"

struct disk_room {
    int64_t free_bytes; /* for who we are */
    int64_t used_bytes;
    int64_t total_bytes; /* more than both: what is kept for root */
};

/* disk_room: of the file system that holds this path.  RC_FATAL: errno. */
MUST_USE enum rc disk_room(struct disk_room *out, const char *path);

/* disk_reserve_make: n bytes that belong to nobody else, in a file
 * `dir`/reserve, durably; one that is there and large enough is kept.
 * RC_DOWN: there is no room, and no file; RC_FATAL: errno, and no file. */
MUST_USE enum rc disk_reserve_make(const char *dir, int64_t n);

/* disk_reserve_free: RC_NOT_FOUND: there is none; RC_FATAL: errno. */
MUST_USE enum rc disk_reserve_free(const char *dir);

#endif
