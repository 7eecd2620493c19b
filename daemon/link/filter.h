/* filter -- what is like a name without saying which: a keyed Bloom filter
 * over the pairs of letters of its words.
 *
 * Six slices of one keyed BLAKE2b-512 per pair set six of 256 bits; the halves
 * are folded onto each other (XOR) and the 128 bits put in an order that the
 * key decides.  Without the key a filter names nobody, but whoever has many of
 * them can guess the commonest names from what is common: they never leave the
 * desk. */
#ifndef LINK_FILTER_H
#define LINK_FILTER_H

#include <stdint.h>

#include "link/record.h"
#include "link/token.h"

enum filter_of {
    FILTER_WORDS = 0, /* pairs of letters, padded on both sides */
    FILTER_DIGITS     /* and each character at its place as well */
};

/* link_filter_of: of a folded text; each word by itself.  Texts are alike only
 * within one domain (an enum link_kind).  No words: all 0.
 * cost    one BLAKE2b per pair, and four; no memory */
void link_filter_of(const struct link_key *key, uint8_t domain,
                    const char *folded, enum filter_of of,
                    uint64_t out[LINK_FILTER_WORDS]);

#endif
