/* watch_exec -- run somebody's command for a new page: a phone, a light.
 * The command learns ids and the level, never content. */
#ifndef CLIENTS_WATCH_EXEC_H
#define CLIENTS_WATCH_EXEC_H

#include <stddef.h>

struct watch_page;

#define WATCH_EXEC_MAX 32 /* at the same time */

/* Zeroed is nobody running. */
struct watch_exec {
    size_t running;
};

/* watch_exec_start: /bin/sh -c command, in the background, with LOKET_ALERT,
 * LOKET_LEVEL, LOKET_GENERATION and LOKET_PAGE; its output goes to stderr.
 * What goes wrong is said on stderr and stops nothing. */
void watch_exec_start(struct watch_exec *exec, const char *command,
                      const struct watch_page *page);

/* watch_exec_reap: collect who has ended; never waits. */
void watch_exec_reap(struct watch_exec *exec);

#endif
