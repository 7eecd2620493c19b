/* membership -- how sure it is that a signal is in its bundle, and what the
 * bundle comes down to.  Membership that the program alone found is
 * provisional; people confirm it. */
#ifndef DESK_MEMBERSHIP_H
#define DESK_MEMBERSHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct alert;
struct alert_summary;
struct desk;
struct link_sources;

#define MEMBERSHIP_MAX 512 /* of a bundle so many are looked at */

/* membership_signal: of a signal, by any of its versions (seq).  Alone in its
 * bundle, or in none, it is not provisional.
 * membership_any: is any member of the bundle? */
MUST_USE enum rc membership_signal(struct desk *desk, int64_t seq,
                                   bool *provisional);
MUST_USE enum rc membership_any(struct desk *desk, int64_t bundle,
                                bool *provisional);

/* membership_summary: ids_summary() with what is provisional of its bundle. */
MUST_USE enum rc membership_summary(struct desk *desk,
                                    const struct alert *alert,
                                    struct alert_summary *out);

/* membership_sources: who knows by himself of what the bundle's signals tell
 * (link/sources.h). */
MUST_USE enum rc membership_sources(struct desk *desk, int64_t bundle,
                                    struct link_sources *out);

#endif
