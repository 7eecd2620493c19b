/* alert_life -- see alert_life.h */
#include "core/alert_life.h"

#include <stddef.h>

#include "core/alert_effect.h"

/* A row holds for every combination of the bits in its columns. */
enum {
    HELD = 1 << ALERT_HELD,
    PAGING = 1 << ALERT_PAGING,
    ACKED = 1 << ALERT_ACKED,
    CLOSED = 1 << ALERT_CLOSED,
    WAITING = HELD | PAGING, /* for somebody to acknowledge */
    OPEN = WAITING | ACKED
};

enum {
    ACK = 1 << LIFE_ACKNOWLEDGE,
    TAKE = 1 << LIFE_TAKEOVER,
    CLOSE = 1 << LIFE_CLOSE,
    PROGRESS = 1 << LIFE_PROGRESS,
    SNOOZE = 1 << LIFE_SNOOZE,
    REOPEN = 1 << LIFE_REOPEN,
    REPAGE = 1 << LIFE_REPAGE,
    LEVEL = 1 << LIFE_LEVEL,
    HUMAN = ACK | TAKE | CLOSE | PROGRESS | SNOOZE | REOPEN | REPAGE | LEVEL,
    RELEASE = 1 << LIFE_RELEASE,
    DEADLINE = 1 << LIFE_DEADLINE,
    TIMEOUT = 1 << LIFE_ACK_TIMEOUT,
    DRILL_OVER = 1 << LIFE_DRILL_OVER
};

enum {
    OWNER = 1,
    OTHER = 2,
    DESK = 4, /* the clock or a rule */
    PERSON = OWNER | OTHER,
    ANYONE = PERSON | DESK
};

/* The generation the actor saw, against the alert's. */
enum {
    OLDER = 1,
    EQUAL = 2,
    NEWER = 4, /* one that was never given out */
    ANY_AGE = OLDER | EQUAL | NEWER
};

enum guard {
    ALWAYS,
    IF_DRILL,
    IF_OUTCOME,
    IF_MAY_SLEEP, /* not U1, and not longer than may be */
    IF_TOO_LONG,  /* not U1, but longer */
    IF_RECENT,    /* no drill, closed not longer ago than may be */
    IF_GRAVER,
    IF_SAME,
    IF_LESS_SAID, /* a less grave level, with a reason */
    IF_RELEASE_DUE,
    IF_DEADLINE_DUE,
    IF_TIMEOUT_DUE,
    IF_DRILL_DUE
};

/* Life cycle: the first row that holds; none: ACK_INVALID, no effect. */
static const struct row {
    unsigned states, events, who, age;
    enum guard guard;
    enum ack_verdict verdict;
    enum alert_effect effect;
} rows[] = {
    {HELD, RELEASE, DESK, ANY_AGE, IF_RELEASE_DUE, ACK_OK, EFFECT_RELEASED},
    {WAITING, DEADLINE, DESK, ANY_AGE, IF_DEADLINE_DUE, ACK_OK, EFFECT_OVERDUE},
    {ACKED, TIMEOUT, DESK, ANY_AGE, IF_TIMEOUT_DUE, ACK_OK, EFFECT_CALLED},
    {PAGING, DRILL_OVER, DESK, ANY_AGE, IF_DRILL_DUE, ACK_OK, EFFECT_EXPIRED},

    {CLOSED, REOPEN, ANYONE, EQUAL, IF_RECENT, ACK_OK, EFFECT_REOPENED},
    {CLOSED, HUMAN, ANYONE, ANY_AGE, ALWAYS, ACK_CLOSED, EFFECT_NONE},

    {ACKED, ACK, OWNER, EQUAL, ALWAYS, ACK_OK, EFFECT_LOOKED},
    {ACKED, ACK, OWNER, ANY_AGE, ALWAYS, ACK_OK, EFFECT_NONE},
    {ACKED, ACK, OTHER, ANY_AGE, ALWAYS, ACK_ALREADY, EFFECT_NONE},
    {OPEN, HUMAN, ANYONE, OLDER, ALWAYS, ACK_STALE, EFFECT_NONE},

    {WAITING, ACK | TAKE, PERSON, EQUAL, IF_DRILL, ACK_OK, EFFECT_EXERCISED},
    {WAITING, ACK | TAKE, PERSON, EQUAL, ALWAYS, ACK_OK, EFFECT_ANSWERED},
    {ACKED, TAKE, OWNER, EQUAL, ALWAYS, ACK_OK, EFFECT_LOOKED},
    {ACKED, TAKE, OTHER, EQUAL, ALWAYS, ACK_OK, EFFECT_TAKEN},

    {ACKED, PROGRESS, OWNER, EQUAL, ALWAYS, ACK_OK, EFFECT_PROGRESSED},
    {ACKED, SNOOZE, OWNER, EQUAL, IF_MAY_SLEEP, ACK_OK, EFFECT_SNOOZED},
    {ACKED, SNOOZE, OWNER, EQUAL, IF_TOO_LONG, ACK_LIMIT, EFFECT_NONE},
    {ACKED, CLOSE, OWNER, EQUAL, IF_OUTCOME, ACK_OK, EFFECT_ENDED},
    {ACKED, PROGRESS | SNOOZE | CLOSE, OTHER, EQUAL, ALWAYS, ACK_DENIED,
     EFFECT_NONE},

    {OPEN, REPAGE, ANYONE, EQUAL, ALWAYS, ACK_OK, EFFECT_CALLED},
    {OPEN, LEVEL, ANYONE, EQUAL, IF_GRAVER, ACK_OK, EFFECT_RAISED},
    {OPEN, LEVEL, ANYONE, EQUAL, IF_SAME, ACK_OK, EFFECT_NONE},
    {OPEN, LEVEL, PERSON, EQUAL, IF_LESS_SAID, ACK_OK, EFFECT_LOWERED},
};

static bool
due(int64_t at_us, int64_t now_us)
{
    return at_us != 0 && at_us <= now_us;
}

static bool
level_guard(enum guard guard, const struct alert *before,
            const struct alert_input *input)
{
    int to = level_rank(input->level);
    int from = level_rank(before->level);

    if (to == 0 || input->level == LEVEL_NONE)
        return false;
    if (guard == IF_GRAVER)
        return to < from;
    if (guard == IF_SAME)
        return to == from;
    return to > from && input->has_reason;
}

static bool
guard_holds(enum guard guard, const struct desk_rules *rules,
            const struct alert *before, const struct alert_input *input)
{
    bool is_drill = before->cause == CAUSE_DRILL;
    int64_t now_us = input->now_us;
    bool sleeps = level_rank(before->level) > LEVEL_U1 && input->snooze_us > 0;
    bool too_long =
        input->snooze_us >
        policy_level(&rules->policies, before->level)->ack_timeout_us;

    switch (guard) {
    case ALWAYS:
        return true;
    case IF_DRILL:
        return is_drill;
    case IF_OUTCOME:
        return input->outcome > OUTCOME_NONE &&
               input->outcome <= OUTCOME_EXPIRED;
    case IF_MAY_SLEEP:
        return sleeps && !too_long;
    case IF_TOO_LONG:
        return sleeps && too_long;
    case IF_RECENT:
        return !is_drill &&
               now_us - before->closed_us <= rules->policies.reopen_us;
    case IF_GRAVER:
    case IF_SAME:
    case IF_LESS_SAID:
        return level_guard(guard, before, input);
    case IF_RELEASE_DUE:
        return due(before->times.release_us, now_us);
    case IF_DEADLINE_DUE:
        return due(before->times.deadline_us, now_us);
    case IF_TIMEOUT_DUE:
        return due(before->times.ack_us, now_us);
    case IF_DRILL_DUE:
        return is_drill && due(before->times.ack_us, now_us);
    }
    return false;
}

static unsigned
who_bit(const struct alert *alert, int64_t actor)
{
    if (actor == 0)
        return DESK;
    return actor == alert->owner ? OWNER : OTHER;
}

static unsigned
age_bit(uint32_t seen, uint32_t now)
{
    if (seen == now)
        return EQUAL;
    return seen < now ? OLDER : NEWER;
}

static bool
row_holds(const struct row *row, const struct alert *before,
          const struct alert_input *input)
{
    bool known =
        before->state <= ALERT_CLOSED && input->event <= LIFE_DRILL_OVER;

    return known && (row->states & 1U << before->state) != 0 &&
           (row->events & 1U << input->event) != 0 &&
           (row->who & who_bit(before, input->actor)) != 0 &&
           (row->age & age_bit(input->generation, before->generation)) != 0;
}

void
alert_life(const struct desk_rules *rules, const struct alert *before,
           const struct alert_input *input, struct alert_verdict *out)
{
    *out = (struct alert_verdict){.verdict = ACK_INVALID, .after = *before};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!row_holds(&rows[i], before, input) ||
            !guard_holds(rows[i].guard, rules, before, input))
            continue;
        out->verdict = rows[i].verdict;
        alert_effect_apply(rules, input, rows[i].effect, out);
        break;
    }
    out->new_generation = out->after.state == ALERT_PAGING &&
                          out->after.generation != before->generation;
}
