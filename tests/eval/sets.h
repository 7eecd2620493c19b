/* sets -- the labelled sets that can be measured. */
#ifndef EVAL_SETS_H
#define EVAL_SETS_H

#include <stdbool.h>

#include "set.h"

/* Each reads a file (two, of two sources) into *out, which set_free() takes;
 * false: it is not there or has not its columns, which is said on stderr. */

struct febrl {
    bool identifiers; /* date of birth and number too, or names and address */
    uint32_t dropped; /* of a hundred cells, at random */
};

bool set_febrl(const char *path, enum set_mode mode, const struct febrl *how,
               struct set *out);
bool set_historical(const char *path, enum set_mode mode, struct set *out);
bool set_transactions(const char *origin, const char *destination,
                      enum set_mode mode, struct set *out);

#endif
