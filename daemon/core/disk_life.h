/* disk_life -- when a desk takes nothing more because its disk is full, and
 * when it does again.
 *
 * A reserve file lies beside the database.  When there is no room left it is
 * freed: what was accepted can then still be acknowledged, escalated and told,
 * while new messages are refused.  It is made again, and messages are taken
 * again, when there is room for it and for as much once more. */
#ifndef CORE_DISK_LIFE_H
#define CORE_DISK_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

/* Of a disk that is not full by this measure a commit is not afraid. */
#define DISK_LEAST_BYTES (INT64_C(64) * 1024)

enum disk_turn {
    DISK_STAYS,
    DISK_FULL, /* free the reserve, refuse what is new, call somebody */
    DISK_ROOM  /* make the reserve again, take what is new */
};

struct disk_look {
    int64_t free_bytes;    /* for us, without the reserve */
    int64_t reserve_bytes; /* of a whole reserve, > 0 */
    bool full;             /* what was decided last */
    bool failed;           /* the database had no room, or did not answer,
                            * since the last look */
};

/* disk_life: what is to be done.  While nothing failed the disk is full below
 * a quarter of the reserve; after a failure below all of it, since a commit
 * may want more than the quarter. */
MUST_USE enum disk_turn disk_life(const struct disk_look *look);

#endif
