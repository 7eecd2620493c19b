/* contraction -- greedy additive edge contraction in the plainest way. */
#ifndef TESTS_LINK_CONTRACTION_H
#define TESTS_LINK_CONTRACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct contraction {
    size_t n;
    int64_t *weight; /* n * n */
    bool *tied;
    bool *gone;
    size_t *into;
};

/* contraction_tie: for or against two; adds up.
 * contraction_do: into[x] is what x has become part of. */
void contraction_tie(struct contraction *c, size_t x, size_t y, int64_t weight);
void contraction_do(struct contraction *c);

#endif
