/* link_referrals -- which situation a referral seems to be about.  A referral
 * is of a person and never in a bundle: it stands in lists of its own, and what
 * is found is for information.  Part of what links.h does. */
#ifndef DESK_LINK_REFERRALS_H
#define DESK_LINK_REFERRALS_H

#include <stdint.h>

#include "core/rc.h"

struct desk;
struct link_book;
struct link_record;

/* link_referrals_put: the referral (seq of its first version) as it is told
 * now; the bundle it is related to is found by link_referrals_relate(). */
MUST_USE enum rc link_referrals_put(struct desk *desk, int64_t first);

/* link_referrals_near: referrals near that signal are related anew;
 * link_referrals_about: those that seemed to be about it. */
MUST_USE enum rc link_referrals_about(struct desk *desk, int64_t signal);
MUST_USE enum rc link_referrals_near(struct desk *desk,
                                     const struct link_record *signal);

/* link_referrals_relate: of those that were put or are near, after the bundles
 * were made true: the signal that fits best, when it would be linked. */
MUST_USE enum rc link_referrals_relate(struct desk *desk);

/* link_referrals_drop: out of the lists of referrals, of a book that nobody
 * settles; of a signal's record it finds nothing there. */
MUST_USE enum rc link_referrals_drop(struct desk *desk,
                                     const struct link_book *book,
                                     const struct link_record *record);

#endif
