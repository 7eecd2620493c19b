/* event_words -- what a stream says, in words or as JSON. */
#ifndef CLIENTS_EVENT_WORDS_H
#define CLIENTS_EVENT_WORDS_H

#include <jansson.h>

struct output;

/* event_words_name: "page", "feedback", ..; "unknown" for what a later desk
 * may say. */
const char *event_words_name(const json_t *event);

/* event_words_print: one event. */
void event_words_print(const struct output *out, const char *stream,
                       const json_t *event);

/* event_words_listed: the alerts of a summary or a digest, a line each. */
void event_words_listed(const struct output *out, const json_t *listed);

/* event_words_object: {"event": name, the members of `object`}; the
 * caller's. */
json_t *event_words_object(const char *name, const json_t *object);

#endif
