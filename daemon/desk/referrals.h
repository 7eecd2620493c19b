/* referrals -- who has a referral: accept, offer, decline, close.
 * Each answers one request. */
#ifndef DESK_REFERRALS_H
#define DESK_REFERRALS_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc referrals_action(struct desk *desk, const struct turn *turn);
MUST_USE enum rc referrals_list(struct desk *desk, const struct turn *turn);

#endif
