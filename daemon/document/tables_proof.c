/* What can be proven of a table, as findings with an example in words. */
#include "document/tables.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/table_proof.h"
#include "document/document_findings.h"
#include "document/record.h"
#include "document/sections.h"
#include "sys/yaml_doc.h"

#define EXAMPLE_BYTES 200

static struct table_words
words_of_column(const struct table_reading *reading, size_t c)
{
    const struct input_schema *input = route_input(reading->schema->inputs[c]);

    return (struct table_words){input->name, input->of, input->words,
                                input->words_n};
}

static struct table_space
space_of(const struct table_reading *reading)
{
    struct table_space space = {{0}};

    for (size_t c = 0; c < reading->schema->inputs_n; c++) {
        const struct input_schema *input =
            route_input(reading->schema->inputs[c]);
        const struct table_words words = words_of_column(reading, c);
        size_t n = input->of == WORDS_WINDOWS
                       ? (size_t)1 << reading->table->windows_n
                       : table_words_n(reading, &words);

        space.column[c] = table_column_values(n, input->always);
    }
    return space;
}

/* " within a and b", " within no window" */
static size_t
write_moment(const struct table_reading *reading, unsigned value, char *out,
             size_t size)
{
    const struct decision_table *table = reading->table;
    const struct table_words windows = {.of = WORDS_WINDOWS};
    size_t n = 0;

    for (size_t i = 0; i < table->windows_n && n < size; i++)
        if (((value - 1) >> i & 1U) != 0)
            n += (size_t)snprintf(
                out + n, size - n, " %s %s", n == 0 ? "within" : "and",
                table_word_at(reading, &windows, table->windows[i]));
    if (n == 0)
        n = (size_t)snprintf(out, size, " within no window");
    return n;
}

static const char *
write_example(const struct table_reading *reading,
              const struct table_values *values, char out[EXAMPLE_BYTES])
{
    size_t n = 0;

    for (size_t c = 0; c < reading->schema->inputs_n; c++) {
        const struct table_words words = words_of_column(reading, c);
        unsigned value = values->v[c];

        if (words.of == WORDS_WINDOWS && reading->table->windows_n == 0)
            continue;
        if (n < EXAMPLE_BYTES)
            n += (size_t)snprintf(out + n, EXAMPLE_BYTES - n, "%s%s",
                                  n > 0 ? ", " : "", words.column);
        if (n >= EXAMPLE_BYTES)
            break;
        if (value == 0)
            n += (size_t)snprintf(out + n, EXAMPLE_BYTES - n, " absent");
        else if (words.of == WORDS_WINDOWS)
            n += write_moment(reading, value, out + n, EXAMPLE_BYTES - n);
        else if (words.of == WORDS_NUMBER)
            n += (size_t)snprintf(out + n, EXAMPLE_BYTES - n, " %u", value - 1);
        else
            n += (size_t)snprintf(out + n, EXAMPLE_BYTES - n, " %s",
                                  table_word_at(reading, &words, value - 1));
    }
    return out;
}

static void
find_in_row(const struct table_reading *reading, size_t i, const char *code,
            bool refuses, const char *what)
{
    const struct table_row *row = &reading->table->rows[i];
    const struct document_place where = {reading->r->name, row->line, code,
                                         refuses};

    document_findings_add(reading->r->findings, &where, "%s: %s", row->name,
                          what);
}

/* false: the table is too complex to say. */
static bool
prove_row(const struct table_reading *reading, const struct table_space *space,
          size_t i)
{
    enum table_merge merge[TABLE_OUTPUTS_MAX];
    struct table_values example;
    enum rc rc = table_reaches(reading->table, space, i, &example);

    for (size_t o = 0; o < reading->schema->outputs_n; o++)
        merge[o] = reading->schema->outputs[o].merge;
    if (rc == RC_NOT_FOUND) {
        find_in_row(reading, i, "E_UNREACHABLE", true,
                    "it can never hit: other rows decide before it");
        return true;
    }
    if ((reading->explicit_rows >> i & 1U) != 0)
        return rc != RC_DOWN;
    if (rc == RC_OK)
        rc = table_matters(reading->table, space, merge, i, &example);
    if (rc == RC_NOT_FOUND)
        find_in_row(reading, i, "W_NO_EFFECT", false,
                    "without it every outcome would be the same");
    return rc != RC_DOWN;
}

void
table_prove(const struct table_reading *reading, int node)
{
    const struct table_space space = space_of(reading);
    const struct decision_table *table = reading->table;
    struct table_values example;
    char text[EXAMPLE_BYTES] = "";
    enum rc rc = table_complete(table, &space, &example);
    bool simple = rc != RC_DOWN;

    if (rc == RC_NOT_FOUND)
        record_fault(reading->r, node, "E_INCOMPLETE",
                     "table %s: no row for %s", reading->schema->name,
                     write_example(reading, &example, text));
    for (size_t i = 0; simple && i < table->rows_n; i++)
        simple = prove_row(reading, &space, i);
    if (!simple)
        record_fault(reading->r, node, "E_TOO_COMPLEX",
                     "table %s: it cannot be proven that it decides "
                     "everything; use fewer rows or fewer conditions",
                     reading->schema->name);
}
