/* report_outward -- figures that may leave the desk, as rows. */
#ifndef DESK_REPORT_OUTWARD_H
#define DESK_REPORT_OUTWARD_H

#include <stddef.h>

#include "core/rc.h"
#include "core/report_reply.h"

struct desk;

/* What of all rows is told: those from `offset` on, at most REPORT_PAGE. */
struct report_page {
    size_t offset;
    size_t seen;
    size_t n;
    bool more;
    struct reply_report_row rows[REPORT_PAGE];
};

/* report_page_next: room for the next row, NULL when it is not of this
 * page. */
struct reply_report_row *report_page_next(struct report_page *page);

/* report_outward: one whole year by a branch of the menu, protected and
 * rounded; cells that are told together have the word "together".
 * RC_INVALID: more than one read can do, or more cells than are kept. */
MUST_USE enum rc report_outward(struct desk *desk,
                                const struct report_plan *plan,
                                struct report_page *page);

#endif
