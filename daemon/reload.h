/* reload -- SIGHUP: is the installation on disk sound, and what of it can be
 * applied without a restart? */
#ifndef RELOAD_H
#define RELOAD_H

#include <stdint.h>

#include "core/rc.h"

struct config;

/* What the processes were started with. */
struct reload_running {
    const struct config *config;
    uint32_t epoch; /* the newest epoch key */
};

/* reload_check: read and check everything again.
 * out     *level: the log level to apply; what differs otherwise is named in
 *         the log as needing a restart
 * errors  RC_INVALID: all findings were logged, nothing is to be applied */
MUST_USE enum rc reload_check(const char *config_path,
                              const struct reload_running *running,
                              uint32_t *level);

#endif
