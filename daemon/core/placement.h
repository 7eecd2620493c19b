/* placement -- who sleeps where: one reservation or stay in one facility, and
 * the places that are taken out of service.  Its life is one table.
 *
 * A facility is never fuller than its places: free = places - out of service -
 * reserved - placed, decided in the transaction that takes one (S0 instroom;
 * T6: "double placement is prevented by one atomic reservation per bed"). */
#ifndef CORE_PLACEMENT_H
#define CORE_PLACEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/codes.h"
#include "core/facility.h"
#include "core/people.h"

#define PLACEMENT_PLACES_MAX 20

/* Numbers are those of loket.v1.ShelterVerb. */
enum shelter_verb {
    SHELTER_VERB_NONE,
    SHELTER_RESERVE,
    SHELTER_PLACE,
    SHELTER_RELEASE,
    SHELTER_CANCEL,
    SHELTER_EXTEND,
    SHELTER_OUT_OF_SERVICE,
    SHELTER_IN_SERVICE
};

/* Numbers are those of loket.v1.PlacementState. */
enum placement_state {
    PLACEMENT_NONE,
    PLACEMENT_REQUESTED, /* takes no place */
    PLACEMENT_RESERVED,  /* takes places until until_us */
    PLACEMENT_PLACED,    /* takes places; until_us is only expected */
    PLACEMENT_RELEASED,
    PLACEMENT_CANCELLED,
    PLACEMENT_EXPIRED,
    PLACEMENT_OUT_OF_SERVICE /* takes places of nobody */
};

/* Numbers are those of loket.v1.ShelterVerdict. */
enum shelter_verdict {
    SHELTER_VERDICT_NONE,
    SHELTER_OK,
    SHELTER_REQUESTED,
    SHELTER_FULL,
    SHELTER_NOT_FOUND,
    SHELTER_DENIED,
    SHELTER_ENDED,
    SHELTER_INVALID
};

struct placement {
    int64_t placement; /* row identity; outside P-... */
    enum placement_state state;
    char facility[NAME_BYTES]; /* of the document "shelter" */
    int64_t referral;          /* seq of its message, 0: none */
    uint32_t places;
    int64_t since_us;     /* in this state or, once placed, there */
    int64_t until_us;     /* 0: not known; of one that ended: when */
    int64_t organisation; /* that asked */
    int64_t principal;
    int64_t alert; /* that it raised, being a request; 0: none */
};

/* How full a facility is. */
struct occupancy {
    uint32_t places; /* of the document, today */
    uint32_t out_of_service;
    uint32_t reserved;
    uint32_t placed;
    uint32_t requested; /* takes none */
};

/* occupancy_free: 0 when more is taken than there is.
 * placement_takes: does it take places in this state? */
uint32_t occupancy_free(const struct occupancy *occupancy);
bool placement_takes(enum placement_state state);

/* placement_decide: the one table of (state, verb); every other cell is
 * SHELTER_INVALID, of a state that has ended SHELTER_ENDED.
 *
 * before    NULL for a new one (RESERVE, PLACE, OUT_OF_SERVICE); the same asked
 *           again for what it is already is SHELTER_OK and changes nothing
 * may       T6 says yes, or a coordinator asks: else a new RESERVE or PLACE
 *           becomes a request and all others are SHELTER_DENIED
 * free      places that are free now; PLACE of a reservation needs none more
 * places    0: as before; of a new one at least 1
 * after     as it becomes; written with SHELTER_OK and SHELTER_REQUESTED.  Of
 *           a new one the caller says facility, referral, organisation and
 *           principal */
struct placement_question {
    const struct placement *before;
    enum shelter_verb verb;
    bool may;
    uint32_t free;
    uint32_t places;
    int64_t until_us; /* 0: the default of the document */
    int64_t reservation_us;
    int64_t now_us;
};
enum shelter_verdict placement_decide(const struct placement_question *question,
                                      struct placement *after);

/* What the clock does: a reservation ends by itself, at until_us; the expected
 * end of a stay is told PLACEMENT_NEAR_US before it and when it is there.
 * placement_due: when; 0: never (any more); placement_elapse: what is due of
 * it at now_us, `after` as it becomes. */
#define PLACEMENT_NEAR_US (14 * INT64_C(86400) * 1000000)

enum placement_event {
    PLACEMENT_NOTHING,
    PLACEMENT_EXPIRES,
    PLACEMENT_STAY_ENDS
};

int64_t placement_due(const struct placement *placement, int64_t now_us);
enum placement_event placement_elapse(const struct placement *before,
                                      int64_t now_us, struct placement *after);

/* placement_instead: may somebody go to another kind of place for now?  Beds
 * for a night stand in for each other (T5.6), others for their own kind. */
bool placement_instead(enum facility_kind wanted, enum facility_kind other);

/* What to look at before somebody goes there (R062).  Numbers are those of
 * loket.v1.ShelterWarning. */
enum shelter_warning {
    SHELTER_WARNING_NONE,
    SHELTER_WOMEN_ONLY,  /* and this person is none, or nobody said */
    SHELTER_MEN_ONLY,    /* likewise */
    SHELTER_NO_CHILDREN, /* and children come along */
    SHELTER_NOT_SHIELDED /* and a shielded place is needed */
};

#define SHELTER_WARNING_LAST SHELTER_NOT_SHIELDED

struct shelter_guest {
    code_number gender; /* 0 not said */
    uint32_t children;  /* that come along */
    bool shielded;      /* needs a shielded place */
};

/* placement_warnings: mask of 1 << enum shelter_warning. */
uint32_t placement_warnings(const struct facility *facility,
                            const struct shelter_guest *guest);

#endif
