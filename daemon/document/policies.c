/* Section policies: who is called in which step. */
#include "document/sections.h"

#include <string.h>

#include "core/desk_rules.h"
#include "core/roster.h"
#include "core/roster_check.h"
#include "core/text_rules.h"
#include "sys/yaml_doc.h"

struct policy_text {
    struct policy policy;
    int steps;
    int fallback;
};

struct step_text {
    struct policy_step step;
    int targets;
};

#define MINUTE_US   (60 * RECORD_SECOND_US)
#define WAIT_MAX_US (7 * RECORD_DAY_US)

#define AT(member) offsetof(struct policy_text, member)
static const struct record_field policy_fields[] = {
    {"name", RECORD_NAME, true, AT(policy.name), 0, 0, NULL},
    {"steps", RECORD_NODE, true, AT(steps), 0, 0, NULL},
    {"loop_from", RECORD_NUMBER, false, AT(policy.loop_from), 1,
     POLICY_STEPS_MAX, NULL},
    {"loop_every", RECORD_DURATION, false, AT(policy.loop_every_us),
     RECORD_SECOND_US, WAIT_MAX_US, NULL},
    {"fallback", RECORD_NODE, true, AT(fallback), 0, 0, NULL},
    {"fallback_every", RECORD_DURATION, false, AT(policy.fallback_every_us),
     RECORD_SECOND_US, WAIT_MAX_US, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct step_text, member)
static const struct record_field step_fields[] = {
    {"targets", RECORD_NODE, true, AT(targets), 0, 0, NULL},
    {"wait", RECORD_DURATION, true, AT(step.wait_us), RECORD_SECOND_US,
     WAIT_MAX_US, NULL},
    {"undelivered_after", RECORD_DURATION, false, AT(step.undelivered_us),
     RECORD_SECOND_US, WAIT_MAX_US, NULL},
    {.key = NULL}};

static person_set
with_duty(const struct roster_book *book, enum duty duty)
{
    person_set set = 0;

    for (size_t i = 0; i < book->persons_n; i++)
        if ((book->persons[i].duties & (uint32_t)duty) != 0)
            set |= PERSON_BIT(i);
    return set;
}

static person_set
with_contact(const struct roster_book *book)
{
    person_set set = 0;

    for (size_t i = 0; i < book->persons_n; i++)
        if (book->persons[i].has_contact)
            set |= PERSON_BIT(i);
    return set;
}

/* The kind of "roster:primary" and where its name begins. */
static enum target_kind
kind_of(const char *text, const char **name)
{
    static const struct {
        const char *prefix;
        enum target_kind kind;
    } kinds[] = {{"roster:", TARGET_ROSTER},
                 {"duty:", TARGET_DUTY},
                 {"person:", TARGET_PERSON}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i].prefix);

        if (strncmp(text, kinds[i].prefix, n) == 0 && text_name(text + n)) {
            *name = text + n;
            return kinds[i].kind;
        }
    }
    return TARGET_NOBODY;
}

static bool
duty_of(const struct compiling *c, const struct record_reader *r, int node,
        struct policy_target *out)
{
    const char *name = yaml_doc_text(r->doc, node) + strlen("duty:");

    for (const struct record_word *w = section_duties; w->word != NULL; w++)
        if (strcmp(w->word, name) == 0) {
            out->duty = (enum duty)w->value;
            if (with_duty(&c->rules->book, out->duty) == 0 &&
                c->rules->book.persons_n > 0 && !c->old_policies)
                record_warning(r, node, "nobody",
                               "targets: nobody has the duty %s", name);
            return true;
        }
    record_fault(r, node, "unknown_name", "targets: there is no duty %s", name);
    return false;
}

static struct policy_target
read_target(const struct compiling *c, const struct record_reader *r, int node)
{
    const struct policy_target nobody = {.kind = TARGET_NOBODY};
    const char *name = NULL;
    struct policy_target out = {
        .kind = kind_of(yaml_doc_text(r->doc, node), &name)};
    bool known = true;

    switch (out.kind) {
    case TARGET_ROSTER:
        out.roster = roster_find(&c->rules->book, name);
        known = out.roster < ROSTERS_MAX;
        if (!known && c->rules->book.rosters_n > 0 && !c->old_policies)
            record_fault(r, node, "unknown_name",
                         "targets: there is no roster %s", name);
        break;
    case TARGET_DUTY:
        known = duty_of(c, r, node, &out);
        break;
    case TARGET_PERSON:
        out.person = roster_person(&c->rules->book, name);
        known = out.person < PERSONS_MAX;
        if (!known && c->rules->book.persons_n > 0 && !c->old_policies)
            record_fault(r, node, roster_fault_name(E_UNKNOWN_PERSON),
                         "targets: there is no person %s", name);
        break;
    case TARGET_NOBODY:
        record_fault(r, node, "value",
                     "targets: roster:NAME, duty:NAME or person:NAME is "
                     "expected");
        break;
    }
    return known ? out : nobody;
}

static void
read_step(const struct compiling *c, const struct record_reader *r, int node,
          struct policy_step *out)
{
    struct step_text text = {.step.undelivered_us = 2 * MINUTE_US};

    record_read(r, node, step_fields, &text);
    if (text.targets != 0)
        text.step.targets_n =
            record_list(r, text.targets, "targets", 1, STEP_TARGETS_MAX);
    for (size_t i = 0; i < text.step.targets_n; i++)
        text.step.targets[i] =
            read_target(c, r, yaml_doc_item(r->doc, text.targets, i));
    *out = text.step;
}

/* The last resort must be somebody who can be called. */
static person_set
read_fallback(const struct compiling *c, const struct record_reader *r,
              int node)
{
    const struct roster_book *book = &c->rules->book;
    size_t n = record_list(r, node, "fallback", 1, PERSONS_MAX);
    person_set set = 0;

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        size_t person = PERSONS_MAX;

        if (c->old_policies)
            person = roster_person(book, yaml_doc_text(r->doc, item));
        else
            person = persons_one(c, r, item, "fallback");
        if (person == PERSONS_MAX)
            continue;
        if (!book->persons[person].has_contact && !c->old_policies)
            record_fault(r, item, roster_fault_name(E_NO_CONTACT),
                         "fallback: person %s cannot be called",
                         book->persons[person].name);
        set |= PERSON_BIT(person);
    }
    return set == 0 && c->old_policies ? with_contact(book) : set;
}

void
policies_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct policies *policies = &c->rules->policies;
    size_t n = record_list(r, node, "policies", 1, POLICIES_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct policy_text text = {
            .policy = {.loop_from = 1,
                       .loop_every_us = 10 * MINUTE_US,
                       .fallback_every_us = 5 * MINUTE_US}};
        struct policy *policy = &text.policy;

        record_read(r, item, policy_fields, &text);
        if (text.steps != 0)
            policy->steps_n =
                record_list(r, text.steps, "steps", 1, POLICY_STEPS_MAX);
        for (size_t k = 0; k < policy->steps_n; k++)
            read_step(c, r, yaml_doc_item(r->doc, text.steps, k),
                      &policy->steps[k]);
        if (policy->loop_from > policy->steps_n && policy->steps_n > 0)
            record_fault(r, yaml_doc_get(r->doc, item, "loop_from"), "value",
                         "loop_from: there are %zu steps", policy->steps_n);
        if (text.fallback != 0)
            policy->fallback = read_fallback(c, r, text.fallback);
        if (policy->name[0] == '\0')
            continue;
        policy->line = (uint32_t)yaml_doc_line(r->doc, item);
        if (policy_find(policies, policy->name) < POLICIES_MAX)
            record_fault(r, item, "twice", "policy %s: a second time",
                         policy->name);
        else
            policies->policies[policies->policies_n++] = *policy;
    }
}
