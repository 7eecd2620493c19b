/* term -- see term.h */
#include "core/term.h"

#include <stdio.h>

bool
term_runs(enum term_state state)
{
    return state == TERM_STATE_RUNNING || state == TERM_STATE_EXCEEDED;
}

int64_t
term_start_us(const struct zone *zone, int64_t day)
{
    return zone_clock(zone, day, 0);
}

void
term_begin(const struct term_rule *rule, const struct calendar *calendar,
           const struct zone *zone, int64_t start_us, int64_t now_us,
           struct term *out)
{
    int64_t end_us = term_end_us(&rule->length, calendar, zone, start_us);
    bool warning = false;

    *out = (struct term){.state = TERM_STATE_RUNNING, .start_us = start_us};
    (void)snprintf(out->name, sizeof out->name, "%s", rule->name);
    if (end_us == INT64_MAX) {
        out->next_us = rule->decision ? now_us : 0;
        return;
    }
    out->end_us = end_us;
    out->next_us = term_next_us(rule, zone, end_us, now_us, &warning);
    if (out->next_us == 0)
        out->next_us = now_us;
}

static bool
end_as(const struct term *before, enum term_state state, int64_t at_us,
       struct term *after)
{
    *after = *before;
    if (!term_runs(before->state))
        return false;
    after->state = state;
    after->ended_us = at_us;
    after->next_us = 0;
    return true;
}

/* What was reported as exceeded stays so, wherever the clock was set. */
static bool
is_late(const struct term *term, int64_t at_us)
{
    return term->state == TERM_STATE_EXCEEDED ||
           (term->end_us != 0 && at_us >= term->end_us);
}

bool
term_close(const struct term *before, int64_t at_us, struct term *after)
{
    return end_as(before,
                  is_late(before, at_us) ? TERM_STATE_LATE : TERM_STATE_MET,
                  at_us, after);
}

bool
term_stop(const struct term *before, int64_t at_us, struct term *after)
{
    return end_as(before, TERM_STATE_ENDED, at_us, after);
}

static enum term_event
ask(int64_t now_us, struct term *after)
{
    if (after->end_us != 0)
        after->state = TERM_STATE_EXCEEDED;
    after->next_us = now_us + TERM_AGAIN_US;
    return TERM_EVENT_DECIDE;
}

static enum term_event
at_its_end(const struct term_rule *rule, struct term *after)
{
    after->next_us = 0;
    if (after->state == TERM_STATE_EXCEEDED)
        return TERM_EVENT_NONE;
    if (rule == NULL || rule->then >= TERMS_MAX) {
        after->state = TERM_STATE_EXCEEDED;
        return TERM_EVENT_EXCEEDED;
    }
    after->state = TERM_STATE_MET;
    after->ended_us = after->end_us;
    return TERM_EVENT_FOLLOWED;
}

enum term_event
term_due(const struct term_rule *rule, const struct zone *zone,
         const struct term *before, int64_t now_us, struct term *after)
{
    bool over = before->end_us != 0 && now_us >= before->end_us;
    bool warning = false;

    *after = *before;
    if (!term_runs(before->state) || before->next_us == 0) {
        after->next_us = 0;
        return TERM_EVENT_NONE;
    }
    if (before->next_us > now_us)
        return TERM_EVENT_NONE;
    if (rule != NULL && rule->decision && (over || before->end_us == 0))
        return ask(now_us, after);
    if (over)
        return at_its_end(rule, after);
    if (before->end_us == 0) {
        after->next_us = 0;
        return TERM_EVENT_NONE;
    }
    after->next_us = rule == NULL ? before->end_us
                                  : term_next_us(rule, zone, before->end_us,
                                                 now_us, &warning);
    return TERM_EVENT_NEAR;
}

bool
term_decided(const struct term *before, enum term_decision decision,
             int64_t at_us, struct term *after)
{
    if (!term_close(before, at_us, after))
        return false;
    after->decision = decision;
    return decision == TERM_DECISION_REPORTED ||
           decision == TERM_DECISION_COOPERATION;
}
