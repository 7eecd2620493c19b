/* simulate -- see simulate.h */
#include "simulate.h"

#include <stdbool.h>
#include <string.h>

#include "core/alert_life.h"
#include "core/escalation.h"
#include "core/handover.h"
#include "core/policy.h"
#include "core/roster.h"

#define ACTS_MAX 8

struct course {
    const struct desk_rules *rules;
    const struct simulate_plan *plan;
    simulate_visit *visit;
    void *arg;
    struct alert alert;
    int64_t end_us;
    int64_t joined_us; /* shifts that began up to here are done with */
    person_set called; /* by the running step */
    bool delivered;    /* one of them has it */
    bool acked[SIMULATE_ACKS_MAX];
};

/* Principals of a simulation: the person's place in the book, from 1. */
static int64_t
principal_of(size_t person)
{
    return (int64_t)person + 1;
}

static struct simulate_event
event_of(const struct course *c, enum simulate_what what, int64_t at_us)
{
    return (struct simulate_event){
        .what = what,
        .at_us = at_us,
        .level = c->alert.level,
        .state = c->alert.state,
        .generation = c->alert.generation,
        .step = c->alert.step,
        .deadline_us = c->alert.times.deadline_us,
        .policy = c->alert.policy,
    };
}

static void
tell(const struct course *c, const struct simulate_event *event)
{
    c->visit(event, c->arg);
}

static void
tell_held(const struct course *c, int64_t at_us)
{
    struct simulate_event event = event_of(c, SIMULATE_HELD, at_us);

    event.until_us = c->alert.times.release_us;
    tell(c, &event);
}

static bool
device_has_it(const struct course *c, person_set people)
{
    return (people & roster_reachable(&c->rules->book) & ~c->plan->never) != 0;
}

static const struct policy *
policy_running(const struct course *c)
{
    const struct policies *policies = &c->rules->policies;
    size_t i = policy_find(policies, c->alert.policy);

    /* The policy of its level is a policy: documents are checked. */
    return &policies->policies[i < policies->policies_n ? i : 0];
}

static void
step_take(struct course *c, int64_t now_us)
{
    struct escalation_extra extra = {.always = 0};
    struct escalation_step step;
    struct simulate_event event;

    if (c->alert.held_by_owner && c->alert.owner > 0)
        extra.always = PERSON_BIT((size_t)c->alert.owner - 1);
    escalation_next(policy_running(c), &c->rules->book, &extra, c->alert.step,
                    now_us, &step);
    alert_life_step(c->rules, &c->alert, &step);
    c->called = step.people;
    c->delivered = device_has_it(c, step.people);
    if (step.empty_n > 0) {
        event = event_of(c, SIMULATE_EMPTY, now_us);
        event.count = step.empty_n;
        tell(c, &event);
    }
    event = event_of(c, step.unattended ? SIMULATE_FALLBACK : SIMULATE_STEP,
                     now_us);
    event.position = step.position;
    event.people = step.people;
    event.until_us = c->alert.times.step_end_us;
    tell(c, &event);
}

/* A look whether a device has it, or the next step. */
static void
step_look(struct course *c, int64_t now_us)
{
    bool waits = c->alert.step != 0 && now_us < c->alert.times.step_end_us;

    if (waits && c->delivered) {
        c->alert.times.step_us = c->alert.times.step_end_us;
        return;
    }
    if (waits) {
        struct simulate_event event = event_of(c, SIMULATE_UNDELIVERED, now_us);

        event.people = c->called;
        tell(c, &event);
    }
    step_take(c, now_us);
}

static enum simulate_what
what_of(enum life_event event)
{
    switch (event) {
    case LIFE_RELEASE:
        return SIMULATE_RELEASED;
    case LIFE_DEADLINE:
        return SIMULATE_RAISED;
    case LIFE_ACK_TIMEOUT:
        return SIMULATE_ACK_TIMEOUT;
    case LIFE_NONE:
    case LIFE_ACKNOWLEDGE:
    case LIFE_TAKEOVER:
    case LIFE_CLOSE:
    case LIFE_PROGRESS:
    case LIFE_SNOOZE:
    case LIFE_REOPEN:
    case LIFE_REPAGE:
    case LIFE_LEVEL:
    case LIFE_DRILL_OVER:
        break;
    }
    return SIMULATE_END;
}

/* False: nothing happened, so nothing ever will. */
static bool
clock_event(struct course *c, enum life_event what, int64_t now_us)
{
    const struct alert_input input = {
        .event = what, .generation = c->alert.generation, .now_us = now_us};
    struct alert_verdict verdict;
    struct simulate_event event;

    alert_life(c->rules, &c->alert, &input, &verdict);
    if (!verdict.changes)
        return false;
    c->alert = verdict.after;
    event = event_of(c, what_of(what), now_us);
    tell(c, &event);
    if (c->alert.state == ALERT_HELD)
        tell_held(c, now_us);
    return true;
}

static bool
due_do(struct course *c, int64_t now_us)
{
    struct alert_todo todo = alert_due_event(&c->alert, now_us);
    struct simulate_event event;

    if (todo.nothing)
        return false;
    if (todo.step) {
        step_look(c, now_us);
    } else if (todo.not_seen) {
        event = event_of(c, SIMULATE_NOT_SEEN, now_us);
        tell(c, &event);
        c->alert.times.not_seen_us =
            now_us + c->rules->policies.not_seen_every_us;
    } else {
        return clock_event(c, todo.event, now_us);
    }
    return true;
}

static void
ack_do(struct course *c, size_t i)
{
    size_t person = c->plan->acks[i].person;
    int64_t now_us = c->plan->start_us + c->plan->acks[i].after_us;
    const struct alert_input input = {.event = LIFE_ACKNOWLEDGE,
                                      .actor = principal_of(person),
                                      .generation = c->alert.generation,
                                      .now_us = now_us};
    struct alert_verdict verdict;
    struct simulate_event event;

    c->acked[i] = true;
    alert_life(c->rules, &c->alert, &input, &verdict);
    c->alert = verdict.after;
    event = event_of(c, SIMULATE_ACK, now_us);
    event.people = PERSON_BIT(person);
    event.verdict = verdict.verdict;
    event.until_us = verdict.verdict == ACK_OK ? c->alert.times.ack_us : 0;
    tell(c, &event);
}

/* The next answer; acks_n: none is left. */
static size_t
ack_next(const struct course *c)
{
    size_t next = c->plan->acks_n;

    for (size_t i = 0; i < c->plan->acks_n; i++) {
        if (!c->acked[i] &&
            (next == c->plan->acks_n ||
             c->plan->acks[i].after_us < c->plan->acks[next].after_us))
            next = i;
    }
    return next;
}

/* When a shift begins of a roster that the running step calls, and who comes;
 * INT64_MAX: not before limit_us. */
static int64_t
join_next(const struct course *c, int64_t after_us, int64_t limit_us,
          person_set *incoming)
{
    int64_t earliest_us = INT64_MAX;

    for (size_t i = 0; i < c->rules->book.rosters_n; i++) {
        int64_t at_us = after_us;
        size_t n = 1;

        if (!escalation_names_roster(policy_running(c), c->alert.step, i))
            continue;
        while (n > 0 && at_us < limit_us) {
            struct handover acts[ACTS_MAX];

            handover_next(&c->rules->book, i, &c->rules->policies.handover,
                          at_us, limit_us, acts, ACTS_MAX, &n, &at_us);
            for (size_t k = 0; k < n; k++) {
                if (acts[k].act != HANDOVER_NOW || at_us > earliest_us)
                    continue;
                *incoming =
                    (at_us == earliest_us ? *incoming : 0) | acts[k].incoming;
                earliest_us = at_us;
                n = 0;
            }
        }
    }
    return earliest_us;
}

static void
join_do(struct course *c, person_set incoming, int64_t now_us)
{
    struct simulate_event event = event_of(c, SIMULATE_JOIN, now_us);

    event.people = incoming & ~c->called & roster_reachable(&c->rules->book);
    if (event.people == 0)
        return;
    c->called |= event.people;
    c->delivered = c->delivered || device_has_it(c, event.people);
    tell(c, &event);
}

static bool
pages_a_step(const struct course *c)
{
    return c->alert.state == ALERT_PAGING && c->alert.step != 0 &&
           !c->alert.unattended;
}

/* The shift that begins before the next thing, which ends at next_us. */
static bool
join_take(struct course *c, int64_t next_us)
{
    int64_t limit_us = next_us < c->end_us ? next_us : c->end_us;
    person_set incoming = 0;
    int64_t join_us = join_next(c, c->joined_us, limit_us, &incoming);

    /* At the same instant the step is first: it asks who is on call. */
    if (join_us >= next_us || join_us > c->end_us)
        return false;
    c->joined_us = join_us;
    join_do(c, incoming, join_us);
    return true;
}

static void
course_run(struct course *c)
{
    int64_t now_us = c->plan->start_us;

    for (;;) {
        size_t ack = ack_next(c);
        int64_t ack_us = ack < c->plan->acks_n
                             ? c->plan->start_us + c->plan->acks[ack].after_us
                             : INT64_MAX;
        int64_t due_us = alert_due(&c->alert);
        bool acks = due_us == 0 || due_us > ack_us;
        int64_t next_us = acks ? ack_us : due_us;

        if (!pages_a_step(c))
            c->joined_us = now_us;
        else if (join_take(c, next_us))
            continue;
        if (next_us > c->end_us)
            return;
        now_us = next_us > now_us ? next_us : now_us;
        if (acks)
            ack_do(c, ack);
        else if (!due_do(c, now_us))
            return;
    }
}

void
simulate(const struct desk_rules *rules, const struct simulate_plan *plan,
         simulate_visit *visit, void *arg)
{
    struct course c = {
        .rules = rules,
        .plan = plan,
        .visit = visit,
        .arg = arg,
        .alert = {.alert = 1,
                  .level = plan->level,
                  .kind = plan->kind,
                  .created_us = plan->start_us,
                  .cause = CAUSE_MESSAGE},
        .end_us = plan->start_us + plan->for_us,
    };
    struct simulate_event event;

    alert_life_new(rules, &c.alert);
    if (c.alert.state == ALERT_HELD)
        tell_held(&c, plan->start_us);
    course_run(&c);
    event = event_of(&c, SIMULATE_END, c.end_us);
    tell(&c, &event);
}
