/* alert_simple -- see alert_simple.h */
#include "core/alert_simple.h"

#include <stddef.h>

/* A row holds for every combination of the bits in its columns. */
enum {
    ACK = 1 << ALERT_ACKNOWLEDGE,
    TAKE = 1 << ALERT_TAKEOVER,
    CLOSE = 1 << ALERT_CLOSE,
    ANY_VERB = ACK | TAKE | CLOSE
};

enum {
    OWNER = 1,
    OTHER = 2,
    ANYONE = OWNER | OTHER
};

/* The generation the actor saw, against the alert's. */
enum {
    OLDER = 1,
    EQUAL = 2,
    NEWER = 4, /* one that was never given out */
    ANY_AGE = OLDER | EQUAL | NEWER
};

enum {
    WITH = 1, /* an outcome */
    WITHOUT = 2,
    EITHER = WITH | WITHOUT
};

enum effect {
    EFFECT_NONE,
    EFFECT_ANSWERED, /* ACKED, the actor owns it, nobody is paged any more */
    EFFECT_TAKEN,    /* the actor owns it */
    EFFECT_CLOSED
};

/* Life cycle: the first row that holds; none: ACK_INVALID, no effect. */
static const struct row {
    enum alert_state state;
    unsigned verbs, who, age, outcome;
    enum ack_verdict verdict;
    enum effect effect;
} rows[] = {
    {ALERT_PAGING, ACK, ANYONE, EQUAL, EITHER, ACK_OK, EFFECT_ANSWERED},
    {ALERT_PAGING, TAKE, ANYONE, EQUAL, EITHER, ACK_OK, EFFECT_ANSWERED},
    {ALERT_PAGING, ANY_VERB, ANYONE, OLDER, EITHER, ACK_STALE, EFFECT_NONE},

    {ALERT_ACKED, ACK, OWNER, ANY_AGE, EITHER, ACK_OK, EFFECT_NONE},
    {ALERT_ACKED, ACK, OTHER, ANY_AGE, EITHER, ACK_ALREADY, EFFECT_NONE},
    {ALERT_ACKED, TAKE, OWNER, EQUAL, EITHER, ACK_OK, EFFECT_NONE},
    {ALERT_ACKED, TAKE, OTHER, EQUAL, EITHER, ACK_OK, EFFECT_TAKEN},
    {ALERT_ACKED, CLOSE, OWNER, EQUAL, WITH, ACK_OK, EFFECT_CLOSED},
    {ALERT_ACKED, CLOSE, OTHER, EQUAL, EITHER, ACK_DENIED, EFFECT_NONE},
    {ALERT_ACKED, ANY_VERB, ANYONE, OLDER, EITHER, ACK_STALE, EFFECT_NONE},

    {ALERT_CLOSED, ANY_VERB, ANYONE, ANY_AGE, EITHER, ACK_CLOSED, EFFECT_NONE},
};

static unsigned
verb_bit(enum alert_verb verb)
{
    switch (verb) {
    case ALERT_ACKNOWLEDGE:
        return ACK;
    case ALERT_TAKEOVER:
        return TAKE;
    case ALERT_CLOSE:
        return CLOSE;
    case ALERT_VERB_NONE:
    case ALERT_PROGRESS:
    case ALERT_SNOOZE:
    case ALERT_REOPEN:
    case ALERT_REPAGE:
    case ALERT_LEVEL:
        break;
    }
    return 0;
}

static unsigned
age_bit(uint32_t seen, uint32_t now)
{
    if (seen == now)
        return EQUAL;
    return seen < now ? OLDER : NEWER;
}

static bool
outcome_said(enum outcome outcome)
{
    return outcome > OUTCOME_NONE && outcome <= OUTCOME_EXPIRED;
}

static struct alert_decision
apply(const struct alert *alert, const struct row *row, int64_t actor)
{
    struct alert_decision d = {
        .verdict = row->verdict, .state = alert->state, .owner = alert->owner};

    switch (row->effect) {
    case EFFECT_NONE:
        break;
    case EFFECT_ANSWERED:
        d.changes = true;
        d.state = ALERT_ACKED;
        d.owner = actor;
        d.cancel_pages = true;
        d.feedback = FEEDBACK_SEEN;
        break;
    case EFFECT_TAKEN:
        d.changes = true;
        d.owner = actor;
        break;
    case EFFECT_CLOSED:
        d.changes = true;
        d.state = ALERT_CLOSED;
        d.cancel_pages = true;
        d.feedback = FEEDBACK_CLOSED;
        break;
    }
    return d;
}

struct alert_decision
alert_decide(const struct alert *alert, enum alert_verb verb, int64_t actor,
             uint32_t generation, enum outcome outcome)
{
    static const struct row nothing = {.verdict = ACK_INVALID};
    unsigned verb_now = verb_bit(verb);
    unsigned who = alert->owner == actor ? OWNER : OTHER;
    unsigned age = age_bit(generation, alert->generation);
    unsigned said = outcome_said(outcome) ? WITH : WITHOUT;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];

        if (row->state == alert->state && (row->verbs & verb_now) != 0 &&
            (row->who & who) != 0 && (row->age & age) != 0 &&
            (row->outcome & said) != 0)
            return apply(alert, row, actor);
    }
    return apply(alert, &nothing, actor);
}
