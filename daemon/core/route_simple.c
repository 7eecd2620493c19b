/* route_simple -- see route_simple.h */
#include "core/route_simple.h"

static enum level
own_level(const struct route_facts *facts)
{
    switch (facts->kind) {
    case MESSAGE_REFERRAL:
        if (facts->danger_now || (facts->shelter_needed == YES_NO_YES &&
                                  facts->unsafe_now == YES_NO_YES))
            return LEVEL_U1;
        return facts->shelter_needed == YES_NO_YES ? LEVEL_U2 : LEVEL_U3;
    case MESSAGE_SIGNAL:
        return facts->danger_now ? LEVEL_U1 : LEVEL_U3;
    case MESSAGE_NONE:
    case MESSAGE_ADVICE:
    case MESSAGE_BOTTLENECK:
    case MESSAGE_WITHDRAWAL:
        break;
    }
    return LEVEL_U4;
}

struct route_decision
route_simple(const struct route_facts *facts)
{
    struct route_decision d = {.way = ROUTE_OWN, .level = own_level(facts)};

    /* A smaller number is graver: what a version adds may page again, and
     * must when it is worse than what the coordinator knows. */
    if (facts->has_target && facts->target_open &&
        facts->target_level <= d.level)
        d.way = ROUTE_TARGET;
    else if (facts->kind == MESSAGE_SIGNAL && !facts->danger_now &&
             facts->bundle_open && facts->bundle_level <= d.level)
        d.way = ROUTE_BUNDLE;
    else if (facts->kind == MESSAGE_SIGNAL && !facts->danger_now &&
             facts->bundle_closed && d.level <= facts->closed_level)
        d.way = ROUTE_REOPEN;
    return d;
}
