/* review -- the queue of possible links that wait for a person, best first. */
#ifndef DESK_REVIEW_H
#define DESK_REVIEW_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc review_list(struct desk *desk, const struct turn *turn);

#endif
