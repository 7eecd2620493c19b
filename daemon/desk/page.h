/* page -- call people: take the steps of an escalation and repeat pages that
 * no device has confirmed. */
#ifndef DESK_PAGE_H
#define DESK_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/reply.h"

struct alert;
struct desk;
struct page_row;

/* page_step: take the next step of an alert that is paging: pages, their
 * events and the next due time in one transaction.  RC_OK and nothing done
 * for an alert in another state. */
MUST_USE enum rc page_step(struct desk *desk, int64_t alert);

/* page_due: everything that is due, until the monotonic instant until_us;
 * sets desk->times.due_us. */
MUST_USE enum rc page_due(struct desk *desk, int64_t until_us);

/* page_cancel_open: adds to desk->outgoing, for every open page of the alert,
 * that this call is over.  after: the alert as it will be stored.  RC_DOWN: no
 * memory. */
MUST_USE enum rc page_cancel_open(struct desk *desk, const struct alert *after);

/* page_describe: a page as its person sees it. */
void page_describe(const struct desk *desk, const struct page_row *row,
                   const struct alert *alert, struct page *out);

#endif
