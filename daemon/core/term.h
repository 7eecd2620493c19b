/* term -- one term that runs for one referral, message or alert: its life. The
 * rules it follows are terms.h's. */
#ifndef CORE_TERM_H
#define CORE_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/calendar.h"
#include "core/people.h"
#include "core/terms.h"
#include "core/zone.h"

/* Started by the date a referral itself names. */
#define TERM_REFLECTION "bedenktijd"

#define TERM_AGAIN_US (INT64_C(7) * 86400 * 1000000) /* a decision is asked */

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

/* term_runs: RUNNING or EXCEEDED: something can still end it. */
bool term_runs(enum term_state state);

/* term_start_us: the instant a term begins that starts on a local day. */
int64_t term_start_us(const struct zone *zone, int64_t day);

/* term_begin: one that starts at start_us, seen at now_us: name, state RUNNING,
 * start, end and what comes next; one whose end is past already is due at
 * once, and so is a decision without a length.  Subject and ref are the
 * caller's. */
void term_begin(const struct term_rule *rule, const struct calendar *calendar,
                const struct zone *zone, int64_t start_us, int64_t now_us,
                struct term *out);

/* term_close: something ended it at `at_us`: MET before its end, LATE from its
 * end on; of one that has ended already nothing changes (false).
 * term_stop: it does not run any more: ENDED; false as above. */
bool term_close(const struct term *before, int64_t at_us, struct term *after);
bool term_stop(const struct term *before, int64_t at_us, struct term *after);

/* What the clock brings. */
enum term_event {
    TERM_EVENT_NONE, /* only the next time changes, if anything */
    TERM_EVENT_NEAR,
    TERM_EVENT_EXCEEDED,
    TERM_EVENT_DECIDE,  /* its decision is asked, and again until it is there */
    TERM_EVENT_FOLLOWED /* it ran its length and leads to rule->then */
};

/* term_due: one thing.  rule NULL: the document has it no more; it still ends.
 * out     *after, with its next time later than now_us, or 0 */
enum term_event term_due(const struct term_rule *rule, const struct zone *zone,
                         const struct term *before, int64_t now_us,
                         struct term *after);

/* term_decided: what was decided about one that runs; MET or LATE.  True: it
 * leads to rule->then (who reports or cooperates may stay, R131). */
bool term_decided(const struct term *before, enum term_decision decision,
                  int64_t at_us, struct term *after);

#endif
