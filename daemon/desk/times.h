/* times -- when each part of the desk's tick wants its turn, and how long it
 * waits in between. */
#ifndef DESK_TIMES_H
#define DESK_TIMES_H

#include <stdint.h>

#define DESK_RETRY_US      1000000 /* after the database did not answer */
#define DESK_QUIET_US      (INT64_C(10) * 1000000)
#define DESK_HIGH_WATER_US (INT64_C(30) * 1000000)
#define DESK_FIRST_TRIM_US (INT64_C(60) * 1000000)
#define DESK_TRIM_US       (INT64_C(3600) * 1000000)

/* When each part of the tick wants its turn; monotonic but for due_us. */
struct desk_times {
    int64_t urgent_us;  /* INT64_MAX: nothing waits */
    int64_t due_us;     /* UTC: earliest due time that can be there */
    int64_t due_try_us; /* not before */
    int64_t ahead_us;   /* of the civil clock over the steady one */
    int64_t combine_us;
    int64_t combined_us;      /* end of the last slice of combining */
    uint64_t combined_seen_n; /* intake.messages_n at that time */
    int64_t beat_us;          /* earliest of all sessions */
    int64_t high_water_us;
    int64_t trim_us;
    int64_t checkpoint_us; /* of the audit */
};

#endif
