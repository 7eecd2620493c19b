/* shelter -- places of shelters: who may take one, who gets one, and what
 * happens when there is none. */
#ifndef DESK_SHELTER_H
#define DESK_SHELTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/placement.h"
#include "core/public_id.h"
#include "core/rc.h"
#include "core/shelter_reply.h"

struct desk;
struct turn;

/* Each answers one request. */
MUST_USE enum rc shelter_action(struct desk *desk, const struct turn *turn);
MUST_USE enum rc shelter_list(struct desk *desk, const struct turn *turn);

/* shelter_due: a reservation ends, or the end of a stay is near. */
MUST_USE enum rc shelter_due(struct desk *desk, int64_t placement);

/* --- for the files of this noun, and metrics --- */

/* Who asks. */
struct shelter_asker {
    struct principal who;
    bool coordinator;
    bool sees_all; /* facilities and placements of others: the desk itself */
};
MUST_USE enum rc shelter_asker_read(struct desk *desk, const struct turn *turn,
                                    struct shelter_asker *out);

/* shelter_may: may the asker take places there without asking?  T6 says for
 * partners.  A coordinator may where T6 lets the desk's own organisation, and
 * where it lets nobody; never where it lets another alone (COSM). */
bool shelter_may(const struct desk *desk, const struct shelter_asker *asker,
                 size_t facility);

/* shelter_occupancy: how full it is today. */
MUST_USE enum rc shelter_occupancy(struct desk *desk, size_t facility,
                                   struct occupancy *out);

/* A placement with its names, until it is told. */
struct shelter_shown {
    char id[PUBLIC_ID_BYTES];
    char referral[PUBLIC_ID_BYTES];
    char by[NAME_BYTES];
};
MUST_USE enum rc shelter_show(struct desk *desk,
                              const struct placement *placement,
                              struct shelter_shown *shown,
                              struct reply_placement *out);

/* What is asked, with all that decides about it. */
struct shelter_question {
    struct shelter_asker asker;
    enum shelter_verb verb;
    size_t facility; /* FACILITIES_MAX: it is in no document any more */
    bool is_new;
    struct placement before; /* unless it is new */
    int64_t referral;        /* seq, 0: none */
    struct shelter_guest guest;
    struct occupancy occupancy;
    uint32_t places;  /* as asked; 0: as the referral says */
    int64_t until_us; /* as asked; 0: the default */
};

/* shelter_take: decide and, when something changes, write it with its alert,
 * its notices and its due time.
 * out     *result: what to answer; *placement of what: as it is then,
 *         placement 0 when there is none
 * errors  RC_STALE: ask again with everything read anew */
struct shelter_result {
    enum shelter_verdict verdict;
    struct placement placement;
    uint32_t warnings;
};
MUST_USE enum rc shelter_take(struct desk *desk, const struct turn *turn,
                              const struct shelter_question *question,
                              struct shelter_result *result);

#endif
