/* shelter_words -- places of shelters, in words or as JSON. */
#ifndef CLIENTS_SHELTER_WORDS_H
#define CLIENTS_SHELTER_WORDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "output.h"

/* shelter_words_done: is it as it was asked, or a request? */
bool shelter_words_done(const json_t *result);

/* shelter_words_result: what became of an action, and what to look at.
 * in      verb: of the protocol; about: what the person named */
void shelter_words_result(const struct output *out, const char *verb,
                          const char *about, const json_t *result);

/* shelter_words_list: one ShelterList, its facilities only when asked; counts
 * on. */
struct shelter_words_count {
    size_t facilities;
    size_t placements;
    char last[32]; /* placement */
};
void shelter_words_list(const struct output *out, const json_t *list,
                        bool facilities, struct shelter_words_count *count);

#endif
