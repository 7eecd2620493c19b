/* alert_times -- what is due for an alert in each of its states, for
 * alert_life.c.  Each sets times for a state the alert enters at now_us. */
#ifndef CORE_ALERT_TIMES_H
#define CORE_ALERT_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/desk_rules.h"

/* alert_times_level: deadline and NOT SEEN YET of its level, from now on. */
void alert_times_level(const struct desk_rules *rules, struct alert *alert,
                       int64_t now_us);

/* alert_times_sender: NOT SEEN YET as if it were of `level` since at_us, and
 * raised by nothing but its deadlines. */
void alert_times_sender(const struct desk_rules *rules, struct alert *alert,
                        enum level level, int64_t at_us);

/* alert_times_hold: until its window opens, or for a digest, in which case
 * its deadline must be set.  False: its level pages now, and so does one
 * whose window never opens or whose digest has no deadline: what is held and
 * never due would be forgotten. */
bool alert_times_hold(const struct desk_rules *rules, struct alert *alert,
                      int64_t now_us);

/* alert_times_page: the first step is due now.  A deadline that runs goes on;
 * after an acknowledgement it begins anew. */
void alert_times_page(const struct desk_rules *rules, struct alert *alert,
                      int64_t now_us);

/* alert_times_own: nothing but the end of so long a wait for the owner. */
void alert_times_own(struct alert *alert, int64_t wait_us, int64_t now_us);

#endif
