/* watch_exec -- run somebody's command for a new page: a phone, a light.
 * The command learns ids and the level, never content. */
#ifndef CLIENTS_WATCH_EXEC_H
#define CLIENTS_WATCH_EXEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct watch_pages;

#define WATCH_EXEC_MAX      32 /* at the same time */
#define WATCH_EXEC_RETRY_MS 1000

/* Zeroed is nobody running. */
struct watch_exec {
    size_t running;
    bool told_full;   /* until no page waits */
    int64_t retry_ms; /* not before; 0: the last one could be started */
};

/* watch_exec_run: collect who has ended and start the command for the pages
 * that wait for it, in the order of watch_pages_unannounced().
 *
 * in   command: /bin/sh -c, in the background, with LOKET_ALERT ("" of a
 *      summary), LOKET_LEVEL, LOKET_GENERATION, LOKET_PAGE, LOKET_TOTAL (of a
 *      summary, else 0) and LOKET_CAUSE ("drill", or "" of a message); its
 *      output goes to stderr
 *      now_ms: monotonic
 *
 * Never waits.  At most WATCH_EXEC_MAX run; a page beyond that, or whose
 * command cannot be started now, stays where it is for a later call (after
 * WATCH_EXEC_RETRY_MS when it could not): the queue is the open pages
 * themselves, and one that is over has left it.  That pages wait, and why, is
 * said on stderr once.  Takes every child of the process for its own. */
void watch_exec_run(struct watch_exec *exec, const char *command,
                    struct watch_pages *pages, int64_t now_ms);

#endif
