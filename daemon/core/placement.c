/* placement -- see placement.h */
#include "core/placement.h"

/* Numbers of the schema. */
enum {
    GENDER_FEMALE = 1,
    GENDER_MALE = 2
};

enum effect {
    EFFECT_INVALID,
    EFFECT_ENDED,
    EFFECT_SAME,    /* it is that already */
    EFFECT_RESERVE, /* takes places that were not its own */
    EFFECT_PLACE,   /* likewise */
    EFFECT_MOVE_IN, /* into what was reserved */
    EFFECT_OUT,     /* takes places of nobody */
    EFFECT_RELEASE,
    EFFECT_CANCEL,
    EFFECT_EXTEND
};

#define STATES_N (PLACEMENT_OUT_OF_SERVICE + 1)
#define VERBS_N  (SHELTER_IN_SERVICE + 1)

/* Life cycle: what is not here is EFFECT_INVALID. */
static const enum effect effects[STATES_N][VERBS_N] = {
    [PLACEMENT_NONE] = {[SHELTER_RESERVE] = EFFECT_RESERVE,
                        [SHELTER_PLACE] = EFFECT_PLACE,
                        [SHELTER_OUT_OF_SERVICE] = EFFECT_OUT},
    [PLACEMENT_REQUESTED] = {[SHELTER_RESERVE] = EFFECT_RESERVE,
                             [SHELTER_PLACE] = EFFECT_PLACE,
                             [SHELTER_CANCEL] = EFFECT_CANCEL},
    [PLACEMENT_RESERVED] = {[SHELTER_RESERVE] = EFFECT_SAME,
                            [SHELTER_PLACE] = EFFECT_MOVE_IN,
                            [SHELTER_CANCEL] = EFFECT_CANCEL,
                            [SHELTER_EXTEND] = EFFECT_EXTEND},
    [PLACEMENT_PLACED] = {[SHELTER_PLACE] = EFFECT_SAME,
                          [SHELTER_RELEASE] = EFFECT_RELEASE,
                          [SHELTER_EXTEND] = EFFECT_EXTEND},
    [PLACEMENT_OUT_OF_SERVICE] = {[SHELTER_OUT_OF_SERVICE] = EFFECT_SAME,
                                  [SHELTER_IN_SERVICE] = EFFECT_RELEASE},
};

uint32_t
occupancy_free(const struct occupancy *occupancy)
{
    uint64_t taken = (uint64_t)occupancy->out_of_service + occupancy->reserved +
                     occupancy->placed;

    return taken < occupancy->places ? (uint32_t)(occupancy->places - taken)
                                     : 0;
}

bool
placement_takes(enum placement_state state)
{
    return state == PLACEMENT_RESERVED || state == PLACEMENT_PLACED ||
           state == PLACEMENT_OUT_OF_SERVICE;
}

static bool
has_ended(enum placement_state state)
{
    return state == PLACEMENT_RELEASED || state == PLACEMENT_CANCELLED ||
           state == PLACEMENT_EXPIRED;
}

static enum effect
effect_of(const struct placement_question *q)
{
    enum placement_state state =
        q->before == NULL ? PLACEMENT_NONE : q->before->state;
    bool known = (unsigned)state < STATES_N && (unsigned)q->verb < VERBS_N &&
                 (q->before == NULL || state != PLACEMENT_NONE);

    if (known && q->verb != SHELTER_VERB_NONE && has_ended(state))
        return EFFECT_ENDED;
    return known ? effects[state][q->verb] : EFFECT_INVALID;
}

static bool
takes_more(enum effect effect)
{
    return effect == EFFECT_RESERVE || effect == EFFECT_PLACE ||
           effect == EFFECT_OUT;
}

static void
become(struct placement *after, enum placement_state state, int64_t now_us)
{
    after->state = state;
    after->since_us = now_us;
}

static void
end(struct placement *after, enum placement_state state, int64_t now_us)
{
    after->state = state;
    after->until_us = now_us;
}

/* What is possible, done. */
static void
apply(const struct placement_question *q, enum effect effect,
      struct placement *after)
{
    switch (effect) {
    case EFFECT_RESERVE:
        become(after, PLACEMENT_RESERVED, q->now_us);
        after->until_us =
            q->until_us != 0 ? q->until_us : q->now_us + q->reservation_us;
        break;
    case EFFECT_PLACE:
    case EFFECT_MOVE_IN:
        become(after, PLACEMENT_PLACED, q->now_us);
        after->until_us = q->until_us;
        break;
    case EFFECT_OUT:
        become(after, PLACEMENT_OUT_OF_SERVICE, q->now_us);
        after->until_us = q->until_us;
        break;
    case EFFECT_RELEASE:
        end(after, PLACEMENT_RELEASED, q->now_us);
        break;
    case EFFECT_CANCEL:
        end(after, PLACEMENT_CANCELLED, q->now_us);
        break;
    case EFFECT_EXTEND:
        after->until_us = q->until_us;
        break;
    case EFFECT_INVALID:
    case EFFECT_ENDED:
    case EFFECT_SAME:
        break;
    }
}

/* Who may not take a place asks for it; one that was asked for stays so. */
static enum shelter_verdict
request(const struct placement_question *q, struct placement *out,
        struct placement *after)
{
    if (q->before == NULL)
        become(after, PLACEMENT_REQUESTED, q->now_us);
    else
        *after = *q->before;
    *out = *after;
    return SHELTER_REQUESTED;
}

enum shelter_verdict
placement_decide(const struct placement_question *q, struct placement *out)
{
    enum effect effect = effect_of(q);
    struct placement after = q->before == NULL
                                 ? (struct placement){.state = PLACEMENT_NONE}
                                 : *q->before;

    if (effect == EFFECT_ENDED)
        return SHELTER_ENDED;
    if (effect == EFFECT_INVALID ||
        (effect != EFFECT_SAME && q->until_us != 0 &&
         q->until_us <= q->now_us) ||
        (effect == EFFECT_EXTEND && q->until_us == 0))
        return SHELTER_INVALID;
    if (takes_more(effect) && q->places != 0)
        after.places = q->places;
    if (takes_more(effect) && after.places == 0)
        return SHELTER_INVALID;
    if (effect == EFFECT_SAME) {
        *out = after;
        return SHELTER_OK;
    }
    if (!q->may)
        return effect == EFFECT_RESERVE || effect == EFFECT_PLACE
                   ? request(q, out, &after)
                   : SHELTER_DENIED;
    if (takes_more(effect) && after.places > q->free)
        return SHELTER_FULL;
    apply(q, effect, &after);
    *out = after;
    return SHELTER_OK;
}

int64_t
placement_due(const struct placement *placement, int64_t now_us)
{
    int64_t near_us = placement->until_us - PLACEMENT_NEAR_US;

    if (placement->state == PLACEMENT_RESERVED)
        return placement->until_us;
    if (placement->state != PLACEMENT_PLACED || placement->until_us <= now_us)
        return 0;
    return near_us > now_us ? near_us : placement->until_us;
}

enum placement_event
placement_elapse(const struct placement *before, int64_t now_us,
                 struct placement *after)
{
    *after = *before;
    if (before->state == PLACEMENT_RESERVED && before->until_us <= now_us) {
        after->state = PLACEMENT_EXPIRED;
        return PLACEMENT_EXPIRES;
    }
    if (before->state == PLACEMENT_PLACED && before->until_us != 0 &&
        before->until_us - PLACEMENT_NEAR_US <= now_us)
        return PLACEMENT_STAY_ENDS;
    return PLACEMENT_NOTHING;
}

static bool
for_a_night(enum facility_kind kind)
{
    return kind == FACILITY_EMERGENCY || kind == FACILITY_CRISIS ||
           kind == FACILITY_72_HOURS;
}

bool
placement_instead(enum facility_kind wanted, enum facility_kind other)
{
    return wanted == other || (for_a_night(wanted) && for_a_night(other));
}

uint32_t
placement_warnings(const struct facility *facility,
                   const struct shelter_guest *guest)
{
    uint32_t warnings = 0;

    if (facility->people == FACILITY_WOMEN && guest->gender != GENDER_FEMALE)
        warnings |= 1U << SHELTER_WOMEN_ONLY;
    if (facility->people == FACILITY_MEN && guest->gender != GENDER_MALE)
        warnings |= 1U << SHELTER_MEN_ONLY;
    if (guest->children > 0 && !facility->children)
        warnings |= 1U << SHELTER_NO_CHILDREN;
    if (guest->shielded && !facility->shielded)
        warnings |= 1U << SHELTER_NOT_SHIELDED;
    return warnings;
}
