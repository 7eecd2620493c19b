/* route_words -- see route_words.h */
#include "core/route_words.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"

static const char no_word[] = "?";

static const char *const duty_words[] = {"coordinator", "manager",
                                         "youth-owner", "regie"};

const char *
route_word(const struct desk_rules *rules, enum words_of of,
           const char *const *words, size_t words_n, size_t i)
{
    switch (of) {
    case WORDS_FIXED:
        return i < words_n ? words[i] : no_word;
    case WORDS_WINDOWS:
        return i < rules->calendar.windows_n ? rules->calendar.windows[i].name
                                             : no_word;
    case WORDS_REGIONS:
        return i < rules->regions.regions_n ? rules->regions.regions[i].name
                                            : no_word;
    case WORDS_DESKS:
        return i < rules->regions.desks_n ? rules->regions.desks[i].name
                                          : no_word;
    case WORDS_ROLES:
        return i < rules->directory.roles_n ? rules->directory.roles[i].name
                                            : no_word;
    case WORDS_FACILITIES:
        return i < rules->facilities.facilities_n
                   ? rules->facilities.facilities[i].name
                   : no_word;
    case WORDS_DUTIES:
        return i < sizeof duty_words / sizeof *duty_words ? duty_words[i]
                                                          : no_word;
    case WORDS_NUMBER:
        break;
    }
    return no_word;
}

/* Which windows of the table are open: 1 plus their mask. */
static void
moment_write(const struct desk_rules *rules, const struct decision_table *table,
             uint8_t value, char out[ROUTE_WORD_BYTES])
{
    unsigned open = value > 0 ? value - 1U : 0;
    size_t at = 0;

    (void)snprintf(out, ROUTE_WORD_BYTES, "none");
    for (size_t i = 0; i < table->windows_n; i++) {
        if ((open >> i & 1U) != 0 && at < ROUTE_WORD_BYTES)
            at += (size_t)snprintf(
                out + at, ROUTE_WORD_BYTES - at, "%s%s", at > 0 ? "+" : "",
                route_word(rules, WORDS_WINDOWS, NULL, 0, table->windows[i]));
    }
}

const char *
route_value_write(const struct desk_rules *rules, enum table_id table,
                  enum input input, uint8_t value, char out[ROUTE_WORD_BYTES])
{
    const struct input_schema *schema = route_input(input);

    if (schema->of == WORDS_WINDOWS)
        moment_write(rules, &rules->tables[table], value, out);
    else if (value == 0)
        (void)snprintf(out, ROUTE_WORD_BYTES, "-");
    else if (schema->of == WORDS_NUMBER)
        (void)snprintf(out, ROUTE_WORD_BYTES, "%u", value - 1U);
    else
        (void)snprintf(out, ROUTE_WORD_BYTES, "%s",
                       route_word(rules, schema->of, schema->words,
                                  schema->words_n, value - 1U));
    return out;
}
