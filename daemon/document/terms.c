/* Sections terms, outflows, follow_up, moves_warn and match_notes: what must
 * have happened when. */
#include "document/sections.h"

#include <string.h>

#include "core/alert.h"
#include "core/desk_rules.h"
#include "sys/yaml_doc.h"

#define MONTHS_MAX         600
#define DAYS_MAX           18300
#define WORKING_DAYS_MAX   366
#define ELAPSED_MAX_US     (366 * RECORD_DAY_US)
#define SHORTEST_MONTH     28
#define FOLLOW_UP_DAYS_MAX 3660
#define MOVES_MAX          1000

static const struct record_word kinds[] = {
    {"statutory", TERM_STATUTORY}, {"critical", TERM_CRITICAL}, {NULL, 0}};

static const struct record_word moments[] = {
    {"received", MOMENT_RECEIVED},
    {"acknowledged", MOMENT_ACKNOWLEDGED},
    {"first-act", MOMENT_FIRST_ACT},
    {"assigned", MOMENT_ASSIGNED},
    {"answered", MOMENT_ANSWERED},
    {"done", MOMENT_DONE},
    {"offered", MOMENT_OFFERED},
    {"accepted", MOMENT_ACCEPTED},
    {"placed", MOMENT_PLACED},
    {"closed", MOMENT_CLOSED},
    {"followed-up", MOMENT_FOLLOWED_UP},
    {"outcome-told", MOMENT_OUTCOME_TOLD},
    {NULL, 0}};

#define LEVELS_ALL                                                             \
    (1U << LEVEL_U1 | 1U << LEVEL_U2 | 1U << LEVEL_U3 | 1U << LEVEL_U4 |       \
     1U << LEVEL_U4B)
static const struct record_word levels[] = {
    {"U1", 1U << LEVEL_U1}, {"U2", 1U << LEVEL_U2},   {"U3", 1U << LEVEL_U3},
    {"U4", 1U << LEVEL_U4}, {"U4B", 1U << LEVEL_U4B}, {NULL, 0}};

struct term_text {
    struct term_rule rule;
    int length;
    int warn_days;
    int then;
};

struct length_text {
    uint32_t months;
    uint32_t days;
    uint32_t working_days;
    int64_t elapsed_us;
};

#define AT(member)   offsetof(struct term_text, member)
#define ROOM(member) sizeof((struct term_text *)NULL)->member
static const struct record_field term_fields[] = {
    {"name", RECORD_NAME, true, AT(rule.name), 0, 0, NULL},
    {"row", RECORD_TEXT, false, AT(rule.row), 0, ROOM(rule.row), NULL},
    {"nl", RECORD_TEXT, true, AT(rule.label_nl), 0, ROOM(rule.label_nl), NULL},
    {"en", RECORD_TEXT, true, AT(rule.label_en), 0, ROOM(rule.label_en), NULL},
    {"kind", RECORD_WORD, true, AT(rule.kind), 0, 0, kinds},
    {"length", RECORD_NODE, false, AT(length), 0, 0, NULL},
    {"warn_days", RECORD_NODE, false, AT(warn_days), 0, 0, NULL},
    {"starts", RECORD_WORD, false, AT(rule.starts), 0, 0, moments},
    {"ends", RECORD_WORD, false, AT(rule.ends), 0, 0, moments},
    {"levels", RECORD_WORDS, false, AT(rule.levels), 0, 0, levels},
    {"then", RECORD_NODE, false, AT(then), 0, 0, NULL},
    {"decision", RECORD_BOOL, false, AT(rule.decision), 0, 0, NULL},
    {"on", RECORD_BOOL, false, AT(rule.on), 0, 0, NULL},
    {"source", RECORD_TEXT, false, AT(rule.source), 0, ROOM(rule.source), NULL},
    {.key = NULL}};

#undef AT
#undef ROOM
#define AT(member) offsetof(struct length_text, member)
static const struct record_field length_fields[] = {
    {"months", RECORD_NUMBER, false, AT(months), 1, MONTHS_MAX, NULL},
    {"days", RECORD_NUMBER, false, AT(days), 1, DAYS_MAX, NULL},
    {"working_days", RECORD_NUMBER, false, AT(working_days), 1,
     WORKING_DAYS_MAX, NULL},
    {"elapsed", RECORD_DURATION, false, AT(elapsed_us), RECORD_SECOND_US,
     ELAPSED_MAX_US, NULL},
    {.key = NULL}};

#undef AT
#define AT(member)   offsetof(struct outflow, member)
#define ROOM(member) sizeof((struct outflow *)NULL)->member
static const struct record_field outflow_fields[] = {
    {"code", RECORD_NAME, true, AT(code), 0, 0, NULL},
    {"nl", RECORD_TEXT, true, AT(label_nl), 0, ROOM(label_nl), NULL},
    {"en", RECORD_TEXT, true, AT(label_en), 0, ROOM(label_en), NULL},
    {"retired", RECORD_BOOL, false, AT(retired), 0, 0, NULL},
    {"source", RECORD_TEXT, false, AT(source), 0, ROOM(source), NULL},
    {.key = NULL}};

static bool
read_length(const struct record_reader *r, int node, struct term_length *out)
{
    struct length_text text = {0};

    if (!record_read(r, node, length_fields, &text))
        return false;
    if ((text.months > 0) + (text.days > 0) + (text.working_days > 0) +
            (text.elapsed_us > 0) !=
        1) {
        record_fault(r, node, "value",
                     "length: one of months, days, working_days and elapsed "
                     "is expected");
        return false;
    }
    *out = (struct term_length){.months = (int32_t)text.months,
                                .days = (int32_t)text.days,
                                .working_days = text.working_days,
                                .elapsed_us = text.elapsed_us};
    return true;
}

/* How many days it takes at least. */
static int64_t
shortest_days(const struct term_length *length)
{
    return length->months * SHORTEST_MONTH + length->days +
           (int64_t)length->working_days + length->elapsed_us / RECORD_DAY_US;
}

static void
read_warns(const struct record_reader *r, int node, struct term_rule *rule)
{
    static const struct record_field field = {
        .key = "warn_days", .type = RECORD_NUMBER, .max = DAYS_MAX};
    size_t n = record_list(r, node, "warn_days", 0, TERM_WARNS_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        int32_t *next = &rule->warn_days[rule->warns_n];
        uint32_t days = 0;

        if (!record_value(r, item, &field, &days))
            continue;
        *next = (int32_t)days;
        if (rule->warns_n > 0 && *next >= next[-1])
            record_fault(r, item, "value",
                         "warn_days: fewer than the one before are expected");
        if (*next >= shortest_days(&rule->length))
            record_fault(r, item, "value",
                         "warn_days: fewer than the term lasts are expected");
        rule->warns_n++;
    }
}

/* A statutory term is started by a date, a critical one by what happens. */
static void
check_kind(const struct record_reader *r, int item, const struct term_text *t)
{
    const struct term_rule *rule = &t->rule;
    bool has_levels = yaml_doc_get(r->doc, item, "levels") != 0;

    switch (rule->kind) {
    case TERM_STATUTORY:
        if (rule->starts != MOMENT_NONE || rule->ends != MOMENT_NONE ||
            has_levels)
            record_fault(r, item, "value",
                         "starts, ends and levels: of a critical term only");
        break;
    case TERM_CRITICAL:
        if (rule->starts == MOMENT_NONE || rule->ends == MOMENT_NONE ||
            t->length == 0)
            record_fault(r, item, "missing",
                         "starts, ends and length: a critical term has them");
        else if (rule->starts == rule->ends)
            record_fault(r, item, "value",
                         "ends: another moment than starts is expected");
        if (has_levels && rule->levels == 0)
            record_fault(r, yaml_doc_get(r->doc, item, "levels"), "value",
                         "levels: at least one is expected");
        /* Its apology goes to the sender, and what others reported makes a
         * level. */
        if (has_levels && rule->ends == MOMENT_OUTCOME_TOLD)
            record_fault(r, yaml_doc_get(r->doc, item, "levels"), "value",
                         "levels: a term that ends at outcome-told is the "
                         "same for every sender");
        break;
    }
}

/* Answers its place, or TERMS_MAX with findings. */
static size_t
read_term(struct terms *terms, const struct record_reader *r, int item)
{
    struct term_text text = {.rule = {.then = TERMS_MAX, .on = true}};
    struct term_rule *rule = &text.rule;

    if (record_read(r, item, term_fields, &text)) {
        bool ok =
            text.length == 0 || read_length(r, text.length, &rule->length);

        if (ok && text.warn_days != 0)
            read_warns(r, text.warn_days, rule);
        check_kind(r, item, &text);
        if (text.then != 0 && text.length == 0)
            record_fault(r, text.then, "value",
                         "then: this term has no length and never ends");
    }
    if (rule->kind == TERM_CRITICAL &&
        yaml_doc_get(r->doc, item, "levels") == 0)
        rule->levels = LEVELS_ALL;
    if (rule->name[0] == '\0')
        return TERMS_MAX;
    if (term_find(terms, rule->name) < TERMS_MAX) {
        record_fault(r, item, "twice", "term %s: a second time", rule->name);
        return TERMS_MAX;
    }
    rule->line = (uint32_t)yaml_doc_line(r->doc, item);
    terms->rules[terms->rules_n] = *rule;
    return terms->rules_n++;
}

void
terms_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct terms *terms = &c->rules->terms;
    size_t n = record_list(r, node, "terms", 1, TERMS_MAX);
    size_t places[TERMS_MAX];

    for (size_t i = 0; i < n; i++)
        places[i] = read_term(terms, r, yaml_doc_item(r->doc, node, i));
    /* A term may lead to one that stands below it. */
    for (size_t i = 0; i < n; i++) {
        int then = yaml_doc_get(r->doc, yaml_doc_item(r->doc, node, i), "then");
        const char *name;

        if (then == 0 || places[i] == TERMS_MAX ||
            (name = record_name(r, then, "then")) == NULL)
            continue;
        terms->rules[places[i]].then = term_find(terms, name);
        if (terms->rules[places[i]].then == TERMS_MAX)
            record_fault(r, then, "unknown_name", "there is no term %s", name);
    }
}

void
outflows_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct terms *terms = &c->rules->terms;
    size_t n = record_list(r, node, "outflows", 1, OUTFLOWS_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct outflow outflow = {.code = ""};

        record_read(r, item, outflow_fields, &outflow);
        if (outflow.code[0] == '\0')
            continue;
        if (outflow_find(terms, outflow.code) < OUTFLOWS_MAX) {
            record_fault(r, item, "twice", "outflow %s: a second time",
                         outflow.code);
            continue;
        }
        terms->outflows[terms->outflows_n++] = outflow;
    }
}

void
follow_up_read(struct compiling *c, const struct record_reader *r, int node)
{
    static const struct record_field field = {
        .key = "follow_up", .type = RECORD_NUMBER, .max = FOLLOW_UP_DAYS_MAX};
    uint32_t days = 0;

    if (record_value(r, node, &field, &days))
        c->rules->terms.follow_up_days = (int32_t)days;
}

void
moves_warn_read(struct compiling *c, const struct record_reader *r, int node)
{
    static const struct record_field field = {
        .key = "moves_warn",
        .type = RECORD_NUMBER,
        .offset = offsetof(struct terms, moves_warn),
        .min = 1,
        .max = MOVES_MAX};

    record_value(r, node, &field, &c->rules->terms);
}

void
match_notes_read(struct compiling *c, const struct record_reader *r, int node)
{
    section_clock(r, node, &c->rules->terms.notes);
}
