/* budgets -- what somebody does more often than a person would, told to the
 * people who can ask why.  Nothing else comes of it: nobody is refused, and
 * what a sender sees does not change. */
#ifndef DESK_BUDGETS_H
#define DESK_BUDGETS_H

#include <stdint.h>

#include "core/rc.h"

struct desk;

/* budgets_place: a message that is being combined tells of a dwelling, as a
 * keyed token, 0: of none; accepted on that day.  Counted on the day it is
 * combined, unless it is older than a day: then it was, in its time.  Part of
 * the transaction at hand. */
MUST_USE enum rc budgets_place(struct desk *desk, int64_t principal,
                               int64_t accepted_day, uint64_t dwelling);

/* budgets_turn: tell the desk managers who told of more places than
 * settings->places_per_day on a day, once each; forget what was counted
 * before today. */
MUST_USE enum rc budgets_turn(struct desk *desk);

/* budgets_flood: front holds back an organisation, of which this is a key: the
 * operators and desk managers hear it, once an hour. */
MUST_USE enum rc budgets_flood(struct desk *desk, int64_t key);

#endif
