/* audit -- records of what changed nothing: content that was read, an action
 * that was refused.  Every call that changes something writes its own record
 * in its own transaction. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include <stdint.h>

#include "core/rc.h"

struct store;

struct audit_entry {
    int64_t actor;    /* principal */
    const char *verb; /* "show", "denied", "not_found" */
    char object_kind; /* letter of enum public_id_kind; 0: none */
    int64_t object;   /* row identity, 0: none */
    int64_t code;     /* of "denied": enum request_kind; 0: none */
    int64_t now_us;
    const char *reason; /* NULL: none; cut to REASON_BYTES - 1 */
};

/* audit_note: one record, one transaction. */
MUST_USE enum rc audit_note(struct store *store,
                            const struct audit_entry *entry);

#endif
