/* relink -- make the next set of what linking derives, from the journal, bit by
 * bit: a new epoch, or what there is once more. */
#ifndef DESK_RELINK_H
#define DESK_RELINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct desk;

struct relink {
    int64_t after; /* signals and referrals up to here are in */
    int64_t put;   /* how many that is, since the start */
    bool done;     /* all that were combined */
};

/* relink_some: at most n more of them (1 to RELINK_MAX), in one transaction.
 * The next set has its epoch (links_reload() knows it). */
#define RELINK_MAX 64
MUST_USE enum rc relink_some(struct desk *desk, struct relink *work, size_t n);

#endif
