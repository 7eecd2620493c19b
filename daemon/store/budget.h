/* budget -- how many places somebody tells of on a day, and who floods: rows,
 * so that a restart forgets nothing, and only for as long as they count.
 *
 * A place is a keyed token of the principal's day: the same dwelling is another
 * number for another principal and on another day. */
#ifndef STORE_BUDGET_H
#define STORE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct store;

struct budget_place {
    int64_t principal;
    int64_t day;
    uint64_t place;
    int64_t most; /* beyond it nothing more is counted: rows stay few */
};

/* budget_place_put: this principal told of this place that day; again is once.
 * Part of the transaction at hand (store/linking.h), or one of its own. */
MUST_USE enum rc budget_place_put(struct store *store,
                                  const struct budget_place *place);

struct budget_sweep {
    int64_t principal;
    int64_t day;
};

/* budget_sweep_next: somebody who told of more than `most` places on a day,
 * which nobody has been told yet; RC_NOT_FOUND.
 * budget_sweep_told: now they have. */
MUST_USE enum rc budget_sweep_next(struct store *store, int64_t most,
                                   struct budget_sweep *out);
MUST_USE enum rc budget_sweep_told(struct store *store,
                                   const struct budget_sweep *sweep);

/* budget_forget: what was counted on days before this one. */
MUST_USE enum rc budget_forget(struct store *store, int64_t day);

/* budget_flood_untold: was nobody told of this organisation's flood since
 * since_us?  budget_flood_told: at now_us somebody was. */
MUST_USE enum rc budget_flood_untold(struct store *store, int64_t organisation,
                                     int64_t since_us, int64_t now_us,
                                     bool *untold);
MUST_USE enum rc budget_flood_told(struct store *store, int64_t organisation,
                                   int64_t now_us);

#endif
