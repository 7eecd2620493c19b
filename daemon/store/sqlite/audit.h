/* audit -- who did what to which row, written in the transaction that does
 * it.  Rows, codes and the reasons people give for what
 * they decide; never content of a message. */
#ifndef STORE_SQLITE_AUDIT_H
#define STORE_SQLITE_AUDIT_H

#include <stdint.h>

#include "core/rc.h"

struct store;

struct audit_record {
    int64_t at_us;
    int64_t actor;      /* principal; 0: the desk itself */
    const char *verb;   /* "partner-add" */
    const char *object; /* table of the row: "principal" */
    int64_t row;
    int64_t code;       /* state or verdict, by verb; 0: none */
    const char *reason; /* cut to REASON_BYTES - 1; NULL: none */
};

/* audit_write: only inside a transaction. */
MUST_USE enum rc audit_write(struct store *store,
                             const struct audit_record *record);

#endif
