/* referrals -- who has a referral. */
#ifndef STORE_REFERRALS_H
#define STORE_REFERRALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/referral.h"
#include "link/token.h"
#include "store/streams.h"
#include "store/terms.h"

struct store;

/* referral_get: OPEN when nothing happened to it yet; RC_NOT_FOUND: no such
 * referral. */
MUST_USE enum rc referral_get(struct store *store, int64_t seq,
                              struct referral *out);

/* referral_apply: compare-and-set on everything of `before` but double_intakes:
 * RC_STALE.  Its due time is follow_up_us while it is closed. */
struct referral_change {
    const struct referral *before;
    const struct referral *after;
    const struct terms_change *terms;
    size_t terms_n;
    const struct event_out *events;
    size_t events_n;
    int64_t actor;
    const char *verb;
    int64_t now_us;
};
MUST_USE enum rc referral_apply(struct store *store,
                                const struct referral_change *change);

/* referral_list: routed, seq > after, ascending, at most cap; versions of a
 * referral are no referrals of their own. */
struct referral_query {
    int64_t after;
    bool meeting; /* those on the list of the case meeting alone */
    bool closed;  /* closed ones as well */
};
MUST_USE enum rc referral_list(struct store *store,
                               const struct referral_query *query,
                               struct referral *out, size_t cap, size_t *n);

/* A referral with the same pseudonym as another. */
struct referral_twin {
    int64_t seq;
    int64_t organisation; /* of its sender */
    int64_t accepted_us;
    int64_t owner; /* 0: nobody */
    int64_t alert; /* 0: not routed */
};

/* referral_twins: those with a pseudonym, newest first, at most cap; without
 * withdrawn ones and versions.
 * referral_twins_of: the same of what referral `seq` has; none when it has no
 * pseudonym. */
struct twin_query {
    const struct link_token *person;
    int64_t seq;          /* but this one */
    int64_t organisation; /* of this sender; 0: of all */
};
MUST_USE enum rc referral_twins(struct store *store,
                                const struct twin_query *query,
                                struct referral_twin *out, size_t cap,
                                size_t *n);
MUST_USE enum rc referral_twins_of(struct store *store, int64_t seq,
                                   struct referral_twin *out, size_t cap,
                                   size_t *n);

#endif
