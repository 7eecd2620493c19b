/* batch -- what linking should come to, computed at once from all signals, in
 * the plainest way and with nothing of the engine. */
#ifndef TESTS_LINK_BATCH_H
#define TESTS_LINK_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "link/book.h"
#include "link/digest.h"
#include "link/model.h"
#include "link/record.h"

struct batch {
    const struct link_record *const *records; /* in any order */
    size_t n;
    const struct link_decision *decisions;
    size_t decisions_n;
    const struct link_model *situation;
    const struct link_model *same;
    size_t signals_max, ties_max; /* of a part */
};

struct batch_sizes {
    size_t pairs, strong, clusters, observations, largest, raised;
};

/* batch_digest: sizes may be NULL. */
void batch_digest(const struct batch *batch, struct batch_sizes *sizes,
                  uint8_t out[LINK_DIGEST_BYTES]);

#endif
