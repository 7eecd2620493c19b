/* disk_watch -- see disk_watch.h */
#include "desk/disk_watch.h"

#include <errno.h>
#include <string.h>

#include "core/disk_life.h"
#include "desk/life.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "sys/clock.h"
#include "sys/log.h"

#define LOOK_US INT64_C(5000000)
#define MIB     INT64_C(1048576)

static void
reserve(struct desk *desk)
{
    struct disk_watch *w = &desk->disk;
    enum rc rc = disk_reserve_make(desk->settings->state_dir,
                                   desk->settings->disk_reserve_bytes);

    if (rc != RC_OK && w->reserved)
        log_line(LOG_ERROR, "disk: no reserve: %s", strerror(errno));
    w->reserved = rc == RC_OK;
}

static void
release(struct desk *desk)
{
    struct disk_watch *w = &desk->disk;

    if (disk_reserve_free(desk->settings->state_dir) == RC_FATAL)
        log_line(LOG_ERROR, "disk: the reserve cannot be freed: %s",
                 strerror(errno));
    w->reserved = false;
}

static void
look(struct desk *desk)
{
    struct disk_watch *w = &desk->disk;

    if (w->room(&w->now, desk->settings->state_dir) != RC_OK) {
        log_line(LOG_ERROR, "disk: cannot be looked at: %s", strerror(errno));
        w->failed = false;
        return;
    }

    const struct disk_look seen = {.free_bytes = w->now.free_bytes,
                                   .reserve_bytes =
                                       desk->settings->disk_reserve_bytes,
                                   .full = w->full,
                                   .failed = w->failed};

    w->failed = false;
    switch (disk_life(&seen)) {
    case DISK_STAYS:
        break;
    case DISK_FULL:
        log_line(LOG_ERROR, "disk: full: nothing new is taken until there is "
                            "room; the reserve is freed");
        release(desk);
        w->full = true;
        w->alarm = true;
        break;
    case DISK_ROOM:
        reserve(desk);
        w->full = !w->reserved;
        if (!w->full)
            log_line(LOG_WARN, "disk: %lld MiB free: messages are taken again",
                     (long long)(w->now.free_bytes / MIB));
        break;
    }
}

static enum rc
call(struct desk *desk)
{
    const struct life_opening opening = {.cause = CAUSE_DISK,
                                         .level = LEVEL_U2};
    int64_t alert = 0;
    enum rc rc = life_open(desk, &opening, &alert);

    if (rc != RC_OK)
        return rc;
    desk->disk.alarm = false;
    desk->disk.told = true;
    return RC_OK;
}

static enum rc
tell_room(struct desk *desk)
{
    const struct notice notice = {
        .code = NOTICE_DISK_ROOM, .roster = "", .person = "", .id = ""};

    outgoing_start(&desk->outgoing);
    notices_managers(desk, &notice);

    enum rc rc = notices_send(desk, "disk");

    if (rc == RC_OK)
        desk->disk.told = false;
    return rc;
}

void
disk_watch_open(struct desk *desk)
{
    desk->disk.room = desk->disk.room != NULL ? desk->disk.room : disk_room;
    desk->disk.reserved = true; /* so that it is said when it is not */
    reserve(desk);
    look(desk);
}

void
disk_watch_failed(struct desk *desk)
{
    desk->disk.failed = true;
    desk->disk.look_us = 0;
}

bool
disk_watch_spares(struct desk *desk)
{
    struct disk_watch *w = &desk->disk;

    return !w->full ||
           (w->room(&w->now, desk->settings->state_dir) == RC_OK &&
            w->now.free_bytes >= desk->settings->disk_reserve_bytes / 2);
}

enum rc
disk_watch_turn(struct desk *desk, int64_t now_us)
{
    struct disk_watch *w = &desk->disk;

    w->look_us = now_us + LOOK_US;
    look(desk);
    if (!w->full && !w->reserved)
        reserve(desk);
    if (w->full && w->alarm)
        return call(desk);
    if (!w->full) {
        w->alarm = false;
        return w->told ? tell_room(desk) : RC_OK;
    }
    return RC_OK;
}

int64_t
disk_watch_next_us(const struct desk *desk)
{
    return desk->disk.look_us;
}
