/* on_record -- what asking and looking leave in the audit.  What a step
 * changes, and looks at content that have a step of their own (show, search,
 * why ..), are recorded there; here is the rest, in one table, so that no look
 * is without its record.  Before the answer: what is not on record is not
 * told. */
#ifndef DESK_ON_RECORD_H
#define DESK_ON_RECORD_H

#include "core/rc.h"
#include "core/refusal.h"

struct desk;
struct turn;

/* on_record_begin: from now on records of this turn's principal say by which
 * key and in which role it acts.  on_record_end: nobody acts. */
void on_record_begin(struct desk *desk, const struct turn *turn);
void on_record_end(struct desk *desk);

/* on_record_look: the record of a request that only looks. */
MUST_USE enum rc on_record_look(struct desk *desk, const struct turn *turn);

/* on_record_refusal: of an action that was understood and refused for what is
 * there or not there; nothing for what was merely wrong to ask. */
MUST_USE enum rc on_record_refusal(struct desk *desk, const struct turn *turn,
                                   enum refusal_code code);

/* on_record_denied: it may not. */
MUST_USE enum rc on_record_denied(struct desk *desk, const struct turn *turn);

#endif
