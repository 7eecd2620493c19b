/* report_reached -- how long senders waited for the desk (R004). */
#ifndef DESK_REPORT_REACHED_H
#define DESK_REPORT_REACHED_H

#include "core/rc.h"
#include "core/report_reply.h"

struct desk;
struct report_page;

/* report_reached: a row for each level and measure, and for each roster how
 * many seconds it had fewer people than its minimum, by the rosters in force
 * now.  Outward: of all levels together, medians and such of ten alerts and
 * more alone, as they were on the fixed day. */
MUST_USE enum rc report_reached(struct desk *desk,
                                const struct report_plan *plan,
                                struct report_page *page);

#endif
