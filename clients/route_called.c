/* route_called -- see route_called.h */
#include "route_called.h"

#include <stdio.h>

#include "core/desk_rules.h"
#include "simulate.h"

static void
event_take(const struct simulate_event *event, void *arg)
{
    struct route_called *called = arg;

    (void)snprintf(called->policy, sizeof called->policy, "%s", event->policy);
    if (event->what == SIMULATE_HELD) {
        called->held = true;
        called->until_us = event->until_us;
    }
    if ((event->what == SIMULATE_STEP || event->what == SIMULATE_FALLBACK) &&
        called->people == 0) {
        called->people = event->people;
        called->fallback = event->what == SIMULATE_FALLBACK;
    }
}

/* Everybody with a duty that the tables name, besides the coordinator, whom
 * the policy of the level calls. */
static person_set
notice_people(const struct roster_book *book, uint32_t duties)
{
    person_set people = 0;

    for (size_t i = 0; i < book->persons_n; i++) {
        if ((book->persons[i].duties & duties & ~(uint32_t)DUTY_COORDINATOR) !=
            0)
            people |= PERSON_BIT(i);
    }
    return people;
}

void
route_called(const struct desk_rules *rules, const struct route_decision *d,
             enum message_kind kind, int64_t at_us, struct route_called *out)
{
    struct simulate_plan plan = {
        .start_us = at_us, .level = d->level, .kind = kind};

    *out =
        (struct route_called){.notice = notice_people(&rules->book, d->call)};
    simulate(rules, &plan, event_take, out);
    if (out->held && out->until_us > at_us) {
        plan.for_us = out->until_us - at_us;
        simulate(rules, &plan, event_take, out);
    }
}
