/* facts -- coded values of messages, inside the transaction that combines
 * them. */
#ifndef STORE_SQLITE_FACTS_H
#define STORE_SQLITE_FACTS_H

#include "core/rc.h"
#include "store/facts.h"

/* facts_insert: as facts_write(), but there already is RC_OK. */
MUST_USE enum rc facts_insert(struct store *store, const struct facts_row *row);

#endif
