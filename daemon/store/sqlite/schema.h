/* schema -- the tables, as numbered migrations; user_version counts them. */
#ifndef STORE_SQLITE_SCHEMA_H
#define STORE_SQLITE_SCHEMA_H

#include "core/rc.h"

struct store;

#define SCHEMA_SEALED 5 /* from this one on there are keys */

/* schema_check: is this a database of ours at the newest schema?  RC_STALE:
 * an older one; RC_FATAL: not ours, or newer than this program. */
MUST_USE enum rc schema_check(struct store *store);

/* schema_migrate: bring a new or older database to the newest schema, each
 * step in a transaction of its own. */
MUST_USE enum rc schema_migrate(struct store *store);

#endif
