/* disk_life -- see disk_life.h */
#include "core/disk_life.h"

#define QUARTER 4

enum disk_turn
disk_life(const struct disk_look *look)
{
    int64_t least =
        look->failed ? look->reserve_bytes : look->reserve_bytes / QUARTER;

    if (least < DISK_LEAST_BYTES)
        least = DISK_LEAST_BYTES;
    if (!look->full)
        return look->free_bytes < least ? DISK_FULL : DISK_STAYS;
    /* After a failure the room that is seen is not believed yet. */
    return !look->failed && look->free_bytes / 2 >= look->reserve_bytes
               ? DISK_ROOM
               : DISK_STAYS;
}
