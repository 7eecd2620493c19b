/* escalation -- see escalation.h */
#include "core/escalation.h"

#define SECOND_US       INT64_C(1000000)
#define RESEND_DOUBLING 32 /* beyond this many doublings any limit is reached */

static uint32_t
step_after(uint32_t step, uint32_t n)
{
    return step > UINT32_MAX - n ? UINT32_MAX : step + n;
}

static int64_t
later(int64_t at_us, int64_t wait_us)
{
    return at_us > INT64_MAX - wait_us ? INT64_MAX : at_us + wait_us;
}

uint32_t
escalation_position(const struct policy *policy, uint32_t step)
{
    uint32_t steps = (uint32_t)policy->steps_n;

    if (step == 0)
        return 1;
    if (step <= steps)
        return step;
    return policy->loop_from +
           (step - steps - 1) % (steps - policy->loop_from + 1);
}

static person_set
target_people(const struct policy_target *target,
              const struct roster_book *book,
              const struct escalation_extra *extra, int64_t now_us)
{
    switch (target->kind) {
    case TARGET_ROSTER: {
        struct oncall oncall;

        if (target->roster >= book->rosters_n)
            return 0;
        roster_oncall(book, target->roster, now_us, &oncall);
        return oncall.people | extra->roster[target->roster];
    }
    case TARGET_DUTY:
        return roster_with_duty(book, target->duty);
    case TARGET_PERSON:
        return target->person < book->persons_n ? PERSON_BIT(target->person)
                                                : 0;
    case TARGET_NOBODY:
        break;
    }
    return 0;
}

static person_set
step_people(const struct policy_step *step, const struct roster_book *book,
            const struct escalation_extra *extra, int64_t now_us)
{
    person_set people = 0;

    for (size_t i = 0; i < step->targets_n; i++)
        people |= target_people(&step->targets[i], book, extra, now_us);
    return people & roster_reachable(book);
}

static void
take_step(const struct policy *policy, int64_t now_us,
          struct escalation_step *out)
{
    const struct policy_step *step = &policy->steps[out->position - 1];
    bool looping = out->step > policy->steps_n;
    int64_t wait_us = looping ? policy->loop_every_us : step->wait_us;
    int64_t look_us = step->undelivered_us;

    out->end_us = later(now_us, wait_us);
    out->next_due_us =
        look_us > 0 && look_us < wait_us ? later(now_us, look_us) : out->end_us;
}

void
escalation_next(const struct policy *policy, const struct roster_book *book,
                const struct escalation_extra *extra, uint32_t before,
                int64_t now_us, struct escalation_step *out)
{
    person_set reachable = roster_reachable(book);

    /* steps_n tries see every step that can still come: the rest of the
     * list and then the loop. */
    for (uint32_t empty = 0; empty < policy->steps_n; empty++) {
        uint32_t step = step_after(before, empty + 1);
        uint32_t position = escalation_position(policy, step);
        person_set people =
            step_people(&policy->steps[position - 1], book, extra, now_us);

        if (people == 0)
            continue;
        *out = (struct escalation_step){.step = step,
                                        .position = position,
                                        .empty_n = empty,
                                        .people = people |
                                                  (extra->always & reachable)};
        take_step(policy, now_us, out);
        return;
    }

    int64_t again_us = later(now_us, policy->fallback_every_us);

    *out = (struct escalation_step){
        .step = step_after(before, (uint32_t)policy->steps_n + 1),
        .empty_n = (uint32_t)policy->steps_n,
        .people = policy->fallback | (extra->always & reachable),
        .unattended = true,
        .next_due_us = again_us,
        .end_us = again_us};
}

bool
escalation_names_roster(const struct policy *policy, uint32_t step,
                        size_t roster)
{
    const struct policy_step *named =
        &policy->steps[escalation_position(policy, step) - 1];

    if (step == 0)
        return false;
    for (size_t i = 0; i < named->targets_n; i++) {
        if (named->targets[i].kind == TARGET_ROSTER &&
            named->targets[i].roster == roster)
            return true;
    }
    return false;
}

int64_t
escalation_resend_us(int64_t resend_max_us, uint32_t attempt)
{
    if (attempt > RESEND_DOUBLING)
        attempt = RESEND_DOUBLING;

    int64_t wait_us = SECOND_US << attempt;

    return wait_us < resend_max_us ? wait_us : resend_max_us;
}
