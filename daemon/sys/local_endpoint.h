/* local_endpoint -- where processes of this machine, and no others, reach us:
 * tcp://127.0.0.1:PORT, tcp://[::1]:PORT or unix:///PATH. */
#ifndef SYS_LOCAL_ENDPOINT_H
#define SYS_LOCAL_ENDPOINT_H

#include <stdbool.h>

#include "core/rc.h"

/* local_endpoint_ok: is this text one of those? */
bool local_endpoint_ok(const char *text);

/* local_endpoint_listen: a listening descriptor, non-blocking; the caller
 * closes it.  A unix socket that nobody serves any more is replaced, and ours
 * is open to our group (0660) and stays behind.
 * errors  RC_INVALID: no such text; RC_FATAL: errno, EADDRINUSE when somebody
 *         else serves it */
MUST_USE enum rc local_endpoint_listen(int *fd, const char *text);

/* local_endpoint_connect: to one; the caller closes it.  RC_INVALID: no such
 * text; RC_FATAL: errno. */
MUST_USE enum rc local_endpoint_connect(int *fd, const char *text);

#endif
