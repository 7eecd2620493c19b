/* reload -- SIGHUP: is the installation on disk sound, and what of it can be
 * applied without a restart? */
#ifndef RELOAD_H
#define RELOAD_H

#include <stdint.h>

#include "core/rc.h"

struct config;

/* reload_check: read and check everything again.
 * in      running: the settings the processes were started with
 * out     *level: the log level to apply; what differs otherwise is named in
 *         the log as needing a restart
 * errors  RC_INVALID: all findings were logged, nothing is to be applied */
MUST_USE enum rc reload_check(const char *config_path,
                              const struct config *running, uint32_t *level);

#endif
