/* backups -- what the desk knows of its backups: `loketd --backup`, a process
 * beside it, leaves a few lines (sys/backup_status.h). */
#ifndef DESK_BACKUPS_H
#define DESK_BACKUPS_H

#include <stdbool.h>

#include "core/rc.h"
#include "sys/backup_status.h"

struct desk;

struct backups {
    bool known; /* there is one */
    bool looked;
    struct backup_status last;
};

/* backups_look: read them again, now and then: for the page of metrics; one that
 * is new since we began gets its audit record.  A small file; on RC_OK nothing
 * or the record was written. */
MUST_USE enum rc backups_look(struct desk *desk);

#endif
