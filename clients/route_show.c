/* route_show -- see route_show.h */
#include "route_show.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/route_words.h"
#include "desk_source.h"
#include "route_called.h"
#include "route_outcome.h"
#include "text.h"

#define LABEL_WIDTH 9
#define PLACE_BYTES 256

static const char *const dimension_names[DIMENSIONS_N] = {
    "D0", "D1", "D2", "D3", "D4", "D5", "D6", "D9"};

/* "  label    text"; nothing for an empty text.  Labels are padded by
 * characters as they are in gettext's catalogue, which are of one byte. */
static void
row(const struct output *out, const char *label, const char *text)
{
    if (*text != '\0')
        output_line(out, "  %-*s %s", LABEL_WIDTH, label, text);
}

/* The case's codes of one dimension: "DB01 DB04". */
static const char *
dimension_codes(const struct route_showing *s, size_t dimension,
                char out[FACTS_CODES_BYTES])
{
    const struct indicator_list *list = &s->rules->indicators;
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < list->n && at + 6 < FACTS_CODES_BYTES; i++) {
        if (list->codes[i].dimension == (enum dimension)dimension &&
            code_set_has(&s->facts->codes, i))
            at += (size_t)snprintf(out + at, FACTS_CODES_BYTES - at, "%s%s",
                                   at == 0 ? "" : " ", list->codes[i].code);
    }
    return out;
}

/* --- words --- */

static void
show_class(const struct route_showing *s)
{
    const struct class_result *why = &s->decision->why;
    char text[OUTCOME_BYTES];

    (void)snprintf(text, sizeof text, "%s (%s)%s", outcome_class(why->k),
                   why->reason, why->minor ? _(", by the minors' column") : "");
    row(s->out, _("class"), text);
    for (size_t i = 0; i < DIMENSIONS_N; i++) {
        char codes[FACTS_CODES_BYTES];

        if (*dimension_codes(s, i, codes) == '\0')
            continue;
        (void)snprintf(text, sizeof text, "%s %2u%s  %s", dimension_names[i],
                       why->weight[i], why->positive[i] ? "+" : " ", codes);
        row(s->out, "", text);
    }
}

static void
show_kind(const struct route_showing *s)
{
    const struct route_decision *d = s->decision;
    char list[OUTCOME_LIST_BYTES];
    char text[OUTCOME_BYTES];

    (void)outcome_set(s->rules, TABLE_TARGET_GROUP, GROUP_OUT_MARK, d->marks,
                      ", ", list);
    (void)snprintf(
        text, sizeof text, "%s%s%s",
        outcome_word(s->rules, TABLE_TARGET_GROUP, GROUP_OUT_GROUP, d->group),
        *list == '\0' ? "" : ", ", list);
    row(s->out, _("group"), text);
    (void)snprintf(
        text, sizeof text, "%s%s%s%s",
        outcome_word(s->rules, TABLE_URGENCY, URGENCY_OUT_LEVEL, d->level),
        d->raised ? _(", before others of its level") : "",
        d->restricted ? _(", restricted") : "",
        d->no_rule ? _(", no rule matched") : "");
    row(s->out, _("level"), text);
    if (d->call_112)
        row(s->out, "", _("the sender is told to call 112"));
    (void)snprintf(
        text, sizeof text, _("%s, desk %s"),
        d->region == REGION_UNKNOWN ? _("unknown")
                                    : s->rules->regions.regions[d->region].name,
        d->desk == DESKS_MAX ? _("unknown")
                             : s->rules->regions.desks[d->desk].name);
    row(s->out, _("region"), text);
}

static void
show_called(const struct route_showing *s)
{
    const struct roster_book *book = &s->rules->book;
    struct route_called called;
    char people[PEOPLE_BYTES];
    char until[ZONE_TEXT_BYTES];
    char text[OUTCOME_BYTES];

    route_called(s->rules, s->decision, s->facts->message.kind, s->at_us,
                 &called);
    (void)people_write(book, called.people, people);
    if (called.held && called.until_us == 0)
        (void)snprintf(text, sizeof text,
                       _("%s: nobody at once; it waits for the digest"),
                       called.policy);
    else if (called.held)
        (void)snprintf(text, sizeof text, _("%s: %s, not before %s"),
                       called.policy, people,
                       zone_write(&book->zone, called.until_us, until));
    else if (called.fallback)
        (void)snprintf(text, sizeof text,
                       _("%s: nobody is on call, the fallback: %s"),
                       called.policy, people);
    else
        (void)snprintf(text, sizeof text, _("%s: %s, at once"), called.policy,
                       people);
    row(s->out, _("called"), text);
    if (called.notice != 0)
        row(s->out, _("notice"), people_write(book, called.notice, people));
}

static void
show_partners(const struct route_showing *s)
{
    const struct route_decision *d = s->decision;
    char list[OUTCOME_LIST_BYTES];
    char term[OUTCOME_TERM_BYTES];

    if (d->act != 0)
        row(s->out, _("act in"), outcome_term(d->act, term));
    row(s->out, _("inform"),
        outcome_set(s->rules, TABLE_DESK, DESK_OUT_INFORM, d->inform, ", ",
                    list));
    row(s->out, _("prepared"),
        outcome_set(s->rules, TABLE_ALERT, ALERT_OUT_PREPARE, d->prepare, ", ",
                    list));
}

static void
show_shelter(const struct route_showing *s)
{
    const struct route_decision *d = s->decision;
    const struct facility *facilities = s->rules->facilities.facilities;
    char places[PLACE_BYTES] = "";
    char list[OUTCOME_LIST_BYTES];
    char text[OUTCOME_BYTES];

    for (size_t i = 0, at = 0; i < d->proposals_n && at < sizeof places; i++)
        at += (size_t)snprintf(places + at, sizeof places - at, "%s%s",
                               i == 0 ? ": " : _(", else "),
                               facilities[d->proposals[i]].name);
    if (d->shelter != SHELTER_ROUTE_NONE) {
        (void)snprintf(text, sizeof text, _("%s%s; who places: %s"),
                       d->shelter == SHELTER_ROUTE_ESCALATE
                           ? _("no fitting place, a person must look")
                           : outcome_word(s->rules, TABLE_SHELTER,
                                          SHELTER_OUT_ROUTE, d->shelter),
                       places,
                       outcome_word(s->rules, TABLE_SHELTER, SHELTER_OUT_PLACER,
                                    d->placer));
        row(s->out, _("shelter"), text);
    }
    row(s->out, _("ask"),
        outcome_set(s->rules, TABLE_TARGET_GROUP, GROUP_OUT_ASK, d->ask, ", ",
                    list));
}

static void
show_rows(const struct route_showing *s)
{
    const struct route_trace *trace = &s->decision->trace;
    char text[OUTCOME_BYTES];

    for (size_t i = 0; i < trace->hits_n; i++) {
        const struct route_hit *hit = &trace->hits[i];
        const struct table_row *found =
            &s->rules->tables[hit->table].rows[hit->row];

        (void)snprintf(text, sizeof text, "%-7s %-14s [%s]", found->name,
                       route_schema(hit->table)->name, found->source);
        row(s->out, i == 0 ? _("rows") : "", text);
    }
}

static void
show_words(const struct route_showing *s)
{
    const struct message_facts *message = &s->facts->message;

    output_line(
        s->out, _("%s:%zu: %s of %s"), s->file, s->line,
        route_word(s->rules, WORDS_FIXED, route_input(INPUT_MESSAGE)->words,
                   route_input(INPUT_MESSAGE)->words_n,
                   (size_t)message->kind - 1),
        route_word(s->rules, WORDS_FIXED, route_input(INPUT_SUBMITTER)->words,
                   route_input(INPUT_SUBMITTER)->words_n,
                   (size_t)message->source - 1));
    show_class(s);
    show_kind(s);
    show_called(s);
    show_partners(s);
    show_shelter(s);
    show_rows(s);
}

/* --- for programs --- */

static json_t *
dimensions_object(const struct route_showing *s)
{
    const struct class_result *why = &s->decision->why;
    json_t *object = json_object();

    for (size_t i = 0; i < DIMENSIONS_N; i++) {
        char codes[FACTS_CODES_BYTES];

        if (*dimension_codes(s, i, codes) != '\0')
            (void)json_object_set_new(object, dimension_names[i],
                                      json_pack("{s:I, s:b, s:s}", "weight",
                                                (json_int_t)why->weight[i],
                                                "positive", why->positive[i],
                                                "codes", codes));
    }
    return object;
}

static void
show_object(const struct route_showing *s)
{
    struct route_called called;
    char outcome[OUTCOME_BYTES];
    char trace[TRACE_BYTES];
    json_t *object = outcome_object(s->rules, s->decision);

    route_called(s->rules, s->decision, s->facts->message.kind, s->at_us,
                 &called);
    (void)json_object_set_new(object, "file", json_string(s->file));
    (void)json_object_set_new(object, "message_line",
                              json_integer((json_int_t)s->line));
    (void)json_object_set_new(object, "dimensions", dimensions_object(s));
    (void)json_object_set_new(object, "policy", json_string(called.policy));
    (void)json_object_set_new(object, "called",
                              people_array(&s->rules->book, called.people));
    (void)json_object_set_new(object, "fallback",
                              json_boolean(called.fallback));
    (void)json_object_set_new(object, "held", json_boolean(called.held));
    if (called.until_us != 0)
        (void)json_object_set_new(object, "until_us",
                                  json_integer((json_int_t)called.until_us));
    (void)json_object_set_new(object, "notice",
                              people_array(&s->rules->book, called.notice));
    (void)json_object_set_new(
        object, "outcome",
        json_string(outcome_write(s->rules, s->decision, outcome)));
    (void)route_trace_write(s->rules, &s->decision->trace, trace);
    (void)json_object_set_new(object, "trace", json_string(trace));
    output_object(object);
    json_decref(object);
}

void
route_show(const struct route_showing *showing)
{
    if (showing->out->json)
        show_object(showing);
    else
        show_words(showing);
}
