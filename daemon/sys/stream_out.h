/* stream_out -- lines to another process of this machine over its unix stream
 * socket, without ever waiting for it. */
#ifndef SYS_STREAM_OUT_H
#define SYS_STREAM_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/rc.h"

/* stream_out_open: RC_DOWN: nobody listens there now; RC_INVALID: no path that
 * a socket can have. */
MUST_USE enum rc stream_out_open(int *fd, const char *path);

/* stream_out_close: -1 is allowed. */
void stream_out_close(int fd);

/* stream_out_send: as much as it takes now; *sent may be less than n, and 0.
 * RC_DOWN: the other end is gone. */
MUST_USE enum rc stream_out_send(int fd, const void *bytes, size_t n,
                                 size_t *sent);

/* stream_out_waiting: does the other end have to read still? */
bool stream_out_waiting(int fd);

#endif
