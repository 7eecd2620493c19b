/* checkpoint -- what open.c needs of checkpoint.c besides store/store.h. */
#ifndef STORE_SQLITE_CHECKPOINT_H
#define STORE_SQLITE_CHECKPOINT_H

#include <sqlite3.h>

/* checkpoint_on_commit: for sqlite3_wal_hook(); arg is the store. */
int checkpoint_on_commit(void *arg, sqlite3 *db, const char *name, int frames);

#endif
