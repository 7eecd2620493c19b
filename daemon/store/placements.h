/* placements -- who sleeps where, and how full each facility is. */
#ifndef STORE_PLACEMENTS_H
#define STORE_PLACEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/placement.h"
#include "core/rc.h"
#include "core/request.h"
#include "store/streams.h"
#include "store/terms.h"

struct alert;
struct store;

/* placement_find: the one that this request made before, else the open one of
 * the referral in that facility: who asks again, because no answer came, gets
 * no second place.  RC_NOT_FOUND. */
struct placement_key {
    int64_t principal;
    const uint8_t *request; /* REQUEST_ID_BYTES */
    const char *facility;
    int64_t referral; /* seq, 0: none */
};
MUST_USE enum rc placement_find(struct store *store,
                                const struct placement_key *key,
                                struct placement *out);

/* placement_get: RC_NOT_FOUND.  placement_next: the row that the next new one
 * will be. */
MUST_USE enum rc placement_get(struct store *store, int64_t placement,
                               struct placement *out);
MUST_USE enum rc placement_next(struct store *store, int64_t *placement);

/* placement_occupancy: of a facility, without `places`. */
MUST_USE enum rc placement_occupancy(struct store *store, const char *facility,
                                     struct occupancy *out);

/* placement_moves: has this referral been placed before, and the last time in
 * another facility? */
MUST_USE enum rc placement_moves(struct store *store, int64_t referral,
                                 const char *facility, bool *moves);

/* placement_apply: one change, or a new one (before NULL).  One transaction
 * with its due time, its alert, its events, its audit record and, when somebody
 * moves in, the phase and the moves of the referral.
 *
 * capacity  places of the facility; more than that are never taken
 * out       `after` as it is stored: with its row, and its alert
 * errors    RC_STALE: it is not as `before`, a new one was made by this request
 *           or for this referral already, or so many places are not free (any
 *           more) */
struct placement_change {
    const struct placement *before;
    const struct placement *after;
    const uint8_t *request; /* of a new one */
    uint32_t capacity;
    const struct alert *alert; /* fresh, of the desk's own; NULL: none */
    int64_t due_us;            /* 0: none */
    const struct terms_change *terms;
    size_t terms_n;
    const struct event_out *events;
    size_t events_n;
    int64_t actor; /* 0: the desk itself */
    const char *verb;
    const char *reason; /* NULL: none */
    int64_t now_us;
};
MUST_USE enum rc placement_apply(struct store *store,
                                 const struct placement_change *change,
                                 struct placement *out);

/* placement_list: open ones (REQUESTED, RESERVED, PLACED, OUT_OF_SERVICE), row
 * identity > after, ascending, at most cap. */
struct placement_filter {
    const char *facility; /* "" all */
    int64_t organisation; /* 0: all */
    int64_t after;
};
MUST_USE enum rc placement_list(struct store *store,
                                const struct placement_filter *filter,
                                struct placement *out, size_t cap, size_t *n);

/* placement_of_referral: all of them, ended ones too, oldest first, at most
 * cap. */
MUST_USE enum rc placement_of_referral(struct store *store, int64_t referral,
                                       struct placement *out, size_t cap,
                                       size_t *n);

/* placement_guarantee: referrals of since that day (days since 1970) for which
 * shelter is needed, and for how many of them there was a place or somebody was
 * called explicitly because there was none. */
struct placement_guarantee {
    int64_t needed;
    int64_t met;
};
MUST_USE enum rc placement_guarantee(struct store *store, int64_t since_day,
                                     struct placement_guarantee *out);

#endif
