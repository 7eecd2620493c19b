/* top_page -- a page of metrics (Prometheus text), to be looked things up in
 * (pure). */
#ifndef CLIENTS_TOP_PAGE_H
#define CLIENTS_TOP_PAGE_H

#include <stdbool.h>
#include <stddef.h>

/* The page as text; both borrowed.  NULL text: none was read yet. */
struct top_page {
    const char *text; /* ends with a NUL */
    double at_s;      /* when it was read, by a clock that only goes forward */
};

/* Which samples: of this series, with all these labels; a label NULL ends them.
 */
#define TOP_LABELS_MAX 2
struct top_ask {
    const char *series;
    struct {
        const char *label, *value;
    } with[TOP_LABELS_MAX];
};

/* top_page_sum: the samples asked for, added up.  False: there is none. */
bool top_page_sum(const struct top_page *page, const struct top_ask *ask,
                  double *out);

/* top_page_quantile: of a histogram (series without _bucket), of what came
 * between both pages, or of all when before has no text: the upper bound of the
 * bucket in which that part (0 to 1) is reached.  False: nothing came. */
bool top_page_quantile(const struct top_page *page,
                       const struct top_page *before, const char *series,
                       double part, double *out);

#endif
