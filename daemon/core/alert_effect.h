/* alert_effect -- what the rows of the table in alert_life.c do to an alert. */
#ifndef CORE_ALERT_EFFECT_H
#define CORE_ALERT_EFFECT_H

#include "core/alert_life.h"

enum alert_effect {
    EFFECT_NONE,
    EFFECT_ANSWERED,   /* ACKED, the actor owns it, nobody is called any more */
    EFFECT_EXERCISED,  /* a drill was taken: CLOSED */
    EFFECT_LOOKED,     /* its owner has seen what joined it since */
    EFFECT_TAKEN,      /* the actor owns it, and has seen that too */
    EFFECT_PROGRESSED, /* the ack timeout begins anew */
    EFFECT_SNOOZED,
    EFFECT_ENDED, /* CLOSED with an outcome */
    EFFECT_REOPENED,
    EFFECT_CALLED,   /* PAGING in a new generation */
    EFFECT_RAISED,   /* to the level said, PAGING in a new generation */
    EFFECT_LOWERED,  /* to the level said, times from now on */
    EFFECT_RELEASED, /* PAGING */
    EFFECT_OVERDUE,  /* the level its deadline raises it to */
    EFFECT_EXPIRED   /* a drill nobody took: CLOSED */
};

/* level_rank: 1 is the gravest; LEVEL_NONE is as U1; 0: no level. */
int level_rank(enum level level);

/* alert_effect_apply: to out->after, which is the alert as it was; the other
 * fields say what else is to be done (the verdict is the caller's). */
void alert_effect_apply(const struct desk_rules *rules,
                        const struct alert_input *input,
                        enum alert_effect effect, struct alert_verdict *out);

#endif
