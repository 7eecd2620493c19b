/* when -- the moment something was observed, of what was said of it. */
#ifndef LINK_WHEN_H
#define LINK_WHEN_H

#include <stdint.h>

#include "core/model.h"

struct zone;

/* link_when: UTC seconds of what a message says was observed; LINK_TIME_NONE:
 * nothing was said.
 *
 * rule    to the hour: the instant; to the day, or when no clock was said:
 *         noon of that local day; to the month: noon of its 15th */
int64_t link_when(const struct facts *facts, const struct zone *zone);

#endif
