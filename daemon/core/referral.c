/* referral -- see referral.h */
#include "core/referral.h"

#include <stddef.h>

/* A row holds for every combination of the bits in its columns. */
enum {
    ACCEPT = 1 << REFERRAL_ACCEPT,
    OFFER = 1 << REFERRAL_OFFER,
    TAKE_BACK = 1 << REFERRAL_TAKE_BACK,
    DECLINE = 1 << REFERRAL_DECLINE,
    CLOSE = 1 << REFERRAL_CLOSE,
    REOPEN = 1 << REFERRAL_REOPEN,
    ANY_VERB = ACCEPT | OFFER | TAKE_BACK | DECLINE | CLOSE | REOPEN
};

enum {
    OWNER = 1,
    OFFERED = 2, /* to whom it is offered */
    OTHER = 4,
    ANYONE = OWNER | OFFERED | OTHER
};

/* What the verb needs: whom it is offered to, or an outcome. */
enum {
    WITH = 1,
    WITHOUT = 2,
    EITHER = WITH | WITHOUT
};

enum effect {
    EFFECT_NONE,
    EFFECT_ACCEPTED, /* the actor owns it */
    EFFECT_OFFERED,
    EFFECT_KEPT, /* the owner has it, the offer is gone */
    EFFECT_CLOSED,
    EFFECT_REOPENED
};

/* Life cycle: the first row that holds; none: ACK_INVALID, no effect. */
static const struct row {
    enum referral_state state;
    unsigned verbs, who, said;
    enum ack_verdict verdict;
    enum effect effect;
} rows[] = {
    {REFERRAL_OPEN, ACCEPT, ANYONE, EITHER, ACK_OK, EFFECT_ACCEPTED},

    {REFERRAL_ACCEPTED, ACCEPT, OWNER, EITHER, ACK_OK, EFFECT_NONE},
    {REFERRAL_ACCEPTED, ACCEPT, OTHER, EITHER, ACK_ALREADY, EFFECT_NONE},
    {REFERRAL_ACCEPTED, OFFER, OWNER, WITH, ACK_OK, EFFECT_OFFERED},
    {REFERRAL_ACCEPTED, CLOSE, OWNER, WITH, ACK_OK, EFFECT_CLOSED},
    {REFERRAL_ACCEPTED, OFFER | CLOSE, OTHER, EITHER, ACK_DENIED, EFFECT_NONE},

    {REFERRAL_OFFERED, ACCEPT, OFFERED, EITHER, ACK_OK, EFFECT_ACCEPTED},
    {REFERRAL_OFFERED, DECLINE, OFFERED, EITHER, ACK_OK, EFFECT_KEPT},
    {REFERRAL_OFFERED, ACCEPT | DECLINE, OWNER | OTHER, EITHER, ACK_DENIED,
     EFFECT_NONE},
    {REFERRAL_OFFERED, TAKE_BACK, OWNER, EITHER, ACK_OK, EFFECT_KEPT},
    {REFERRAL_OFFERED, TAKE_BACK, OFFERED | OTHER, EITHER, ACK_DENIED,
     EFFECT_NONE},

    {REFERRAL_CLOSED, REOPEN, ANYONE, EITHER, ACK_OK, EFFECT_REOPENED},
    {REFERRAL_CLOSED, ANY_VERB, ANYONE, EITHER, ACK_CLOSED, EFFECT_NONE},
};

static unsigned
who_bit(const struct referral *referral, int64_t actor)
{
    if (actor == 0)
        return 0;
    if (actor == referral->owner)
        return OWNER;
    return actor == referral->offered_to ? OFFERED : OTHER;
}

static unsigned
said_bit(const struct referral *referral, enum referral_verb verb, int64_t to,
         enum outcome outcome)
{
    bool said = verb == REFERRAL_OFFER
                    ? to != 0 && to != referral->owner
                    : outcome > OUTCOME_NONE && outcome <= OUTCOME_EXPIRED;

    return said ? WITH : WITHOUT;
}

static void
become(struct referral *referral, enum referral_state state, int64_t owner)
{
    referral->state = state;
    referral->owner = owner;
    referral->offered_to = 0;
}

static void
apply(enum effect effect, int64_t actor, int64_t to, enum outcome outcome,
      struct referral *after)
{
    switch (effect) {
    case EFFECT_NONE:
        break;
    case EFFECT_ACCEPTED:
        become(after, REFERRAL_ACCEPTED, actor);
        after->moves++;
        break;
    case EFFECT_OFFERED:
        become(after, REFERRAL_OFFERED, after->owner);
        after->offered_to = to;
        break;
    case EFFECT_KEPT:
        become(after, REFERRAL_ACCEPTED, after->owner);
        break;
    case EFFECT_CLOSED:
        become(after, REFERRAL_CLOSED, after->owner);
        after->outcome = outcome;
        break;
    case EFFECT_REOPENED:
        become(after, REFERRAL_OPEN, 0);
        after->outcome = OUTCOME_NONE;
        break;
    }
}

void
referral_decide(const struct referral *before, enum referral_verb verb,
                int64_t actor, int64_t to, enum outcome outcome,
                struct referral_verdict *out)
{
    bool known = verb > REFERRAL_VERB_NONE && verb <= REFERRAL_REOPEN;
    unsigned verb_now = known ? 1U << verb : 0;
    unsigned who = who_bit(before, actor);
    unsigned said = said_bit(before, verb, to, outcome);
    enum referral_state state =
        before->state == REFERRAL_NONE ? REFERRAL_OPEN : before->state;

    *out = (struct referral_verdict){.verdict = ACK_INVALID, .after = *before};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];

        if (row->state != state || (row->verbs & verb_now) == 0 ||
            (row->who & who) == 0 || (row->said & said) == 0)
            continue;
        out->verdict = row->verdict;
        out->changes = row->effect != EFFECT_NONE;
        apply(row->effect, actor, to, outcome, &out->after);
        return;
    }
}
