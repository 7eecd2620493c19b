/* verb_roster -- the rows of `loket roster`, and what they print. */
#ifndef CLIENTS_VERB_ROSTER_H
#define CLIENTS_VERB_ROSTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/roster.h"
#include "verb.h"

enum ending roster_who(struct invocation *inv);
enum ending roster_show(struct invocation *inv);
enum ending roster_findings(struct invocation *inv); /* check */
enum ending roster_override(struct invocation *inv);
enum ending roster_swap(struct invocation *inv);
enum ending roster_accept(struct invocation *inv);
enum ending roster_ical(struct invocation *inv);

/* roster_ask: one roster by name, or all of them (name NULL): [*first, *end).
 * RC_INVALID: said on stderr. */
MUST_USE enum rc roster_ask(const struct roster_book *book, const char *name,
                            size_t *first, size_t *end);

#define SOURCE_BYTES 48

/* source_write: "layer 1", "override 12", or "" of nothing; answers out. */
const char *source_write(const struct roster_book *book,
                         const struct oncall *oncall, char out[SOURCE_BYTES]);

/* source_add: the same into an object. */
void source_add(json_t *object, const struct roster_book *book,
                const struct oncall *oncall);

#endif
