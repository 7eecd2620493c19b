/* alerts -- alerts, the pages that call people about them, and the one table
 * of due times.  Every change is one transaction with its events and its
 * audit record. */
#ifndef STORE_ALERTS_H
#define STORE_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/rc.h"
#include "core/reply.h"
#include "store/streams.h"

struct store;

struct page_new {
    uint8_t page_id[PAGE_ID_BYTES]; /* random */
    int64_t person;
};

/* alert_create: route messages.  A new alert in state PAGING, generation 1,
 * step 0, whose first step is due now; or, with join != 0, one more message
 * for that open alert.  The message's feedback becomes FORWARDED.
 * RC_DUP: seq is routed already; RC_STALE: join is closed; RC_NOT_FOUND: no
 * such message, bundle or alert. */
struct alert_route {
    int64_t seq;      /* of the message */
    int64_t join;     /* 0: a new alert */
    enum level level; /* of a new alert */
    int64_t bundle;   /* 0: none */
    int64_t now_us;
    const struct event_out *events; /* feedback to the sender; the store adds
                                     * none of its own */
    size_t events_n;
};
MUST_USE enum rc alert_create(struct store *store,
                              const struct alert_route *route, int64_t *alert);

/* alert_get, and the open alert of a bundle: RC_NOT_FOUND. */
MUST_USE enum rc alert_get(struct store *store, int64_t alert,
                           struct alert *out);
MUST_USE enum rc alert_open_of_bundle(struct store *store, int64_t bundle,
                                      struct alert *out);

/* alert_list: alerts whose state is in the mask (bit per enum alert_state),
 * row identity > after, ascending, at most cap. */
MUST_USE enum rc alert_list(struct store *store, uint32_t states, int64_t after,
                            struct alert *out, size_t cap, size_t *n);

/* alert_apply: one change, compare-and-set on state, generation and step:
 * RC_STALE when they are not as expected, nothing changed; RC_INVALID: a
 * person twice in one step. */
struct alert_change {
    int64_t alert;
    enum alert_state expect_state;
    uint32_t expect_generation;
    uint32_t expect_step;
    /* afterwards */
    enum alert_state state;
    uint32_t generation;
    uint32_t step;
    int64_t owner;
    bool unattended;
    int64_t due_us; /* of the next step; 0: none */
    enum outcome outcome;
    /* effects in the same transaction */
    const struct page_new *pages; /* of (generation, step) */
    size_t pages_n;
    int64_t resend_us;            /* when these pages are sent again */
    bool cancel_pages;            /* every open page of the alert */
    int64_t acknowledged_by;      /* marks this person's pages; 0: nobody */
    enum feedback_state feedback; /* of all its messages; NONE: unchanged */
    const struct event_out *events;
    size_t events_n;
    /* audit */
    int64_t actor; /* principal; 0: the desk itself */
    const char *verb;
    int64_t now_us;
};
MUST_USE enum rc alert_apply(struct store *store,
                             const struct alert_change *change);

/* An open page: neither cancelled nor superseded. */
struct page_row {
    uint8_t page_id[PAGE_ID_BYTES];
    int64_t alert;
    int64_t person;
    uint32_t generation;
    uint32_t step;
    uint32_t attempts;
    int64_t delivered_us; /* 0: not */
};

/* An alert's newest pages for people, oldest of them first; the open ones. */
MUST_USE enum rc alert_page_records(struct store *store, int64_t alert,
                                    struct page_record *out, size_t cap,
                                    size_t *n);
MUST_USE enum rc alert_pages_open(struct store *store, int64_t alert,
                                  struct page_row *out, size_t cap, size_t *n);
/* pages_open_of: open, for one person, about alerts > after, ascending, at
 * most cap; of each alert only the newest, so no part ends inside one. */
MUST_USE enum rc pages_open_of(struct store *store, int64_t person,
                               int64_t after, struct page_row *out, size_t cap,
                               size_t *n);

/* page_delivered: the device has it; ends its repeats.  Repeated calls are
 * RC_OK and change nothing.  RC_NOT_FOUND: not a page of this person. */
MUST_USE enum rc page_delivered(struct store *store,
                                const uint8_t page_id[PAGE_ID_BYTES],
                                int64_t person, int64_t now_us);

/* page_resent: attempt + 1, next repeat at next_us.  RC_STALE: delivered,
 * cancelled or sent in the meantime (attempts differ). */
MUST_USE enum rc page_resent(struct store *store,
                             const uint8_t page_id[PAGE_ID_BYTES],
                             uint32_t expect_attempts, int64_t next_us);

/* Due times: the truth about what happens next. */
enum due_kind {
    DUE_NONE,
    DUE_STEP,
    DUE_RESEND
};

struct due {
    enum due_kind kind;
    int64_t at_us;
    int64_t alert;        /* of a DUE_STEP */
    struct page_row page; /* of a DUE_RESEND */
};

/* due_next: what is due at now_us, earliest first, at most cap; *next_us is
 * the earliest that is later (INT64_MAX: none). */
MUST_USE enum rc due_next(struct store *store, int64_t now_us, struct due *out,
                          size_t cap, size_t *n, int64_t *next_us);

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
