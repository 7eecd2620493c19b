/* rebuild_mode -- `loketd --rebuild`: what linking derives, from the journal
 * once more. */
#ifndef REBUILD_MODE_H
#define REBUILD_MODE_H

#include <stdio.h>

#include "core/rc.h"

/* rebuild_mode: a line on `out` of what was there and one of what was made; progress
 * and what is wrong on standard error.
 * RC_INVALID: it was not equal; RC_DOWN: a desk runs. */
MUST_USE enum rc rebuild_mode(const char *config_path, FILE *out);

#endif
