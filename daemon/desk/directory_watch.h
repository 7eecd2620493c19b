/* directory_watch -- entries of the directory and agreements that end soon. */
#ifndef DESK_DIRECTORY_WATCH_H
#define DESK_DIRECTORY_WATCH_H

#include "core/rc.h"

struct desk;

/* directory_watch: the managers hear of each one directory.warn_days before it
 * ends, or when it comes nearer than that later, and then each week until it
 * has ended (R121).  To be called daily; more often does no harm, a restart
 * tells what is due that day again. */
MUST_USE enum rc directory_watch(struct desk *desk);

#endif
