/* shares -- what left the desk, to whom, on whose decision. */
#ifndef STORE_SHARES_H
#define STORE_SHARES_H

#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"
#include "core/roster_book.h"
#include "core/sharing_request.h"
#include "core/table.h"
#include "store/streams.h"
#include "store/terms.h"

struct store;

struct share_row {
    int64_t share;        /* row identity */
    int64_t bundle;       /* as it is now, when bundles were joined */
    int64_t organisation; /* that got it */
    char to[NAME_BYTES];
    enum share_content content;
    char agreement[NAME_BYTES]; /* "" none */
    char purpose[REASON_BYTES];
    char row[ROW_NAME_BYTES]; /* of T7 */
    char by[NAME_BYTES];      /* name of the principal that decided */
    int64_t at_us;
    int64_t recalled_us; /* 0: not */
};

/* share_next: the number of the next share, which is told in its events. */
MUST_USE enum rc share_next(struct store *store, int64_t *share);

/* share_write: what left, with the events that carry it.  RC_STALE: the number
 * is not the next any more. */
struct share_new {
    const struct share_row *row; /* to and by are not read */
    int64_t principal;           /* who decides */
    const char *trace;           /* route_trace_write() */
    int64_t keep_until_us;       /* 0: not said */
    const uint8_t *body;         /* a serialized loket.v1.Shared */
    size_t body_n;
    const int64_t *members; /* seqs of the messages that it came from */
    size_t members_n;
    const struct terms_change *terms; /* it is an act: what ends with it */
    size_t terms_n;
    const struct event_out *events;
    size_t events_n;
};
MUST_USE enum rc share_write(struct store *store,
                             const struct share_new *share);

/* share_get: RC_NOT_FOUND. */
MUST_USE enum rc share_get(struct store *store, int64_t share,
                           struct share_row *out);

/* share_recall: RC_STALE: it is recalled already; RC_NOT_FOUND. */
struct share_recall {
    int64_t share;
    const char *reason;
    int64_t actor;
    const struct event_out *events;
    size_t events_n;
    int64_t now_us;
};
MUST_USE enum rc share_recall(struct store *store,
                              const struct share_recall *recall);

/* share_list: of a bundle, or with 0 all; share > after, ascending, at most
 * cap. */
MUST_USE enum rc share_list(struct store *store, int64_t bundle, int64_t after,
                            struct share_row *out, size_t cap, size_t *n);

#endif
