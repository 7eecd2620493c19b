/* alert_words -- alerts and what was done to them, in words. */
#ifndef CLIENTS_ALERT_WORDS_H
#define CLIENTS_ALERT_WORDS_H

#include <jansson.h>

struct output;

/* alert_words_line: one line about an AlertSummary. */
void alert_words_line(const struct output *out, const json_t *alert);

/* alert_words_result: what an AlertActionResult means. */
void alert_words_result(const struct output *out, const json_t *result);

#endif
