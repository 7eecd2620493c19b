/* roster_simple -- see roster_simple.h */
#include "core/roster_simple.h"

void
roster_simple_oncall(const struct roster_simple *roster, int64_t at_us,
                     struct targets *out)
{
    out->n = 0;
    if (roster->people_n == 0 || roster->period_us <= 0 ||
        at_us < roster->anchor_us)
        return;

    /* Unsigned: the distance between two instants may not fit int64_t. */
    uint64_t since = (uint64_t)at_us - (uint64_t)roster->anchor_us;
    uint64_t shift = since / (uint64_t)roster->period_us;

    uint64_t who = shift % roster->people_n;

    if (!roster->absent[who])
        out->people[out->n++] = roster->people[who];
}
