/* values -- the tokens that one thing is found by: itself, and what of it
 * remains when it was read or heard badly. */
#ifndef LINK_VALUES_H
#define LINK_VALUES_H

#include <stddef.h>
#include <stdint.h>

#include "link/normalise.h"
#include "link/record.h"
#include "link/token.h"

#define VALUES_OF_ONE 40 /* of one identifier or place, at most */
#define MASKED_DIGITS 9  /* of a telephone: its last */

/* What one thing says; `of` is left 0, rarity and clusters too. */
struct values {
    size_t n;
    struct link_value v[VALUES_OF_ONE];
};

/* values_of_identifier: a plate of which only a part was read gives its part;
 * what cannot be normalised nothing.  In order: strongest first.
 * values_of_place: dwelling, building, postcodes, municipality: as far as they
 * are known. */
void values_of_identifier(const struct link_key *key,
                          const struct identifier *identifier,
                          struct values *out);
void values_of_place(const struct link_key *key, const struct place *place,
                     struct values *out);

/* values_weakness: how soon values of a kind are left out when there are too
 * many; higher is sooner. */
unsigned values_weakness(uint8_t kind);

#endif
