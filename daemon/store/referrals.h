/* referrals -- who has a referral. */
#ifndef STORE_REFERRALS_H
#define STORE_REFERRALS_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/referral.h"
#include "store/streams.h"

struct store;

/* referral_get: OPEN when nothing happened to it yet; RC_NOT_FOUND: no such
 * referral. */
MUST_USE enum rc referral_get(struct store *store, int64_t seq,
                              struct referral *out);

/* referral_apply: compare-and-set on everything of `before`: RC_STALE. */
struct referral_change {
    const struct referral *before;
    const struct referral *after;
    const struct event_out *events;
    size_t events_n;
    int64_t actor;
    const char *verb;
    int64_t now_us;
};
MUST_USE enum rc referral_apply(struct store *store,
                                const struct referral_change *change);

/* referral_list: routed and not closed, seq > after, ascending, at most cap;
 * versions of a referral are no referrals of their own. */
MUST_USE enum rc referral_list(struct store *store, int64_t after,
                               struct referral *out, size_t cap, size_t *n);

#endif
