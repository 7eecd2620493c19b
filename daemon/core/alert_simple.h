/* alert_simple -- what an acknowledgement means, before there were levels. */
#ifndef CORE_ALERT_SIMPLE_H
#define CORE_ALERT_SIMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"

/* What an action does to an alert: the verdict for the human and the values
 * the alert has afterwards (equal to before when `changes` is false). */
struct alert_decision {
    enum ack_verdict verdict;
    bool changes;
    enum alert_state state;
    int64_t owner;
    bool cancel_pages;            /* of everybody, the actor's own included */
    enum feedback_state feedback; /* to the submitters, FEEDBACK_NONE: none */
};

/* alert_decide: the answer to acknowledge, takeover or close.
 *
 * in      alert as stored; actor a principal that may act (the caller has
 *         asked permit.h); generation as the actor saw it
 * rules   acknowledge: PAGING and equal generation -> OK, owner = actor;
 *         ACKED by actor -> OK, no change; by another -> ALREADY, in both
 *         cases whatever generation was seen.  takeover: ACKED -> owner =
 *         actor; PAGING -> as acknowledge.  close: from ACKED, owner only
 *         (else DENIED), needs an outcome.  All with the equal generation;
 *         an older one -> STALE, escalation goes on.  CLOSED -> CLOSED,
 *         never reopens.  Everything else -> INVALID, no change.
 * errors  none: every input has an answer */
struct alert_decision alert_decide(const struct alert *alert,
                                   enum alert_verb verb, int64_t actor,
                                   uint32_t generation, enum outcome outcome);

#endif
