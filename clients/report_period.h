/* report_period -- the days that --year, --quarter, --month, --from and --to
 * mean. */
#ifndef CLIENTS_REPORT_PERIOD_H
#define CLIENTS_REPORT_PERIOD_H

#include "core/rc.h"

#define PERIOD_DATE_BYTES 11

/* As written, NULL: not. */
struct report_words {
    const char *year;    /* 2026 */
    const char *quarter; /* 2026-Q1 */
    const char *month;   /* 2026-03 */
    const char *from;    /* 2026-03-01 */
    const char *to;      /* the first day that does not count */
};

/* Full-dates, half-open. */
struct report_period {
    char from[PERIOD_DATE_BYTES];
    char to[PERIOD_DATE_BYTES];
};

/* report_period_read: RC_INVALID unless exactly one way is used, and right. */
MUST_USE enum rc report_period_read(const struct report_words *words,
                                    struct report_period *out);

#endif
