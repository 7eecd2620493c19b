/* unified_diff -- what changed between two texts, as `diff -u` shows it. */
#ifndef CLIENTS_UNIFIED_DIFF_H
#define CLIENTS_UNIFIED_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/rc.h"

struct diff_side {
    const char *name; /* behind "---" and "+++" */
    const char *text; /* n bytes */
    size_t n;
};

/* unified_diff: with three lines around each change; nothing when both are
 * the same (*same tells).  As few changed lines as there can be, unless the
 * texts differ over thousands of lines: those are shown as a whole, out and
 * in.
 * errors  RC_FATAL: no memory, nothing was written
 * cost    time and memory grow with the product of the lines that differ, at
 *         most 32 MiB */
MUST_USE enum rc unified_diff(FILE *out, const struct diff_side *before,
                              const struct diff_side *after, bool *same);

#endif
