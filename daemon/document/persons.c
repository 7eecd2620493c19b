/* Section persons: who can be called. */
#include "document/sections.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/roster.h"
#include "core/roster_check.h"
#include "sys/yaml_doc.h"

#define CONTACT_LOKET 1

const struct record_word section_duties[] = {{"coordinator", DUTY_COORDINATOR},
                                             {"manager", DUTY_MANAGER},
                                             {"youth-owner", DUTY_YOUTH_OWNER},
                                             {"regie", DUTY_REGIE},
                                             {NULL, 0}};

static const struct record_word contacts[] = {{"loket", CONTACT_LOKET},
                                              {NULL, 0}};

struct person_text {
    struct person person;
    uint32_t contacts;
};

#define AT(member) offsetof(struct person_text, member)

static const struct record_field fields[] = {
    {"name", RECORD_NAME, true, AT(person.name), 0, 0, NULL},
    {"duties", RECORD_WORDS, false, AT(person.duties), 0, 0, section_duties},
    {"contacts", RECORD_WORDS, true, AT(contacts), 0, 0, contacts},
    {"telephone", RECORD_PHONE, false, 0, 0, 0, NULL},
    {.key = NULL}};

void
persons_read(struct compiling *c, const struct record_reader *r, int node)
{
    struct roster_book *book = &c->rules->book;
    size_t n = record_list(r, node, "persons", 1, PERSONS_MAX);

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct person_text text = {0};

        record_read(r, item, fields, &text);
        if (text.person.name[0] == '\0')
            continue;
        if (roster_person(book, text.person.name) < PERSONS_MAX) {
            record_fault(r, item, "twice", "person %s: a second time",
                         text.person.name);
            continue;
        }
        text.person.has_contact = text.contacts != 0;
        text.person.reachable = text.person.has_contact;
        text.person.line = (uint32_t)yaml_doc_line(r->doc, item);
        book->persons[book->persons_n++] = text.person;
    }
}

size_t
persons_one(const struct compiling *c, const struct record_reader *r, int node,
            const char *what)
{
    const char *name = record_name(r, node, what);
    size_t person = PERSONS_MAX;

    if (name == NULL)
        return PERSONS_MAX;
    person = roster_person(&c->rules->book, name);
    if (person == PERSONS_MAX && c->rules->book.persons_n > 0)
        record_fault(r, node, roster_fault_name(E_UNKNOWN_PERSON),
                     "%s: there is no person %s", what, name);
    return person;
}

person_set
persons_of(const struct compiling *c, const struct record_reader *r, int node,
           const char *what)
{
    bool one = yaml_doc_kind(r->doc, node) == YAML_DOC_TEXT;
    size_t n = one ? 1 : record_list(r, node, what, 1, PERSONS_MAX);
    person_set set = 0;

    for (size_t i = 0; i < n; i++) {
        int item = one ? node : yaml_doc_item(r->doc, node, i);
        size_t person = persons_one(c, r, item, what);

        if (person == PERSONS_MAX)
            continue;
        if ((set & PERSON_BIT(person)) != 0)
            record_fault(r, item, "twice", "%s: person %s a second time", what,
                         c->rules->book.persons[person].name);
        set |= PERSON_BIT(person);
    }
    return set;
}
