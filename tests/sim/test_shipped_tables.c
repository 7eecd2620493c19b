/* The decision tables as they are shipped, asked every combination there is:
 * each hits a row, each row hits, and no row can go without a trace. */
#include "documents.h"

#include "../unit/row_file.h"
#include "../unit/rows_hit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/table_proof.h"
#include "init_documents.h"

/* Rows that say what a later one would: config/desk/tables.yaml. */
static const char *const explicit_rows[] = {"T6.2", "T6.4", "T6.6"};

static struct desk_rules *rules;

static int
setup(void **state)
{
    (void)state;
    rules = documents_shipped();
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    free(rules);
    return 0;
}

/* --- every combination of one table --- */

struct asked {
    const struct decision_table *table;
    const struct table_schema *schema;
    size_t last[TABLE_INPUTS_MAX]; /* value of each column */
    struct table_values values;
};

static void
asked_begin(struct asked *asked, enum table_id id)
{
    *asked =
        (struct asked){.table = &rules->tables[id], .schema = route_schema(id)};
    for (size_t c = 0; c < asked->schema->inputs_n; c++) {
        const struct input_schema *input =
            route_input(asked->schema->inputs[c]);
        size_t n = input->words_n;

        if (input->of == WORDS_REGIONS)
            n = rules->regions.regions_n;
        if (input->of == WORDS_WINDOWS)
            n = (size_t)1 << asked->table->windows_n;
        asked->last[c] = n;
        asked->values.v[c] = input->always;
    }
}

static bool
asked_next(struct asked *asked)
{
    for (size_t c = 0; c < asked->schema->inputs_n; c++) {
        if (++asked->values.v[c] <= asked->last[c])
            return true;
        asked->values.v[c] = route_input(asked->schema->inputs[c])->always;
    }
    return false;
}

static void
test_every_combination_hits(void **state)
{
    (void)state;
    for (int id = 0; id < TABLES_N; id++) {
        struct asked asked;
        row_set seen = 0;

        asked_begin(&asked, (enum table_id)id);
        assert_true(asked.table->rows_n > 0);
        do {
            row_set hits = table_hits(asked.table, &asked.values);

            if (hits == 0)
                fail_msg("%s: a combination hits no row", asked.schema->name);
            seen |= hits;
        } while (asked_next(&asked));
        for (size_t i = 0; i < asked.table->rows_n; i++)
            if ((seen >> i & 1U) == 0)
                fail_msg("%s never hits", asked.table->rows[i].name);
    }
}

static bool
same_outcome(const struct asked *asked, const struct decision_table *less)
{
    row_set with = table_hits(asked->table, &asked->values);
    row_set without = table_hits(less, &asked->values);

    if (without == 0)
        return false;
    for (size_t o = 0; o < asked->schema->outputs_n; o++) {
        enum table_merge merge = asked->schema->outputs[o].merge;

        if (table_result(asked->table, with, o, merge) !=
            table_result(less, without, o, merge))
            return false;
    }
    return true;
}

static bool
is_missed(enum table_id id, size_t gone)
{
    struct decision_table less = rules->tables[id];
    struct asked asked;

    less.rows_n--;
    memmove(&less.rows[gone], &less.rows[gone + 1],
            (less.rows_n - gone) * sizeof less.rows[0]);
    asked_begin(&asked, id);
    do {
        if (!same_outcome(&asked, &less))
            return true;
    } while (asked_next(&asked));
    return false;
}

static bool
is_explicit(const char *name)
{
    for (size_t i = 0; i < ROWS(explicit_rows); i++)
        if (strcmp(explicit_rows[i], name) == 0)
            return true;
    return false;
}

static void
test_no_row_can_go(void **state)
{
    (void)state;
    for (int id = 0; id < TABLES_N; id++)
        for (size_t i = 0; i < rules->tables[id].rows_n; i++) {
            const char *name = rules->tables[id].rows[i].name;

            if (is_missed((enum table_id)id, i) == is_explicit(name))
                fail_msg("%s: gone, and everything is the same", name);
        }
}

/* --- tests/data/rows/tables.txt --- */

static const char *
word_at(enum words_of of, const char *const *words, size_t words_n, size_t i)
{
    static const char *const duties[] = {"coordinator", "manager",
                                         "youth-owner", "regie"};

    switch (of) {
    case WORDS_FIXED:
        return i < words_n ? words[i] : NULL;
    case WORDS_REGIONS:
        return i < rules->regions.regions_n ? rules->regions.regions[i].name
                                            : NULL;
    case WORDS_DESKS:
        return i < rules->regions.desks_n ? rules->regions.desks[i].name : NULL;
    case WORDS_ROLES:
        return i < rules->directory.roles_n ? rules->directory.roles[i].name
                                            : NULL;
    case WORDS_FACILITIES:
        return i < rules->facilities.facilities_n
                   ? rules->facilities.facilities[i].name
                   : NULL;
    case WORDS_DUTIES:
        return i < ROWS(duties) ? duties[i] : NULL;
    case WORDS_NUMBER:
    case WORDS_WINDOWS:
        break;
    }
    return NULL;
}

/* "age adult, form absent" narrows the columns of a space. */
static void
narrow(const struct row_file *file, const struct table_schema *schema,
       char *text, struct table_space *space)
{
    for (char *part = NULL; (part = strsep(&text, ",")) != NULL;) {
        char *word = row_file_trim(part), *name = strsep(&word, " ");
        const struct input_schema *input = NULL;
        size_t c = 0, v = 0;

        while (c < schema->inputs_n &&
               strcmp((input = route_input(schema->inputs[c]))->name, name))
            c++;
        if (c == schema->inputs_n || word == NULL)
            row_file_fail(file, "%s is no input", name);
        if (strcmp(word, "absent") != 0)
            for (const char *is = ""; strcmp(is, word) != 0; v++)
                if ((is = word_at(input->of, input->words, input->words_n,
                                  v)) == NULL)
                    row_file_fail(file, "there is no word %s", word);
        space->column[c] = VALUE_BIT(v);
    }
}

static void
write_term(uint64_t term, char out[], size_t size)
{
    const uint64_t hour_us = UINT64_C(3600000000);

    if (term == 0)
        snprintf(out, size, "at-once");
    else if ((term & TERM_WORKING_DAYS) != 0)
        snprintf(out, size, "%uwd", (unsigned)term);
    else if (term % (24 * hour_us) == 0)
        snprintf(out, size, "%ud", (unsigned)(term / (24 * hour_us)));
    else
        snprintf(out, size, "%uh", (unsigned)(term / hour_us));
}

/* The words of a result, divided by spaces; "-": none. */
static void
write_result(const struct output_schema *output, uint64_t is, char out[],
             size_t size)
{
    size_t n = 0;

    snprintf(out, size, "-");
    if (output->type == OUTPUT_TERM)
        write_term(is, out, size);
    if (output->type == OUTPUT_FLAG)
        snprintf(out, size, "%s", is == 0 ? "no" : "yes");
    for (size_t i = 0; i < 64 && n < size; i++) {
        size_t word = i;

        if (output->type == OUTPUT_WORD)
            word = (size_t)is - 1;
        if (output->type == OUTPUT_LIST)
            word = i < 8 ? (size_t)(is >> 8 * i & 0xFF) - 1 : SIZE_MAX;
        if (output->type == OUTPUT_TERM || output->type == OUTPUT_FLAG ||
            word == SIZE_MAX || (output->type == OUTPUT_WORD && i > 0) ||
            (output->type == OUTPUT_SET && (is >> i & 1U) == 0))
            continue;
        n += (size_t)snprintf(
            out + n, size - n, "%s%s", n > 0 ? " " : "",
            word_at(output->of, output->words, output->words_n, word));
    }
}

static void
judge(const struct row_file *file, const struct asked *asked, char *expected)
{
    row_set hits = table_hits(asked->table, &asked->values);
    const char *row = file->columns[0], *name = strsep(&expected, " ");
    char words[256];
    size_t i = 0, o = 0;

    while (
        i < asked->table->rows_n &&
        ((hits >> i & 1U) == 0 || strcmp(asked->table->rows[i].name, row) != 0))
        i++;
    if (i == asked->table->rows_n)
        row_file_fail(file, "%s does not hit, but %s", row,
                      asked->table->rows[table_first(hits)].name);
    while (o < asked->schema->outputs_n &&
           strcmp(asked->schema->outputs[o].name, name) != 0)
        o++;
    if (o == asked->schema->outputs_n || expected == NULL)
        row_file_fail(file, "%s is no result", name);
    write_result(
        &asked->schema->outputs[o],
        table_result(asked->table, hits, o, asked->schema->outputs[o].merge),
        words, sizeof words);
    if (strcmp(words, expected) != 0)
        row_file_fail(file, "%s is %s", name, words);
}

/* A row of the file holds for everything it does not mention. */
static void
try_row(const struct row_file *file)
{
    enum table_id id = (enum table_id)(file->columns[0][1] - '1');
    struct table_space space;
    struct asked asked;
    size_t tried = 0;
    char text[ROW_FILE_LINE_BYTES];

    memset(&space, 0xFF, sizeof space);
    if (file->columns[0][0] != 'T' || id >= TABLES_N)
        row_file_fail(file, "%s is no row", file->columns[0]);
    snprintf(text, sizeof text, "%s", file->columns[1]);
    asked_begin(&asked, id);
    narrow(file, asked.schema, text, &space);
    do {
        bool meant = true;

        for (size_t c = 0; c < asked.schema->inputs_n; c++)
            meant =
                meant && (space.column[c] & VALUE_BIT(asked.values.v[c])) != 0;
        if (!meant)
            continue;
        tried++;
        snprintf(text, sizeof text, "%s", file->columns[2]);
        judge(file, &asked, text);
    } while (asked_next(&asked));
    if (tried == 0)
        row_file_fail(file, "this never happens");
}

static void
test_row_by_row(void **state)
{
    struct row_file file;

    (void)state;
    row_file_open(&file, "tests/data/rows/tables.txt");
    while (row_file_next(&file)) {
        char test[64];

        row_file_want(&file, 3);
        try_row(&file);
        snprintf(test, sizeof test, "tables.txt:%zu", file.line);
        rows_hit(file.columns[0], test);
    }
}

/* --- a table that nobody could check --- */

#define TEXT_BYTES (64 * 1024)

/* A role for every bit of every word of six inputs, said by two rows: those
 * whose word has the bit and those whose word has not.  Together they say what
 * the last row says, but only every combination shows it. */
static size_t
write_partitions(char *out, size_t size)
{
    size_t n = 0, role = 0;

    for (size_t c = 0; c < route_schema(TABLE_ALERT)->inputs_n; c++) {
        const struct input_schema *input =
            route_input(route_schema(TABLE_ALERT)->inputs[c]);

        for (size_t bit = 0; input->words_n >> bit != 0; bit++, role++)
            for (unsigned side = 0; side < 2; side++) {
                n += (size_t)snprintf(
                    out + n, size - n,
                    "      - {row: T4.%zu%c, then: {prepare: %s}, source: x,\n"
                    "         when: {%s: [",
                    role + 1, "ab"[side], rules -> directory.roles[role].name,
                    input->name);
                for (size_t v = input->always; v <= input->words_n; v++)
                    if ((v >> bit & 1U) == side)
                        n += (size_t)snprintf(out + n, size - n, "%s, ",
                                              v == 0 ? "absent"
                                                     : input->words[v - 1]);
                n += (size_t)snprintf(out + n, size - n, "]}}\n");
            }
    }
    n += (size_t)snprintf(out + n, size - n,
                          "      - {row: T4.98, source: x, then: {prepare: [");
    while (role-- > 0)
        n += (size_t)snprintf(out + n, size - n, "%s, ",
                              rules->directory.roles[role].name);
    return n + (size_t)snprintf(
                   out + n, size - n,
                   "]}}\n      - {row: T4.99, otherwise: yes, source: x,\n"
                   "         then: {call: coordinator}}\n");
}

static void
test_too_complex_is_refused(void **state)
{
    struct document_text texts[DOCUMENT_LAST];
    struct document_input in = {.texts = texts, .zone = &rules->book.zone};
    struct document_findings findings = {0};
    struct desk_rules *other = calloc(1, sizeof *other);
    char *text = calloc(1, TEXT_BYTES), *from = NULL, *to = NULL;
    size_t n;

    (void)state;
    assert_non_null(other);
    assert_non_null(text);
    in.texts_n = init_documents_shipped(texts);
    for (size_t i = 0; i < in.texts_n; i++)
        if (texts[i].kind == DOCUMENT_TABLES) {
            from = strstr(texts[i].bytes, "      - {row: T4.1,");
            to = strstr(texts[i].bytes, "  # T5 --");
            assert_true(from != NULL && to != NULL);
            n = (size_t)(from - texts[i].bytes);
            memcpy(text, texts[i].bytes, n);
            n += write_partitions(text + n, TEXT_BYTES - n);
            n += (size_t)snprintf(text + n, TEXT_BYTES - n, "%.*s",
                                  (int)(texts[i].bytes + texts[i].n - to), to);
            assert_true(n < TEXT_BYTES);
            texts[i].bytes = text;
            texts[i].n = n;
        }
    assert_int_equal(document_compile(&in, other, &findings), RC_INVALID);
    assert_int_equal(findings.refuses_n, 1);
    for (size_t i = 0; i < findings.n; i++)
        if (findings.list[i].refuses)
            assert_string_equal(findings.list[i].code, "E_TOO_COMPLEX");
    document_findings_close(&findings);
    free(other);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_combination_hits),
        cmocka_unit_test(test_no_row_can_go),
        cmocka_unit_test(test_row_by_row),
        cmocka_unit_test(test_too_complex_is_refused),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
