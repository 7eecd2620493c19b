/* reports -- figures: counted rows of facts, referrals, terms, alerts and
 * refusals.  Reads only, but for the counts of refusals.
 *
 * The days of a report are those on which messages were accepted: a referral,
 * term or alert belongs to the day of its message, a correction to the day of
 * what it corrects. */
#ifndef STORE_REPORTS_H
#define STORE_REPORTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/rc.h"
#include "core/report.h"

struct store;

#define REPORT_COUNTS_MAX 4

/* One read takes at most so many steps of the engine, about half a second:
 * nothing else of the desk has its turn meanwhile. */
#define REPORT_STEPS_MAX INT64_C(12000000)

struct report_row {
    struct report_value values[REPORT_COLUMNS_MAX]; /* by the plan's columns */
    int64_t counts[REPORT_COUNTS_MAX];              /* report_measures() */
};

/* report_rows: of a plan, any report but REPORT_REACHABILITY, ordered by its
 * columns.
 *
 * exact     filtered, from plan->offset on
 * outward   of one year as it was known before fixed_us (UTC), all cells of
 *           the plan's columns without filters, not yet protected
 * errors    RC_INVALID: more than REPORT_STEPS_MAX: a shorter time must be
 *           asked for; nothing was changed */
MUST_USE enum rc report_rows(struct store *store,
                             const struct report_plan *plan, int64_t fixed_us,
                             struct report_row *out, size_t cap, size_t *n);

/* Waits of alerts about messages that were made in [from_us, to_us), each from
 * the receipt of its oldest message on. */
enum report_wait {
    REPORT_WAIT_NONE,
    REPORT_ALERTED,
    REPORT_DELIVERED,    /* the first device had a page */
    REPORT_ACKNOWLEDGED, /* somebody took it */
    REPORT_UNANSWERED,   /* nobody has yet: n alone */
    REPORT_UNATTENDED,   /* a whole pass of its policy called nobody: n alone */
    REPORT_NO_PLACE, /* no shelter fitted (S4: guaranteed shelter): n alone */
    REPORT_NOBODY    /* of a roster, not of alerts: seconds without */
};

struct report_waits_of {
    enum report_wait wait;
    enum level level; /* LEVEL_NONE: all of them */
    int64_t from_us;
    int64_t to_us;
    int64_t fixed_us; /* what came then or later did not come; INT64_MAX */
};

struct report_waits {
    int64_t n;
    int64_t p50_us;
    int64_t p90_us;
    int64_t most_us;
};

MUST_USE enum rc report_waits(struct store *store,
                              const struct report_waits_of *of,
                              struct report_waits *out);

/* refusals_count: so many more messages of a local day were refused for a
 * code (enum refusal_code); one transaction for all of them. */
struct refusal_tally {
    int64_t day;
    int64_t code;
    int64_t n;
};
MUST_USE enum rc refusals_count(struct store *store,
                                const struct refusal_tally *tallies, size_t n);

#endif
