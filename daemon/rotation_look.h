/* rotation_look -- is what was erased gone for good?  What the doctor and the
 * daily self-audit ask of epoch keys. */
#ifndef ROTATION_LOOK_H
#define ROTATION_LOOK_H

#include <stdint.h>

#include "core/rc.h"

struct installation;
struct store;

/* An erasure is final when the epoch keys of before it are gone: a day is the
 * limit, so keys are asked after when none was made for a day. */
struct rotation_rest {
    int64_t erased; /* messages that older copies still open */
    int64_t idle;   /* epoch keys that wrap nothing any more and are there */
};

/* rotation_look: both 0 while the newest key is younger than a day.  The epoch
 * keys of `in` were read.  Errors of the store. */
MUST_USE enum rc rotation_look(const struct installation *in,
                               struct store *store, int64_t now_us,
                               struct rotation_rest *out);

#endif
