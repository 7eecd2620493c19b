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

/* What the managers heard of the near holes of a roster. */
struct watchman_hole {
    char roster[NAME_BYTES];
    int64_t until_us; /* of those that end by then */
};

struct watchman {
    int64_t audit_us;             /* monotonic: the next slice */
    int64_t audited;              /* the last open alert that was looked at */
    int64_t pass_us;              /* monotonic: when this pass began */
    int64_t connected_us;         /* monotonic: the next look at connections */
    int64_t away_us[PERSONS_MAX]; /* monotonic: on call, not connected since;
                                   * 0: not so */
    person_set told;              /* of those, whom the managers know of */
    person_set planned_with;      /* who could be called when shifts and
                                   * checks were planned */
    struct watchman_hole holes[ROSTERS_MAX];
    int64_t directory_day; /* local day whose endings were told */
    uint64_t violations;
    bool alarm;            /* of one, that was not raised yet */
    int64_t alarm_from_us; /* monotonic: no other one before then */
};

/* watchman_turn: what is its turn at now_us (monotonic): a slice of the audit
 * that every open alert has a due time (I12; a whole pass takes a minute
 * unless there are very many), with an alert of its own, at most once an hour,
 * when one had none; and a look at who is on call and connected.  When other
 * people can be called than before, shifts and checks are planned anew. */
MUST_USE enum rc watchman_turn(struct desk *desk, int64_t now_us);

/* watchman_serves: is somebody on call in this roster and connected now? */
bool watchman_serves(const struct desk *desk, size_t roster);

/* watchman_next_us: when it wants its next turn, monotonic. */
int64_t watchman_next_us(const struct desk *desk);

/* watchman_plan, watchman_check: notices 7 days, 48 hours and 4 hours before a
 * hole in a roster, and an alert with the last one; of one that is nearer, or
 * there, and nobody heard of, after policies.unreachable_us; look at least daily.  at_us: for when
 * it was planned; from_us: what is told before then was. */
MUST_USE enum rc watchman_plan(struct desk *desk, int64_t from_us);
MUST_USE enum rc watchman_check(struct desk *desk, int64_t at_us);

/* watchman_forget: persons have other numbers than before. */
void watchman_forget(struct desk *desk);

#endif
