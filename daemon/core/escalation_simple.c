/* escalation_simple -- see escalation_simple.h */
#include "core/escalation_simple.h"

#define SECOND_US       INT64_C(1000000)
#define RESEND_DOUBLING 32 /* beyond this many doublings any limit is reached */

static void
targets_add(struct targets *targets, int64_t principal)
{
    for (size_t i = 0; i < targets->n; i++) {
        if (targets->people[i] == principal)
            return;
    }
    if (targets->n < TARGETS_MAX)
        targets->people[targets->n++] = principal;
}

static int64_t
add_saturating(int64_t at_us, int64_t wait_us)
{
    return at_us > INT64_MAX - wait_us ? INT64_MAX : at_us + wait_us;
}

void
escalation_simple_next(const struct escalation_simple_policy *policy,
                       const struct roster_simple *roster,
                       const struct alert *alert, int64_t now_us,
                       struct escalation_simple_step *out)
{
    out->step = alert->step == UINT32_MAX ? UINT32_MAX : alert->step + 1;
    roster_simple_oncall(roster, now_us, &out->targets);
    out->unattended = out->targets.n == 0;
    if (out->unattended || out->step > 1) {
        for (size_t i = 0; i < policy->fallback_n; i++)
            targets_add(&out->targets, policy->fallback[i]);
    }
    out->next_due_us = add_saturating(now_us, policy->wait_us[alert->level]);
}

int64_t
escalation_simple_resend_us(const struct escalation_simple_policy *policy,
                            uint32_t attempt)
{
    if (attempt > RESEND_DOUBLING)
        attempt = RESEND_DOUBLING;

    int64_t wait_us = SECOND_US << attempt;

    return wait_us < policy->resend_max_us ? wait_us : policy->resend_max_us;
}
