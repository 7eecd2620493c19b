/* run -- a set's records put through the engine of link/ one by one, as the
 * desk does, with a book in memory. */
#ifndef EVAL_RUN_H
#define EVAL_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "link/book.h"

struct link_model;
struct set;

/* What two signals are to each other: of one situation, the same
 * observation. */
struct models {
    const struct link_model *situation, *same;
};

struct run {
    struct link_pair *pairs; /* that are kept; nodes are places + 1 */
    size_t pairs_n, pairs_cap;
    int64_t *cluster, *observation; /* of each record */
    double seconds;                 /* inserting and settling */
};

/* run_engine: by these models, from an empty book; pairs of one source are left
 * out where the set has two.  Says on stderr how far it is.  run_free() takes
 * *out. */
void run_engine(const struct set *set, const struct models *models,
                struct run *out);
void run_free(struct run *run);

/* run_room: n zeroed members and one more; ends the program without memory.
 * run_now_s: of a clock that only goes forward. */
void *run_room(size_t n, size_t size);
double run_now_s(void);

#endif
