/* erase -- a message goes out of linking and search, or for good. */
#ifndef DESK_ERASE_H
#define DESK_ERASE_H

#include <stdint.h>

#include "core/rc.h"
#include "core/retention.h"
#include "core/retention_request.h"

struct desk;

/* erase_shelve: one transaction: the message (the first of its versions) is
 * expired, or lives again, and bundles are as they are without it, or with it.
 * next_us: when it is to be looked at again. */
MUST_USE enum rc erase_shelve(struct desk *desk, int64_t seq,
                              enum kept_state state, int64_t next_us);

/* erase_do: one transaction: nothing is left of the message but counts; bundles
 * are what they would be without it.  Whether it may go is the caller's to have
 * asked.
 * RC_NOT_FOUND  no such message
 * RC_INVALID    people tied more signals to it than can be settled at once */
struct erase_order {
    int64_t seq;
    enum erased_why why;
    int64_t actor;      /* 0: the desk itself */
    const char *reason; /* of ERASED_ASKED, else NULL */
};
MUST_USE enum rc erase_do(struct desk *desk, const struct erase_order *order);

#endif
