/* page -- call people: take the steps of an escalation, let people join a
 * running one, repeat pages that no device has confirmed. */
#ifndef DESK_PAGE_H
#define DESK_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/reply.h"
#include "core/roster_book.h"
#include "store/alerts.h"

struct alert;
struct desk;
struct page_row;

/* page_step: what an alert that is paging is due for: nothing when a device
 * has the page and somebody may still answer, else the next step: pages,
 * their events and the next due time in one transaction.  RC_OK and nothing
 * done for an alert in another state. */
MUST_USE enum rc page_step(struct desk *desk, int64_t alert);

/* page_join: page these persons too, in the running step of an alert, unless
 * they are called already.  RC_OK and nothing done when it is not paging, has
 * not taken a step yet, or its step does not call that roster. */
MUST_USE enum rc page_join(struct desk *desk, int64_t alert, size_t roster,
                           person_set people);

/* page_resend: repeat a page or summary that no device has confirmed. */
MUST_USE enum rc page_resend(struct desk *desk, const struct page_row *row);

/* page_cancel_open: adds to desk->outgoing, for every open page of the alert
 * and every summary that ends with it, that this call is over; `ended` gets
 * the summaries, for alert_change.  after: the alert as it will be stored. */
#define PAGE_ENDED_MAX PERSONS_MAX
struct page_ended {
    uint8_t ids[PAGE_ENDED_MAX][PAGE_ID_BYTES];
    size_t n;
};
MUST_USE enum rc page_cancel_open(struct desk *desk, const struct alert *after,
                                  struct page_ended *ended);

/* page_describe: a page as its person sees it. */
void page_describe(const struct desk *desk, const struct page_row *row,
                   const struct alert *alert, struct page *out);

#endif
