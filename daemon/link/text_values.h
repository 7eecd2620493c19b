/* text_values -- what of a text can be compared and searched without reading
 * it. */
#ifndef LINK_TEXT_VALUES_H
#define LINK_TEXT_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/token.h"

#define TEXT_VALUES    16 /* MinHash values of a text */
#define TEXT_WORDS_MIN 5  /* fewer say nothing: "zie bijlage" */

/* text_values_of: keyed MinHash values of the groups of three words that
 * follow each other: two texts have as large a part of them the same as of
 * their groups.  false: too few words.
 * cost    one BLAKE2b a word */
bool text_values_of(const struct link_key *key, const char *text,
                    uint64_t out[TEXT_VALUES]);

/* link_words_of: the tokens (LINK_WORD) of a text's words, none twice, at most
 * cap; answers how many.  Words of one letter say nothing; the same for a text
 * and for what is searched in it. */
size_t link_words_of(const struct link_key *key, const char *text,
                     uint64_t *out, size_t cap);

#endif
