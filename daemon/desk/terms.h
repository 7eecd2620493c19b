/* terms -- periods that run for referrals, messages and tasks: what begins and
 * ends them, and what the clock brings.
 *
 * What happens begins and ends terms in its own transaction: whoever makes the
 * change asks here what that means and hands it to the store with the change
 * (struct terms_change), so a crash loses neither or both. */
#ifndef DESK_TERMS_H
#define DESK_TERMS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/rc.h"
#include "core/term.h"
#include "store/terms.h"

struct desk;
struct message_row;
struct turn;

#define TERM_OF_TASK_DUE "due" /* the date a task was asked for */

/* terms_moment: adds to `change` (whose of, ref and at_us are the caller's)
 * the terms that begin and end with this, by the document in force.
 * level   of the alert it is about; LEVEL_NONE: terms of every level
 * terms_undone: stops those that began with it: an offer that was taken back.
 * Several may be added to one change. */
void terms_moment(const struct desk *desk, enum term_moment moment,
                  enum level level, struct terms_change *change);
void terms_undone(const struct desk *desk, enum term_moment moment,
                  struct terms_change *change);

/* terms_message_routed: what begins for a message with its alert: of its
 * acceptance, and of the reflection period that a referral names.
 * act        what the tables say of the first act (core/route.h), in place of
 *            the document's length; 0: nothing
 * version_of the earlier message that it tells more about, whose terms run: of
 *            these a reflection period begins that it names first; 0: none
 * answered   its alert has been acknowledged already
 * reflection full-date of the referral, "" none */
struct terms_routed {
    enum level level;
    uint64_t act;
    int64_t version_of;
    bool answered;
    const char *reflection;
};
void terms_message_routed(const struct desk *desk,
                          const struct message_row *row,
                          const struct terms_routed *routed,
                          struct terms_change *change);

/* terms_task_due: `change` begins the term of the date a task was asked for.
 */
void terms_task_due(const struct desk *desk, int64_t due_us,
                    struct terms_change *change);

/* terms_level: of the alert of a message; LEVEL_NONE: it has none. */
MUST_USE enum rc terms_level(struct desk *desk, int64_t seq, enum level *level);

/* terms_plan: look when terms that were just written are due. */
void terms_plan(struct desk *desk, const struct terms_change *change);

/* terms_rule: of the document in force; NULL: none of that name, or it is
 * off. */
const struct term_rule *terms_rule(const struct desk *desk, const char *name);

/* terms_due: what is due for a term by the clock, one thing. */
MUST_USE enum rc terms_due(struct desk *desk, int64_t term);

/* What coordinators ask. */
MUST_USE enum rc terms_action(struct desk *desk, const struct turn *turn);
MUST_USE enum rc terms_list(struct desk *desk, const struct turn *turn);

#endif
