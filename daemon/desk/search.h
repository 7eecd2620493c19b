/* search -- finds signals and other messages back, for coordinators; each
 * search is on record with its purpose and counts against a budget. */
#ifndef DESK_SEARCH_H
#define DESK_SEARCH_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc search_ask(struct desk *desk, const struct turn *turn);

#endif
