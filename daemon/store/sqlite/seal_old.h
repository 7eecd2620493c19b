/* seal_old -- sealing what was in the database before anything was sealed. */
#ifndef STORE_SQLITE_SEAL_OLD_H
#define STORE_SQLITE_SEAL_OLD_H

#include "core/rc.h"

struct store;

/* seal_old: while a store is opened: row by row, in slices of a transaction
 * each, from where an earlier call was stopped; then nothing of before is left
 * in free pages and in the log.  Nothing else reads or writes meanwhile.
 * Nothing to do costs one look.
 * errors  as any call of the store; RC_DOWN when there is no room: twice the
 *         size of the database is needed for a while */
MUST_USE enum rc seal_old(struct store *store);

#endif
