/* fold -- one way to write a text: what people cannot see, and what they see
 * as the same, falls away.
 *
 * NFKC, no zero-width characters, controls and emoji selectors, digits of any
 * script and in any box as 0 to 9, small letters, no marks on letters, ij, ss,
 * ae and oe for their ligatures, o for a stroked one, one dash, one quote, one
 * space at a time and none at the ends.
 *
 * A library that knows more characters folds those that are new to it; what it
 * knew stays as it was, by Unicode's own promise. */
#ifndef LINK_FOLD_H
#define LINK_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#define FOLD_BYTES 512 /* for an identifier's value of 256 bytes */

/* fold_text: UTF-8 to UTF-8; what is no UTF-8 counts as a space.  What does
 * not fit is cut between two characters.  Folding twice changes nothing.
 * out     bytes, without the NUL
 * cost    O(text), no memory */
size_t fold_text(const char *text, char *out, size_t cap);

/* fold_next_word: of a folded text the word that starts at or after *at, its
 * length in *n, and *at moved behind it; NULL: no more.  Words are letters,
 * digits and the apostrophes within. */
const char *fold_next_word(const char **at, size_t *n);

/* fold_unknown: a folded text that says that something is not known, not
 * said or does not apply; or says nothing at all. */
bool fold_unknown(const char *folded);

#endif
