/* roster -- who is on call at an instant.  One function answers for pager,
 * client, export and feedback: roster_oncall(). */
#ifndef CORE_ROSTER_H
#define CORE_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/roster_book.h"

enum oncall_source {
    ONCALL_NOTHING, /* no layer covers the instant and no override adds */
    ONCALL_LAYER,   /* `at` is the index of the layer */
    ONCALL_OVERRIDE /* `at` is the index in overrides[]: the last that changed
                     * the set */
};

struct oncall {
    person_set people;   /* who can be called; empty is a GAP */
    person_set assigned; /* before absences and contacts were looked at */
    person_set absent;   /* assigned, but absent */
    person_set mute;     /* assigned, but without a usable contact */
    bool absence_kept;   /* an absence would have emptied the set and was not
                          * applied: the absent person stays on call */
    enum oncall_source source;
    size_t at;
    int64_t until_us; /* the next instant at which the answer may differ;
                       * INT64_MAX: never */
};

/* roster_oncall: the highest layer that covers at_us; the overrides that
 * cover it transform the set in the order of their seq; persons without
 * usable contact count as absent; absences that would leave nobody are kept
 * out of account, all of them, and reported.
 * errors none.  cost: O(layers + overrides + absences), no memory. */
void roster_oncall(const struct roster_book *book, size_t roster, int64_t at_us,
                   struct oncall *out);

/* roster_assigned: `assigned` of the above as the first overrides_n overrides
 * make it; *until_us the next instant at which that may differ.  For what one
 * override changes. */
person_set roster_assigned(const struct roster_book *book, size_t roster,
                           int64_t at_us, size_t overrides_n,
                           int64_t *until_us);

/* roster_until: the first instant after at_us at which other persons are on
 * call, looking no further than limit_us (answers limit_us then). */
int64_t roster_until(const struct roster_book *book, size_t roster,
                     int64_t at_us, int64_t limit_us);

/* rotation_handover: H_k; k may be negative.  INT64_MAX from the year 2200 on,
 * where struct civil ends: the turn before lasts for ever. */
int64_t rotation_handover(const struct rotation *rotation,
                          const struct zone *zone, int64_t k);

/* By name: the index, or PERSONS_MAX / ROSTERS_MAX. */
size_t roster_person(const struct roster_book *book, const char *name);
size_t roster_find(const struct roster_book *book, const char *name);

/* roster_with_duty: the reachable persons with that duty. */
person_set roster_with_duty(const struct roster_book *book, enum duty duty);

/* roster_reachable: every reachable person. */
person_set roster_reachable(const struct roster_book *book);

#endif
