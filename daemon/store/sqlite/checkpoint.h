/* checkpoint -- what open.c needs of checkpoint.c besides store/store.h. */
#ifndef STORE_SQLITE_CHECKPOINT_H
#define STORE_SQLITE_CHECKPOINT_H

#include <sqlite3.h>

#include "core/rc.h"

struct store;

#define STORE_WAIT_BUSY_MS 2000 /* for another process that writes */

/* checkpoint_on_commit: for sqlite3_wal_hook(); arg is the store. */
int checkpoint_on_commit(void *arg, sqlite3 *db, const char *name, int frames);

/* checkpoint_truncate: everything is moved into the database and the log is
 * empty.  RC_DOWN: somebody reads, or it is being moved just now. */
MUST_USE enum rc checkpoint_truncate(struct store *store);

#endif
