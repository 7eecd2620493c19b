/* signals -- made-up signals, the same ones in the same order every time.
 *
 * cold  of situations of four signals, however many there are: every list they
 *       stand in is short, or as long as the like of it is in a real store
 * hot   of a few telephones, dwellings, plates and names that very many share */
#ifndef BENCH_SIGNALS_H
#define BENCH_SIGNALS_H

#include <stdint.h>

#include "link/record.h"
#include "link/tokens.h"

enum heat {
    COLD,
    HOT
};

struct signals {
    struct link_key key;
    uint64_t made; /* the node of the last one */
    uint64_t seed;
};

void signals_start(struct signals *signals);

/* signals_next: one that is so; signals_next_of_store: one of those that a
 * store is filled with, a few of them hot. */
void signals_next(struct signals *signals, enum heat heat,
                  struct link_record *out);
void signals_next_of_store(struct signals *signals, struct link_record *out);

#endif
