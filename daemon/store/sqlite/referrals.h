/* referrals -- what other transactions do to a referral on their way. */
#ifndef STORE_SQLITE_REFERRALS_H
#define STORE_SQLITE_REFERRALS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/referral.h"
#include "link/token.h"

struct store;

/* All of these only inside a transaction. */

/* referral_open: it begins its life, with its pseudonym (NULL: none).  When
 * another one has the same, the alerts of all of them are marked: a double
 * intake (R051). */
MUST_USE enum rc referral_open(struct store *store, int64_t seq,
                               const struct link_token *person);

/* referral_phase_reached: as referral_reached(); PHASE_NONE changes nothing;
 * nor does anything of one that is closed. */
MUST_USE enum rc referral_phase_reached(struct store *store, int64_t seq,
                                        enum referral_phase reached);

/* referral_placed: somebody was placed: SHELTERED at least, and with `moved`
 * (in another facility than before) counted.
 * out     *moves: how often by now */
MUST_USE enum rc referral_placed(struct store *store, int64_t seq, bool moved,
                                 uint32_t *moves);

#endif
