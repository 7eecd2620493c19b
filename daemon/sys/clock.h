/* clock -- the only way to the time.  UTC for storage and deadlines,
 * monotonic for waits.  A virtual clock stands still until it is moved: by the
 * fields here, or by the test that shares a page with us. */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct test_control;

struct clock {
    const struct test_control *control; /* borrowed; NULL: none */
    bool is_virtual;
    int64_t virtual_utc_us;
    int64_t virtual_mono_us;
};

/* clock_moves: does somebody else move it, so that waits on it must look at
 * it again and again? */
bool clock_moves(const struct clock *clock);

/* A zeroed struct clock is the real one. */
int64_t clock_utc_us(const struct clock *clock);  /* CLOCK_REALTIME */
int64_t clock_mono_us(const struct clock *clock); /* CLOCK_MONOTONIC */

/* clock_boot_us: as clock_mono_us(), and it goes on while the machine sleeps:
 * what the civil clock does more or less than this, somebody set it. */
int64_t clock_boot_us(const struct clock *clock); /* CLOCK_BOOTTIME */

#endif
