/* learn -- the weights and the prior of the next epoch, from what people
 * confirmed and from how common values are, in small steps and a fixed order:
 * of one store every desk learns the same.
 *
 * weights  those set by hand, until people said of LINK_CONFIRMED_MIN pairs
 *          that they belong together (link/train.h: the pairs they confirmed, a
 *          fixed sample of strangers).  Each epoch begins with those of hand:
 *          nothing drifts from one to the next
 * prior    of all pairs that are compared, or those of a fixed sample of signals,
 *          weighed by the next epoch; what people set apart is no link, nor what
 *          no total would link
 * rarity   in a store of fewer than LINK_PRIOR_SIGNALS bundles a value in two
 *          of them would be common: it is taken for one of so many, as for the
 *          prior
 * same     the model of what was told twice stays as it is, and so do window
 *          and thresholds
 * crash    nothing is kept: it is learned again, from the beginning */
#ifndef DESK_LEARN_H
#define DESK_LEARN_H

#include <stdbool.h>

#include "core/rc.h"

struct desk;
struct learning;
struct linking_epoch;
struct making;

#define LEARN_STRANGERS 32768 /* pairs */
#define LEARN_SIGNALS   1024  /* whose pairs say what the prior is */

/* learn_open: of a store as it was counted (store/snapshot.h; making->after is
 * the last signal of it).  RC_DOWN without memory.  learn_close: NULL is
 * allowed. */
MUST_USE enum rc learn_open(struct desk *desk, const struct making *making,
                            struct learning **out);
void learn_close(struct learning *learning);

/* learn_some: a step, as part of a transaction (linking_do()): of 16 pairs at
 * most; *done: learn_epoch() has the epoch. */
MUST_USE enum rc learn_some(struct learning *learning, bool *done);
void learn_epoch(const struct learning *learning, struct linking_epoch *out);

/* learn_counts: does it matter in how many bundles a value of that kind is? */
bool learn_counts(unsigned kind);

#endif
