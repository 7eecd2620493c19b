/* partners -- enrolling, rotating and revoking keys.  After each change front
 * gets the whole list at once, so that it holds within a second. */
#ifndef DESK_PARTNERS_H
#define DESK_PARTNERS_H

#include "core/rc.h"

struct desk;
struct turn;

/* Each answers one request with the partner it is about.  RC_OK: answered;
 * else reply_failed() is the caller's. */
MUST_USE enum rc partners_add(struct desk *desk, const struct turn *turn);
MUST_USE enum rc partners_rotate(struct desk *desk, const struct turn *turn);
MUST_USE enum rc partners_revoke(struct desk *desk, const struct turn *turn);
MUST_USE enum rc partners_list(struct desk *desk, const struct turn *turn);

/* partners_answer_changed: for other acts that change who may speak: the new
 * list to front, then the partner of that name as the answer. */
MUST_USE enum rc partners_answer_changed(struct desk *desk,
                                         const struct turn *turn,
                                         const char *name);

#endif
