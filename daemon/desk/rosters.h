/* rosters -- what people ask about shifts: who is missing, a change for a few
 * hours, "I come".  Each answers one request. */
#ifndef DESK_ROSTERS_H
#define DESK_ROSTERS_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/roster_book.h"
#include "desk/documents_result.h"

struct desk;
struct turn;

MUST_USE enum rc rosters_state(struct desk *desk, const struct turn *turn);
MUST_USE enum rc rosters_override(struct desk *desk, const struct turn *turn);
MUST_USE enum rc rosters_accept(struct desk *desk, const struct turn *turn);

/* rosters_add: these overrides behind those in force, as a new version of the
 * document "overrides"; seq and by are filled in.
 * out     as documents_change()
 * errors  RC_INVALID: there is no room for them, or a value has no text */
struct rosters_change {
    const struct override *overrides;
    size_t n;
    int64_t actor;
    int64_t swap;
    const char *reason;
    const char *accept_gap;
};
MUST_USE enum rc rosters_add(struct desk *desk,
                             const struct rosters_change *change,
                             struct documents_result *result);

#endif
