/* search_words -- what a search found, in words. */
#ifndef CLIENTS_SEARCH_WORDS_H
#define CLIENTS_SEARCH_WORDS_H

#include <jansson.h>

struct output;

/* search_words_print: a SearchResult: each hit and why it was found, how to go
 * on, and how many searches are left. */
void search_words_print(const struct output *out, const json_t *result);

#endif
