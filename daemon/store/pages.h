/* pages -- calls to people about alerts, singly or many on one summary. */
#ifndef STORE_PAGES_H
#define STORE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/rc.h"
#include "core/reply.h"
#include "core/storm.h"
#include "store/streams.h"

struct store;

#define SUMMARY_LISTED_MAX 10

struct page_new {
    uint8_t page_id[PAGE_ID_BYTES]; /* random */
    int64_t person;
    bool on_summary; /* not sent: waits for the person's next summary */
    bool counts;     /* against the person's limits (not exempt); with
                      * on_summary the summary counts, once */
};

/* An open page: neither cancelled nor superseded. */
struct page_row {
    uint8_t page_id[PAGE_ID_BYTES];
    int64_t alert;
    int64_t person;
    uint32_t generation;
    uint32_t step;
    uint32_t attempts;    /* of one on a summary: the summary's */
    int64_t delivered_us; /* 0: not; so is this */
    bool on_summary;
    bool sent; /* false: waits for its summary */
};

/* An alert's newest pages for people, oldest of them first; the open ones. */
MUST_USE enum rc alert_page_records(struct store *store, int64_t alert,
                                    struct page_record *out, size_t cap,
                                    size_t *n);
MUST_USE enum rc alert_pages_open(struct store *store, int64_t alert,
                                  struct page_row *out, size_t cap, size_t *n);
/* pages_open_of: open single ones, for one person, about alerts > after,
 * ascending, at most cap; of each alert only the newest, so no part ends
 * inside one. */
MUST_USE enum rc pages_open_of(struct store *store, int64_t person,
                               int64_t after, struct page_row *out, size_t cap,
                               size_t *n);

/* page_delivered: the device has it (a single page or a summary); ends its
 * repeats.  Repeated calls are RC_OK and change nothing.  RC_NOT_FOUND: not a
 * page of this person. */
MUST_USE enum rc page_delivered(struct store *store,
                                const uint8_t page_id[PAGE_ID_BYTES],
                                int64_t person, int64_t now_us);

/* page_ringing: when a page or summary was made that no device has confirmed
 * yet; RC_NOT_FOUND: none of that id, or it was confirmed. */
MUST_USE enum rc page_ringing(struct store *store,
                              const uint8_t page_id[PAGE_ID_BYTES],
                              int64_t *created_us);

/* page_resent: attempt + 1, next repeat at next_us; of a single page or a
 * summary.  RC_STALE: delivered, cancelled or sent in the meantime (attempts
 * differ). */
MUST_USE enum rc page_resent(struct store *store,
                             const uint8_t page_id[PAGE_ID_BYTES],
                             uint32_t expect_attempts, int64_t next_us);

/* page_recent: what counts of one person's pages. */
struct page_span {
    int64_t gap_from_us;  /* created after it: gap_n */
    int64_t span_from_us; /* created after it: span_n */
};
MUST_USE enum rc page_recent(struct store *store, int64_t person,
                             const struct page_span *span,
                             struct storm_recent *out);

/* What a summary would tell: open pages of the person that wait. */
struct summary_listed {
    int64_t alert;
    uint32_t generation;
    enum level level;
};
struct summary {
    uint8_t page_id[PAGE_ID_BYTES]; /* of a sent one */
    int64_t person;
    uint32_t attempts;
    uint32_t total;
    uint32_t crisis;  /* of level U2 or graver */
    enum level level; /* the gravest */
    struct summary_listed listed[SUMMARY_LISTED_MAX]; /* the gravest first,
                                                       * then the oldest */
    size_t listed_n;
};
/* summary_waiting: *out.total 0: nothing waits any more. */
MUST_USE enum rc summary_waiting(struct store *store, int64_t person,
                                 struct summary *out);

/* summary_send: the waiting pages of the person become this sent summary with
 * its events; DUE_SUMMARY of the person ends, DUE_RESEND of the summary is
 * resend_us.  With total 0 only DUE_SUMMARY ends.  RC_STALE: more or fewer
 * alerts wait than `total` says (nobody is forgotten). */
struct summary_new {
    const struct summary *summary;
    int64_t resend_us;
    const struct event_out *events;
    size_t events_n;
    int64_t now_us;
};
MUST_USE enum rc summary_send(struct store *store,
                              const struct summary_new *send);

/* summary_get: a sent one that holds an open page: total, crisis and level of
 * all that is still open of it, listed: of what it listed; RC_NOT_FOUND.  summaries_open_of: the open ones of a person, oldest first. */
MUST_USE enum rc summary_get(struct store *store,
                             const uint8_t page_id[PAGE_ID_BYTES],
                             struct summary *out);
MUST_USE enum rc summaries_open_of(struct store *store, int64_t person,
                                   struct summary *out, size_t cap, size_t *n);

/* summary_last_of: sent summaries that hold an open page of this alert and of
 * no other one: they end with it. */
struct summary_ended {
    uint8_t page_id[PAGE_ID_BYTES];
    int64_t person;
};
MUST_USE enum rc summary_last_of(struct store *store, int64_t alert,
                                 struct summary_ended *out, size_t cap,
                                 size_t *n);

#endif
