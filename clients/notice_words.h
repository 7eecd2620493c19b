/* notice_words -- what people of the desk should know, in words. */
#ifndef CLIENTS_NOTICE_WORDS_H
#define CLIENTS_NOTICE_WORDS_H

#include <jansson.h>

struct output;

/* notice_words_print: one Notice; at: when, in words. */
void notice_words_print(const struct output *out, const char *at,
                        const json_t *notice);

#endif
