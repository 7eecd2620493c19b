/* fixture_report -- what of the facts is counted, in words. */
#ifndef TESTS_STORE_FIXTURE_REPORT_H
#define TESTS_STORE_FIXTURE_REPORT_H

#include "fixture_facts.h"
#include "store/reports.h"

/* An exact plan: of those days, half-open; of the counts of 2026.
 * fixture_by: and by this column. */
struct report_plan fixture_plan(enum report_kind report, int64_t from,
                                int64_t to);
struct report_plan fixture_year(void);
void fixture_by(struct report_plan *plan, enum report_column column);

/* The rows in words, "sexual 2, labour 1"; as known at fixed_us when the plan
 * is not exact.  Valid until the next one. */
const char *fixture_told_then(struct fixture *f, const struct report_plan *plan,
                              int64_t fixed_us);
const char *fixture_told(struct fixture *f, const struct report_plan *plan);

#endif
