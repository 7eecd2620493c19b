/* dump -- a model, records and what pairs of them scored, for a second opinion
 * (scores.py). */
#ifndef EVAL_DUMP_H
#define EVAL_DUMP_H

/* dump_scores: of made-up messages, by the model the desk begins with.  0, or
 * 1: it could not, which is said on stderr. */
int dump_scores(const char *path);

#endif
