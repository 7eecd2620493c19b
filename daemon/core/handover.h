/* handover -- what is to be done when shifts change: notices before it, the
 * acceptance asked, joining running pages, the list of open alerts. */
#ifndef CORE_HANDOVER_H
#define CORE_HANDOVER_H

#include <stddef.h>
#include <stdint.h>

#include "core/roster.h"

enum handover_act {
    HANDOVER_NOTICE_DAY = 1, /* 24 hours before: the incoming are told and
                              * asked to accept */
    HANDOVER_NOTICE_HOUR,    /* one hour before */
    HANDOVER_NOW,            /* the incoming join running pages and get the
                              * list of open alerts */
    HANDOVER_LATE            /* 10 minutes after: who has not accepted is
                              * doubled by the outgoing, the manager hears */
};

struct handover_times {
    int64_t notice_day_us;  /* before; default 24 h */
    int64_t notice_hour_us; /* before; default 1 h */
    int64_t late_us;        /* after; default 10 min */
};

struct handover {
    enum handover_act act;
    int64_t at_us; /* when it is to be done */
    size_t roster;
    int64_t start_us;    /* of the shift */
    person_set incoming; /* on call from start_us, not just before */
    person_set outgoing; /* on call just before, not from start_us */
};

/* handover_next: the first acts of one roster after after_us, all at one
 * instant: with incoming persons, ascending by start_us.
 *
 * in      acts in (after_us, limit_us], so that asking on from an act or from
 *         a limit skips nothing and gives nothing twice; cap >= 8 is always
 *         enough (one roster has at most one change an instant)
 * out     *n acts at *at_us; *n 0: nothing until limit_us, *at_us is limit_us
 * rules   a change with nobody incoming has no acts (a gap is roster_check's)
 */
void handover_next(const struct roster_book *book, size_t roster,
                   const struct handover_times *times, int64_t after_us,
                   int64_t limit_us, struct handover out[], size_t cap,
                   size_t *n, int64_t *at_us);

/* handover_own_next: the next start after after_us of a time on call of one
 * person in one roster; INT64_MAX: none before limit_us.  For "your next
 * shift changed". */
int64_t handover_own_next(const struct roster_book *book, size_t roster,
                          size_t person, int64_t after_us, int64_t limit_us);

#endif
