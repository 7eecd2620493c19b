/* feedback -- see feedback.h */
#include "core/feedback.h"

static bool
was_seen(const struct feedback_step *step)
{
    return step->state == FEEDBACK_SEEN ||
           step->state == FEEDBACK_IN_PROGRESS ||
           step->state == FEEDBACK_CLOSED;
}

bool
feedback_is_news(const struct feedback_step *before,
                 const struct feedback_step *now)
{
    bool closed = before->state == FEEDBACK_CLOSED;

    if (now->state == FEEDBACK_SEEN)
        return !was_seen(before);
    if (now->state == FEEDBACK_IN_PROGRESS)
        return !closed;
    if (now->state == FEEDBACK_CLOSED)
        return !closed || before->outcome != now->outcome;
    return true;
}

bool
feedback_seen_first(const struct feedback_step *before,
                    const struct feedback_step *now)
{
    return was_seen(now) && now->state != FEEDBACK_SEEN && !was_seen(before);
}
