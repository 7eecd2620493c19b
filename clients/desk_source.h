/* desk_source -- the rules a verb reads: of a file, or those in force with who
 * can be reached at this moment. */
#ifndef CLIENTS_DESK_SOURCE_H
#define CLIENTS_DESK_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/roster_book.h"
#include "document/document_findings.h"
#include "output.h"

struct desk_rules;
struct invocation;
struct zone;

/* Zeroed is none. */
struct desk_source {
    struct desk_rules *rules;
    struct document_findings findings; /* of the texts */
    int64_t now_us;                    /* by the desk's clock, or ours */
};

/* desk_source_open: file NULL: what is in force at the desk.
 * in      policies: the file must hold policies or have them beside it;
 *         otherwise what it does not say is supposed (desk_texts.h)
 * errors  ENDING_USAGE: the file is wrong, and `findings` or stderr say why;
 *         those of visit_ask() */
MUST_USE enum ending desk_source_open(struct desk_source *source,
                                      struct invocation *inv, const char *file,
                                      bool policies);
void desk_source_close(struct desk_source *source);

/* desk_time: the local time an option was given, if it was (text NULL: *at_us
 * stays).  Warns of the hour that comes twice and the one that is missing.
 * errors  RC_INVALID: said on stderr */
MUST_USE enum rc desk_time(const struct invocation *inv,
                           const struct zone *zone, const char *option,
                           const char *text, int64_t *at_us);

/* desk_zone: the zone of every desk, for options without rules; TZ is set to
 * it.  RC_INVALID: said on stderr. */
MUST_USE enum rc desk_zone(struct zone *out);

#define PEOPLE_BYTES 512

/* people_write: "anna, bram"; "-" of nobody; cut off with ".."; answers out. */
const char *people_write(const struct roster_book *book, person_set people,
                         char out[PEOPLE_BYTES]);

/* people_array: the same as JSON; the caller's. */
json_t *people_array(const struct roster_book *book, person_set people);

#endif
