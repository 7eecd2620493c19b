/* verb_roster -- the rows of `loket roster`, and what they print. */
#ifndef CLIENTS_VERB_ROSTER_H
#define CLIENTS_VERB_ROSTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/roster.h"
#include "verb.h"

struct desk_source;

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

#define ROSTER_DAY_US INT64_C(86400000000)

/* roster_args: args_read() for a verb with one FILE or none and perhaps
 * days to look ahead (NULL: none), 1 to 1000.  Errors as args_read(). */
MUST_USE enum rc roster_args(struct invocation *inv, const struct arg args[],
                             size_t n, const int64_t *days);

/* roster_rules: desk_source_open() for the FILE that was named; findings that
 * stop it are printed. */
MUST_USE enum ending roster_rules(struct desk_source *source,
                                  struct invocation *inv);

#define SOURCE_BYTES 48

/* source_write: "layer 1", "override 12", or "" of nothing; answers out. */
const char *source_write(const struct roster_book *book,
                         const struct oncall *oncall, char out[SOURCE_BYTES]);

/* source_add: the same into an object. */
void source_add(json_t *object, const struct roster_book *book,
                const struct oncall *oncall);

#endif
