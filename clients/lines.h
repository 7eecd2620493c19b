/* lines -- messages from a file: one JSON object, or one on each line.
 * Memory is bounded whatever the input is, and nothing is read before it is
 * needed: a pipe may give one line now and the next one in an hour. */
#ifndef CLIENTS_LINES_H
#define CLIENTS_LINES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/rc.h"
#include "core/refusal.h"

#define LINE_BYTES (60 * 1024) /* of one message as text */

/* Zeroed but for fd. */
struct lines {
    int fd;        /* borrowed */
    bool ended;    /* fd has no more, or cannot be read: */
    int error;     /* errno then, else 0 */
    size_t number; /* of the line the last message began on, from 1 */
    size_t read;   /* lines so far */
    bool begun;    /* a line with something on it was seen */
    size_t n;      /* bytes of text read ahead */
    char text[LINE_BYTES + 1];
};

/* lines_next: the next message.
 *
 * out     object: the caller's to release
 * errors  RC_NOT_FOUND: no more (or not readable, see error); RC_INVALID: this line is no JSON object, one
 *         finding says so (never its content), the next call goes on behind
 *         it */
MUST_USE enum rc lines_next(struct lines *lines, json_t **object,
                            struct refusal *why);

/* lines_ready: would lines_next() answer without waiting (nearly: half a line
 * in a pipe is waited for)? */
bool lines_ready(const struct lines *lines);

#endif
