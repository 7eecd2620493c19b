/* questions -- a coordinator asks the sender of a message, whoever has the
 * receipt answers; neither learns who the other is.  Each answers one
 * request. */
#ifndef DESK_QUESTIONS_H
#define DESK_QUESTIONS_H

#include "core/rc.h"

struct desk;
struct turn;

#define QUESTIONS_OPEN_MAX 20 /* of one message */

MUST_USE enum rc questions_ask(struct desk *desk, const struct turn *turn);
MUST_USE enum rc questions_answer(struct desk *desk, const struct turn *turn);
MUST_USE enum rc questions_list(struct desk *desk, const struct turn *turn);

#endif
