/* roster_simple -- who is on call at an instant.  One function answers for pager,
 * client and feedback.  Today: one rotation and a fallback; the seam is
 * roster_simple_oncall(). */
#ifndef CORE_ROSTER_SIMPLE_H
#define CORE_ROSTER_SIMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROSTER_PEOPLE_MAX 32
#define TARGETS_MAX       32

/* Shift k = [anchor + k * period, anchor + (k+1) * period) belongs to
 * people[k mod n].  Before the anchor nobody is on call, nor while that person
 * is absent. */
struct roster_simple {
    int64_t anchor_us;                 /* UTC */
    int64_t period_us;                 /* > 0 */
    int64_t people[ROSTER_PEOPLE_MAX]; /* principals */
    bool absent[ROSTER_PEOPLE_MAX];    /* cannot be called: a hole */
    size_t people_n;
};

struct targets {
    int64_t people[TARGETS_MAX]; /* principals, no one twice */
    size_t n;
};

/* roster_simple_oncall: the people on call at `at_us`; none is a hole in the
 * roster, which the caller must not mistake for "nobody to page". */
void roster_simple_oncall(const struct roster_simple *roster, int64_t at_us,
                          struct targets *out);

#endif
