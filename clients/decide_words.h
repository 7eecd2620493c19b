/* decide_words -- what came of a decision about signals, in words. */
#ifndef CLIENTS_DECIDE_WORDS_H
#define CLIENTS_DECIDE_WORDS_H

#include <jansson.h>
#include <stdbool.h>

struct output;

/* decide_words_print: a DecisionResult; answers whether it was decided. */
bool decide_words_print(const struct output *out, const json_t *result);

#endif
