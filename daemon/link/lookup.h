/* lookup -- what somebody looks for, as the tokens it may stand under. */
#ifndef LINK_LOOKUP_H
#define LINK_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "link/record.h"
#include "link/token.h"

#define SOUGHT_MAX 40

enum sought_how {
    SOUGHT_IT = 0, /* the very thing */
    SOUGHT_NEARLY, /* one character differs, or it only sounds alike */
    SOUGHT_PART    /* a part of it is the same */
};

struct link_sought {
    uint64_t token;
    uint8_t kind; /* enum link_kind */
    uint8_t how;  /* enum sought_how */
};

/* link_lookup: any of the tokens is a hit; answers how many, the very thing
 * first, 0: nothing can be looked for.
 *
 * phone    the number; then numbers with one other digit.  With one ? for a
 *          digit: numbers that fit.  Seven digits: numbers that end so
 * plate    the same; 3 or 4 characters: plates that begin or end with three
 * handle   with a platform: there; without: on every platform that is known
 *          and where none was said; then handles that are it but for marks
 *          and the digits at the end
 * alias    all its words; then each of them; then what sounds alike
 * others   the thing */
size_t link_lookup(const struct link_key *key,
                   const struct identifier *identifier,
                   struct link_sought out[SOUGHT_MAX]);

/* link_lookup_place: one token, of the narrowest that is said: dwelling
 * (letter or addition), building, postcode, its four digits (also when only
 * those are in place->postcode), municipality.  0: none. */
size_t link_lookup_place(const struct link_key *key, const struct place *place,
                         struct link_sought *out);

#endif
