/* alert_effect -- see alert_effect.h and alert_life.h */
#include "core/alert_effect.h"

#include <string.h>

#include "core/alert_times.h"

int
level_rank(enum level level)
{
    if (level > LEVEL_LAST)
        return 0;
    return level == LEVEL_NONE ? LEVEL_U1 : (int)level;
}

static int64_t
ack_timeout_us(const struct desk_rules *rules, const struct alert *alert)
{
    return policy_level(&rules->policies, alert->level)->ack_timeout_us;
}

static void
name_policy(const struct desk_rules *rules, struct alert *alert)
{
    const struct policies *policies = &rules->policies;
    size_t at = policy_level(policies, alert->level)->policy;

    memcpy(alert->policy, policies->policies[at].name, sizeof alert->policy);
}

static void
own(struct alert *alert, int64_t actor)
{
    if (alert->owner != actor)
        alert->owner_name[0] = '\0';
    alert->owner = actor;
    alert->held_by_owner = false;
    alert->snoozed = false;
}

static void
new_generation(const struct desk_rules *rules, const struct alert_input *input,
               struct alert *alert)
{
    if (alert->generation < UINT32_MAX)
        alert->generation++;
    alert->step = 0;
    alert->policy_version = input->policy_version;
    name_policy(rules, alert);
}

static void
call(const struct desk_rules *rules, const struct alert_input *input,
     struct alert *alert)
{
    new_generation(rules, input, alert);
    if (alert->state == ALERT_ACKED)
        alert->held_by_owner = true;
    alert->snoozed = false;
    alert->state = ALERT_PAGING;
    alert_times_page(rules, alert, input->now_us);
}

/* A raise never gives the senders of a referral later news than they would
 * have had without it. */
static void
set_graver(const struct desk_rules *rules, struct alert *alert,
           enum level level, int64_t now_us)
{
    int64_t promised_us = alert->times.not_seen_us;
    int64_t *not_seen_us = &alert->times.not_seen_us;

    alert->level = level;
    alert_times_level(rules, alert, now_us);
    if (promised_us != 0 && promised_us < *not_seen_us)
        *not_seen_us = promised_us;
}

/* What others reported must not show in when a sender hears something. */
static void
set_graver_quietly(const struct desk_rules *rules, struct alert *alert,
                   enum level level, int64_t now_us)
{
    struct alert before = *alert;
    enum level next = policy_level(&rules->policies, before.level)->raise_to;
    bool raises =
        next != LEVEL_NONE && level_rank(next) < level_rank(before.level);

    if (before.times.not_seen_us == 0 && before.times.deadline_us != 0 &&
        raises)
        alert_times_sender(rules, &before, next, before.times.deadline_us);
    alert->level = level;
    alert_times_level(rules, alert, now_us);
    alert->times.not_seen_us = before.times.not_seen_us;
}

static void
lower(const struct desk_rules *rules, const struct alert_input *input,
      struct alert *alert)
{
    alert->level = input->level;
    if (alert->state == ALERT_ACKED) {
        alert->snoozed = false;
        alert_times_own(alert, ack_timeout_us(rules, alert), input->now_us);
        return;
    }
    alert_times_level(rules, alert, input->now_us);
    if (alert->state == ALERT_HELD &&
        !alert_times_hold(rules, alert, input->now_us))
        alert->times.release_us = input->now_us;
}

/* A running page is never taken away; what was held may be held again. */
static void
raise_overdue(const struct desk_rules *rules, const struct alert_input *input,
              struct alert *alert)
{
    enum level to = policy_level(&rules->policies, alert->level)->raise_to;

    if (to == LEVEL_NONE || level_rank(to) == 0 ||
        level_rank(to) > level_rank(alert->level))
        to = alert->level;
    set_graver(rules, alert, to, input->now_us);
    if (alert->state == ALERT_HELD &&
        alert_times_hold(rules, alert, input->now_us))
        new_generation(rules, input, alert);
    else
        call(rules, input, alert);
}

static void
close(struct alert *alert, enum outcome outcome, int64_t now_us)
{
    alert->state = ALERT_CLOSED;
    alert->closed_us = now_us;
    alert->outcome = outcome;
    alert->snoozed = false;
    alert->held_by_owner = false;
    alert->unattended = false;
    alert->times = (struct alert_times){0};
}

static void
answer(struct alert *alert, const struct alert_input *input)
{
    own(alert, input->actor);
    alert->unattended = false;
    if (alert->acknowledged_us == 0)
        alert->acknowledged_us = input->now_us;
}

static void
reopen(const struct desk_rules *rules, const struct alert_input *input,
       struct alert *alert)
{
    own(alert, 0);
    alert->outcome = OUTCOME_NONE;
    alert->closed_us = 0;
    call(rules, input, alert);
}

void
alert_effect_apply(const struct desk_rules *rules,
                   const struct alert_input *input, enum alert_effect effect,
                   struct alert_verdict *out)
{
    struct alert *after = &out->after;
    int64_t now_us = input->now_us;

    switch (effect) {
    case EFFECT_NONE:
        return;
    case EFFECT_ANSWERED:
        answer(after, input);
        after->state = ALERT_ACKED;
        alert_times_own(after, ack_timeout_us(rules, after), now_us);
        out->cancel_pages = true;
        out->feedback = FEEDBACK_SEEN;
        break;
    case EFFECT_EXERCISED:
        answer(after, input);
        close(after, OUTCOME_NONE, now_us);
        out->cancel_pages = true;
        break;
    case EFFECT_LOOKED:
        out->feedback = FEEDBACK_SEEN;
        break;
    case EFFECT_TAKEN:
        own(after, input->actor);
        alert_times_own(after, ack_timeout_us(rules, after), now_us);
        out->feedback = FEEDBACK_SEEN;
        break;
    case EFFECT_PROGRESSED:
        after->snoozed = false;
        alert_times_own(after, ack_timeout_us(rules, after), now_us);
        out->feedback = FEEDBACK_IN_PROGRESS;
        break;
    case EFFECT_SNOOZED:
        after->snoozed = true;
        alert_times_own(after, input->snooze_us, now_us);
        break;
    case EFFECT_ENDED:
        close(after, input->outcome, now_us);
        out->cancel_pages = true;
        out->feedback = FEEDBACK_CLOSED;
        break;
    case EFFECT_REOPENED:
        reopen(rules, input, after);
        break;
    case EFFECT_CALLED:
        call(rules, input, after);
        break;
    case EFFECT_RAISED:
        if (input->of_others)
            set_graver_quietly(rules, after, input->level, now_us);
        else
            set_graver(rules, after, input->level, now_us);
        call(rules, input, after);
        break;
    case EFFECT_LOWERED:
        lower(rules, input, after);
        break;
    case EFFECT_RELEASED:
        after->state = ALERT_PAGING;
        alert_times_page(rules, after, now_us);
        break;
    case EFFECT_OVERDUE:
        raise_overdue(rules, input, after);
        break;
    case EFFECT_EXPIRED:
        close(after, OUTCOME_NONE, now_us);
        out->cancel_pages = true;
        break;
    }
    out->changes = true;
    after->due_us = alert_due(after);
}

void
alert_life_new(const struct desk_rules *rules, struct alert *alert)
{
    int64_t now_us = alert->created_us;

    alert->generation = 1;
    alert->step = 0;
    alert->times = (struct alert_times){0};
    name_policy(rules, alert);
    alert_times_level(rules, alert, now_us);
    if (alert_times_hold(rules, alert, now_us)) {
        alert->state = ALERT_HELD;
    } else {
        alert->state = ALERT_PAGING;
        alert_times_page(rules, alert, now_us);
    }
    alert->due_us = alert_due(alert);
}
