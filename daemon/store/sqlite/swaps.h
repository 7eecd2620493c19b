/* swaps -- deciding a swap, for the transactions that do. */
#ifndef STORE_SQLITE_SWAPS_H
#define STORE_SQLITE_SWAPS_H

#include <stdint.h>

#include "core/rc.h"
#include "store/rosters.h"

/* swap_decide: a PROPOSED one becomes `state`; only inside a transaction.
 * RC_STALE: it is decided already; RC_NOT_FOUND. */
MUST_USE enum rc swap_decide(struct store *store, int64_t swap,
                             enum swap_state state, int64_t now_us);

#endif
