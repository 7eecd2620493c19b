/* terms -- see terms.h */
#include "desk/terms.h"

#include <string.h>

#include "core/rfc3339.h"
#include "core/route_schema.h"
#include "desk/due.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "sys/clock.h"

const struct term_rule *
terms_rule(const struct desk *desk, const char *name)
{
    const struct terms *terms = &desk->rules.now->terms;
    size_t found = term_find(terms, name);

    return found < TERMS_MAX && terms->rules[found].on ? &terms->rules[found]
                                                       : NULL;
}

static void
begin(const struct desk *desk, const struct term_rule *rule, int64_t start_us,
      struct terms_change *change)
{
    const struct desk_rules *rules = desk->rules.now;

    if (change->begins_n == TERMS_MAX)
        return;
    term_begin(rule, &rules->calendar, &rules->book.zone, start_us,
               clock_utc_us(desk->clock), &change->begins[change->begins_n]);
    change->begins_n++;
}

static bool
is_of_level(const struct term_rule *rule, enum level level)
{
    return level == LEVEL_NONE || (rule->levels & 1U << level) != 0;
}

void
terms_moment(const struct desk *desk, enum term_moment moment, enum level level,
             struct terms_change *change)
{
    const struct terms *terms = &desk->rules.now->terms;

    for (size_t i = 0; i < terms->rules_n; i++) {
        const struct term_rule *rule = &terms->rules[i];

        if (rule->kind != TERM_CRITICAL)
            continue;
        /* One that was switched off meanwhile still ends. */
        if (rule->ends == moment && change->ends_n < TERMS_MAX)
            change->ends[change->ends_n++] = rule->name;
        if (rule->starts == moment && rule->on && is_of_level(rule, level))
            begin(desk, rule, change->at_us, change);
    }
}

void
terms_undone(const struct desk *desk, enum term_moment moment,
             struct terms_change *change)
{
    const struct terms *terms = &desk->rules.now->terms;

    for (size_t i = 0; i < terms->rules_n; i++)
        if (terms->rules[i].kind == TERM_CRITICAL &&
            terms->rules[i].starts == moment && change->stops_n < TERMS_MAX)
            change->stops[change->stops_n++] = terms->rules[i].name;
}

/* Can this still happen to the message?  Only a referral is accepted, placed
 * or followed up; what was acknowledged is not acknowledged again. */
static bool
can_come(enum term_moment moment, const struct message_row *row,
         const struct terms_routed *routed)
{
    switch (moment) {
    case MOMENT_ACKNOWLEDGED:
        return !routed->answered;
    case MOMENT_ASSIGNED:
    case MOMENT_ANSWERED:
    case MOMENT_DONE:
    case MOMENT_OFFERED:
    case MOMENT_ACCEPTED:
    case MOMENT_PLACED:
    case MOMENT_FOLLOWED_UP:
        return row->kind == MESSAGE_REFERRAL;
    case MOMENT_NONE:
    case MOMENT_RECEIVED:
    case MOMENT_FIRST_ACT:
    case MOMENT_CLOSED:
    case MOMENT_OUTCOME_TOLD:
        break;
    }
    return true;
}

/* What could never end in time does not begin. */
static void
drop_hopeless(const struct desk *desk, const struct message_row *row,
              const struct terms_routed *routed, struct terms_change *change)
{
    size_t kept = 0;

    for (size_t i = 0; i < change->begins_n; i++) {
        const struct term_rule *rule = terms_rule(desk, change->begins[i].name);

        if (rule == NULL || can_come(rule->ends, row, routed))
            change->begins[kept++] = change->begins[i];
    }
    change->begins_n = kept;
}

/* What the tables say of this message is nearer than what the document says of
 * its level. */
static void
set_first_act(const struct desk *desk, uint64_t act,
              struct terms_change *change)
{
    const struct desk_rules *rules = desk->rules.now;

    for (size_t i = 0; act != 0 && i < change->begins_n; i++) {
        struct term *term = &change->begins[i];
        const struct term_rule *rule = terms_rule(desk, term->name);
        struct term_rule said;

        if (rule == NULL || rule->ends != MOMENT_FIRST_ACT)
            continue;
        said = *rule;
        said.length = (struct term_length){.months = 0};
        if ((act & TERM_WORKING_DAYS) != 0)
            said.length.working_days = (uint32_t)(act & UINT32_MAX);
        else
            said.length.elapsed_us = (int64_t)act;
        term_begin(&said, &rules->calendar, &rules->book.zone, term->start_us,
                   clock_utc_us(desk->clock), term);
    }
}

void
terms_message_routed(const struct desk *desk, const struct message_row *row,
                     const struct terms_routed *routed,
                     struct terms_change *change)
{
    const struct term_rule *reflection = terms_rule(desk, TERM_REFLECTION);
    int64_t day = 0;

    *change = (struct terms_change){
        .of = TERMS_OF_MESSAGE,
        .ref = routed->version_of != 0 ? routed->version_of : row->seq,
        .at_us = row->accepted_us};
    if (routed->version_of == 0) {
        terms_moment(desk, MOMENT_RECEIVED, routed->level, change);
        drop_hopeless(desk, row, routed, change);
        set_first_act(desk, routed->act, change);
    }
    if (reflection != NULL && routed->reflection[0] != '\0' &&
        rfc3339_read_date(routed->reflection, &day) == RC_OK)
        begin(desk, reflection, term_start_us(&desk->rules.now->book.zone, day),
              change);
}

void
terms_task_due(const struct desk *desk, int64_t due_us,
               struct terms_change *change)
{
    int64_t now_us = clock_utc_us(desk->clock);

    if (due_us == 0 || change->begins_n == TERMS_MAX)
        return;
    change->begins[change->begins_n++] =
        (struct term){.name = TERM_OF_TASK_DUE,
                      .state = TERM_STATE_RUNNING,
                      .start_us = now_us,
                      .end_us = due_us,
                      .next_us = due_us};
}

enum rc
terms_level(struct desk *desk, int64_t seq, enum level *level)
{
    struct message_row row;
    struct alert alert = {.level = LEVEL_NONE};
    enum rc rc = message_get(desk->store, seq, &row);

    if (rc == RC_OK && row.alert != 0)
        rc = alert_get(desk->store, row.alert, &alert);
    if (rc == RC_OK)
        *level = alert.level;
    return rc;
}

void
terms_plan(struct desk *desk, const struct terms_change *change)
{
    for (size_t i = 0; i < change->begins_n; i++)
        due_at(desk, change->begins[i].next_us);
}
