/* watchman -- looks whether the desk itself keeps its promises: nobody is
 * forgotten, whoever is on call is connected, no hole in a roster comes as a
 * surprise. */
#ifndef DESK_WATCHMAN_H
#define DESK_WATCHMAN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/roster_book.h"

struct desk;

struct watchman {
    int64_t audit_us;             /* monotonic: the next slice */
    int64_t audited;              /* the last open alert that was looked at */
    int64_t pass_us;              /* monotonic: when this pass began */
    int64_t connected_us;         /* monotonic: the next look at connections */
    int64_t away_us[PERSONS_MAX]; /* monotonic: on call, not connected since;
                                   * 0: not so */
    bool told[PERSONS_MAX];
    bool hole_told[ROSTERS_MAX]; /* that fewer than the minimum are there */
    uint64_t violations;
};

/* watchman_turn: what is its turn at now_us (monotonic): a slice of the audit
 * that every open alert has a due time (I12; a whole pass takes a minute
 * unless there are very many), and a look at who is on call and connected. */
MUST_USE enum rc watchman_turn(struct desk *desk, int64_t now_us);

/* watchman_serves: is somebody on call in this roster and connected now? */
bool watchman_serves(const struct desk *desk, size_t roster);

/* watchman_next_us: when it wants its next turn, monotonic. */
int64_t watchman_next_us(const struct desk *desk);

/* watchman_plan, watchman_check: notices 7 days, 48 hours and 4 hours before a
 * hole in a roster, and an alert with the last one; look at least daily.
 * at_us: for when it was planned. */
MUST_USE enum rc watchman_plan(struct desk *desk, int64_t from_us);
MUST_USE enum rc watchman_check(struct desk *desk, int64_t at_us);

/* watchman_forget: persons have other numbers than before. */
void watchman_forget(struct desk *desk);

#endif
