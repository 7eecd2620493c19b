/* route_cells -- see route_cells.h */
#include "route_cells.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/route_words.h"
#include "route_outcome.h"
#include "text.h"

#define MASKS_N    (1U << TABLE_WINDOWS_MAX)
#define NUMBERS_N  TABLE_VALUE_MAX
#define NOTS_MAX   3 /* so many words left out are better said .. */
#define WORDS_MANY 4 /* .. when more than so many are let through */
#define LIST_BYTES 8

/* How a cell is put: as a document has it, or in a sentence. */
struct style {
    const char *between, *between_nots, *not, *absent, *present;
};

static const struct style document_style = {", ", ", ", "!", "absent",
                                            "present"};

/* A column and what it can be asked. */
struct column {
    const struct style *style;
    const struct desk_rules *rules;
    enum table_id table;
    enum input id;
    const struct input_schema *input;
    value_set space;
    value_set set;
};

static size_t
words_n(const struct desk_rules *rules, const struct input_schema *input)
{
    switch (input->of) {
    case WORDS_FIXED:
        return input->words_n;
    case WORDS_NUMBER:
        return NUMBERS_N;
    case WORDS_WINDOWS:
        return MASKS_N;
    case WORDS_REGIONS:
        return rules->regions.regions_n;
    case WORDS_DESKS:
    case WORDS_ROLES:
    case WORDS_FACILITIES:
    case WORDS_DUTIES:
        break; /* no input of ours */
    }
    return 0;
}

static struct column
column_of(const struct desk_rules *rules, enum table_id table, size_t row,
          size_t column)
{
    enum input id = route_schema(table)->inputs[column];
    const struct input_schema *input = route_input(id);
    value_set space = table_column_values(words_n(rules, input), input->always);

    return (struct column){&document_style,
                           rules,
                           table,
                           id,
                           input,
                           space,
                           rules->tables[table].rows[row].when[column] & space};
}

bool
cell_is_any(const struct desk_rules *rules, enum table_id table, size_t row,
            size_t column)
{
    struct column c = column_of(rules, table, row, column);

    return c.set == c.space;
}

/* One more word of a list. */
static void
list_word(char out[CELL_BYTES], const char *between, const char *before,
          const char *word)
{
    size_t at = strlen(out);

    (void)snprintf(out + at, CELL_BYTES - at, "%s%s%s", at == 0 ? "" : between,
                   before, word);
}

static void
word_add(const struct column *c, char out[CELL_BYTES], const char *word)
{
    list_word(out, c->style->between, "", word);
}

static void
words_add(const struct column *c, value_set set, bool nots,
          char out[CELL_BYTES])
{
    char word[ROUTE_WORD_BYTES];

    for (uint8_t value = 1; value <= TABLE_VALUE_MAX; value++) {
        if ((set & VALUE_BIT(value)) != 0)
            list_word(
                out, nots ? c->style->between_nots : c->style->between,
                nots ? c->style->not : "",
                route_value_write(c->rules, c->table, c->id, value, word));
    }
}

/* "3, 5..8, 20..": runs of numbers; the value is the number plus one. */
static void
numbers_add(const struct column *c, char out[CELL_BYTES])
{
    char word[ROUTE_WORD_BYTES];

    for (unsigned value = 1; value <= NUMBERS_N; value++) {
        unsigned last = value;

        if ((c->set & VALUE_BIT(value)) == 0)
            continue;
        while (last < NUMBERS_N && (c->set & VALUE_BIT(last + 1)) != 0)
            last++;
        if (last == NUMBERS_N)
            (void)snprintf(word, sizeof word, "%u..", value - 1);
        else if (last > value)
            (void)snprintf(word, sizeof word, "%u..%u", value - 1, last - 1);
        else
            (void)snprintf(word, sizeof word, "%u", value - 1);
        word_add(c, out, word);
        value = last;
    }
}

static value_set
within(unsigned windows)
{
    value_set set = 0;

    for (unsigned mask = 0; mask < MASKS_N; mask++)
        set |= (mask & windows) != 0 ? VALUE_BIT(mask + 1) : 0;
    return set;
}

/* The windows of which one must be open, or none may be. */
static void
moments_add(const struct column *c, char out[CELL_BYTES])
{
    const struct decision_table *table = &c->rules->tables[c->table];
    char word[ROUTE_WORD_BYTES];

    for (unsigned windows = 1; windows < 1U << table->windows_n; windows++) {
        bool is = within(windows) == c->set;

        if (!is && (c->space & ~within(windows)) != c->set)
            continue;
        for (size_t i = 0; i < table->windows_n; i++) {
            if ((windows >> i & 1U) == 0)
                continue;
            (void)snprintf(word, sizeof word, "within %s",
                           route_word(c->rules, WORDS_WINDOWS, NULL, 0,
                                      table->windows[i]));
            list_word(out, is ? c->style->between : c->style->between_nots,
                      is ? "" : c->style->not, word);
        }
        return;
    }
    word_add(c, out, "?"); /* no cell of a document says this */
}

static unsigned
values_count(value_set set)
{
    return (unsigned)__builtin_popcountll(set);
}

static void
cell_put(const struct column *c, char out[CELL_BYTES])
{
    value_set said = c->space & ~VALUE_BIT(0);
    value_set nots = said & ~c->set;

    out[0] = '\0';
    if (c->set == c->space) {
        word_add(c, out, "-");
    } else if (c->set == said) {
        word_add(c, out, c->style->present);
    } else if (c->input->of == WORDS_WINDOWS) {
        moments_add(c, out);
    } else if ((c->set & VALUE_BIT(0)) == 0 && c->input->of != WORDS_NUMBER &&
               values_count(nots) <= NOTS_MAX &&
               values_count(c->set) > WORDS_MANY) {
        words_add(c, nots, true, out);
    } else {
        if (c->input->of == WORDS_NUMBER)
            numbers_add(c, out);
        else
            words_add(c, c->set, false, out);
        if ((c->set & VALUE_BIT(0)) != 0)
            word_add(c, out, c->style->absent);
    }
}

const char *
cell_write(const struct desk_rules *rules, enum table_id table, size_t row,
           size_t column, char out[CELL_BYTES])
{
    struct column c = column_of(rules, table, row, column);

    cell_put(&c, out);
    return out;
}

/* --- results --- */

bool
result_is_said(const struct desk_rules *rules, enum table_id table, size_t row,
               size_t column)
{
    return (rules->tables[table].rows[row].says >> column & 1U) != 0;
}

static void
list_add(const struct desk_rules *rules, enum table_id table, size_t column,
         uint64_t list, char out[CELL_BYTES])
{
    for (size_t i = 0; i < LIST_BYTES; i++, list >>= 8) {
        if ((list & 0xFF) != 0)
            list_word(out, ", ", "",
                      outcome_word(rules, table, column, list & 0xFF));
    }
}

const char *
result_write(const struct desk_rules *rules, enum table_id table, size_t row,
             size_t column, char out[CELL_BYTES])
{
    uint64_t value = rules->tables[table].rows[row].then[column];
    const char *said = "";
    char term[OUTCOME_TERM_BYTES];
    char set[OUTCOME_LIST_BYTES];

    out[0] = '\0';
    if (!result_is_said(rules, table, row, column))
        return out;
    switch (route_schema(table)->outputs[column].type) {
    case OUTPUT_WORD:
        said = outcome_word(rules, table, column, value);
        break;
    case OUTPUT_FLAG:
        said = value != 0 ? _("yes") : _("no");
        break;
    case OUTPUT_SET:
        said = outcome_set(rules, table, column, value, ", ", set);
        break;
    case OUTPUT_LIST:
        list_add(rules, table, column, value, out);
        return out;
    case OUTPUT_TERM:
        said = outcome_term(value, term);
        break;
    }
    (void)snprintf(out, CELL_BYTES, "%s", said);
    return out;
}

/* --- a sentence --- */

__attribute__((format(printf, 2, 3))) static void
meaning_add(char out[MEANING_BYTES], const char *format, ...)
{
    size_t at = strlen(out);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(out + at, MEANING_BYTES - at, format, args);
    va_end(args);
}

static void
conditions_write(const struct desk_rules *rules, enum table_id table,
                 size_t row, char out[MEANING_BYTES])
{
    const struct style sentence = {_(" or "), _(" and "), _("not "),
                                   _("not known"), _("known")};
    char cell[CELL_BYTES];
    bool first = true;

    for (size_t i = 0; i < route_schema(table)->inputs_n; i++) {
        struct column c = column_of(rules, table, row, i);

        if (c.set == c.space)
            continue;
        c.style = &sentence;
        cell_put(&c, cell);
        meaning_add(out, "%s", first ? _("when ") : _(", and "));
        meaning_add(out, _("%s is %s"), route_label(c.input->name), cell);
        first = false;
    }
    if (rules->tables[table].rows[row].otherwise)
        meaning_add(out, "%s", _("when no other row calls anybody"));
    else if (first)
        meaning_add(out, "%s", _("in every other case"));
}

/* A flag that is up says itself. */
static bool
is_yes(const struct desk_rules *rules, enum table_id table, size_t row,
       size_t column)
{
    return route_schema(table)->outputs[column].type == OUTPUT_FLAG &&
           rules->tables[table].rows[row].then[column] != 0;
}

const char *
meaning_write(const struct desk_rules *rules, enum table_id table, size_t row,
              char out[MEANING_BYTES])
{
    const struct table_schema *schema = route_schema(table);
    char cell[CELL_BYTES];
    bool first = true;

    out[0] = '\0';
    conditions_write(rules, table, row, out);
    for (size_t i = 0; i < schema->outputs_n; i++) {
        if (!result_is_said(rules, table, row, i))
            continue;
        meaning_add(out, "%s%s%s%s", first ? ": " : ", ",
                    route_label(schema->outputs[i].name),
                    is_yes(rules, table, row, i) ? "" : " ",
                    is_yes(rules, table, row, i)
                        ? ""
                        : result_write(rules, table, row, i, cell));
        first = false;
    }
    return out;
}
