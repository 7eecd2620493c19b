/* learn -- the weights of a set's model, from the set itself: nobody told which
 * belong together. */
#ifndef EVAL_LEARN_H
#define EVAL_LEARN_H

struct pairs;
struct set;

/* learn: u of each level among pairs taken at random, m by expectation and
 * maximisation within the set's blocks, the prior from `near`, all the pairs
 * that are compared. */
void learn(struct set *set, const struct pairs *near);

#endif
