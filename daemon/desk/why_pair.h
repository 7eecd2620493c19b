/* why_pair -- how two signals compare, as it is told: field by field, whether or
 * not they were near enough to be compared by themselves. */
#ifndef DESK_WHY_PAIR_H
#define DESK_WHY_PAIR_H

#include <stdint.h>

#include "core/linking_why.h"
#include "core/public_id.h"
#include "core/rc.h"

struct desk;

/* Where its texts stand. */
struct why_pair_text {
    char a[PUBLIC_ID_BYTES];
    char b[PUBLIC_ID_BYTES];
};

/* why_pair_of: of two signals (nodes) under the epoch in force; its texts in
 * text.
 * errors  RC_NOT_FOUND: one of them is not there (any more), nothing is told;
 *         RC_DOWN ..: the store
 * cost    two records */
MUST_USE enum rc why_pair_of(struct desk *desk, const int64_t nodes[2],
                             struct why_pair_text *text, struct why_pair *out);

#endif
