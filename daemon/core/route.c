/* route -- see route.h */
#include "core/route.h"

#include "core/desk_rules.h"

#define NUMBER_LAST      62 /* a value above it stands for more */
#define SUBJECT_OFFENDER 2
#define SUBJECT_BOTH     3
#define RESIDENCE_LAST   3 /* then: unknown */

enum {
    VALUE_YES = 1,
    VALUE_NO = 2
};

/* One question to the tables: what was said, and what is found. */
struct asking {
    const struct desk_rules *rules;
    uint8_t values[INPUTS_N];
    int64_t now_us;
    struct route_trace *trace; /* NULL: nobody wants to know */
};

static uint8_t
value_flag(bool flag)
{
    return flag ? VALUE_YES : VALUE_NO;
}

/* Unknown is not said: only `-` and `absent` let it through. */
static uint8_t
value_yes_no(enum yes_no said)
{
    return said == YES_NO_YES || said == YES_NO_NO ? (uint8_t)said : 0;
}

static uint8_t
value_number(uint32_t n)
{
    return (uint8_t)((n < NUMBER_LAST ? n : NUMBER_LAST) + 1);
}

static uint8_t
value_moment(const struct asking *asking, const struct decision_table *table)
{
    const struct calendar *calendar = &asking->rules->calendar;
    unsigned open = 0;

    for (size_t i = 0; i < table->windows_n && i < TABLE_WINDOWS_MAX; i++) {
        if (table->windows[i] < calendar->windows_n &&
            window_is_open(calendar, &asking->rules->book.zone,
                           &calendar->windows[table->windows[i]],
                           asking->now_us))
            open |= 1U << i;
    }
    return (uint8_t)(open + 1);
}

static void
trace_asked(struct route_trace *trace, enum input input, uint8_t value)
{
    trace->asked |= UINT64_C(1) << input;
    trace->values[input] = value;
}

static void
trace_hits(struct route_trace *trace, enum table_id id, row_set rows)
{
    for (uint8_t i = 0; i < TABLE_ROWS_MAX; i++) {
        if ((rows >> i & 1U) != 0 && trace->hits_n < ROUTE_TRACE_HITS)
            trace->hits[trace->hits_n++] = (struct route_hit){id, i};
    }
}

/* The rows that answer; an empty set: the table says nothing. */
static row_set
table_ask(struct asking *asking, enum table_id id)
{
    const struct decision_table *table = &asking->rules->tables[id];
    const struct table_schema *schema = route_schema(id);
    struct table_values values = {{0}};
    row_set rows;

    for (size_t i = 0; i < schema->inputs_n && i < TABLE_INPUTS_MAX; i++) {
        enum input input = schema->inputs[i];

        if (input == INPUT_MOMENT)
            asking->values[input] = value_moment(asking, table);
        values.v[i] = asking->values[input];
        if (asking->trace != NULL &&
            (input != INPUT_MOMENT || table->windows_n > 0))
            trace_asked(asking->trace, input, values.v[i]);
    }
    rows = table_hits(table, &values);
    if (asking->trace != NULL)
        trace_hits(asking->trace, id, rows);
    return rows;
}

static uint64_t
result(const struct asking *asking, enum table_id id, row_set rows,
       size_t output)
{
    return table_result(&asking->rules->tables[id], rows, output,
                        route_schema(id)->outputs[output].merge);
}

/* --- the case as values --- */

static size_t
region_find_of(const struct desk_rules *rules,
               const struct message_facts *message, int64_t now_us)
{
    if (message->abroad)
        return rules->regions.abroad < rules->regions.regions_n
                   ? rules->regions.abroad
                   : REGION_UNKNOWN;
    return region_of(&rules->regions, message->municipality,
                     zone_day(&rules->book.zone, now_us));
}

/* A perpetrator anywhere in the case restricts it, whatever this message is
 * about. */
static uint8_t
value_subject(const struct case_facts *facts)
{
    if (!facts->restricted_subject || facts->subject == SUBJECT_OFFENDER)
        return facts->subject;
    return SUBJECT_BOTH;
}

static void
values_of(const struct case_facts *facts, const struct route_decision *d,
          uint8_t values[INPUTS_N])
{
    const struct message_facts *message = &facts->message;
    bool age_said = facts->age == AGE_UNDER_18 || facts->age == AGE_ADULT;

    values[INPUT_MESSAGE] = (uint8_t)message->kind;
    values[INPUT_SUBMITTER] = (uint8_t)message->source;
    values[INPUT_AGE] = age_said ? (uint8_t)facts->age : 0;
    values[INPUT_FORM] = facts->form == FORM_UNKNOWN ? 0 : (uint8_t)facts->form;
    values[INPUT_SUBJECT] = value_subject(facts);
    values[INPUT_CLASS] = (uint8_t)d->k;
    values[INPUT_REGION] =
        d->region == REGION_UNKNOWN ? 0 : (uint8_t)(d->region + 1);
    values[INPUT_RESIDENCE] =
        message->residence > RESIDENCE_LAST ? 0 : message->residence;
    values[INPUT_MULTI_PROBLEM] = value_flag(message->problems >= 2);
    values[INPUT_UNSAFE_NOW] = value_yes_no(message->unsafe_now);
    values[INPUT_SHELTER_NEEDED] = value_yes_no(message->shelter_needed);
    values[INPUT_DANGER_NOW] = value_flag(facts->danger_now);
    values[INPUT_ORGANISATIONS] = value_number(facts->organisations);
    values[INPUT_CROSS_DOMAIN] = value_flag(facts->police && facts->others);
    values[INPUT_POLICE_DATA] = value_flag(facts->police);
    values[INPUT_HANDLING] = facts->handling;
}

/* --- the tables one by one --- */

/* Some codes do not count for minors; to learn that somebody is one must not
 * weaken the case. */
static void
class_decide(const struct indicator_list *list, const struct case_facts *facts,
             struct class_result *out)
{
    struct class_result adult;

    class_of(list, &facts->codes, facts->age, facts->form, out);
    if (facts->age != AGE_UNDER_18)
        return;
    class_of(list, &facts->codes, AGE_ADULT, facts->form, &adult);
    if (adult.k > out->k)
        *out = adult;
}

static void
decide_group(struct asking *asking, struct route_decision *d)
{
    row_set rows = table_ask(asking, TABLE_TARGET_GROUP);
    uint64_t group = result(asking, TABLE_TARGET_GROUP, rows, GROUP_OUT_GROUP);

    d->group = group >= GROUP_A && group <= GROUP_UNDETERMINED
                   ? (enum target_group)group
                   : GROUP_UNDETERMINED;
    d->marks =
        (uint32_t)result(asking, TABLE_TARGET_GROUP, rows, GROUP_OUT_MARK);
    d->ask = (uint32_t)result(asking, TABLE_TARGET_GROUP, rows, GROUP_OUT_ASK);
    asking->values[INPUT_GROUP] = (uint8_t)d->group;
}

static enum level
graver(enum level a, enum level b)
{
    return a < b ? a : b;
}

/* What no table may lower. */
static enum level
level_floor(const struct case_facts *facts)
{
    if (facts->danger_now)
        return LEVEL_U1;
    if (facts->message.kind != MESSAGE_REFERRAL)
        return LEVEL_LAST;
    return facts->message.shelter_needed == YES_NO_YES ? LEVEL_U2 : LEVEL_U3;
}

static void
decide_level(struct asking *asking, const struct case_facts *facts,
             struct route_decision *d)
{
    row_set rows = table_ask(asking, TABLE_URGENCY);
    uint64_t level = result(asking, TABLE_URGENCY, rows, URGENCY_OUT_LEVEL);

    if (level >= LEVEL_U1 && level <= LEVEL_LAST) {
        d->level = (enum level)level;
    } else {
        d->level = LEVEL_U2;
        d->no_rule = true;
    }
    d->level = graver(d->level, level_floor(facts));
    d->raised = result(asking, TABLE_URGENCY, rows, URGENCY_OUT_RAISED) != 0;
    d->call_112 =
        result(asking, TABLE_URGENCY, rows, URGENCY_OUT_CALL_112) != 0;
}

static void
decide_desk(struct asking *asking, struct route_decision *d)
{
    row_set rows = table_ask(asking, TABLE_DESK);
    uint64_t desk = result(asking, TABLE_DESK, rows, DESK_OUT_DESK);

    d->desk = desk >= 1 && desk <= asking->rules->regions.desks_n
                  ? (size_t)desk - 1
                  : DESKS_MAX;
    d->inform = result(asking, TABLE_DESK, rows, DESK_OUT_INFORM);
}

static void
decide_alert(struct asking *asking, struct route_decision *d)
{
    row_set rows = table_ask(asking, TABLE_ALERT);

    d->call = (uint32_t)result(asking, TABLE_ALERT, rows, ALERT_OUT_CALL);
    d->act = result(asking, TABLE_ALERT, rows, ALERT_OUT_ACT);
    d->prepare = result(asking, TABLE_ALERT, rows, ALERT_OUT_PREPARE);
    d->restricted =
        result(asking, TABLE_ALERT, rows, ALERT_OUT_RESTRICTED) != 0;
    if (d->call == 0 ||
        result(asking, TABLE_ALERT, rows, ALERT_OUT_NO_RULE) != 0)
        d->no_rule = true;
    if (d->no_rule) {
        d->call |= DUTY_COORDINATOR;
        d->level = graver(d->level, LEVEL_U2);
    }
}

static size_t
proposals_take(const struct desk_rules *rules, uint64_t list,
               size_t out[ROUTE_PROPOSALS_MAX])
{
    size_t n = 0;

    for (; list != 0; list >>= 8) {
        size_t facility = (list & 0xFF) - 1;

        if ((list & 0xFF) != 0 && facility < rules->facilities.facilities_n)
            out[n++] = facility;
    }
    return n;
}

static void
decide_shelter(struct asking *asking, struct route_decision *d)
{
    row_set rows = table_ask(asking, TABLE_SHELTER);
    uint64_t route = result(asking, TABLE_SHELTER, rows, SHELTER_OUT_ROUTE);
    uint64_t placer = result(asking, TABLE_SHELTER, rows, SHELTER_OUT_PLACER);

    d->proposals_n = proposals_take(
        asking->rules, result(asking, TABLE_SHELTER, rows, SHELTER_OUT_PROPOSE),
        d->proposals);
    d->ask |= (uint32_t)result(asking, TABLE_SHELTER, rows, SHELTER_OUT_ASK);
    d->placer =
        placer >= PLACER_POLICE_OR_COORDINATOR && placer <= PLACER_REGION
            ? (enum placer)placer
            : PLACER_COORDINATOR;
    if (result(asking, TABLE_SHELTER, rows, SHELTER_OUT_ESCALATE) != 0 ||
        route < SHELTER_ROUTE_PLACE || route > SHELTER_ROUTE_ASK_REGION ||
        (route == SHELTER_ROUTE_PLACE && d->proposals_n == 0))
        d->shelter = SHELTER_ROUTE_ESCALATE;
    else
        d->shelter = (enum shelter_route)route;
}

/* level  what a person has set; LEVEL_NONE: nobody did */
static void
decide(const struct desk_rules *rules, const struct case_facts *facts,
       int64_t now_us, enum level level, struct route_decision *out)
{
    struct asking asking = {
        .rules = rules, .now_us = now_us, .trace = &out->trace};
    const struct message_facts *message = &facts->message;

    *out = (struct route_decision){.desk = DESKS_MAX};
    class_decide(&rules->indicators, facts, &out->why);
    out->k = out->why.k;
    out->region = region_find_of(rules, message, now_us);
    values_of(facts, out, asking.values);
    decide_group(&asking, out);
    if (level == LEVEL_NONE)
        decide_level(&asking, facts, out);
    else
        out->level = level;
    asking.values[INPUT_URGENCY] = (uint8_t)out->level;
    decide_desk(&asking, out);
    decide_alert(&asking, out);
    if (level != LEVEL_NONE)
        out->level = level;
    asking.values[INPUT_URGENCY] = (uint8_t)out->level;
    if (message->kind == MESSAGE_REFERRAL &&
        message->shelter_needed == YES_NO_YES)
        decide_shelter(&asking, out);
}

void
route_decide(const struct desk_rules *rules, const struct case_facts *facts,
             int64_t now_us, struct route_decision *out)
{
    decide(rules, facts, now_us, LEVEL_NONE, out);
}

void
route_decide_at(const struct desk_rules *rules, const struct case_facts *facts,
                int64_t now_us, enum level level, struct route_decision *out)
{
    decide(rules, facts, now_us, level, out);
}

/* --- single questions --- */

static struct asking
asking_open(const struct desk_rules *rules, struct route_trace *trace)
{
    if (trace != NULL)
        *trace = (struct route_trace){.hits_n = 0};
    return (struct asking){.rules = rules, .trace = trace};
}

void
route_group(const struct desk_rules *rules, const struct case_facts *facts,
            struct class_result *why, enum target_group *group)
{
    struct asking asking = asking_open(rules, NULL);
    struct route_decision d = {.region = REGION_UNKNOWN};

    class_decide(&rules->indicators, facts, why);
    d.k = why->k;
    values_of(facts, &d, asking.values);
    decide_group(&asking, &d);
    *group = d.group;
}

bool
route_places(const struct desk_rules *rules, enum organisation_kind who,
             size_t facility, struct route_trace *trace)
{
    struct asking asking = asking_open(rules, trace);
    const struct facility *f;
    row_set rows;

    if (facility >= rules->facilities.facilities_n)
        return false;
    f = &rules->facilities.facilities[facility];
    asking.values[INPUT_SUBMITTER] = (uint8_t)who;
    asking.values[INPUT_FACILITY_KIND] = (uint8_t)f->kind;
    asking.values[INPUT_FUNDER] = (uint8_t)f->funder;
    rows = table_ask(&asking, TABLE_PLACEMENT);
    return result(&asking, TABLE_PLACEMENT, rows, PLACEMENT_OUT_ANSWER) ==
           VALUE_YES;
}

enum sharing
route_shares(const struct desk_rules *rules, const struct sharing_facts *facts,
             struct route_trace *trace)
{
    /* word: no automatic decision */
    static const enum sharing answers[] = {SHARING_NO, SHARING_NO,
                                           SHARING_AUTOMATIC, SHARING_DECISION};
    struct asking asking = asking_open(rules, trace);
    row_set rows;
    uint64_t answer;

    asking.values[INPUT_CONTENT] = (uint8_t)(facts->content + 1);
    asking.values[INPUT_RECIPIENT] = (uint8_t)facts->to;
    asking.values[INPUT_POLICE_DATA] = value_flag(facts->police_data);
    asking.values[INPUT_HANDLING] = facts->handling;
    asking.values[INPUT_AGREEMENT] = value_flag(facts->agreement);
    rows = table_ask(&asking, TABLE_SHARING);
    answer = result(&asking, TABLE_SHARING, rows, SHARING_OUT_ALLOWED);
    return answer < sizeof answers / sizeof *answers ? answers[answer]
                                                     : SHARING_NO;
}

uint64_t
route_feedback_term(const struct desk_rules *rules, unsigned moment,
                    struct route_trace *trace)
{
    struct asking asking = asking_open(rules, trace);
    row_set rows;

    asking.values[INPUT_FEEDBACK] = (uint8_t)(moment + 1);
    rows = table_ask(&asking, TABLE_FEEDBACK);
    return result(&asking, TABLE_FEEDBACK, rows, FEEDBACK_OUT_TERM);
}
