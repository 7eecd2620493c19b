/* review_cursor -- where the review queue goes on: behind a pair of signals, as
 * a text that says no more than the pair did. */
#ifndef DESK_REVIEW_CURSOR_H
#define DESK_REVIEW_CURSOR_H

#include <stdint.h>

#include "core/public_id.h"
#include "core/rc.h"

struct desk;

#define REVIEW_CURSOR_BYTES (2 * PUBLIC_ID_BYTES + 12) /* "S-..:S-..:-12345" */

struct review_cursor {
    int32_t mb;
    int64_t a, b; /* nodes */
};

void review_cursor_write(const struct review_cursor *cursor,
                         const struct desk *desk,
                         char out[REVIEW_CURSOR_BYTES]);

/* review_cursor_read: RC_INVALID: it was not written so. */
MUST_USE enum rc review_cursor_read(const struct desk *desk, const char *text,
                                    struct review_cursor *out);

#endif
