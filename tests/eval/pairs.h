/* pairs -- which records of a set are compared, and what comes of it. */
#ifndef EVAL_PAIRS_H
#define EVAL_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "link/model.h"

struct set;

/* a < b: places in the set. */
struct pair_of {
    uint32_t a, b;
};

struct pairs {
    struct pair_of *v;
    size_t n, cap;
};

/* pairs_near: those within `window` places of each other in the list of at
 * least one key, each once, ascending.
 * pairs_block: those that have the same value of each of the kinds; of a value
 * that many have the first BLOCK_WIDTH, in a fixed order that says nothing of
 * who they are, and about `most` pairs in all. */
#define BLOCK_WIDTH 40
void pairs_near(const struct set *set, uint32_t window, struct pairs *out);
void pairs_block(const struct set *set, const uint8_t kinds[], size_t kinds_n,
                 size_t most, struct pairs *out);

void pairs_add(struct pairs *pairs, uint32_t a, uint32_t b);
void pairs_free(struct pairs *pairs);

#endif
