/* review_cursor -- see review_cursor.h */
#include "desk/review_cursor.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/model.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/state.h"

#define ID_CHARS (PUBLIC_ID_BYTES - 1)

void
review_cursor_write(const struct review_cursor *cursor, const struct desk *desk,
                    char out[REVIEW_CURSOR_BYTES])
{
    char a[PUBLIC_ID_BYTES];
    char b[PUBLIC_ID_BYTES];

    ids_message(desk, MESSAGE_SIGNAL, cursor->a, a);
    ids_message(desk, MESSAGE_SIGNAL, cursor->b, b);
    (void)snprintf(out, REVIEW_CURSOR_BYTES, "%s:%s:%" PRId32, a, b,
                   cursor->mb);
}

/* The id that `*text` begins with, and the colon behind it. */
static enum rc
read_id(const struct desk *desk, const char **text, int64_t *node)
{
    char id[PUBLIC_ID_BYTES];

    if (strlen(*text) <= ID_CHARS || (*text)[ID_CHARS] != ':')
        return RC_INVALID;
    memcpy(id, *text, ID_CHARS);
    id[ID_CHARS] = '\0';
    *text += ID_CHARS + 1;
    return ids_read(desk, id, PUBLIC_ID_SIGNAL, node) == RC_OK ? RC_OK
                                                               : RC_INVALID;
}

enum rc
review_cursor_read(const struct desk *desk, const char *text,
                   struct review_cursor *out)
{
    char *end = NULL;
    long mb = 0;

    if (strlen(text) >= REVIEW_CURSOR_BYTES ||
        read_id(desk, &text, &out->a) != RC_OK ||
        read_id(desk, &text, &out->b) != RC_OK)
        return RC_INVALID;
    errno = 0;
    mb = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || mb < INT32_MIN ||
        mb > INT32_MAX)
        return RC_INVALID;
    out->mb = (int32_t)mb;
    return RC_OK;
}
