/* life -- apply to an alert what core/alert_life.h decided, with every effect
 * in one transaction. */
#ifndef DESK_LIFE_H
#define DESK_LIFE_H

#include <stdint.h>

#include "core/alert_life.h"
#include "core/rc.h"

struct desk;

/* life_apply: verdict->after in place of before: pages cancelled, feedback to
 * the senders, the desk's event, the next due time.
 * in      verdict->changes; verb and reason (NULL: none) for the audit
 * out     after: as stored, with the owner's name
 * errors  RC_STALE: the alert moved on */
struct life_change {
    const struct alert *before;
    const struct alert_input *input;
    const struct alert_verdict *verdict;
    const char *verb;
    const char *reason;
};
MUST_USE enum rc life_apply(struct desk *desk, const struct life_change *change,
                            struct alert *after);

/* life_due: what is due for an alert by the clock, one thing. */
MUST_USE enum rc life_due(struct desk *desk, int64_t alert);

/* life_reopen: a closed alert is called again, from its first step, because
 * something new was reported about it.
 * out     *alert as it is then
 * errors  RC_STALE: it may not, or not any more */
MUST_USE enum rc life_reopen(struct desk *desk, struct alert *alert);

/* life_raise: an open alert becomes of a graver level and is called from its
 * first step, by the desk itself or because a person (actor) asked.
 * of_others: see struct alert_input
 * errors  RC_STALE: it is as grave already, or not open any more */
struct life_raising {
    enum level level;
    bool of_others;
    int64_t actor; /* principal, 0: the desk itself */
};
MUST_USE enum rc life_raise(struct desk *desk, struct alert *alert,
                            const struct life_raising *raising);

/* life_rescue: an open alert that would have been forgotten is called again,
 * from its first step; else as life_reopen(). */
MUST_USE enum rc life_rescue(struct desk *desk, struct alert *alert);

/* life_open: a new alert of the desk's own, for a cause that is no message.
 * life_fresh: as it begins, for a transaction that writes it with something
 * else.
 * out     *alert; its first step is due at once
 * actor   principal that asked for it, 0: the desk itself */
struct life_opening {
    enum alert_cause cause;
    enum level level;
    int64_t actor;
};
void life_fresh(struct desk *desk, const struct life_opening *opening,
                struct alert *alert);
MUST_USE enum rc life_open(struct desk *desk,
                           const struct life_opening *opening, int64_t *alert);

#endif
