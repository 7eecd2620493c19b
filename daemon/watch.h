/* watch -- does a process still live?  Counted in looks, not in time: when the
 * whole machine stood still, one look was missed and not many. */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* How the supervisor watches, from what systemd asks for. */
struct watch_plan {
    int64_t look_us; /* between two looks */
    uint32_t front;  /* looks without a beat, then it hangs */
    uint32_t desk;
};

/* watch_plan: watchdog_us: how long systemd waits for a sign, 0: nobody does,
 * and it is as with 30 s.  Front hangs after 10 s, desk, which may be at a
 * long transaction, after 20; with a shorter watchdog after a third and two
 * thirds of it, but never before a healthy one beats. */
struct watch_plan watch_plan(int64_t watchdog_us);

struct watch {
    uint64_t beats;
    uint32_t missed; /* looks in a row without a new beat */
};

/* watch_look: one look.  Answers whether it missed `limit` of them. */
bool watch_look(struct watch *watch, uint64_t beats, uint32_t limit);

/* watch_fresh: can it be said to live?  Missed less than half of limit. */
bool watch_fresh(const struct watch *watch, uint32_t limit);

#endif
