/* route_words -- the words of a table's columns and results: fixed ones, and
 * names of other desk documents. */
#ifndef CORE_ROUTE_WORDS_H
#define CORE_ROUTE_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "core/route_schema.h"

struct desk_rules;

#define ROUTE_WORD_BYTES 352 /* names of all windows of one table */

/* route_word: the i-th word of a kind, as it stands in the documents; words
 * and words_n are those of WORDS_FIXED.  "?": there is none. */
const char *route_word(const struct desk_rules *rules, enum words_of of,
                       const char *const *words, size_t words_n, size_t i);

/* route_value_write: the word of a value of an input: "-" when it was not
 * said, a number, "office+daytime" of open windows ("none").
 * table  whose windows INPUT_MOMENT is about
 * out    answered */
const char *route_value_write(const struct desk_rules *rules,
                              enum table_id table, enum input input,
                              uint8_t value, char out[ROUTE_WORD_BYTES]);

#endif
