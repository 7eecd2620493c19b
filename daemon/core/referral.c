/* referral -- see referral.h */
#include "core/referral.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* A row holds for every combination of the bits in its columns. */
enum {
    ACCEPT = 1 << REFERRAL_ACCEPT,
    OFFER = 1 << REFERRAL_OFFER,
    TAKE_BACK = 1 << REFERRAL_TAKE_BACK,
    DECLINE = 1 << REFERRAL_DECLINE,
    CLOSE = 1 << REFERRAL_CLOSE,
    REOPEN = 1 << REFERRAL_REOPEN,
    TRACK = 1 << REFERRAL_TRACK,
    PHASE = 1 << REFERRAL_PHASE,
    MEETING = 1 << REFERRAL_MEETING,
    NO_MEETING = 1 << REFERRAL_NO_MEETING,
    FOLLOWED_UP = 1 << REFERRAL_FOLLOWED_UP,
    WORK = TRACK | PHASE | MEETING | NO_MEETING,
    ANY_VERB = ACCEPT | OFFER | TAKE_BACK | DECLINE | CLOSE | REOPEN | WORK |
               FOLLOWED_UP
};

enum {
    OWNER = 1,
    OFFERED = 2, /* to whom it is offered */
    OTHER = 4,
    ANYONE = OWNER | OFFERED | OTHER
};

/* What the verb needs: whom it is offered to, an outcome, a track, a phase. */
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
    EFFECT_REOPENED,
    EFFECT_SET, /* what the verb sets, the owner stays */
    EFFECT_FOLLOWED_UP
};

/* Life cycle: the first row that holds; none: ACK_INVALID, no effect. */
static const struct row {
    enum referral_state state;
    unsigned verbs, who, said;
    enum ack_verdict verdict;
    enum effect effect;
} rows[] = {
    {REFERRAL_OPEN, ACCEPT, ANYONE, EITHER, ACK_OK, EFFECT_ACCEPTED},
    {REFERRAL_OPEN, WORK, ANYONE, WITH, ACK_OK, EFFECT_SET},

    {REFERRAL_ACCEPTED, ACCEPT, OWNER, EITHER, ACK_OK, EFFECT_NONE},
    {REFERRAL_ACCEPTED, ACCEPT, OTHER, EITHER, ACK_ALREADY, EFFECT_NONE},
    {REFERRAL_ACCEPTED, OFFER, OWNER, WITH, ACK_OK, EFFECT_OFFERED},
    {REFERRAL_ACCEPTED, CLOSE, OWNER, WITH, ACK_OK, EFFECT_CLOSED},
    {REFERRAL_ACCEPTED, WORK, OWNER, WITH, ACK_OK, EFFECT_SET},
    {REFERRAL_ACCEPTED, OFFER | CLOSE | WORK, OTHER, EITHER, ACK_DENIED,
     EFFECT_NONE},

    {REFERRAL_OFFERED, ACCEPT, OFFERED, EITHER, ACK_OK, EFFECT_ACCEPTED},
    {REFERRAL_OFFERED, DECLINE, OFFERED, EITHER, ACK_OK, EFFECT_KEPT},
    {REFERRAL_OFFERED, ACCEPT | DECLINE, OWNER | OTHER, EITHER, ACK_DENIED,
     EFFECT_NONE},
    {REFERRAL_OFFERED, TAKE_BACK, OWNER, EITHER, ACK_OK, EFFECT_KEPT},
    {REFERRAL_OFFERED, WORK, OWNER, WITH, ACK_OK, EFFECT_SET},
    {REFERRAL_OFFERED, TAKE_BACK | WORK, OFFERED | OTHER, EITHER, ACK_DENIED,
     EFFECT_NONE},

    {REFERRAL_CLOSED, REOPEN, ANYONE, EITHER, ACK_OK, EFFECT_REOPENED},
    {REFERRAL_CLOSED, FOLLOWED_UP, ANYONE, EITHER, ACK_OK, EFFECT_FOLLOWED_UP},
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

static bool
has_what_it_needs(const struct referral *referral,
                  const struct referral_input *input)
{
    switch (input->verb) {
    case REFERRAL_OFFER:
        return input->to != 0 && input->to != referral->owner;
    case REFERRAL_CLOSE:
        return input->outcome > OUTCOME_NONE &&
               input->outcome <= OUTCOME_EXPIRED;
    case REFERRAL_TRACK:
        return input->track > TRACK_NONE && input->track <= TRACK_ALIENS &&
               input->status <= TRACK_ENDED;
    case REFERRAL_PHASE:
        return input->phase > PHASE_NONE && input->phase <= PHASE_AFTERCARE;
    case REFERRAL_VERB_NONE:
    case REFERRAL_ACCEPT:
    case REFERRAL_TAKE_BACK:
    case REFERRAL_DECLINE:
    case REFERRAL_REOPEN:
    case REFERRAL_MEETING:
    case REFERRAL_NO_MEETING:
    case REFERRAL_FOLLOWED_UP:
        break;
    }
    return true;
}

static void
become(struct referral *referral, enum referral_state state, int64_t owner)
{
    referral->state = state;
    referral->owner = owner;
    referral->offered_to = 0;
}

static void
close_it(const struct referral_input *input, struct referral *after)
{
    become(after, REFERRAL_CLOSED, after->owner);
    after->outcome = input->outcome;
    (void)snprintf(after->outflow, sizeof after->outflow, "%s",
                   input->outflow == NULL ? "" : input->outflow);
    after->follow_up_us = input->follow_up_us;
    after->meeting = false;
}

static void
reopen(struct referral *after)
{
    become(after, REFERRAL_OPEN, 0);
    after->outcome = OUTCOME_NONE;
    after->outflow[0] = '\0';
    after->follow_up_us = 0;
}

/* False: it was so already. */
static bool
set(const struct referral_input *input, struct referral_verdict *out)
{
    struct referral *after = &out->after;

    if (input->verb == REFERRAL_TRACK) {
        enum track_status *now = &after->tracks[input->track - TRACK_HELP];
        bool changes = *now != input->status;

        *now = input->status;
        out->review = changes && input->status == TRACK_ENDED;
        return changes;
    }
    if (input->verb == REFERRAL_PHASE) {
        bool changes = after->phase != input->phase;

        after->phase = input->phase;
        return changes;
    }

    bool meeting = input->verb == REFERRAL_MEETING;
    bool changes = after->meeting != meeting;

    after->meeting = meeting;
    return changes;
}

/* False: nothing changes. */
static bool
apply(enum effect effect, const struct referral_input *input,
      struct referral_verdict *out)
{
    struct referral *after = &out->after;

    switch (effect) {
    case EFFECT_NONE:
        return false;
    case EFFECT_ACCEPTED:
        become(after, REFERRAL_ACCEPTED, input->actor);
        after->moves++;
        return true;
    case EFFECT_OFFERED:
        become(after, REFERRAL_OFFERED, after->owner);
        after->offered_to = input->to;
        return true;
    case EFFECT_KEPT:
        become(after, REFERRAL_ACCEPTED, after->owner);
        return true;
    case EFFECT_CLOSED:
        close_it(input, after);
        return true;
    case EFFECT_REOPENED:
        reopen(after);
        return true;
    case EFFECT_SET:
        return set(input, out);
    case EFFECT_FOLLOWED_UP: {
        bool changes = after->follow_up_us != 0;

        after->follow_up_us = 0;
        return changes;
    }
    }
    return false;
}

void
referral_decide(const struct referral *before,
                const struct referral_input *input,
                struct referral_verdict *out)
{
    bool known =
        input->verb > REFERRAL_VERB_NONE && input->verb <= REFERRAL_FOLLOWED_UP;
    unsigned verb_now = known ? 1U << input->verb : 0;
    unsigned who = who_bit(before, input->actor);
    unsigned said = has_what_it_needs(before, input) ? WITH : WITHOUT;
    enum referral_state state =
        before->state == REFERRAL_NONE ? REFERRAL_OPEN : before->state;

    *out = (struct referral_verdict){.verdict = ACK_INVALID, .after = *before};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];

        if (row->state != state || (row->verbs & verb_now) == 0 ||
            (row->who & who) == 0 || (row->said & said) == 0)
            continue;
        out->verdict = row->verdict;
        out->changes = apply(row->effect, input, out);
        if (out->changes && out->after.state == REFERRAL_NONE)
            out->after.state = REFERRAL_OPEN;
        return;
    }
}

enum refusal_code
referral_outflow(const struct terms *terms, const char *code)
{
    size_t found = outflow_find(terms, code);

    if (*code != '\0')
        return found == OUTFLOWS_MAX || terms->outflows[found].retired
                   ? REFUSAL_UNKNOWN_CODE
                   : REFUSAL_NONE;
    for (size_t i = 0; i < terms->outflows_n; i++)
        if (!terms->outflows[i].retired)
            return REFUSAL_REQUIRED;
    return REFUSAL_NONE;
}

bool
referral_reached(enum referral_phase *phase, enum referral_phase reached)
{
    if (reached <= *phase)
        return false;
    *phase = reached;
    return true;
}
