/* status_told -- what desk counts for the line that systemd shows, into the
 * page that the supervisor reads (sys/pulse.h).  On the turns that the loop
 * makes anyway, every few seconds: nobody is woken for it. */
#ifndef DESK_STATUS_TOLD_H
#define DESK_STATUS_TOLD_H

#include <stdint.h>

struct desk;
struct pulse;

struct status_told {
    int64_t due_us; /* monotonic; 0: at once */
    uint64_t messages_n;
    int64_t accepted_minute; /* of messages_n; valid once it is not 0 */
};

/* status_tell: when it is due.  What cannot be read is told at another turn.
 * in    pulse: NULL: nobody reads
 * cost  a few reads of the database */
void status_tell(struct desk *desk, struct status_told *told,
                 struct pulse *pulse);

#endif
