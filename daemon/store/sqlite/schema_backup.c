/* schema_backup -- where numbers go on after a restore; a part of the fifth
 * migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

/* The least journal.seq that the next message may have; 0: any. */
const char schema_backup[] = "ALTER TABLE installation ADD COLUMN journal_from"
                             " INTEGER NOT NULL DEFAULT 0;";
