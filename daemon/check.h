/* check -- `loketd --check-config`: is this installation sound?  Changes
 * nothing and may run beside a running desk. */
#ifndef CHECK_H
#define CHECK_H

#include "core/rc.h"

/* check_run: every finding on standard error at once, RC_INVALID; or one
 * line on standard output, RC_OK. */
MUST_USE enum rc check_run(const char *config_path);

#endif
