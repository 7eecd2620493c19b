/* http_head -- the head of an HTTP/1 request, for a server of one page that
 * is only ever read: no bodies, no connection outlives its answer.
 *
 * Strict, because nothing is gained by leniency: lines end with CR LF, no
 * header goes on on the next line, no control characters. */
#ifndef CORE_HTTP_HEAD_H
#define CORE_HTTP_HEAD_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define HTTP_HEAD_BYTES 4096 /* the largest head, its empty line included */

enum http_verdict {
    HTTP_MORE = 0,          /* the head is not complete */
    HTTP_OK = 200,          /* GET of the page, with or without a query */
    HTTP_BAD = 400,         /* not a request */
    HTTP_NOT_FOUND = 404,   /* of something else, whatever the method */
    HTTP_NOT_ALLOWED = 405, /* the page, by another method */
    HTTP_TOO_LARGE = 431    /* no end within HTTP_HEAD_BYTES */
};

/* http_head_read: n bytes from the start of a connection; what stands behind
 * the head is not looked at.  path: of the page, "/metrics".
 * cost  O(n) */
MUST_USE enum http_verdict http_head_read(const uint8_t *bytes, size_t n,
                                          const char *path);

/* http_reason: "OK", "Not Found", .. */
const char *http_reason(enum http_verdict verdict);

#endif
