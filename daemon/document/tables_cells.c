/* The cells of a decision table: conditions to sets of values, results to
 * numbers. */
#include "document/tables.h"

#include <string.h>

#include "core/desk_rules.h"
#include "document/record.h"
#include "document/sections.h"
#include "sys/yaml_doc.h"

#define CELL_WORDS_MAX 64
#define LIST_WORDS_MAX 8 /* bytes of a result */
#define NUMBER_MAX     (TABLE_VALUE_MAX - 1)
#define MASKS_N        (1U << TABLE_WINDOWS_MAX)
#define WITHIN         "within "
#define TERM_DAYS_MAX  366

/* One condition of one column. */
struct cell {
    struct table_reading *reading;
    const struct input_schema *input;
    struct table_words words;
};

static value_set
said_values(const struct cell *cell)
{
    size_t n = cell->input->of == WORDS_WINDOWS
                   ? MASKS_N
                   : table_words_n(cell->reading, &cell->words);

    return table_column_values(n, true);
}

static bool
parse_number(const char *text, size_t n, unsigned *out)
{
    if (n == 0 || n > 2 || strspn(text, "0123456789") < n)
        return false;
    *out = 0;
    for (size_t i = 0; i < n; i++)
        *out = *out * 10 + (unsigned)(text[i] - '0');
    return *out <= NUMBER_MAX;
}

/* "3", "2..", "..5", "2..5" */
static bool
number_values(const char *text, value_set *out)
{
    const char *dots = strstr(text, "..");
    size_t n = dots == NULL ? strlen(text) : (size_t)(dots - text);
    unsigned from = 0, to = NUMBER_MAX;

    if (dots == NULL || n > 0)
        if (!parse_number(text, n, &from))
            return false;
    if (dots == NULL)
        to = from;
    else if (dots[2] != '\0' && !parse_number(dots + 2, strlen(dots + 2), &to))
        return false;
    if (from > to || (dots != NULL && n == 0 && dots[2] == '\0'))
        return false;
    *out = 0;
    for (unsigned value = from; value <= to; value++)
        *out |= VALUE_BIT(value + 1);
    return true;
}

/* The place of a window among those the table names; TABLE_WINDOWS_MAX: there
 * is no room. */
static size_t
window_place(struct decision_table *table, size_t window)
{
    size_t i = 0;

    while (i < table->windows_n && table->windows[i] != window)
        i++;
    if (i == table->windows_n && i < TABLE_WINDOWS_MAX)
        table->windows[table->windows_n++] = (uint32_t)window;
    return i;
}

static bool
window_values(const struct cell *cell, int node, const char *text,
              value_set *out)
{
    const struct record_reader *r = cell->reading->r;
    size_t place, window;

    if (strncmp(text, WITHIN, strlen(WITHIN)) != 0) {
        record_fault(r, node, "value", "%s: within NAME is expected",
                     cell->input->name);
        return false;
    }
    window =
        table_word(cell->reading, node, &cell->words, text + strlen(WITHIN));
    if (window == TABLE_WORD_NONE)
        return false;
    place = window_place(cell->reading->table, window);
    if (place == TABLE_WINDOWS_MAX) {
        record_fault(r, node, "limit", "%s: a table may name %d windows",
                     cell->input->name, TABLE_WINDOWS_MAX);
        return false;
    }
    *out = 0;
    for (unsigned mask = 0; mask < MASKS_N; mask++)
        if ((mask >> place & 1U) != 0)
            *out |= VALUE_BIT(mask + 1);
    return true;
}

static bool
item_values(const struct cell *cell, int node, const char *text, value_set *out)
{
    const struct record_reader *r = cell->reading->r;
    size_t word;

    if (strcmp(text, "present") == 0 || strcmp(text, "absent") == 0) {
        *out = text[0] == 'p' ? said_values(cell) : VALUE_BIT(0);
        if (!cell->input->always)
            return true;
        record_fault(r, node, "value", "%s: it is always said",
                     cell->input->name);
        return false;
    }
    if (cell->input->of == WORDS_WINDOWS)
        return window_values(cell, node, text, out);
    if (cell->input->of == WORDS_NUMBER) {
        if (number_values(text, out))
            return true;
        record_fault(r, node, "value",
                     "%s: a number from 0 to %d or a range like 2.., ..5 or "
                     "2..5 is expected",
                     cell->input->name, NUMBER_MAX);
        return false;
    }
    if ((word = table_word(cell->reading, node, &cell->words, text)) ==
        TABLE_WORD_NONE)
        return false;
    *out = VALUE_BIT(word + 1);
    return true;
}

/* "!x" is everything that was said but x; of a list of them all are left
 * out. */
static value_set
list_values(const struct cell *cell, int node)
{
    const struct record_reader *r = cell->reading->r;
    size_t n = record_list(r, node, cell->input->name, 1, CELL_WORDS_MAX);
    size_t nots = 0;
    value_set set = 0;
    bool ok = n > 0;

    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(r->doc, node, i);
        const char *text = yaml_doc_text(r->doc, item);
        value_set one = 0;

        nots += *text == '!';
        ok = item_values(cell, item, text + (*text == '!'), &one) && ok;
        if (ok && (set & one) != 0 && (set & one) == one)
            record_fault(r, item, "twice", "%s: a word a second time",
                         cell->input->name);
        set |= one;
    }
    if (nots > 0 && nots < n) {
        record_fault(r, node, "value",
                     "%s: words with and without ! do not go together",
                     cell->input->name);
        return VALUES_ANY;
    }
    if (!ok)
        return VALUES_ANY;
    return nots > 0 ? said_values(cell) & ~set : set;
}

value_set
table_cell(struct table_reading *reading, int node, size_t c)
{
    const struct input_schema *input = route_input(reading->schema->inputs[c]);
    const struct cell cell = {
        reading, input, {input->name, input->of, input->words, input->words_n}};
    const char *text = yaml_doc_text(reading->r->doc, node);
    value_set set = 0;

    if (yaml_doc_kind(reading->r->doc, node) != YAML_DOC_TEXT)
        return list_values(&cell, node);
    if (strcmp(text, "-") == 0)
        return VALUES_ANY;
    if (!item_values(&cell, node, text + (*text == '!'), &set))
        return VALUES_ANY;
    return *text == '!' ? said_values(&cell) & ~set : set;
}

/* --- results -------------------------------------------------------------- */

static bool
term_result(const struct record_reader *r, int node, const char *column,
            uint64_t *out)
{
    const char *text = yaml_doc_text(r->doc, node);
    uint32_t working_days = 0;
    int64_t us = 0;

    if (strcmp(text, "at-once") == 0) {
        *out = 0;
        return true;
    }
    if (!record_duration(text, &us, &working_days) ||
        (us == 0 && working_days == 0) || working_days > TERM_DAYS_MAX ||
        us > TERM_DAYS_MAX * RECORD_DAY_US) {
        record_fault(r, node, "value",
                     "%s: at-once, a time like 1h or 28d, or working days "
                     "like 2wd is expected",
                     column);
        return false;
    }
    *out = us > 0 ? (uint64_t)us : TERM_WORKING_DAYS | working_days;
    return true;
}

static bool
flag_result(const struct record_reader *r, int node, const char *column,
            uint64_t *out)
{
    const char *text = yaml_doc_text(r->doc, node);

    *out = strcmp(text, "yes") == 0;
    if (*out == 0 && strcmp(text, "no") != 0) {
        record_fault(r, node, "value", "%s: yes or no is expected", column);
        return false;
    }
    return true;
}

/* A duty that nobody has is called in vain. */
static void
warn_of_nobody(const struct table_reading *reading, int node,
               const struct output_schema *output, size_t duty)
{
    const struct roster_book *book = &reading->c->rules->book;
    const struct record_reader *r = reading->r;

    if (output->of != WORDS_DUTIES || reading->c->old_policies)
        return;
    for (size_t i = 0; i < book->persons_n; i++)
        if ((book->persons[i].duties >> duty & 1U) != 0)
            return;
    if (book->persons_n > 0)
        record_warning(r, node, "nobody", "%s: nobody has the duty %s",
                       output->name, yaml_doc_word(r->doc, node));
}

/* One word, or several of them: a set of bits, or bytes in order. */
static bool
words_result(struct table_reading *reading, int node,
             const struct output_schema *output, uint64_t *out)
{
    const struct table_words words = {output->name, output->of, output->words,
                                      output->words_n};
    const struct record_reader *r = reading->r;
    bool list = output->type == OUTPUT_LIST;
    bool single = yaml_doc_kind(r->doc, node) == YAML_DOC_TEXT;
    size_t n = single ? 1
                      : record_list(r, node, output->name, 0,
                                    list ? LIST_WORDS_MAX : CELL_WORDS_MAX);
    uint64_t seen = 0;
    bool ok = single || yaml_doc_kind(r->doc, node) == YAML_DOC_LIST;

    *out = 0;
    for (size_t i = 0; i < n; i++) {
        int item = single ? node : yaml_doc_item(r->doc, node, i);
        size_t word =
            table_word(reading, item, &words, yaml_doc_text(r->doc, item));

        if (word == TABLE_WORD_NONE) {
            ok = false;
            continue;
        }
        if ((seen >> word & 1U) != 0)
            record_fault(r, item, "twice", "%s: %s a second time", output->name,
                         yaml_doc_word(r->doc, item));
        warn_of_nobody(reading, item, output, word);
        seen |= UINT64_C(1) << word;
        *out |= list ? (uint64_t)(word + 1) << 8 * i : UINT64_C(1) << word;
    }
    return ok;
}

bool
table_result_cell(struct table_reading *reading, int node,
                  const struct output_schema *output, uint64_t *out)
{
    const struct table_words words = {output->name, output->of, output->words,
                                      output->words_n};
    const struct record_reader *r = reading->r;
    size_t word;

    if (output->type == OUTPUT_SET || output->type == OUTPUT_LIST)
        return words_result(reading, node, output, out);
    if (yaml_doc_kind(r->doc, node) != YAML_DOC_TEXT) {
        record_fault(r, node, "value", "%s: one value is expected",
                     output->name);
        return false;
    }
    switch (output->type) {
    case OUTPUT_WORD:
        word = table_word(reading, node, &words, yaml_doc_text(r->doc, node));
        *out = word + 1;
        return word != TABLE_WORD_NONE;
    case OUTPUT_FLAG:
        return flag_result(r, node, output->name, out);
    case OUTPUT_TERM:
        return term_result(r, node, output->name, out);
    case OUTPUT_SET:
    case OUTPUT_LIST:
        break;
    }
    return false;
}
