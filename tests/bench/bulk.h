/* bulk -- a store as the engine would have filled it, in a fraction of the
 * time: lists, pairs and supports are found by sorting, and every table is
 * written in its own order.  What hangs together is left to the engine. */
#ifndef BENCH_BULK_H
#define BENCH_BULK_H

#include <stdint.h>

#include "signals.h"

struct linking_epoch;

/* bulk_fill: the signals 1 .. n into the empty next set (tables "1") of the
 * database, which nobody has open.  Each is in a bundle of its own; those with
 * a strong pair are to be touched and settled: (*strong)[node] is 1, to be
 * freed.  Ends the program when something fails.
 * memory  a kilobyte a signal */
void bulk_fill(const char *database, struct signals *signals, uint64_t n,
               const struct linking_epoch *epoch, uint8_t **strong);

#endif
