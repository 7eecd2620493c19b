/* disk_watch -- a disk that is full costs no accepted message its answer.
 *
 * See core/disk_life.h for the rule.  While it is full, Submit is refused with
 * UNAVAILABLE, which tells people to call, everything else goes on, and
 * whoever is on call hears of it as of any alert. */
#ifndef DESK_DISK_WATCH_H
#define DESK_DISK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "sys/disk.h"

struct desk;

struct disk_watch {
    /* how room is measured; a test has its own */
    enum rc (*room)(struct disk_room *out, const char *path);
    struct disk_room now; /* as of the last look */
    int64_t look_us;      /* monotonic: the next look */
    bool reserved;        /* the reserve is there */
    bool full;            /* nothing new is taken */
    bool failed;          /* see struct disk_look */
    bool alarm;           /* somebody is to be called */
    bool told;            /* somebody was, and hears when there is room */
};

/* disk_watch_open: look for the first time and make the reserve.  A disk that
 * has no room is no reason not to start. */
void disk_watch_open(struct desk *desk);

/* disk_watch_failed: the database did not do something: look at once. */
void disk_watch_failed(struct desk *desk);

/* disk_watch_spares: is there room for work that can wait?  While the disk is
 * full half of the reserve is for what cannot: answers and escalation. */
bool disk_watch_spares(struct desk *desk);

/* disk_watch_turn: what is its turn at now_us (monotonic): look, act, tell. */
MUST_USE enum rc disk_watch_turn(struct desk *desk, int64_t now_us);
int64_t disk_watch_next_us(const struct desk *desk);

#endif
