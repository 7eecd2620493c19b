/* content -- what a person writes about one message, as the schema has it. */
#ifndef CLIENTS_CONTENT_H
#define CLIENTS_CONTENT_H

#include <jansson.h>

struct refusal;

/* content_to_submit: {"kind": K, "amends": {..}, fields ..} to {K: {fields},
 * "amends": {..}}.  Takes the object over; the answer is the caller's.  NULL:
 * the kind (or default_kind, may be NULL) is none, one finding says so. */
json_t *content_to_submit(const char *default_kind, json_t *object,
                          struct refusal *why);

#endif
