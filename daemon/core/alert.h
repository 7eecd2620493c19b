/* alert -- something a human must look at: why it is there, its states, and
 * when something is due for it.  What happens to it is alert_life.h's. */
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
    LEVEL_U4,
    LEVEL_U4B /* to form a picture: the weekly digest */
};

#define LEVEL_LAST LEVEL_U4B

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
    ALERT_CLOSE,
    ALERT_PROGRESS,
    ALERT_SNOOZE,
    ALERT_REOPEN,
    ALERT_REPAGE,
    ALERT_LEVEL
};

enum ack_verdict {
    ACK_NONE,
    ACK_OK,
    ACK_ALREADY,
    ACK_STALE,
    ACK_CLOSED,
    ACK_DENIED,
    ACK_NOT_FOUND,
    ACK_INVALID,
    ACK_LIMIT /* longer than may be */
};

#define ACK_LAST ACK_LIMIT

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
    FEEDBACK_VERSION_NOT_APPLIED,
    FEEDBACK_NOTE_MATCH,
    FEEDBACK_NOTE_NONE,
    FEEDBACK_DUPLICATE,
    FEEDBACK_TERM_EXCEEDED
};

/* Why there is an alert. */
enum alert_cause {
    CAUSE_MESSAGE,
    CAUSE_DRILL,     /* an exercise: OEFENING */
    CAUSE_CLOCK,     /* the clock at start is behind what was seen before */
    CAUSE_ROSTER,    /* a hole in a roster is near, or there */
    CAUSE_INVARIANT, /* an alert would have been forgotten */
    CAUSE_PLACE,     /* a place was asked for that is not the asker's to take,
                      * or there is none */
    CAUSE_DISK       /* the disk is full: the desk takes nothing new */
};

/* When something is due for an alert, UTC us; 0: not.  The elapsed ones keep
 * their remaining wait when the clock is set, the civil ones stay. */
struct alert_times {
    int64_t step_us;     /* elapsed: the next step, or nobody has its page */
    int64_t step_end_us; /* elapsed: of the running step's wait */
    int64_t ack_us;      /* elapsed: ack timeout, end of a snooze, or of a drill
                          * that nobody took */
    int64_t not_seen_us; /* elapsed: its senders hear "not seen yet" */
    int64_t release_us;  /* civil: HELD becomes PAGING */
    int64_t deadline_us; /* civil: raised when nobody acknowledged */
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
    /* of the desk documents; see alert_life.h */
    enum alert_cause cause;
    bool snoozed;
    bool held_by_owner; /* acked once: an ack timeout pages the owner too */
    char policy[NAME_BYTES]; /* of its generation */
    int64_t policy_version;  /* of the document "policies" */
    int64_t prior;           /* the closed alert it follows, 0: none */
    struct alert_times times;
    /* of the decision tables, when it was last routed; see route.h */
    uint8_t class_k; /* enum class_k, 0: not a case */
    uint8_t group;   /* enum target_group */
    char desk[NAME_BYTES];
    bool raised;
    bool restricted;
    bool double_intake;
};

/* alert_open: RECEIVED, HELD, PAGING and ACKED are open. */
bool alert_open(enum alert_state state);

#endif
