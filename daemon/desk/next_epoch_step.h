/* next_epoch_step -- what is done in each phase of preparing an epoch, and the
 * phase that follows.  When, how often and whether it is given up is
 * next_epoch.h's. */
#ifndef DESK_NEXT_EPOCH_STEP_H
#define DESK_NEXT_EPOCH_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "store/making.h"

struct desk;

struct next_epoch_step {
    struct desk *desk;
    struct making now; /* as it is stored */
    bool idle;         /* nothing is left to do in this phase */
};

/* next_epoch_pass: another phase, or the same one behind `after`; stored. */
MUST_USE enum rc next_epoch_pass(struct next_epoch_step *step,
                                 enum making_phase phase, int64_t after);

/* next_epoch_step: one bounded part of the phase of step->now, which says
 * afterwards where it goes on, and is stored; what a crash leaves unstored is
 * done again.  Errors of the store and of learning. */
MUST_USE enum rc next_epoch_step(struct next_epoch_step *step);

#endif
