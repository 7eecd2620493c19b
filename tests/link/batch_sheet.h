/* batch_sheet -- what tests/link/batch.c computes, for its own two files. */
#ifndef TESTS_LINK_BATCH_SHEET_H
#define TESTS_LINK_BATCH_SHEET_H

#include <stdbool.h>

#include "batch.h"

#define SAME_FROM_MB 9966

/* Everything by place in the order of signals; absent ones follow. */
struct sheet {
    const struct batch *batch;
    size_t n, all;
    const struct link_record **records;
    int64_t *nodes;
    int32_t *support, *total, *edge, *same; /* n * n */
    size_t *component, *cluster, *observation;
    bool *settled;
    struct batch_sizes sizes;
};

/* need: n things, all 0; stops the program without memory. */
void *need(size_t n, size_t size);

/* count_support: in how many lists two are near.  weigh_pairs: what of them is
 * to be said, of those that are. */
void count_support(struct sheet *s);
void weigh_pairs(struct sheet *s);

#endif
