/* Sections overrides and absences: what differs from the rosters. */
#include "document/sections.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/roster_check.h"
#include "sys/yaml_doc.h"

/* The verbs in the order of enum override_verb. */
struct override_text {
    struct override override;
    int roster;
    int people[OVERRIDE_REMOVE + 1];
    int with;
};

struct absence_text {
    struct absence absence;
    int person;
};

#define AT(member) offsetof(struct override_text, member)
static const struct record_field override_fields[] = {
    {"seq", RECORD_SEQ, true, AT(override.seq), 1, 999999999, NULL},
    {"roster", RECORD_NODE, true, AT(roster), 0, 0, NULL},
    {"set", RECORD_NODE, false, AT(people[OVERRIDE_SET]), 0, 0, NULL},
    {"replace", RECORD_NODE, false, AT(people[OVERRIDE_REPLACE]), 0, 0, NULL},
    {"add", RECORD_NODE, false, AT(people[OVERRIDE_ADD]), 0, 0, NULL},
    {"remove", RECORD_NODE, false, AT(people[OVERRIDE_REMOVE]), 0, 0, NULL},
    {"with", RECORD_NODE, false, AT(with), 0, 0, NULL},
    {"start", RECORD_INSTANT, true, AT(override.start_us), 0, 0, NULL},
    {"end", RECORD_INSTANT, true, AT(override.end_us), 0, 0, NULL},
    {"by", RECORD_NAME, true, AT(override.by), 0, 0, NULL},
    {"reason", RECORD_REASON, true, AT(override.reason), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct absence_text, member)
static const struct record_field absence_fields[] = {
    {"person", RECORD_NODE, true, AT(person), 0, 0, NULL},
    {"start", RECORD_INSTANT, true, AT(absence.start_us), 0, 0, NULL},
    {"end", RECORD_INSTANT, true, AT(absence.end_us), 0, 0, NULL},
    {"reason", RECORD_REASON, false, AT(absence.reason), 0, 0, NULL},
    {.key = NULL}};

/* Which verb was written; 0: none or several, there is a finding. */
static int
verb_of(const struct record_reader *r, int item,
        const struct override_text *text)
{
    int verb = 0;
    int n = 0;

    for (int v = OVERRIDE_SET; v <= OVERRIDE_REMOVE; v++)
        if (text->people[v] != 0) {
            verb = v;
            n++;
        }
    if (n == 1 && (verb == OVERRIDE_REPLACE) == (text->with != 0))
        return verb;
    record_fault(r, item, "value",
                 "one of set, replace (with `with`), add and remove is "
                 "expected");
    return 0;
}

static void
read_override(const struct compiling *c, const struct record_reader *r,
              int item)
{
    struct roster_book *book = &c->rules->book;
    struct override_text text = {0};
    struct override *out = &text.override;
    bool ok = record_read(r, item, override_fields, &text);
    int verb = verb_of(r, item, &text);

    if (text.roster != 0)
        out->roster = rosters_one(c, r, text.roster);
    if (verb != 0)
        out->people = persons_of(c, r, text.people[verb], "people");
    if (text.with != 0)
        out->with = persons_of(c, r, text.with, "with");
    for (size_t i = 0; i < book->overrides_n; i++)
        if (out->seq != 0 && book->overrides[i].seq == out->seq)
            record_fault(r, item, "twice", "seq %" PRId64 ": a second time",
                         out->seq);
    if (!ok || verb == 0)
        return;
    out->verb = (enum override_verb)verb;
    out->line = (uint32_t)yaml_doc_line(r->doc, item);
    book->overrides[book->overrides_n++] = *out;
}

void
overrides_read(struct compiling *c, const struct record_reader *r, int node)
{
    size_t n = record_list(r, node, "overrides", 0, OVERRIDES_MAX);

    for (size_t i = 0; i < n; i++)
        read_override(c, r, yaml_doc_item(r->doc, node, i));
}

void
absences_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct roster_book *book = &c->rules->book;
    size_t n = record_list(r, node, "absences", 0, ABSENCES_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct absence_text text = {0};
        bool ok = record_read(r, item, absence_fields, &text);

        if (text.person != 0)
            text.absence.person = persons_one(c, r, text.person, "person");
        if (!ok)
            continue;
        text.absence.line = (uint32_t)yaml_doc_line(r->doc, item);
        book->absences[book->absences_n++] = text.absence;
    }
}

static int
compare_overrides(const void *left, const void *right)
{
    const struct override *a = left, *b = right;

    return (a->seq > b->seq) - (a->seq < b->seq);
}

void
overrides_end(struct roster_book *book)
{
    qsort(book->overrides, book->overrides_n, sizeof *book->overrides,
          compare_overrides);
}
