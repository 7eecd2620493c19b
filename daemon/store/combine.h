/* combine -- what is derived from the journal: one row per message with its
 * bundle and its alert.  Which signals are in one bundle is said by linking
 * (store/linking.h). */
#ifndef STORE_COMBINE_H
#define STORE_COMBINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/model.h"
#include "core/rc.h"

struct facts_row;
struct store;

#define COMBINE_BATCH_MAX 256

struct combine_item {
    /* in */
    int64_t seq; /* of the journal row */
    /* Amendment of an earlier message of the same organisation: */
    int64_t amends; /* its seq, 0: none, or not found */
    enum version_action action;
    int64_t keep_us; /* when it is to be looked at whether it is kept longer,
                      * 0: at once (store/retention.h) */
    const struct facts_row *facts; /* NULL: it could not be read; its amends
                                    * and action are set here */
};

/* combine_cursor: the last journal row that was combined. */
MUST_USE enum rc combine_cursor(struct store *store, int64_t *seq);

/* combine_link: a row for each message.  A version of a correction is kept as
 * one of what that corrected.  WITHDRAW marks what it amends and its corrections
 * withdrawn, CORRECT and SUPPLEMENT note the version.  Then, in the same
 * transaction, `link` (link/engine.h on store/linking.h; NULL: nothing) puts
 * each signal where it belongs; what it answers but RC_OK ends the transaction.
 * A signal gets its bundle from the book alone, with its versions; a bundle has
 * the seq of its oldest signal as its number.  No other message has one.  Moves
 * the cursor to the last item's seq.
 * items in ascending seq, all beyond the cursor (else RC_STALE), all in the
 * journal (else RC_NOT_FOUND).
 * n in 1..COMBINE_BATCH_MAX. */
MUST_USE enum rc combine_link(struct store *store,
                              const struct combine_item *items, size_t n,
                              enum rc (*link)(void *arg), void *arg);

/* A message as the steps after the journal see it. */
struct message_row {
    int64_t seq;
    enum message_kind kind;
    int64_t organisation;
    int64_t principal;
    int64_t accepted_us;
    bool urgent;
    bool combined; /* the cursor has passed it */
    bool withdrawn;
    bool expired;    /* out of linking and search (store/retention.h) */
    int64_t bundle;  /* 0: none */
    int64_t related; /* of a referral: the bundle it seems to be about, 0: none
                      */
    int64_t alert;   /* 0: not routed */
    int64_t amends;  /* 0: a message of its own */
    enum version_action action;
    enum feedback_state feedback; /* what its sender was last told */
    int64_t seen_us;              /* 0: not */
    enum outcome outcome;
};

/* message_get: RC_NOT_FOUND when the journal has no such row.  A row that no
 * step has touched yet is RECEIVED, without bundle and alert. */
MUST_USE enum rc message_get(struct store *store, int64_t seq,
                             struct message_row *out);

/* message_unrouted: combined messages with seq > after and without an alert,
 * ascending seq. */
MUST_USE enum rc message_unrouted(struct store *store, int64_t after,
                                  struct message_row *out, size_t cap,
                                  size_t *n);

/* message_urgent_unrouted: urgent messages beyond the combine cursor without
 * an alert, ascending seq: what a crash left between commit and routing. */
MUST_USE enum rc message_urgent_unrouted(struct store *store,
                                         struct message_row *out, size_t cap,
                                         size_t *n);

/* Members, ascending seq, at most cap: of a bundle, of an alert; versions of
 * a message. */
MUST_USE enum rc message_of_bundle(struct store *store, int64_t bundle,
                                   int64_t after, struct message_row *out,
                                   size_t cap, size_t *n);
MUST_USE enum rc message_of_alert(struct store *store, int64_t alert,
                                  int64_t after, struct message_row *out,
                                  size_t cap, size_t *n);
MUST_USE enum rc message_versions(struct store *store, int64_t seq,
                                  struct message_row *out, size_t cap,
                                  size_t *n);

/* message_supplements: what tells more about a message and stands, by seq. */
MUST_USE enum rc message_supplements(struct store *store, int64_t seq,
                                     int64_t out[], size_t cap, size_t *n);

/* message_first: what the message is a version of, or tells more about, all the
 * way back; itself when of none.  message_current: the newest correction of it;
 * itself when there is none. */
MUST_USE enum rc message_first(struct store *store, int64_t seq,
                               int64_t *first);
MUST_USE enum rc message_current(struct store *store, int64_t seq,
                                 int64_t *current);

/* message_alert_has: is a message of this organisation among the alert's? */
MUST_USE enum rc message_alert_has(struct store *store, int64_t alert,
                                   int64_t organisation, bool *has);

/* bundle_resolve: the bundle that `bundle` became by joining (itself when it
 * still stands); RC_NOT_FOUND. */
MUST_USE enum rc bundle_resolve(struct store *store, int64_t bundle,
                                int64_t *now);

#endif
