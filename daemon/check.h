/* check -- `loketd --check-config`: is this installation sound?  Changes
 * nothing and may run beside a running desk. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

#include "core/rc.h"

/* check_run: every finding on standard error at once, RC_INVALID; or one
 * line on `out`, RC_OK. */
MUST_USE enum rc check_run(const char *config_path, FILE *out);

#endif
