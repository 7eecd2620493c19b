/* referral -- the life of a referral beside its alert: exactly one owner,
 * transfer only by acceptance. */
#ifndef CORE_REFERRAL_H
#define CORE_REFERRAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/refusal.h"
#include "core/terms.h"

#define REFERRAL_FOLLOW_UP_AGAIN_US (INT64_C(7) * 86400 * 1000000)

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
    char outflow[NAME_BYTES]; /* how it left: code of the document "terms" */
    enum referral_phase phase;
    enum track_status tracks[TRACKS_N]; /* help, criminal, aliens */
    bool meeting;                       /* on the list of the case meeting */
    uint32_t moved;                     /* placements in another facility */
    int64_t follow_up_us;    /* when it is to be followed up; 0: not */
    uint32_t double_intakes; /* other referrals with its pseudonym: the
                              * store's to count, nothing here changes it */
};

struct referral_input {
    enum referral_verb verb;
    int64_t actor;
    int64_t to; /* whom it is offered to */
    enum outcome outcome;
    const char *outflow;  /* of a CLOSE; "" or NULL: none */
    int64_t follow_up_us; /* of a CLOSE: when it is followed up; 0: never */
    enum track track;     /* of a TRACK */
    enum track_status status;
    enum referral_phase phase; /* of a PHASE */
};

struct referral_verdict {
    enum ack_verdict verdict; /* OK, ALREADY (another owns it), DENIED (not
                               * the owner, or not offered to the actor),
                               * CLOSED, INVALID */
    bool changes;
    bool review; /* a track has ended before its time (R137) */
    struct referral after;
};

/* referral_decide: one table, every other cell is INVALID.  A REFERRAL_NONE
 * state counts as OPEN.  `to` is whom it is offered to, not the owner.
 * TRACK, PHASE, MEETING and NO_MEETING are the owner's, anyone's while nobody
 * owns it; FOLLOWED_UP is anyone's.  What is so already is OK and changes
 * nothing.  A CLOSE with an outflow that referral_outflow() refuses is not
 * asked here.  moves counts acceptances; changed_us is the caller's to set. */
void referral_decide(const struct referral *before,
                     const struct referral_input *input,
                     struct referral_verdict *out);

/* referral_outflow: may one be closed with this code?  REFUSAL_NONE; REQUIRED:
 * "", and the desk has codes that are not retired; UNKNOWN_CODE: none of them,
 * or retired. */
enum refusal_code referral_outflow(const struct terms *terms, const char *code);

/* referral_reached: a phase that opens by itself never takes one back.  True:
 * *phase is another one now. */
bool referral_reached(enum referral_phase *phase, enum referral_phase reached);

#endif
