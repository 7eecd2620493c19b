/* refusals -- see refusals.h */
#include "desk/refusals.h"

#include "core/zone.h"
#include "desk/case.h"
#include "desk/state.h"
#include "store/reports.h"
#include "sys/clock.h"

void
refusals_note(struct desk *desk, const struct refusal *why)
{
    struct refusals *refusals = &desk->refusals;
    uint32_t told = 0;
    int64_t day = case_day(desk, clock_utc_us(desk->clock));

    if (refusals->day != day)
        (void)desk_failed(desk, "refusals", refusals_flush(desk));
    refusals->day = day;
    for (size_t i = 0; i < why->n; i++) {
        enum refusal_code code = why->findings[i].code;

        if ((told & 1U << code) == 0)
            refusals->n[code]++;
        told |= 1U << code;
    }
}

enum rc
refusals_flush(struct desk *desk)
{
    struct refusals *refusals = &desk->refusals;
    struct refusal_tally tallies[REFUSAL_LAST + 1];
    size_t n = 0;

    for (int64_t code = 0; code <= REFUSAL_LAST; code++)
        if (refusals->n[code] > 0)
            tallies[n++] = (struct refusal_tally){
                .day = refusals->day, .code = code, .n = refusals->n[code]};
    enum rc rc = n == 0 ? RC_OK : refusals_count(desk->store, tallies, n);

    /* Written or not is unknown: rather one too few than one twice. */
    if (rc == RC_OK || rc == RC_UNKNOWN)
        for (size_t i = 0; i < n; i++)
            refusals->n[tallies[i].code] = 0;
    return rc;
}
