/* escalation_simple -- who is paged in a step and when the next step is due.
 *
 * Today's policy: step 1 pages whoever is on call; when nobody acknowledged
 * within `wait_us`, step 2 pages the fallback people as well, and every later
 * step does so again.  There is no last step: only a human acknowledgement
 * ends it.  An empty roster makes step 1 page the fallback at once: a hole
 * never reduces the number of people paged to zero. */
#ifndef CORE_ESCALATION_SIMPLE_H
#define CORE_ESCALATION_SIMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/roster_simple.h"

struct escalation_simple_policy {
    int64_t wait_us[LEVEL_LAST + 1]; /* by level; > 0 */
    int64_t resend_max_us;           /* widest gap between repeats of a page */
    int64_t fallback[TARGETS_MAX];   /* principals; never empty */
    size_t fallback_n;
};

struct escalation_simple_step {
    uint32_t step;          /* the step to take now */
    struct targets targets; /* never empty */
    bool unattended;        /* nobody was on call */
    int64_t next_due_us;    /* when the next step is due */
};

/* escalation_simple_next: the step after alert->step in its generation.
 * errors none: with a non-empty fallback every alert has a step. */
void escalation_simple_next(const struct escalation_simple_policy *policy,
                            const struct roster_simple *roster,
                            const struct alert *alert, int64_t now_us,
                            struct escalation_simple_step *out);

/* escalation_simple_resend_us: the wait after the `attempt`th sending of a page that
 * is not yet delivered: 2, 4, 8, 16, 30, 30.. seconds (at most
 * resend_max_us).  attempt >= 1. */
int64_t
escalation_simple_resend_us(const struct escalation_simple_policy *policy,
                            uint32_t attempt);

#endif
