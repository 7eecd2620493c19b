/* made -- made-up messages through all of link/: normalised, keyed, put into a
 * book one by one, bundled by the models the desk begins with. */
#ifndef EVAL_MADE_H
#define EVAL_MADE_H

#include "generate.h"
#include "measure.h"
#include "set.h"

/* What came of it in the desk's first epoch, before anything was counted; in
 * the one after; and with weights learned from pairs that people confirmed in
 * another store. */
struct made {
    struct measured first, second, trained;
    struct prf same; /* observations told of twice; in the second */
};

/* made_set: the messages as records, with the situation model of a first
 * epoch; set_free() takes it. */
void made_set(const struct generator *shape, struct set *out);

/* made_train: weights learned from pairs of these messages that people
 * confirmed.  made_measure: out->trained is by such weights, of other messages;
 * NULL: it is left out. */
void made_train(const struct generator *shape, struct link_model *out);
void made_measure(const struct generator *shape,
                  const struct link_model *trained, struct made *out);

#endif
