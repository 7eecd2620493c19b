/* alerts -- alerts and what happens to them.  Every change is one transaction
 * with its pages, its events, its due time and its audit record. */
#ifndef STORE_ALERTS_H
#define STORE_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/rc.h"
#include "core/storm.h"
#include "store/facts.h"
#include "store/pages.h"
#include "store/streams.h"
#include "store/terms.h"

struct link_token;
struct store;

/* alert_create: route a message (seq) to a new alert, or with join != 0 to
 * that open one; or, with seq 0, a new alert of the desk's own (drill, clock
 * ..).  The message's feedback becomes FORWARDED.  The due time is alert_due()
 * of `fresh`.  `storm`, when not NULL, is written too.
 * RC_DUP: seq is routed already; RC_STALE: join is closed, or the new alert is
 * not the expected one; RC_NOT_FOUND: no
 * such message, bundle or alert; RC_INVALID: seq 0 and join, or neither join
 * nor fresh. */
struct alert_route {
    int64_t seq;    /* of the message; 0: none */
    int64_t join;   /* 0: a new alert */
    int64_t expect; /* alert_next() as events name it; 0: none does */
    const struct alert *fresh; /* of a new alert: cause, level, state,
                                * generation, step, policy, policy_version,
                                * prior, times; kind is the message's, of
                                * `fresh` when there is none */
    int64_t bundle;            /* 0: none */
    int64_t actor;             /* principal, 0: the desk itself */
    int64_t now_us;
    const struct storm *storm;
    const struct link_token *person; /* of a referral, see person.h; NULL */
    const struct terms_change *terms;
    size_t terms_n;
    const struct decision_row *decision; /* of the tables, NULL: none; alert,
                                          * seq and at_us are set here.  The
                                          * alert takes what it says, and never
                                          * a lower class */
    const struct event_out *events;
    size_t events_n;
};
MUST_USE enum rc alert_create(struct store *store,
                              const struct alert_route *route, int64_t *alert);

/* alert_next: the row identity that the next new alert will have. */
MUST_USE enum rc alert_next(struct store *store, int64_t *alert);

/* alert_get, the open alert of a bundle, its last closed one: RC_NOT_FOUND. */
MUST_USE enum rc alert_get(struct store *store, int64_t alert,
                           struct alert *out);
MUST_USE enum rc alert_open_of_bundle(struct store *store, int64_t bundle,
                                      struct alert *out);
MUST_USE enum rc alert_closed_of_bundle(struct store *store, int64_t bundle,
                                        struct alert *out);

/* alert_list: alerts whose state is in the mask (bit per enum alert_state),
 * row identity > after, ascending, at most cap. */
MUST_USE enum rc alert_list(struct store *store, uint32_t states, int64_t after,
                            struct alert *out, size_t cap, size_t *n);

/* alert_list_held: HELD alerts of one level, row identity > after, ascending,
 * at most cap; for digests. */
MUST_USE enum rc alert_list_held(struct store *store, enum level level,
                                 int64_t after, struct alert *out, size_t cap,
                                 size_t *n);

/* alert_gravest: open alerts in the states of the mask, the gravest level
 * first, of one level the raised ones, then the oldest, at most cap. */
MUST_USE enum rc alert_gravest(struct store *store, uint32_t states,
                               struct alert *out, size_t cap, size_t *n);

/* alert_apply: one change, compare-and-set on state, generation and step of
 * `before`: RC_STALE when they are not as there, nothing changed; RC_INVALID:
 * a person twice in one step; RC_NOT_FOUND: no such alert or person.
 * Everything of `after` is written (state, level, generation, step, owner,
 * unattended, outcome, snoozed, held_by_owner, policy, policy_version, times,
 * acknowledged_us, closed_us); the due time is alert_due(after). */
struct alert_change {
    const struct alert *before;
    const struct alert *after;
    /* effects in the same transaction */
    const struct page_new *pages; /* of after's (generation, step) */
    size_t pages_n;
    int64_t resend_us;       /* when single pages are sent again */
    int64_t summary_us;      /* when summaries that begin here are sent */
    bool cancel_pages;       /* every open page of the alert, before the new */
    int64_t acknowledged_by; /* marks this person's pages; 0: nobody */
    enum feedback_state feedback; /* of all its messages, NOT_SEEN_YET of its
                                   * referrals alone; NONE: unchanged */
    const uint8_t (*cancel_summaries)[PAGE_ID_BYTES]; /* left without an alert:
                                                       * see summary_last_of;
                                                       * others go on */
    size_t cancel_summaries_n;
    const struct storm *storm; /* NULL: unchanged */
    const struct terms_change *terms;
    size_t terms_n;
    const struct event_out *events;
    size_t events_n;
    /* audit */
    int64_t actor; /* principal; 0: the desk itself */
    const char *verb;
    const char *reason; /* NULL: none; cut to REASON_BYTES - 1 */
    int64_t now_us;
};
MUST_USE enum rc alert_apply(struct store *store,
                             const struct alert_change *change);

/* alert_release_earlier: every HELD alert of the level that is released later
 * than at_us is released then, in one transaction. */
MUST_USE enum rc alert_release_earlier(struct store *store, enum level level,
                                       int64_t at_us, int64_t now_us);

/* alert_forgotten: of the open alerts with row identity > after, the next
 * `look` are looked at, ascending; those without a due time are answered (at
 * most cap; cap >= look is always enough).  *last: the last one looked at, 0:
 * none is left.  For the audit of I12 in slices. */
MUST_USE enum rc alert_forgotten(struct store *store, int64_t after,
                                 size_t look, int64_t out[], size_t cap,
                                 size_t *n, int64_t *last);

/* Counts for metrics, one pass over the open alerts. */
struct alert_counts {
    int64_t by[ALERT_CLOSED][LEVEL_LAST + 1];  /* open ones: [state][level] */
    int64_t oldest_unacked_us[LEVEL_LAST + 1]; /* created; 0: none */
    int64_t unattended;
    int64_t drill_success_us; /* last acknowledged drill, 0: never */
};
MUST_USE enum rc alert_count(struct store *store, struct alert_counts *out);

/* Counts for status, tests and the demo. */
struct store_counts {
    int64_t messages;
    int64_t routed;
    int64_t alerts;
    int64_t alerts_open;
    int64_t pages;
    int64_t acknowledged;
};
MUST_USE enum rc store_count(struct store *store, struct store_counts *out);

#endif
