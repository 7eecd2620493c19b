/* rotate_mode -- `loketd --rotate-keys`: a new epoch key for the records that
 * come, the end of those that wrap nothing any more. */
#ifndef ROTATE_MODE_H
#define ROTATE_MODE_H

#include <stdio.h>

#include "core/rc.h"

/* rotate_mode: the file epochs.keys in paths.keys, beside a desk that runs or
 * not.  An installation that never had one gets its first key.  What was done,
 * and what is to do next, is written to `out`.
 *
 * errors  RC_INVALID: refused, nothing has changed, it was logged why: the file
 *         is missing or lacks a key that is in use, or is full of such;
 *         RC_FATAL, RC_DOWN: it was logged; the old file stands */
MUST_USE enum rc rotate_mode(const char *config_path, FILE *out);

#endif
