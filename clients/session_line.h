/* session_line -- the socket below a session: one CURVE DEALER that can be
 * thrown away and made again.  (After a refused handshake libzmq never tries
 * again by itself, so a session has to.) */
#ifndef CLIENTS_SESSION_LINE_H
#define CLIENTS_SESSION_LINE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct line;
struct refusal;
struct profile;

enum line_news {
    LINE_QUIET,
    LINE_DOWN,   /* the connection broke */
    LINE_REFUSED /* our key is not let in */
};

/* line_open: no socket yet; the profile is kept.  RC_FATAL: no memory. */
MUST_USE enum rc line_open(struct line **out, const struct profile *profile);
void line_close(struct line *line);

/* line_connect: a fresh socket.  RC_INVALID: the endpoint is none, said on
 * stderr; RC_FATAL: out of descriptors. */
MUST_USE enum rc line_connect(struct line *line);
void line_disconnect(struct line *line);

/* line_send: one ClientMessage.  RC_AGAIN: the queue is full or there is no
 * socket; RC_INVALID: it does not encode, `why` has the findings. */
MUST_USE enum rc line_send(struct line *line, const json_t *message,
                           struct refusal *why);

/* line_recv: one ServerMessage, the caller's to release; what is not well
 * formed is dropped.  RC_AGAIN: nothing there. */
MUST_USE enum rc line_recv(struct line *line, json_t **message);

/* line_look: what became of the connection since the last look. */
enum line_news line_look(struct line *line);

/* line_wait: until there is something to receive or look at, one of the
 * descriptors can be read (that one is answered), or wait_ms is over; -1 for
 * all but a descriptor. */
int line_wait(struct line *line, const int fds[], size_t fds_n,
              int64_t wait_ms);

#endif
