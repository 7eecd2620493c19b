/* refusal_words -- why the desk refuses what its own people ask, in the words
 * of the verb they used. */
#ifndef CLIENTS_REFUSAL_WORDS_H
#define CLIENTS_REFUSAL_WORDS_H

#include <jansson.h>

struct output;

/* refusal_words_print: the refusal and what to do next, on stderr, or as JSON.
 *
 * in      kind: of the request ("swap_decide"); verb: of loket ("roster");
 *         about: what was asked for, for a refusal that names no field */
void refusal_words_print(const struct output *out, const char *kind,
                         const char *verb, const char *about,
                         const json_t *refusal);

#endif
