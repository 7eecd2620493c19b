/* digest -- lists of open alerts that nobody is called for: by day, by week,
 * and when a shift begins. */
#ifndef DESK_DIGEST_H
#define DESK_DIGEST_H

#include <stdint.h>

#include "core/policy.h"
#include "core/rc.h"
#include "core/roster_book.h"

struct desk;

/* digest_plan: when both are due next, from from_us on; what is due already
 * stays so. */
MUST_USE enum rc digest_plan(struct desk *desk, int64_t from_us);

/* digest_due: the coordinators get what waits for it; the next one is
 * planned.  Nothing is sent when nothing waits. */
MUST_USE enum rc digest_due(struct desk *desk, enum digest digest);

/* digest_handover: adds to desk->outgoing, for these persons, what is open. */
MUST_USE enum rc digest_handover(struct desk *desk, person_set people);

#endif
