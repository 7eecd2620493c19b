/* alert_words -- alerts and what was done to them, in words. */
#ifndef CLIENTS_ALERT_WORDS_H
#define CLIENTS_ALERT_WORDS_H

#include <jansson.h>
#include <stdbool.h>

struct output;

/* alert_words_line: one line about an AlertSummary. */
void alert_words_line(const struct output *out, const json_t *alert);

/* alert_words_detail: what else an AlertSummary tells, a line each. */
void alert_words_detail(const struct output *out, const json_t *alert);

/* alert_words_what: "U2 crisis, referral"; without the kind of what no message
 * caused; answers out. */
#define ALERT_WHAT_BYTES 96
const char *alert_words_what(const char *level, const char *kind,
                             char out[ALERT_WHAT_BYTES]);

/* alert_words_cause: "OEFENING (drill): " of a page or an alert that no
 * message caused; "" otherwise.  Borrowed until the next call with `out`. */
#define ALERT_CAUSE_BYTES 96
const char *alert_words_cause(const json_t *object,
                              char out[ALERT_CAUSE_BYTES]);

/* alert_words_impossible: why `verb` ("level") on a call that was given out
 * cannot be, when the verb knows better than alert_words_result(); false: it
 * does not, and nothing was said. */
bool alert_words_impossible(const struct output *out, const char *verb,
                            const json_t *result);

/* alert_words_result: what an AlertActionResult means. */
void alert_words_result(const struct output *out, const json_t *result);

#endif
