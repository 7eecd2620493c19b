/* Section tables: the decision tables of the chain. */
#include "document/tables.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "document/document_findings.h"
#include "document/record.h"
#include "document/sections.h"
#include "sys/yaml_doc.h"

_Static_assert(ROW_SOURCE_BYTES == REASON_BYTES,
               "a source is read as one line of text");

struct table_text {
    int table;
    int hit;
    int rows;
};

struct row_text {
    struct table_row row;
    int name;
    int when;
    int then;
    bool is_explicit;
};

#define AT(member) offsetof(struct table_text, member)
static const struct record_field table_fields[] = {
    {"table", RECORD_NODE, true, AT(table), 0, 0, NULL},
    {"hit", RECORD_NODE, true, AT(hit), 0, 0, NULL},
    {"rows", RECORD_NODE, true, AT(rows), 0, 0, NULL},
    {.key = NULL}};

#undef AT
#define AT(member) offsetof(struct row_text, member)
static const struct record_field row_fields[] = {
    {"row", RECORD_NODE, true, AT(name), 0, 0, NULL},
    {"when", RECORD_NODE, false, AT(when), 0, 0, NULL},
    {"then", RECORD_NODE, true, AT(then), 0, 0, NULL},
    {"source", RECORD_REASON, true, AT(row.source), 0, 0, NULL},
    {"otherwise", RECORD_BOOL, false, AT(row.otherwise), 0, 0, NULL},
    {"explicit", RECORD_BOOL, false, AT(is_explicit), 0, 0, NULL},
    {.key = NULL}};

static size_t
row_find(const struct decision_table *table, const char *name)
{
    size_t i = 0;

    while (i < table->rows_n && strcmp(table->rows[i].name, name) != 0)
        i++;
    return i;
}

/* "T5.10b": a row says of which table it is, wherever its name is read. */
static void
read_name(const struct table_reading *reading, int node, struct table_row *out)
{
    const char *text = yaml_doc_text(reading->r->doc, node);
    const char *number = reading->schema->number;
    size_t n = strlen(number);
    const char *rest = text + n + 1;

    if (strncmp(text, number, n) != 0 || text[n] != '.' || *rest == '\0' ||
        rest[strspn(rest, "0123456789abcdefghijklmnopqrstuvwxyz")] != '\0' ||
        strlen(text) >= sizeof out->name) {
        record_fault(reading->r, node, "value",
                     "row: a name like %s.1 or %s.10b is expected", number,
                     number);
        return;
    }
    snprintf(out->name, sizeof out->name, "%s", text);
    if (row_find(reading->table, text) < reading->table->rows_n)
        record_fault(reading->r, node, "twice", "row %s: a second time", text);
}

static bool
is_map(const struct record_reader *r, int node, const char *what)
{
    if (yaml_doc_kind(r->doc, node) == YAML_DOC_MAP)
        return true;
    record_fault(r, node, "value", "%s: names with values are expected", what);
    return false;
}

static void
read_when(struct table_reading *reading, int node, struct table_row *out)
{
    const struct record_reader *r = reading->r;
    const struct table_schema *schema = reading->schema;

    if (!is_map(r, node, "when"))
        return;
    for (size_t i = 0; i < yaml_doc_size(r->doc, node); i++) {
        int key = yaml_doc_key(r->doc, node, i);
        size_t c = 0;

        while (c < schema->inputs_n &&
               strcmp(route_input(schema->inputs[c])->name,
                      yaml_doc_text(r->doc, key)) != 0)
            c++;
        if (c < schema->inputs_n)
            out->when[c] =
                table_cell(reading, yaml_doc_item(r->doc, node, i), c);
        else
            record_fault(r, key, "unknown_key",
                         "when: table %s does not ask for %s", schema->name,
                         yaml_doc_word(r->doc, key));
    }
}

static void
read_then(struct table_reading *reading, int node, struct table_row *out)
{
    const struct record_reader *r = reading->r;
    const struct table_schema *schema = reading->schema;

    if (!is_map(r, node, "then"))
        return;
    for (size_t i = 0; i < yaml_doc_size(r->doc, node); i++) {
        int key = yaml_doc_key(r->doc, node, i);
        int item = yaml_doc_item(r->doc, node, i);
        size_t o = 0;

        while (o < schema->outputs_n &&
               strcmp(schema->outputs[o].name, yaml_doc_text(r->doc, key)) != 0)
            o++;
        if (o == schema->outputs_n)
            record_fault(r, key, "unknown_key",
                         "then: table %s does not say %s", schema->name,
                         yaml_doc_word(r->doc, key));
        else if (table_result_cell(reading, item, &schema->outputs[o],
                                   &out->then[o]))
            out->says |= 1U << o;
    }
    for (size_t o = 0; o < schema->outputs_n; o++)
        if (schema->outputs[o].required &&
            yaml_doc_get(r->doc, node, schema->outputs[o].name) == 0)
            record_fault(r, node, "missing", "then: %s: is missing",
                         schema->outputs[o].name);
}

static void
read_row(struct table_reading *reading, int node)
{
    const struct record_reader *r = reading->r;
    struct decision_table *table = reading->table;
    struct row_text text = {
        .row = {.line = (uint32_t)yaml_doc_line(r->doc, node)}};

    for (size_t c = 0; c < reading->schema->inputs_n; c++)
        text.row.when[c] = VALUES_ANY;
    record_read(r, node, row_fields, &text);
    if (text.name != 0)
        read_name(reading, text.name, &text.row);
    if (text.when != 0)
        read_when(reading, text.when, &text.row);
    if (text.then != 0)
        read_then(reading, text.then, &text.row);
    if (text.row.otherwise && table->hit == HIT_FIRST)
        record_fault(r, node, "value",
                     "otherwise: the last row of this table is that");
    if (text.is_explicit)
        reading->explicit_rows |= (row_set)1 << table->rows_n;
    table->rows[table->rows_n++] = text.row;
}

static void
read_hit(const struct table_reading *reading, int node)
{
    const char *word = reading->schema->hit == HIT_FIRST ? "first" : "collect";

    if (strcmp(yaml_doc_text(reading->r->doc, node), word) != 0)
        record_fault(reading->r, node, "value", "hit: %s is expected", word);
}

static void
read_table(struct table_reading *reading, const struct table_text *text,
           int node)
{
    const struct record_reader *r = reading->r;
    size_t before = r->findings->refuses_n;
    size_t n = 0;

    *reading->table =
        (struct decision_table){.hit = reading->schema->hit,
                                .inputs_n = reading->schema->inputs_n,
                                .outputs_n = reading->schema->outputs_n};
    if (text->hit != 0)
        read_hit(reading, text->hit);
    if (text->rows != 0)
        n = record_list(r, text->rows, "rows", 1, TABLE_ROWS_MAX);
    for (size_t i = 0; i < n; i++)
        read_row(reading, yaml_doc_item(r->doc, text->rows, i));
    if (r->findings->refuses_n == before && !reading->unresolved &&
        !reading->c->old_policies)
        table_prove(reading, node);
}

/* The table that a map is about; TABLES_N with a finding. */
static enum table_id
table_of(const struct record_reader *r, int node, const bool seen[TABLES_N])
{
    enum table_id id = route_table_find(yaml_doc_text(r->doc, node));

    if (id == TABLES_N)
        record_fault(r, node, "unknown_name", "table: there is no table %s",
                     yaml_doc_word(r->doc, node));
    else if (seen[id]) {
        record_fault(r, node, "twice", "table %s: a second time",
                     route_schema(id)->name);
        return TABLES_N;
    }
    return id;
}

void
tables_read(struct compiling *c, const struct record_reader *r, int node)
{
    size_t n = record_list(r, node, "tables", 1, TABLES_N);
    bool seen[TABLES_N] = {false};

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        struct table_text text = {0};
        enum table_id id = TABLES_N;

        record_read(r, item, table_fields, &text);
        if (text.table != 0)
            id = table_of(r, text.table, seen);
        if (id == TABLES_N)
            continue;
        seen[id] = true;
        read_table(&(struct table_reading){.c = c,
                                           .r = r,
                                           .schema = route_schema(id),
                                           .table = &c->rules->tables[id]},
                   &text, item);
    }
    for (int id = 0; id < TABLES_N; id++)
        if (!seen[id])
            record_fault(r, node, "missing", "table %s is missing",
                         route_schema((enum table_id)id)->name);
}
