/* written_log -- the end of a file that another process writes and rotates: is
 * a line in it, and what stands before? */
#ifndef SYS_WRITTEN_LOG_H
#define SYS_WRITTEN_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/rc.h"

#define WRITTEN_LOG_BYTES ((size_t)256 * 1024) /* looked back so far */

/* written_log_visit: one whole line, from the last to the first; false ends
 * the walk. */
typedef bool written_log_visit(const char *line, size_t n, void *arg);

/* written_log_back: the lines at the end of the file, and then those of what
 * it was before it was rotated (path with ".1").  The last line counts when it
 * ends in a newline.  RC_NOT_FOUND: there is no such file, or it may not be
 * read; RC_DOWN: no memory. */
MUST_USE enum rc written_log_back(const char *path, written_log_visit *visit,
                                  void *arg);

#endif
