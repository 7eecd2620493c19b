/* why_words -- an Explanation in words: why signals are together, or are not,
 * what holds a bundle together and what people decided. */
#ifndef CLIENTS_WHY_WORDS_H
#define CLIENTS_WHY_WORDS_H

#include <jansson.h>

struct output;

void why_words_print(const struct output *out, const json_t *why);

#endif
