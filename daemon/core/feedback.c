/* feedback -- see feedback.h */
#include "core/feedback.h"

bool
feedback_is_news(const struct feedback_step *before,
                 const struct feedback_step *now)
{
    bool closed = before->state == FEEDBACK_CLOSED;
    bool seen = before->state == FEEDBACK_SEEN ||
                before->state == FEEDBACK_IN_PROGRESS || closed;

    if (now->state == FEEDBACK_SEEN)
        return !seen;
    if (now->state == FEEDBACK_IN_PROGRESS)
        return !closed;
    if (now->state == FEEDBACK_CLOSED)
        return !closed || before->outcome != now->outcome;
    return true;
}
