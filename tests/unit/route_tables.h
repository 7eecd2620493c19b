/* route_tables -- decision tables made by hand, for tests of what they are asked
 * and what becomes of their answers. */
#ifndef UNIT_ROUTE_TABLES_H
#define UNIT_ROUTE_TABLES_H

#include "rows.h"

#include <string.h>

#include "core/desk_rules.h"
#include "core/route.h"

#define NOW_US INT64_C(1795262400000000) /* 2026-11-21T12:00:00Z, a Saturday */

static struct desk_rules rules; /* of each test, made anew */

static const struct case_facts base = {
    .message = {.kind = MESSAGE_SIGNAL, .source = ORGANISATION_HOUSING},
    .organisations = 1,
    .others = true,
    .messages = 1,
};

static inline int
setup(void **state)
{
    (void)state;
    memset(&rules, 0, sizeof rules);
    rules.book.zone =
        (struct zone){"UTC", {{.at_us = INT64_MIN, .offset_s = 0}}, 1};
    rules.regions.abroad = REGION_UNKNOWN;
    return 0;
}

/* One more row, which lets everything through and says nothing. */
static inline struct table_row *
row_add(enum table_id id, const char *name)
{
    struct decision_table *table = &rules.tables[id];
    struct table_row *row = &table->rows[table->rows_n++];

    table->hit = route_schema(id)->hit;
    table->inputs_n = route_schema(id)->inputs_n;
    table->outputs_n = route_schema(id)->outputs_n;
    for (size_t i = 0; i < TABLE_INPUTS_MAX; i++)
        row->when[i] = VALUES_ANY;
    (void)strncpy(row->name, name, sizeof row->name - 1);
    return row;
}

static inline void
row_says(struct table_row *row, size_t output, uint64_t value)
{
    row->then[output] = value;
    row->says |= UINT32_C(1) << output;
}

/* Lets through only this value of an input. */
static inline void
row_when(struct table_row *row, enum table_id id, enum input input,
         uint8_t value)
{
    const struct table_schema *schema = route_schema(id);

    for (size_t i = 0; i < schema->inputs_n; i++) {
        if (schema->inputs[i] == input) {
            row->when[i] = VALUE_BIT(value);
            return;
        }
    }
    fail_msg("%s is no column of %s", route_input(input)->name, schema->name);
}

static inline struct route_decision
decide(const struct case_facts *facts)
{
    struct route_decision d;

    route_decide(&rules, facts, NOW_US, &d);
    return d;
}

/* What a row changes of a case: FACTS(name, statement about *f). */
#define FACTS(function, ...)                                                   \
    static inline void function(struct case_facts *f)                          \
    {                                                                          \
        __VA_ARGS__;                                                           \
    }

FACTS(no_shelter, f->message.kind = MESSAGE_REFERRAL,
      f->message.shelter_needed = YES_NO_NO)
FACTS(unknown_shelter, f->message.kind = MESSAGE_REFERRAL,
      f->message.shelter_needed = YES_NO_UNKNOWN)
FACTS(shelter, f->message.kind = MESSAGE_REFERRAL,
      f->message.shelter_needed = YES_NO_YES)

#endif
