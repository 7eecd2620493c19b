/* Sections keep, withdrawn, erase_after, tell_before, prolong and hold: how
 * long what was told is kept. */
#include "document/sections.h"

#include "core/desk_rules.h"
#include "sys/yaml_doc.h"

#define DAYS_MAX        18300
#define ERASE_AFTER_MAX 365
#define TIMES_MAX       20

static const struct record_word kinds[] = {{"signal", MESSAGE_SIGNAL},
                                           {"referral", MESSAGE_REFERRAL},
                                           {"advice", MESSAGE_ADVICE},
                                           {"bottleneck", MESSAGE_BOTTLENECK},
                                           {NULL, 0}};

#define AT(member) offsetof(struct retention_rule, member)
static const struct record_field rule_fields[] = {
    {"kind", RECORD_WORD, true, AT(kind), 0, 0, kinds},
    {"sources", RECORD_WORDS, false, AT(sources), 0, 0, section_sources},
    {"days", RECORD_NUMBER, true, AT(days), 1, DAYS_MAX, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct retention, member)
static const struct record_field prolong_fields[] = {
    {"days", RECORD_NUMBER, true, AT(prolong_days_max), 1, DAYS_MAX, NULL},
    {"times", RECORD_NUMBER, true, AT(prolong_times), 0, TIMES_MAX, NULL},
    {.key = NULL}};
static const struct record_field hold_fields[] = {
    {"days", RECORD_NUMBER, true, AT(hold_days_max), 1, DAYS_MAX, NULL},
    {.key = NULL}};

/* What the rules above it have left of its kind. */
static uint32_t
left_for(const struct retention *retention, enum message_kind kind)
{
    uint32_t left = RETENTION_ANY_SOURCE;

    for (size_t i = 0; i < retention->rules_n; i++)
        if (retention->rules[i].kind == kind)
            left &= ~retention->rules[i].sources;
    return left;
}

static void
read_rule(struct retention *retention, const struct record_reader *r, int item)
{
    struct retention_rule rule = {.kind = MESSAGE_NONE};
    bool some = yaml_doc_get(r->doc, item, "sources") != 0;

    if (!record_read(r, item, rule_fields, &rule))
        return;
    if (!some)
        rule.sources = RETENTION_ANY_SOURCE;
    if (rule.sources == 0)
        record_fault(r, item, "value",
                     "sources: at least one is expected, or no sources");
    else if ((left_for(retention, rule.kind) & rule.sources) == 0)
        record_fault(r, item, "value",
                     "keep: what stands above it leaves this rule nothing");
    retention->rules[retention->rules_n++] = rule;
}

/* What no rule names would be kept for ever, and nobody would have said so. */
static void
check_all_kinds(const struct retention *retention,
                const struct record_reader *r, int node)
{
    for (const struct record_word *kind = kinds; kind->word != NULL; kind++)
        if (left_for(retention, (enum message_kind)kind->value) != 0)
            record_fault(r, node, "missing",
                         "keep: a last rule for %s without sources is expected",
                         kind->word);
}

void
keep_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct retention *retention = &c->rules->retention;
    size_t n = record_list(r, node, "keep", 1, RETENTION_RULES_MAX);

    for (size_t i = 0; i < n; i++)
        read_rule(retention, r, yaml_doc_item(r->doc, node, i));
    if (n > 0)
        check_all_kinds(retention, r, node);
}

void
withdrawn_read(struct compiling *c, const struct record_reader *r, int node)
{
    static const struct record_field field = {.key = "withdrawn",
                                              .type = RECORD_NUMBER,
                                              .offset = AT(withdrawn_days),
                                              .min = 1,
                                              .max = DAYS_MAX};

    record_value(r, node, &field, &c->rules->retention);
}

void
erase_after_read(struct compiling *c, const struct record_reader *r, int node)
{
    static const struct record_field field = {.key = "erase_after",
                                              .type = RECORD_NUMBER,
                                              .offset = AT(erase_after_days),
                                              .min = 1,
                                              .max = ERASE_AFTER_MAX};

    record_value(r, node, &field, &c->rules->retention);
}

void
tell_before_read(struct compiling *c, const struct record_reader *r, int node)
{
    static const struct record_field field = {.key = "tell_before",
                                              .type = RECORD_NUMBER,
                                              .offset = AT(tell_before_days),
                                              .max = ERASE_AFTER_MAX};

    record_value(r, node, &field, &c->rules->retention);
}

void
prolong_read(struct compiling *c, const struct record_reader *r, int node)
{
    record_read(r, node, prolong_fields, &c->rules->retention);
}

void
hold_read(struct compiling *c, const struct record_reader *r, int node)
{
    record_read(r, node, hold_fields, &c->rules->retention);
}
