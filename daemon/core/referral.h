/* referral -- the life of a referral beside its alert: exactly one owner,
 * transfer only by acceptance. */
#ifndef CORE_REFERRAL_H
#define CORE_REFERRAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"

enum referral_state {
    REFERRAL_NONE,
    REFERRAL_OPEN,     /* nobody has accepted it */
    REFERRAL_ACCEPTED, /* `owner` has it */
    REFERRAL_OFFERED,  /* `owner` has it and offers it to `offered_to` */
    REFERRAL_CLOSED
};

enum referral_verb {
    REFERRAL_VERB_NONE,
    REFERRAL_ACCEPT,    /* OPEN: by anyone; OFFERED: by whom it is offered to,
                         * who is the owner from then on */
    REFERRAL_OFFER,     /* ACCEPTED: by the owner, to somebody else */
    REFERRAL_TAKE_BACK, /* OFFERED: by the owner */
    REFERRAL_DECLINE,   /* OFFERED: by whom it is offered to */
    REFERRAL_CLOSE,     /* ACCEPTED: by the owner, with an outcome */
    REFERRAL_REOPEN,    /* CLOSED: by anyone; OPEN without owner */
    REFERRAL_TRACK,     /* the status of one track */
    REFERRAL_PHASE,
    REFERRAL_MEETING, /* on the list of the case meeting */
    REFERRAL_NO_MEETING,
    REFERRAL_FOLLOWED_UP /* CLOSED: what became of the person was asked */
};

/* Numbers are those of loket.v1.Track, TrackStatus and Phase. */
enum track {
    TRACK_NONE,
    TRACK_HELP,
    TRACK_CRIMINAL,
    TRACK_ALIENS
};

#define TRACKS_N 3

enum track_status {
    TRACK_NOT_BEGUN,
    TRACK_RUNNING,
    TRACK_WAITING,
    TRACK_DONE,
    TRACK_ENDED /* before its time: a review is asked (R137) */
};

enum referral_phase {
    PHASE_NONE,
    PHASE_SPOTTED,
    PHASE_PASSED_ON,
    PHASE_SHELTERED,
    PHASE_GUIDED,
    PHASE_RETURN,
    PHASE_AFTERCARE
};

struct referral {
    int64_t seq; /* of its message */
    enum referral_state state;
    int64_t owner;      /* principal, 0: nobody */
    int64_t offered_to; /* principal, 0: nobody */
    uint32_t moves;     /* how often somebody accepted it */
    enum outcome outcome;
    int64_t changed_us;
};

struct referral_verdict {
    enum ack_verdict verdict; /* OK, ALREADY (another owns it), DENIED (not
                               * the owner, or not offered to the actor),
                               * CLOSED, INVALID */
    bool changes;
    struct referral after;
};

/* referral_decide: one table, every other cell is INVALID.  A REFERRAL_NONE
 * state counts as OPEN.  `to` is whom it is offered to, not the owner.
 * moves counts acceptances; changed_us is the caller's to set. */
void referral_decide(const struct referral *before, enum referral_verb verb,
                     int64_t actor, int64_t to, enum outcome outcome,
                     struct referral_verdict *out);

#endif
