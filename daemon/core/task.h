/* task -- a partner is asked to do something about a referral (R054, R065):
 * it accepts or declines, and says when it is done. */
#ifndef CORE_TASK_H
#define CORE_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/roster_book.h"

/* Numbers are those of loket.v1.TaskKind. */
enum task_kind {
    TASK_NONE,
    TASK_NEEDS,
    TASK_GUIDANCE,
    TASK_LEGAL,
    TASK_MEDICAL,
    TASK_SHELTER,
    TASK_RETURN,
    TASK_FIRST_CONTACT,
    TASK_EXPERTISE,
    TASK_CASE_MEETING,
    TASK_OTHER
};

/* Numbers are those of loket.v1.TaskVerb and TaskState. */
enum task_verb {
    TASK_VERB_NONE,
    TASK_ACCEPT,
    TASK_DECLINE,
    TASK_DONE,
    TASK_WITHDRAW
};

enum task_state {
    TASK_STATE_NONE,
    TASK_STATE_ASKED,
    TASK_STATE_ACCEPTED,
    TASK_STATE_DECLINED,
    TASK_STATE_DONE,
    TASK_STATE_WITHDRAWN
};

struct task {
    int64_t task;     /* row identity; outside T-... */
    int64_t referral; /* seq of its message */
    int64_t organisation;
    enum task_kind kind;
    enum task_state state;
    int64_t asked_us;
    int64_t asked_by; /* principal */
    int64_t answered_us;
    int64_t done_us;
    int64_t due_us;            /* 0: none */
    char reason[REASON_BYTES]; /* of a DECLINE or a WITHDRAW, "" none */
};

/* task_decide: one table: the partner accepts or declines what was ASKED and
 * is DONE with what it ACCEPTED; the desk withdraws what is ASKED or ACCEPTED.
 * The same answer again is OK and changes nothing; every other cell is
 * INVALID (ended: CLOSED; neither partner nor desk: NOT_FOUND; the other one's
 * verb: DENIED).  The reason is the caller's to set. */
enum ack_verdict task_decide(const struct task *before, enum task_verb verb,
                             bool partner, bool desk, int64_t now_us,
                             struct task *after);

#endif
