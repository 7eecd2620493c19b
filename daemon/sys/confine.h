/* confine -- takes from a process what it will never need, so that a fault in
 * it stays its own: whoever speaks through front must not read the database
 * that lies beside it under the same user. */
#ifndef SYS_CONFINE_H
#define SYS_CONFINE_H

#include <stddef.h>

#include "core/rc.h"

/* confine_files: from now on this thread, and all it starts, can open, make,
 * run, list and remove no file of any kind, but for making and removing unix
 * sockets in the folders named.  What is open stays open.
 *
 * in      no_new_privs is set, see process_harden()
 * errors  RC_DOWN: this kernel has no Landlock, or we may not use it, nothing
 *         has changed; RC_FATAL: errno, a folder that cannot be named */
MUST_USE enum rc confine_files(const char *const socket_dirs[], size_t n);

#endif
