/* feedback -- what senders hear of what becomes of their messages. */
#ifndef CORE_FEEDBACK_H
#define CORE_FEEDBACK_H

#include <stdbool.h>

#include "core/alert.h"

/* What became of one message, as its sender was told last or is to be told. */
struct feedback_step {
    enum feedback_state state;
    enum outcome outcome; /* of CLOSED */
};

/* feedback_is_news: may its sender hear `now`, having heard `before`?  An alert
 * is called and answered again because of what others report, which must not
 * show: SEEN is told once, a CLOSED message is told no more but another
 * outcome.  The store says the same in SQL. */
bool feedback_is_news(const struct feedback_step *before,
                      const struct feedback_step *now);

/* feedback_seen_first: is SEEN to be told before `now`?  A message that joined
 * an alert which somebody had answered for others would else hear that it is
 * worked on or closed, and never that it was seen: who reads that knows of the
 * others. */
bool feedback_seen_first(const struct feedback_step *before,
                         const struct feedback_step *now);

#endif
