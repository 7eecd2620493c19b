/* referrals -- who has a referral, and its life: accept, offer, close, tracks,
 * the case meeting, what comes after. */
#ifndef DESK_REFERRALS_H
#define DESK_REFERRALS_H

#include <stdint.h>

#include "core/rc.h"

struct desk;
struct referral;
struct turn;

/* Each answers one request. */
MUST_USE enum rc referrals_action(struct desk *desk, const struct turn *turn);
MUST_USE enum rc referrals_list(struct desk *desk, const struct turn *turn);

/* referrals_moving: somebody is about to be placed in another facility than
 * before: adds NOTICE_MOVES to desk->outgoing when that is the first move above
 * terms.moves_warn (R060).  For whoever places, with the referral as it is
 * before; the count is the store's (sqlite/referrals.h). */
void referrals_moving(struct desk *desk, const struct referral *before);

/* referrals_follow_up: a closed one is to be followed up; again each week. */
MUST_USE enum rc referrals_follow_up(struct desk *desk, int64_t seq);

#endif
