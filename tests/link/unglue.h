/* unglue -- what keeps two bundles apart that one organisation alone ties
 * together (link/glue.h), in the plainest way. */
#ifndef TESTS_LINK_UNGLUE_H
#define TESTS_LINK_UNGLUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unglue {
    size_t n;
    bool *holds;           /* n * n: evidence ties the two */
    bool *pinned;          /* n * n: people do */
    int64_t *organisation; /* 0: not there */
    size_t *cluster;       /* the lowest of each */
    int64_t *extra;        /* n * n: what is added, on both sides */
};

/* unglue_open: of n, all 0; stops the program without memory.
 * unglue_do: one round; false: there is nothing to add. */
void unglue_open(struct unglue *u, size_t n);
void unglue_close(struct unglue *u);
bool unglue_do(struct unglue *u);

#endif
