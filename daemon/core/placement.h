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
    int64_t since_us;
    int64_t until_us;     /* 0: not known */
    int64_t organisation; /* that asked */
    int64_t principal;
};

/* How full a facility is. */
struct occupancy {
    uint32_t places; /* of the document, today */
    uint32_t out_of_service;
    uint32_t reserved;
    uint32_t placed;
    uint32_t requested; /* takes none */
};

/* occupancy_free: 0 when more is taken than there is. */
uint32_t occupancy_free(const struct occupancy *occupancy);

/* placement_takes: does it take places in this state? */
bool placement_takes(enum placement_state state);

/* placement_decide: the one table of (state, verb); every other cell is
 * SHELTER_INVALID, of a state that has ended SHELTER_ENDED.
 *
 * before    NULL for a new one (RESERVE, PLACE, OUT_OF_SERVICE)
 * may       T6 says yes, or a coordinator asks: else RESERVE and PLACE become
 *           a request
 * free      places that are free now; PLACE of a reservation needs none more
 * after     as it becomes; written with SHELTER_OK and SHELTER_REQUESTED */
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

#endif
