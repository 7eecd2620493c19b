/* parking -- which key is to be shut out, because front ended badly at its
 * frames?  Twice within an hour is no accident any more. */
#ifndef PARKING_H
#define PARKING_H

#include <stdbool.h>
#include <stdint.h>

#define PARKING_ENDS      2
#define PARKING_WITHIN_US (INT64_C(3600) * 1000000)
#define PARKING_KEYS_MAX  64 /* that are remembered: the latest */

struct parking {
    struct {
        int64_t key; /* 0: free */
        int64_t at_us;
    } ends[PARKING_KEYS_MAX];
    uint64_t n;
};

/* parking_fault: is this end (as of waitpid) one that front made itself, and
 * nobody who ended it? */
bool parking_fault(int status);

/* parking_note: front ended at a frame of that key; 0: of nobody.  Answers
 * whether the key is to be parked now; its ends are forgotten then. */
bool parking_note(struct parking *parking, int64_t key, int64_t now_us);

#endif
