/* route_outcome -- see route_outcome.h */
#include "route_outcome.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "core/desk_rules.h"
#include "core/route_words.h"

#define SECOND_US UINT64_C(1000000)

static const struct output_schema *
column(enum table_id table, size_t output)
{
    return &route_schema(table)->outputs[output];
}

const char *
outcome_word(const struct desk_rules *rules, enum table_id table, size_t output,
             uint64_t value)
{
    const struct output_schema *o = column(table, output);

    return value == 0 ? ""
                      : route_word(rules, o->of, o->words, o->words_n,
                                   (size_t)value - 1);
}

const char *
outcome_set(const struct desk_rules *rules, enum table_id table, size_t output,
            uint64_t set, const char *between, char out[OUTCOME_LIST_BYTES])
{
    size_t at = 0;

    out[0] = '\0';
    for (uint64_t i = 0; i < 64 && at < OUTCOME_LIST_BYTES; i++) {
        if ((set >> i & 1U) != 0)
            at += (size_t)snprintf(out + at, OUTCOME_LIST_BYTES - at, "%s%s",
                                   at == 0 ? "" : between,
                                   outcome_word(rules, table, output, i + 1));
    }
    return out;
}

const char *
outcome_term(uint64_t term, char out[OUTCOME_TERM_BYTES])
{
    static const struct {
        uint64_t seconds;
        char unit;
    } units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    uint64_t seconds = term / SECOND_US;

    if (term == 0) {
        (void)snprintf(out, OUTCOME_TERM_BYTES, "at once");
        return out;
    }
    if ((term & TERM_WORKING_DAYS) != 0) {
        (void)snprintf(out, OUTCOME_TERM_BYTES, "%lluwd",
                       (unsigned long long)(term & ~TERM_WORKING_DAYS));
        return out;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (seconds % units[i].seconds != 0)
            continue;
        (void)snprintf(out, OUTCOME_TERM_BYTES, "%llu%c",
                       (unsigned long long)(seconds / units[i].seconds),
                       units[i].unit);
        break;
    }
    return out;
}

const char *
outcome_class(enum class_k k)
{
    static const char *const names[] = {"-", "K0", "K1", "K2", "K3", "K4"};

    return names[k];
}

/* Words one after the other, divided by ", ". */
struct writing {
    char *out;
    size_t at;
};

__attribute__((format(printf, 3, 4))) static void
say(struct writing *w, bool said, const char *format, ...)
{
    va_list args;

    if (!said || w->at + 3 >= OUTCOME_BYTES)
        return;
    if (w->at > 0)
        w->at += (size_t)snprintf(w->out + w->at, OUTCOME_BYTES - w->at, ", ");
    va_start(args, format);
    int made = vsnprintf(w->out + w->at, OUTCOME_BYTES - w->at, format, args);
    va_end(args);
    w->at += made > 0 ? (size_t)made : 0;
    w->at = w->at < OUTCOME_BYTES ? w->at : OUTCOME_BYTES - 1;
}

static void
say_set(struct writing *w, const struct desk_rules *rules, enum table_id table,
        size_t output, uint64_t set)
{
    char list[OUTCOME_LIST_BYTES];

    say(w, set != 0, "%s %s", column(table, output)->name,
        outcome_set(rules, table, output, set, " ", list));
}

static const char *
shelter_word(const struct desk_rules *rules, enum shelter_route route)
{
    return route == SHELTER_ROUTE_ESCALATE
               ? "escalate"
               : outcome_word(rules, TABLE_SHELTER, SHELTER_OUT_ROUTE, route);
}

static void
say_shelter(struct writing *w, const struct desk_rules *rules,
            const struct route_decision *d)
{
    if (d->shelter == SHELTER_ROUTE_NONE)
        return;
    say(w, true, "shelter %s", shelter_word(rules, d->shelter));
    for (size_t i = 0; i < d->proposals_n; i++)
        say(w, true, "propose %s",
            rules->facilities.facilities[d->proposals[i]].name);
    say(w, true, "placer %s",
        outcome_word(rules, TABLE_SHELTER, SHELTER_OUT_PLACER, d->placer));
}

const char *
outcome_write(const struct desk_rules *rules, const struct route_decision *d,
              char out[OUTCOME_BYTES])
{
    struct writing w = {.out = out};
    char term[OUTCOME_TERM_BYTES];

    out[0] = '\0';
    say(&w, true, "class %s", outcome_class(d->k));
    say(&w, true, "group %s",
        outcome_word(rules, TABLE_TARGET_GROUP, GROUP_OUT_GROUP, d->group));
    say_set(&w, rules, TABLE_TARGET_GROUP, GROUP_OUT_MARK, d->marks);
    say(&w, true, "level %s",
        outcome_word(rules, TABLE_URGENCY, URGENCY_OUT_LEVEL, d->level));
    say(&w, d->raised, "raised");
    say(&w, d->call_112, "call 112");
    say(&w, true, "desk %s",
        d->desk == DESKS_MAX ? "unknown" : rules->regions.desks[d->desk].name);
    say_set(&w, rules, TABLE_DESK, DESK_OUT_INFORM, d->inform);
    say_set(&w, rules, TABLE_ALERT, ALERT_OUT_CALL, d->call);
    say(&w, d->act != 0, "act %s", outcome_term(d->act, term));
    say_set(&w, rules, TABLE_ALERT, ALERT_OUT_PREPARE, d->prepare);
    say(&w, d->restricted, "restricted");
    say(&w, d->no_rule, "no rule");
    say_shelter(&w, rules, d);
    say_set(&w, rules, TABLE_TARGET_GROUP, GROUP_OUT_ASK, d->ask);
    return out;
}

const char *
outcome_rows(const struct desk_rules *rules, const struct route_trace *trace,
             char out[OUTCOME_ROWS_BYTES])
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < trace->hits_n && at < OUTCOME_ROWS_BYTES; i++) {
        const struct route_hit *hit = &trace->hits[i];

        at += (size_t)snprintf(out + at, OUTCOME_ROWS_BYTES - at, "%s%s",
                               i == 0 ? "" : " ",
                               rules->tables[hit->table].rows[hit->row].name);
    }
    return out;
}

/* --- for programs --- */

static json_t *
set_array(const struct desk_rules *rules, enum table_id table, size_t output,
          uint64_t set)
{
    json_t *list = json_array();

    for (uint64_t i = 0; i < 64; i++) {
        if ((set >> i & 1U) != 0)
            (void)json_array_append_new(
                list, json_string(outcome_word(rules, table, output, i + 1)));
    }
    return list;
}

json_t *
outcome_hits(const struct desk_rules *rules, const struct route_trace *trace)
{
    json_t *list = json_array();

    for (size_t i = 0; i < trace->hits_n; i++) {
        const struct route_hit *hit = &trace->hits[i];
        const struct table_row *row = &rules->tables[hit->table].rows[hit->row];

        (void)json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:s, s:I}", "table",
                      route_schema(hit->table)->name, "row", row->name,
                      "source", row->source, "line", (json_int_t)row->line));
    }
    return list;
}

static json_t *
proposals_array(const struct desk_rules *rules, const struct route_decision *d)
{
    json_t *list = json_array();

    for (size_t i = 0; i < d->proposals_n; i++)
        (void)json_array_append_new(
            list,
            json_string(rules->facilities.facilities[d->proposals[i]].name));
    return list;
}

static void
shelter_add(json_t *object, const struct desk_rules *rules,
            const struct route_decision *d)
{
    if (d->shelter == SHELTER_ROUTE_NONE)
        return;
    (void)json_object_set_new(
        object, "shelter",
        json_pack(
            "{s:s, s:o, s:s}", "route", shelter_word(rules, d->shelter),
            "propose", proposals_array(rules, d), "placer",
            outcome_word(rules, TABLE_SHELTER, SHELTER_OUT_PLACER, d->placer)));
}

json_t *
outcome_object(const struct desk_rules *rules, const struct route_decision *d)
{
    char term[OUTCOME_TERM_BYTES];
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:o, s:s, s:b, s:b, s:b, s:b}", "class",
        outcome_class(d->k), "reason", d->why.reason, "group",
        outcome_word(rules, TABLE_TARGET_GROUP, GROUP_OUT_GROUP, d->group),
        "mark", set_array(rules, TABLE_TARGET_GROUP, GROUP_OUT_MARK, d->marks),
        "level",
        outcome_word(rules, TABLE_URGENCY, URGENCY_OUT_LEVEL, d->level),
        "raised", d->raised, "call_112", d->call_112, "restricted",
        d->restricted, "no_rule", d->no_rule);

    if (d->region != REGION_UNKNOWN)
        (void)json_object_set_new(
            object, "region",
            json_string(rules->regions.regions[d->region].name));
    if (d->desk != DESKS_MAX)
        (void)json_object_set_new(
            object, "desk", json_string(rules->regions.desks[d->desk].name));
    (void)json_object_set_new(
        object, "inform",
        set_array(rules, TABLE_DESK, DESK_OUT_INFORM, d->inform));
    (void)json_object_set_new(
        object, "call", set_array(rules, TABLE_ALERT, ALERT_OUT_CALL, d->call));
    if (d->act != 0)
        (void)json_object_set_new(object, "act",
                                  json_string(outcome_term(d->act, term)));
    (void)json_object_set_new(
        object, "prepare",
        set_array(rules, TABLE_ALERT, ALERT_OUT_PREPARE, d->prepare));
    shelter_add(object, rules, d);
    (void)json_object_set_new(
        object, "ask",
        set_array(rules, TABLE_TARGET_GROUP, GROUP_OUT_ASK, d->ask));
    (void)json_object_set_new(object, "rows", outcome_hits(rules, &d->trace));
    return object;
}
