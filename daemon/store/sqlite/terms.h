/* terms -- what transactions do to terms on their way. */
#ifndef STORE_SQLITE_TERMS_H
#define STORE_SQLITE_TERMS_H

#include <stddef.h>

#include "core/rc.h"
#include "store/terms.h"

/* terms_write: in this order; only inside a transaction.  made: the row of the
 * task that the transaction makes, 0: none. */
MUST_USE enum rc terms_write(struct store *store,
                             const struct terms_change *changes, size_t n,
                             int64_t made);

#endif
