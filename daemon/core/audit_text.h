/* audit_text -- records and checkpoints of the audit as names with values: of
 * a JSON object, or of an element of structured data (RFC 5424).
 *
 * Every field has exactly one spelling: decimal numbers without zeros in front,
 * UTC instants with six digits of a second, bytes in lower-case hexadecimal;
 * what is 0 or empty is left out.  So a value that was changed in any byte is
 * another value or none. */
#ifndef CORE_AUDIT_TEXT_H
#define CORE_AUDIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/audit_chain.h"
#include "core/rc.h"

/* Names of the elements, and of "type" in JSON; 32473 is the number that RFC
 * 5612 keeps for examples: nobody else's data is called that. */
#define AUDIT_SD_RECORD     "loket@32473"
#define AUDIT_SD_CHECKPOINT "loketCheckpoint@32473"

#define AUDIT_VALUE_BYTES       (2 * AUDIT_SEALED_BYTES + 1)
#define AUDIT_FIELDS            18 /* of a record, with prev and hash */
#define AUDIT_CHECKPOINT_FIELDS 5

/* A record as it stands outside of the database: with the hash before it. */
struct audit_line {
    struct audit_row row;
    uint8_t prev[AUDIT_HASH_BYTES];
    uint32_t seen; /* fields that were taken */
};

struct audit_mark {
    struct audit_checkpoint checkpoint;
    uint32_t seen;
};

/* audit_text_field: name and value of field i; false: it is left out. */
bool audit_text_field(const struct audit_line *line, size_t i,
                      const char **name, char value[AUDIT_VALUE_BYTES]);
bool audit_text_mark_field(const struct audit_mark *mark, size_t i,
                           const char **name, char value[AUDIT_VALUE_BYTES]);

/* audit_text_take: one field of a line that began as {0}.  RC_INVALID: no such
 * field, not its spelling, or it was there already. */
MUST_USE enum rc audit_text_take(struct audit_line *line, const char *name,
                                 const char *value);
MUST_USE enum rc audit_text_take_mark(struct audit_mark *mark, const char *name,
                                      const char *value);

/* audit_text_whole: has it what every record (checkpoint) has? */
bool audit_text_whole(const struct audit_line *line);
bool audit_text_mark_whole(const struct audit_mark *mark);

/* audit_text_sd: the element of structured data in one line of RFC 5424 that is
 * called id: every parameter is handed to take(name, value, arg).
 * RC_NOT_FOUND: none of that name; RC_INVALID: it is not well-formed, is there
 * twice, or take() says so. */
typedef enum rc audit_text_taker(const char *name, const char *value,
                                 void *arg);
MUST_USE enum rc audit_text_sd(const char *text, size_t n, const char *id,
                               audit_text_taker *take, void *arg);

/* audit_text_instant: 2026-11-26T18:00:00.000000Z */
#define AUDIT_INSTANT_BYTES 28
void audit_text_instant(int64_t at_us, char out[AUDIT_INSTANT_BYTES]);

#endif
