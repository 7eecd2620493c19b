/* clock -- see clock.h */
#include "sys/clock.h"

#include <time.h>

#include "sys/test_control.h"

static int64_t
read_us(clockid_t id)
{
    struct timespec ts;

    /* Cannot fail: these clocks exist on every Linux. */
    (void)clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int64_t
control_mono_us(const struct clock *clock)
{
    return __atomic_load_n(&clock->control->mono_us, __ATOMIC_RELAXED);
}

bool
clock_moves(const struct clock *clock)
{
    return clock->control != NULL;
}

int64_t
clock_utc_us(const struct clock *clock)
{
    if (clock->control != NULL)
        return control_mono_us(clock) +
               __atomic_load_n(&clock->control->ahead_us, __ATOMIC_RELAXED);
    return clock->is_virtual ? clock->virtual_utc_us : read_us(CLOCK_REALTIME);
}

int64_t
clock_mono_us(const struct clock *clock)
{
    if (clock->control != NULL)
        return control_mono_us(clock);
    return clock->is_virtual ? clock->virtual_mono_us
                             : read_us(CLOCK_MONOTONIC);
}

int64_t
clock_boot_us(const struct clock *clock)
{
    if (clock->control != NULL)
        return control_mono_us(clock);
    return clock->is_virtual ? clock->virtual_mono_us : read_us(CLOCK_BOOTTIME);
}
