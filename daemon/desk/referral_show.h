/* referral_show -- a referral as coordinators see it. */
#ifndef DESK_REFERRAL_SHOW_H
#define DESK_REFERRAL_SHOW_H

#include "core/desk_reply.h"
#include "core/public_id.h"
#include "core/rc.h"

struct desk;
struct turn;

/* A referral with its names, until it is told. */
struct referral_shown {
    char id[PUBLIC_ID_BYTES];
    char owner[NAME_BYTES];
    char offered_to[NAME_BYTES];
};

/* referral_show: names, and what its message says of it; borrows referral and
 * shown.  cost: reads the message. */
MUST_USE enum rc referral_show(struct desk *desk,
                               const struct referral *referral,
                               struct referral_shown *shown,
                               struct reply_referral *out);

/* referral_show_detail: answers ReferralShow: its tasks and terms, and which
 * others have the same pseudonym. */
MUST_USE enum rc referral_show_detail(struct desk *desk,
                                      const struct turn *turn);

#endif
