/* doctor -- `loketd --doctor`: is this machine fit for a desk, and does the
 * desk on it do what it must?  Changes nothing and may run beside it, best as
 * root, who may look at the running desk; also as its user. */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

#include "core/rc.h"

/* doctor_run: a line for each thing that was looked at, as JSON one object a
 * line.  RC_OK: nothing to do; RC_INVALID: some lines say what to do. */
MUST_USE enum rc doctor_run(const char *config_path, bool json, FILE *out);

#endif
