/* world -- signals that hang together more or less, made up from a number. */
#ifndef TESTS_LINK_WORLD_H
#define TESTS_LINK_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "link/book.h"
#include "link/record.h"

struct world_shape {
    uint64_t seed;
    size_t n;
    size_t situations;
    size_t hot;       /* lists that a third of all stand in */
    size_t decisions; /* pairs that people decided about */
    uint32_t noise;   /* of 100: values of another situation */
};

/* Of signal i the node is i + 1 until somebody says otherwise. */
struct world {
    size_t n;
    struct link_record *records;
    size_t decisions_n;
    struct link_decision *decisions; /* of nodes */
};

/* world_make: with ties in time, signals that are equal but for their order,
 * values of several situations in one signal, hot lists, and decisions that do
 * not contradict each other.  Stops the program without memory. */
struct world *world_make(const struct world_shape *shape);
void world_free(struct world *world);

/* world_value: one more value; its key too when key is true. */
void world_value(struct link_record *record, const struct link_value *value,
                 bool key);

/* 0 .. n - 1 in another order. */
void world_shuffle(size_t order[], size_t n, uint64_t *seed);
uint64_t world_random(uint64_t *seed);

#endif
