/* escalation -- who is called in a step and when the next step is due. */
#ifndef CORE_ESCALATION_H
#define CORE_ESCALATION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/policy.h"
#include "core/roster.h"

/* People called besides those the policy names. */
struct escalation_extra {
    person_set roster[ROSTERS_MAX]; /* with whoever is on call in it: the
                                     * outgoing, until the incoming accept */
    person_set always;              /* the owner after an ack timeout */
};

struct escalation_step {
    uint32_t step;       /* counts on without end, from 1 */
    uint32_t position;   /* in policy.steps, from 1; 0: the fallback */
    uint32_t empty_n;    /* steps passed over because nobody was there */
    person_set people;   /* never empty */
    bool unattended;     /* a full pass was empty: the fallback is called */
    int64_t next_due_us; /* look again: the next step, or nobody has it */
    int64_t end_us;      /* the step's wait ends; >= next_due_us */
};

/* escalation_position: where in the policy the step counted `step` stands:
 * 1 .. steps_n, then the loop. */
uint32_t escalation_position(const struct policy *policy, uint32_t step);

/* escalation_next: the step after `before` (0: the first).  Steps whose
 * targets resolve to nobody are passed over at once; when every step of a
 * full pass is empty, the fallback, again after fallback_every_us.
 * The step counts those passed over too, which are the empty_n before it.
 * people: those of the step who are reachable, with the extra ones (a step
 * with nobody but `always` is empty); of the fallback all, reachable or not,
 * for somebody must be called.
 * errors none: with a non-empty fallback every alert has a step. */
void escalation_next(const struct policy *policy,
                     const struct roster_book *book,
                     const struct escalation_extra *extra, uint32_t before,
                     int64_t now_us, struct escalation_step *out);

/* escalation_names_roster: does the step counted `step` call whoever is on
 * call in this roster?  For joining at a handover. */
bool escalation_names_roster(const struct policy *policy, uint32_t step,
                             size_t roster);

/* escalation_resend_us: the wait after the `attempt`th sending of a page that
 * is not yet delivered: 2, 4, 8, 16, 30, 30.. seconds (at most
 * resend_max_us).  attempt >= 1. */
int64_t escalation_resend_us(int64_t resend_max_us, uint32_t attempt);

#endif
