/* learn -- the weights of a set's model, from the set itself: nobody told which
 * belong together. */
#ifndef EVAL_LEARN_H
#define EVAL_LEARN_H

struct pairs;
struct set;

/* learn_confirmed: the weights, when people said of these pairs that they belong
 * together; the prior is as it was.
 * learn: u of each level among pairs taken at random, m by expectation and
 * maximisation within the set's blocks, the prior from `near`, all the pairs
 * that are compared. */
void learn_confirmed(struct set *set, const struct pairs *confirmed);
void learn(struct set *set, const struct pairs *near);

#endif
