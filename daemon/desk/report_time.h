/* report_time -- local days of a report as instants. */
#ifndef DESK_REPORT_TIME_H
#define DESK_REPORT_TIME_H

#include <stdint.h>

struct desk;

/* report_day_us: when that local day begins. */
int64_t report_day_us(const struct desk *desk, int64_t day);

#endif
