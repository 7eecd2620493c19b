/* retention_told -- the answer to what is asked about what is kept: messages as
 * they stand, and what of those that are erased is not cleared away yet. */
#ifndef DESK_RETENTION_TOLD_H
#define DESK_RETENTION_TOLD_H

#include "core/public_id.h"
#include "core/rc.h"
#include "core/retention_request.h"
#include "core/roster_book.h"

struct desk;
struct kept_row;
struct turn;

/* Zeroed: nothing is told yet. */
struct retention_told {
    struct reply_retention reply; /* the caller's: verdict, erased, next */
    struct reply_kept kept[RETENTION_PAGE];
    struct {
        char id[PUBLIC_ID_BYTES];
        char bundle[PUBLIC_ID_BYTES];
        char hold_reason[REASON_BYTES];
    } texts[RETENTION_PAGE]; /* of kept */
};

/* retention_told_add: a message; beyond RETENTION_PAGE it is counted. */
void retention_told_add(struct desk *desk, const struct turn *turn,
                        const struct kept_row *row,
                        struct retention_told *told);

MUST_USE enum rc retention_told_send(struct desk *desk, const struct turn *turn,
                                     struct retention_told *told);

#endif
