/* overrides_write -- the overrides and absences of a book as the text of the
 * document "overrides", the only one that the program writes. */
#ifndef DOCUMENT_OVERRIDES_WRITE_H
#define DOCUMENT_OVERRIDES_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/rc.h"

struct roster_book;

/* overrides_write: the same book gives the same bytes, and reading them gives
 * the same values (but for `line`).
 *
 * in      overrides ascending by seq, from 1 to 999999999; indexes within the
 *         book
 * out     *text of *n bytes and a NUL; free() it
 * errors  RC_INVALID: a value has no text that reads back: an instant that is
 *         no whole second or outside the years 1970 to 2199, a set of nobody,
 *         a reason that overrides_reason() refuses, a `by` that is no name, or a
 *         text larger than may be read.  RC_FATAL: no memory */
MUST_USE enum rc overrides_write(const struct roster_book *book, char **text,
                                 size_t *n);

/* overrides_reason: may this UTF-8 be the reason of an override or absence?
 * At most 120 bytes, not blank, one line, no control characters. */
bool overrides_reason(const char *text);

#endif
