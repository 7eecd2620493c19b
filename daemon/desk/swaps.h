/* swaps -- two people change shifts: proposed by one, accepted by the other,
 * put in force as two overrides in one transaction.  A desk manager may force
 * one, with a reason. */
#ifndef DESK_SWAPS_H
#define DESK_SWAPS_H

#include <stddef.h>

#include "core/desk_reply.h"
#include "core/public_id.h"
#include "core/rc.h"
#include "store/rosters.h"

struct desk;
struct turn;

#define SWAPS_SHOWN_MAX 50

/* swaps_propose, swaps_decide: each answers one request. */
MUST_USE enum rc swaps_propose(struct desk *desk, const struct turn *turn);
MUST_USE enum rc swaps_decide(struct desk *desk, const struct turn *turn);

/* swaps_applied: adds to desk->outgoing that it is in force, for both. */
MUST_USE enum rc swaps_applied(struct desk *desk, int64_t swap);

/* swaps_open: those that wait for a decision, as wire/ wants them. */
struct swaps_shown {
    struct swap swap;
    char id[PUBLIC_ID_BYTES];
};
MUST_USE enum rc swaps_open(struct desk *desk, struct swaps_shown shown[],
                            struct reply_swap out[], size_t cap, size_t *n);

#endif
