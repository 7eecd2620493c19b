/* referrals -- who has a referral, and its life: accept, offer, close, tracks,
 * the case meeting, what comes after. */
#ifndef DESK_REFERRALS_H
#define DESK_REFERRALS_H

#include <stdint.h>

#include "core/rc.h"

struct desk;
struct turn;

/* Each answers one request. */
MUST_USE enum rc referrals_action(struct desk *desk, const struct turn *turn);
MUST_USE enum rc referrals_list(struct desk *desk, const struct turn *turn);

/* referrals_follow_up: a closed one is to be followed up; again each week. */
MUST_USE enum rc referrals_follow_up(struct desk *desk, int64_t seq);

#endif
