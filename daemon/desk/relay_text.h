/* relay_text -- the audit as lines of RFC 5424, each with its newline, and what
 * such a line is when it is read back.  Pure. */
#ifndef DESK_RELAY_TEXT_H
#define DESK_RELAY_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "core/audit_text.h"

/* How many bytes it is; 0: it does not fit.  desk: the name of the desk, as
 * HOSTNAME. */
size_t relay_text_record(const char *desk, const struct audit_line *line,
                         char *out, size_t cap);
size_t relay_text_checkpoint(const char *desk,
                             const struct audit_checkpoint *checkpoint,
                             char *out, size_t cap);
/* relay_text_word: the line by which the relay asks back. */
size_t relay_text_word(const char *desk, int64_t at_us, const char *word,
                       char *out, size_t cap);

enum relay_line {
    RELAY_LINE_OTHER,
    RELAY_LINE_WORD, /* with this very word */
    RELAY_LINE_RECORD,
    RELAY_LINE_CHECKPOINT /* of both *out is set */
};
struct relay_mark {
    int64_t number;                 /* of the record it is, or is about */
    uint8_t hash[AUDIT_HASH_BYTES]; /* of that record */
};
enum relay_line relay_line_read(const char *line, size_t n, const char *word,
                                struct relay_mark *out);

#endif
