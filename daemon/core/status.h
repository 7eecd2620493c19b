/* status -- the line that an operator reads in `systemctl status`.  Pure. */
#ifndef CORE_STATUS_H
#define CORE_STATUS_H

#include <stddef.h>
#include <stdint.h>

/* Counts alone; words of 64 bits, so that they can stand in shared memory. */
struct status_numbers {
    int64_t alerts_open;
    int64_t unacknowledged_u1;
    int64_t clients;
    int64_t accepted_minute; /* of the day, civil time of the desk: when the
                              * last message was accepted; -1: none since the
                              * start */
    int64_t backlog;         /* accepted, and not yet combined */
    int64_t disk_percent;    /* of the disk of the database in use; -1: not
                              * known */
    int64_t audit_waits_us; /* the first record that was not relayed; 0: none */
};

/* status_line: "serving: 3 alerts open, ..", ended by NUL whatever the numbers
 * are.  deaths: how often front was started again. */
void status_line(char *out, size_t cap, const struct status_numbers *numbers,
                 uint64_t deaths);

#endif
