/* report -- figures: exact ones for those who may, with a purpose and on
 * record; for everybody else what may leave the desk (core/report.h).
 *
 * One answer is one read of the database, which ends by itself before it
 * holds up anything (store/reports.h): TOO_LARGE then. */
#ifndef DESK_REPORT_H
#define DESK_REPORT_H

#include "core/rc.h"

struct desk;
struct turn;

MUST_USE enum rc report_ask(struct desk *desk, const struct turn *turn);

#endif
