/* The words that may stand in a decision table, and whose they are. */
#include "document/tables.h"

#include <string.h>

#include "core/desk_rules.h"
#include "core/text_rules.h"
#include "document/record.h"
#include "document/sections.h"
#include "sys/yaml_doc.h"

/* Bit i of a set of duties: enum duty counts so. */
static const char *const duties[] = {"coordinator", "manager", "youth-owner",
                                     "regie"};

_Static_assert(DUTY_COORDINATOR == 1 && DUTY_MANAGER == 1 << 1 &&
                   DUTY_YOUTH_OWNER == 1 << 2 && DUTY_REGIE == 1 << 3,
               "a set of words is a mask of enum duty");

static const char *
noun_of(enum words_of of)
{
    switch (of) {
    case WORDS_FIXED:
    case WORDS_NUMBER:
        return "word";
    case WORDS_WINDOWS:
        return "window";
    case WORDS_REGIONS:
        return "region";
    case WORDS_DESKS:
        return "desk";
    case WORDS_ROLES:
        return "role";
    case WORDS_FACILITIES:
        return "facility";
    case WORDS_DUTIES:
        return "duty";
    }
    return "";
}

size_t
table_words_n(const struct table_reading *reading,
              const struct table_words *words)
{
    const struct desk_rules *rules = reading->c->rules;

    switch (words->of) {
    case WORDS_FIXED:
    case WORDS_NUMBER:
        return words->words_n;
    case WORDS_WINDOWS:
        return rules->calendar.windows_n;
    case WORDS_REGIONS:
        return rules->regions.regions_n;
    case WORDS_DESKS:
        return rules->regions.desks_n;
    case WORDS_ROLES:
        return rules->directory.roles_n;
    case WORDS_FACILITIES:
        return rules->facilities.facilities_n;
    case WORDS_DUTIES:
        return sizeof duties / sizeof *duties;
    }
    return 0;
}

const char *
table_word_at(const struct table_reading *reading,
              const struct table_words *words, size_t i)
{
    const struct desk_rules *rules = reading->c->rules;

    switch (words->of) {
    case WORDS_FIXED:
        return words->words[i];
    case WORDS_WINDOWS:
        return rules->calendar.windows[i].name;
    case WORDS_REGIONS:
        return rules->regions.regions[i].name;
    case WORDS_DESKS:
        return rules->regions.desks[i].name;
    case WORDS_ROLES:
        return rules->directory.roles[i].name;
    case WORDS_FACILITIES:
        return rules->facilities.facilities[i].name;
    case WORDS_DUTIES:
        return duties[i];
    case WORDS_NUMBER:
        break;
    }
    return "";
}

/* Where a document was not read, that has its finding and every name would only
 * repeat it.  A desk has regions, desks and duties; it may have no windows,
 * facilities and roles, which is no excuse for a name. */
static bool
is_unread(const struct table_reading *reading, const struct table_words *words)
{
    switch (words->of) {
    case WORDS_WINDOWS:
        return reading->c->windows_unread;
    case WORDS_FACILITIES:
        return reading->c->facilities_unread;
    case WORDS_ROLES:
        return reading->c->roles_unread;
    case WORDS_REGIONS:
    case WORDS_DESKS:
    case WORDS_FIXED:
    case WORDS_NUMBER:
    case WORDS_DUTIES:
        break;
    }
    return table_words_n(reading, words) == 0;
}

size_t
table_word(struct table_reading *reading, int node,
           const struct table_words *words, const char *text)
{
    const struct record_reader *r = reading->r;
    size_t n = table_words_n(reading, words);

    for (size_t i = 0; i < n; i++)
        if (words->of == WORDS_FIXED
                ? text_same_word(table_word_at(reading, words, i), text)
                : strcmp(table_word_at(reading, words, i), text) == 0)
            return i;
    if (is_unread(reading, words))
        reading->unresolved = true;
    else
        record_fault(r, node, "unknown_name", "%s: there is no %s %s",
                     words->column, noun_of(words->of),
                     yaml_doc_word(r->doc, node));
    return TABLE_WORD_NONE;
}
