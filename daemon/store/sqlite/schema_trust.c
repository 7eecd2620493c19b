/* schema_trust -- see schema_trust.h.  As in schema.c: a released migration is
 * never changed. */
#include "store/sqlite/schema_trust.h"

#include <stddef.h>

const char *const schema_trust[] = {
    schema_seal,   schema_audit,  schema_kept,    schema_about, schema_erased,
    schema_budget, schema_backup, schema_parking, NULL,
};
