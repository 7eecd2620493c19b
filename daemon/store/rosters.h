/* rosters -- what people say about shifts: acceptances and swaps.  Who is on
 * call stands in the desk documents, not here. */
#ifndef STORE_ROSTERS_H
#define STORE_ROSTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/desk_request.h"
#include "core/people.h"
#include "core/rc.h"
#include "core/roster_book.h"
#include "store/streams.h"

struct store;

/* shift_accept: this person comes; again is RC_OK and changes nothing. */
MUST_USE enum rc shift_accept(struct store *store, const char *roster,
                              int64_t start_us, int64_t person, int64_t now_us);
MUST_USE enum rc shift_accepted(struct store *store, const char *roster,
                                int64_t start_us, int64_t person,
                                bool *accepted);

/* The taker takes the proposer's [start, end), the proposer the taker's
 * [back_start, back_end) (both 0: nothing in return). */
struct swap {
    int64_t swap; /* row identity; outside X- and 8 characters */
    enum swap_state state;
    char roster[NAME_BYTES];
    int64_t proposer, taker; /* principals */
    char proposer_name[NAME_BYTES];
    char taker_name[NAME_BYTES];
    int64_t start_us, end_us;
    int64_t back_start_us, back_end_us;
    char reason[REASON_BYTES];
    int64_t created_us;
    int64_t decided_us;
};

/* swap_next: the identity that the next one proposed will have: its events
 * name it. */
MUST_USE enum rc swap_next(struct store *store, int64_t *swap);
/* swap_propose: a new one, its identity in *swap; events in the transaction.
 * RC_NOT_FOUND: no such principal. */
MUST_USE enum rc swap_propose(struct store *store, const struct swap *proposed,
                              const struct event_out *events, size_t events_n,
                              int64_t *swap);
MUST_USE enum rc swap_get(struct store *store, int64_t swap, struct swap *out);
/* swap_list: PROPOSED ones, row identity > after, ascending. */
MUST_USE enum rc swap_list(struct store *store, int64_t after, struct swap *out,
                           size_t cap, size_t *n);
/* swap_end: a PROPOSED one becomes DECLINED or WITHDRAWN (else RC_INVALID);
 * RC_STALE: decided already; RC_NOT_FOUND. */
struct swap_end {
    int64_t swap;
    enum swap_state state;
    int64_t actor;
    const struct event_out *events;
    size_t events_n;
    int64_t now_us;
};
MUST_USE enum rc swap_end(struct store *store, const struct swap_end *end);

#endif
