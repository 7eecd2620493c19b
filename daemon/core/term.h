/* term -- one term that runs for one referral, message or alert: its life. The
 * rules it follows are terms.h's. */
#ifndef CORE_TERM_H
#define CORE_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/people.h"

/* Numbers are those of loket.v1.TermVerb, TermDecision and TermState. */
enum term_verb {
    TERM_VERB_NONE,
    TERM_START,
    TERM_END,
    TERM_DECIDE
};

enum term_decision {
    TERM_DECISION_OPEN,
    TERM_DECISION_REPORTED,
    TERM_DECISION_COOPERATION,
    TERM_DECISION_NONE
};

#define TERM_DECISION_LAST TERM_DECISION_NONE

enum term_state {
    TERM_STATE_NONE,
    TERM_STATE_RUNNING,
    TERM_STATE_EXCEEDED,
    TERM_STATE_MET,
    TERM_STATE_LATE,
    TERM_STATE_ENDED
};

/* What a term belongs to. */
enum term_subject {
    TERM_OF_MESSAGE = 1, /* ref: seq, referrals too */
    TERM_OF_TASK         /* ref: task */
};

struct term {
    int64_t term; /* row identity */
    enum term_subject subject;
    int64_t ref;
    char name[NAME_BYTES]; /* of the document "terms" */
    enum term_state state;
    int64_t start_us;
    int64_t end_us;  /* 0: a milestone that only reminds */
    int64_t next_us; /* when it warns or ends next; 0: nothing any more */
    int64_t ended_us;
    enum term_decision decision;
};

/* term_close: something ended it at `at_us`: MET or LATE; of one that has
 * ended already nothing changes (false). */
bool term_close(const struct term *before, int64_t at_us, struct term *after);

#endif
