/* made -- made-up messages through all of link/: normalised, keyed, put into a
 * book one by one, bundled by the models the desk begins with. */
#ifndef EVAL_MADE_H
#define EVAL_MADE_H

#include "generate.h"
#include "measure.h"
#include "set.h"

/* What came of it in the desk's first epoch, before anything was counted, and
 * in the one after. */
struct made {
    struct measured first, second;
    struct prf same[2]; /* observations told of twice; of both epochs */
};

/* made_set: the messages as records, with the situation model of a first
 * epoch; set_free() takes it. */
void made_set(const struct generator *shape, struct set *out);

void made_measure(const struct generator *shape, struct made *out);

#endif
