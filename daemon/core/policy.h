/* policy -- how fast a human must look and who is called in which step (desk
 * document "policies").  Durations are elapsed microseconds unless they are
 * working days. */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/calendar.h"
#include "core/handover.h"
#include "core/roster_book.h"
#include "core/storm.h"

#define POLICIES_MAX     16
#define POLICY_STEPS_MAX 8
#define STEP_TARGETS_MAX 8
#define DIGESTS_N        2

enum target_kind {
    TARGET_ROSTER = 1, /* whoever is on call in it now */
    TARGET_DUTY,       /* everybody with that duty */
    TARGET_PERSON,
    TARGET_NOBODY /* of an older version: the roster or person is gone */
};

struct policy_target {
    enum target_kind kind;
    size_t roster;
    enum duty duty;
    size_t person;
};

struct policy_step {
    struct policy_target targets[STEP_TARGETS_MAX];
    size_t targets_n;       /* >= 1 */
    int64_t wait_us;        /* for an answer, then the next step */
    int64_t undelivered_us; /* no device has it by then: the next step now */
};

/* After the last step it goes on with step loop_from, each step of the loop
 * waiting loop_every_us, until a human answers. */
struct policy {
    char name[NAME_BYTES];
    struct policy_step steps[POLICY_STEPS_MAX];
    size_t steps_n;     /* >= 1 */
    uint32_t loop_from; /* from 1 to steps_n */
    int64_t loop_every_us;
    person_set fallback; /* named people, never empty */
    int64_t fallback_every_us;
    uint32_t line;
};

enum digest {
    DIGEST_NONE,
    DIGEST_DAILY,
    DIGEST_WEEKLY
};

/* What a level means. */
struct level_rule {
    size_t policy;      /* index: who is called when it pages */
    size_t window;      /* pages only while it is open, index in the calendar;
                     * WINDOWS_MAX: at once, day and night */
    enum digest digest; /* not NONE: it waits for the digest, no page */
    /* When nobody has acknowledged by then it is raised.  Either of the two;
     * both 0: never (its policy loops). */
    int64_t deadline_us;
    uint32_t deadline_working_days;
    enum level raise_to;
    int64_t ack_timeout_us; /* after an acknowledgement, without progress */
    int64_t not_seen_us;    /* a referral's sender is told; 0: never */
};

struct policies {
    struct policy policies[POLICIES_MAX];
    size_t policies_n;
    struct level_rule levels[LEVEL_LAST + 1];     /* [LEVEL_NONE] is as U1 */
    struct calendar_clock digests[DIGESTS_N + 1]; /* by enum digest */
    struct storm_limits storm;
    struct handover_times handover;
    int64_t resend_max_us;     /* widest gap between repeats of a page */
    int64_t not_seen_every_us; /* told again, default 10 min */
    int64_t unreachable_us;    /* on call and not connected for so long: the
                                 * desk manager hears; default 60 s */
    int64_t reopen_us;         /* a closed alert may be reopened so long */
    int64_t drill_us;          /* a drill nobody takes ends, default 30 min */
};

/* policy_find: by name; POLICIES_MAX: none. */
size_t policy_find(const struct policies *policies, const char *name);

/* policy_level: what the level means; LEVEL_NONE and numbers that are no
 * level are as U1. */
const struct level_rule *policy_level(const struct policies *policies,
                                      enum level level);

/* policies_defaults: everything but the policies themselves and the indexes:
 * durations, digests, storm limits of the desk's design; no
 * level waits for a window until the document names one. */
void policies_defaults(struct policies *policies);

#endif
