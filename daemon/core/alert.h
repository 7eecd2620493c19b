/* alert -- something a human must look at: its states, what an
 * acknowledgement means, and the pages that call people.
 * The table of states and events stands in daemon/DESIGN.md, "Life cycle".
 */
#ifndef CORE_ALERT_H
#define CORE_ALERT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/model.h"
#include "core/people.h"
#include "core/public_id.h"

#define PAGE_ID_BYTES 16

enum level {
    LEVEL_NONE,
    LEVEL_U1,
    LEVEL_U2,
    LEVEL_U3,
    LEVEL_U4
};

enum alert_state {
    ALERT_NONE,
    ALERT_RECEIVED,
    ALERT_HELD,
    ALERT_PAGING,
    ALERT_ACKED,
    ALERT_CLOSED
};

enum alert_verb {
    ALERT_VERB_NONE,
    ALERT_ACKNOWLEDGE,
    ALERT_TAKEOVER,
    ALERT_CLOSE
};

enum ack_verdict {
    ACK_NONE,
    ACK_OK,
    ACK_ALREADY,
    ACK_STALE,
    ACK_CLOSED,
    ACK_DENIED,
    ACK_NOT_FOUND,
    ACK_INVALID
};

enum outcome {
    OUTCOME_NONE,
    OUTCOME_REFERRED,
    OUTCOME_SHELTERED,
    OUTCOME_NO_TRAFFICKING,
    OUTCOME_INSUFFICIENT,
    OUTCOME_PASSED_ON,
    OUTCOME_EXPIRED
};

enum feedback_state {
    FEEDBACK_NONE,
    FEEDBACK_RECEIVED,
    FEEDBACK_FORWARDED,
    FEEDBACK_SEEN,
    FEEDBACK_IN_PROGRESS,
    FEEDBACK_CLOSED,
    FEEDBACK_NOT_SEEN_YET,
    FEEDBACK_VERSION_APPLIED,
    FEEDBACK_VERSION_NOT_APPLIED
};

/* An alert as stored and as shown; instants in UTC us, 0: not yet. */
struct alert {
    int64_t alert; /* row identity; outside it is a public id M-... */
    enum alert_state state;
    enum level level;
    enum message_kind kind; /* the gravest: referral before the rest */
    uint32_t generation;    /* from 1 */
    uint32_t step;          /* 0: no step taken yet in this generation */
    int64_t owner;          /* principal, 0: nobody */
    char owner_name[NAME_BYTES];
    int64_t bundle; /* 0: none (yet) */
    uint32_t messages;
    uint32_t organisations;
    int64_t created_us;
    int64_t due_us; /* next step, 0: none */
    int64_t acknowledged_us;
    int64_t closed_us;
    enum outcome outcome;
    bool unattended;
};

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

/* alert_open: RECEIVED, HELD, PAGING and ACKED are open. */
bool alert_open(enum alert_state state);

#endif
