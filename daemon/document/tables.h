/* tables -- what the files that read the section "tables" share. */
#ifndef DOCUMENT_TABLES_H
#define DOCUMENT_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/route_schema.h"

struct compiling;
struct record_reader;

/* One table while it is read. */
struct table_reading {
    const struct compiling *c;
    const struct record_reader *r;
    const struct table_schema *schema;
    struct decision_table *table;
    row_set explicit_rows; /* that may say what others say: no warning */
    bool unresolved; /* a name of a document that could not be read: nothing
                      * can be proven then */
};

/* Where words come from: of an input or an output. */
struct table_words {
    const char *column;
    enum words_of of;
    const char *const *words;
    size_t words_n;
};

#define TABLE_WORD_NONE SIZE_MAX

/* table_word: the index of a word, or TABLE_WORD_NONE with a finding (none
 * when the document it would stand in was not read at all: that has its own).
 * text  of the node, or a part of it */
size_t table_word(struct table_reading *reading, int node,
                  const struct table_words *words, const char *text);

/* table_words_n, table_word_at: all words there are. */
size_t table_words_n(const struct table_reading *reading,
                     const struct table_words *words);
const char *table_word_at(const struct table_reading *reading,
                          const struct table_words *words, size_t i);

/* table_cell: the values that a cell lets through; VALUES_ANY with a finding.
 * c  the column */
value_set table_cell(struct table_reading *reading, int node, size_t c);

/* table_result_cell: what a row says.  false: there is a finding. */
bool table_result_cell(struct table_reading *reading, int node,
                       const struct output_schema *output, uint64_t *out);

/* table_prove: E_INCOMPLETE, E_UNREACHABLE, W_NO_EFFECT, E_TOO_COMPLEX.
 * node  of the table; of each row the line is in it */
void table_prove(const struct table_reading *reading, int node);

#endif
