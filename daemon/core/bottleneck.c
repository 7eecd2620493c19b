/* bottleneck -- see bottleneck.h */
#include "core/bottleneck.h"

static bool
ended(enum bottleneck_state state)
{
    return state == BOTTLENECK_SOLVED || state == BOTTLENECK_DROPPED;
}

static int64_t
owner_after(const struct bottleneck *before, enum bottleneck_state state,
            int64_t owner, int64_t actor)
{
    if (owner != 0)
        return owner;
    /* Who takes up what had ended owns it, not who had it then. */
    if (state == BOTTLENECK_OPEN &&
        (before->owner == 0 || ended(before->state)))
        return actor;
    return before->owner;
}

void
bottleneck_decide(const struct bottleneck *before, enum bottleneck_state state,
                  int64_t owner, int64_t actor, struct bottleneck_verdict *out)
{
    *out = (struct bottleneck_verdict){.verdict = ACK_OK, .after = *before};
    out->after.state = state;
    out->after.owner = owner_after(before, state, owner, actor);
    if (state == BOTTLENECK_NEW)
        out->verdict = ACK_INVALID;
    else if (ended(before->state) && state != BOTTLENECK_OPEN)
        out->verdict = state == before->state ? ACK_ALREADY : ACK_CLOSED;
    else if (state == before->state && out->after.owner == before->owner)
        out->verdict = ACK_ALREADY;
    out->changes = out->verdict == ACK_OK;
    if (!out->changes)
        out->after = *before;
}
