/* watch -- see watch.h */
#include "watch.h"

#define WATCHDOG_US  INT64_C(30000000)
#define LOOK_MAX_US  INT64_C(2000000)
#define LOOK_MIN_US  INT64_C(300000)
#define LOOKS        15 /* in the time of the watchdog */
#define FRONT_MISSED 5
#define DESK_MISSED  10

struct watch_plan
watch_plan(int64_t watchdog_us)
{
    struct watch_plan plan = {.front = FRONT_MISSED, .desk = DESK_MISSED};

    plan.look_us = (watchdog_us > 0 ? watchdog_us : WATCHDOG_US) / LOOKS;
    if (plan.look_us > LOOK_MAX_US)
        plan.look_us = LOOK_MAX_US;
    /* front beats twice a second, desk once */
    if (plan.look_us < LOOK_MIN_US)
        plan.look_us = LOOK_MIN_US;
    return plan;
}

bool
watch_look(struct watch *watch, uint64_t beats, uint32_t limit)
{
    if (beats != watch->beats) {
        watch->beats = beats;
        watch->missed = 0;
        return false;
    }
    watch->missed++;
    return watch->missed >= limit;
}

bool
watch_fresh(const struct watch *watch, uint32_t limit)
{
    return watch->missed < (limit + 1) / 2;
}
