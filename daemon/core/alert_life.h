/* alert_life -- the life of an alert: one table of (state, event, guard) ->
 * (verdict, effects), and the alert as it is afterwards.  Everything that is
 * not in the table is INVALID and has no effect.  The table stands in
 * daemon/DESIGN.md, "Life cycle"; row files pin every cell. */
#ifndef CORE_ALERT_LIFE_H
#define CORE_ALERT_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/desk_rules.h"
#include "core/escalation.h"

/* Numbers of the human ones are those of enum alert_verb. */
enum life_event {
    LIFE_NONE,
    LIFE_ACKNOWLEDGE,
    LIFE_TAKEOVER,
    LIFE_CLOSE,
    LIFE_PROGRESS,    /* the owner is at work: the ack timeout begins anew */
    LIFE_SNOOZE,      /* the owner, not U1, at most the ack timeout */
    LIFE_REOPEN,      /* of a CLOSED alert, within policies.reopen_us */
    LIFE_REPAGE,      /* call people again, from the first step */
    LIFE_LEVEL,       /* a human sets the level; lower needs a reason */
    LIFE_RELEASE,     /* clock: a held alert's window opens */
    LIFE_DEADLINE,    /* clock: nobody acknowledged in time */
    LIFE_ACK_TIMEOUT, /* clock: no progress after the acknowledgement */
    LIFE_DRILL_OVER   /* clock: a drill nobody took */
};

/* What happens to it.  Of a human event `actor` may act on alerts (the caller
 * has asked permit.h).  The desk itself (a rule) may do what only calls more
 * people: REOPEN, REPAGE, and LEVEL upward; the clock's events are its own. */
struct alert_input {
    enum life_event event;
    int64_t actor;       /* principal, 0: the desk itself */
    uint32_t generation; /* as the actor saw it */
    enum outcome outcome;
    enum level level;  /* of LEVEL */
    bool of_others;    /* of LEVEL: what raises it is not its senders' own:
                        * they hear NOT SEEN YET when they would have anyway */
    int64_t snooze_us; /* of SNOOZE: from now on */
    bool has_reason;
    int64_t policy_version; /* in force: of a new generation */
    int64_t now_us;
};

struct alert_verdict {
    enum ack_verdict verdict;
    bool changes;
    struct alert after;           /* equal to before when `changes` is false;
                                   * owner_name is "" when the owner changed,
                                   * due_us is alert_due() */
    bool cancel_pages;            /* of everybody, the actor's own included */
    bool new_generation;          /* PAGING: the first step is due now */
    enum feedback_state feedback; /* to the submitters; NONE: none */
};

/* alert_life: the answer to one event.
 *
 * rules   acknowledge: PAGING or HELD, equal generation -> OK, ACKED, owner,
 *         SEEN, ack timeout runs; ACKED by the actor -> OK, no change; by
 *         another -> ALREADY (whatever generation was seen); a drill is
 *         CLOSED by it (outcome EXPIRED is not used: NONE).  takeover: ACKED
 *         -> owner = actor, ack timeout anew; else as acknowledge.
 *         progress, snooze, close: ACKED and owner (another: DENIED); snooze
 *         not at U1 (INVALID) and not beyond the ack timeout of its level
 *         (LIMIT); close needs an outcome (INVALID); progress -> IN_PROGRESS.
 *         reopen: CLOSED not longer than reopen_us, no drill -> PAGING
 *         without owner, generation + 1; later: CLOSED.
 *         repage: HELD, PAGING, ACKED -> PAGING, generation + 1.  level: open;
 *         graver -> generation + 1, PAGING at once, whatever was held; the
 *         same -> OK, no change; less grave -> needs a person with a reason
 *         (INVALID), the state stays, times of the new level from now on.
 *         An older generation -> STALE for every human event but those on a
 *         CLOSED alert (CLOSED, as for any other); a newer one -> INVALID.
 *         release: HELD -> PAGING.  deadline: HELD, PAGING -> level raised,
 *         generation + 1, PAGING (HELD stays HELD when the new level waits
 *         for a digest or a closed window).  ack timeout: ACKED -> PAGING,
 *         generation + 1.  drill over: a PAGING drill -> CLOSED.  An event of
 *         the clock whose time has not come is INVALID.
 *         Whoever owned an ACKED alert that pages again keeps it in `owner`,
 *         with held_by_owner, until somebody acknowledges.
 * times   see alert_life_new(); a state without a time has it 0
 * errors  none: every input has an answer */
void alert_life(const struct desk_rules *rules, const struct alert *before,
                const struct alert_input *input, struct alert_verdict *out);

/* alert_life_new: a new alert as it begins: HELD while its level waits for a
 * window that is closed or for a digest, else PAGING with its first step due
 * now; deadline, NOT SEEN YET (referrals only) and policy of its level.  What
 * could be held without end (a window that never opens, a digest level
 * without deadline) is not held.  A raise moves NOT SEEN YET forward at most.
 * A drill has neither deadline nor window: it pages at once, ends drill_us
 * later.
 * in     cause, level, kind, created_us, prior and policy_version are set
 * out    state, generation 1, step 0, policy, times */
void alert_life_new(const struct desk_rules *rules, struct alert *alert);

/* alert_life_step: the step was taken.  What its level pages only while a
 * window is open is not called about while it is closed: a next step, or look
 * whether a device has it, that would fall there waits until it opens. */
void alert_life_step(const struct desk_rules *rules, struct alert *alert,
                     const struct escalation_step *step);

/* alert_due: the earliest of its times; 0: none (a CLOSED alert).
 * alert_due_event: which thing is to be done at now_us, one at a time, in the
 * order of their times: LIFE_NONE with step or not_seen true, or the event
 * for alert_life(). */
int64_t alert_due(const struct alert *alert);

struct alert_todo {
    bool nothing;
    bool step;     /* the next step, or a look whether a device has it */
    bool not_seen; /* tell the senders */
    enum life_event event;
};
struct alert_todo alert_due_event(const struct alert *alert, int64_t now_us);

#endif
