/* audit_line -- one line of an export of the audit, or of a file that syslog-ng
 * wrote of it, as a record or a checkpoint.  Foreign bytes: a file that is
 * verified is one that somebody may have worked on. */
#ifndef CLIENTS_AUDIT_LINE_H
#define CLIENTS_AUDIT_LINE_H

#include <stddef.h>

#include "core/audit_text.h"
#include "core/rc.h"

#define AUDIT_FILE_LINE_BYTES ((size_t)16 * 1024)

enum audit_item_kind {
    AUDIT_ITEM_OTHER, /* about something else */
    AUDIT_ITEM_RECORD,
    AUDIT_ITEM_CHECKPOINT,
    AUDIT_ITEM_BROKEN /* one of both, and not as it was written */
};

struct audit_item {
    enum audit_item_kind kind;
    struct audit_line line;
    struct audit_mark mark;
};

/* audit_line_read: a line without its newline: a JSON object, or RFC 5424. */
void audit_line_read(const char *text, size_t n, struct audit_item *out);

#endif
