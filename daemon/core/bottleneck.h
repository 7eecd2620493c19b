/* bottleneck -- the life of a bottleneck in the register: somebody takes it,
 * it goes to the municipality when it is structural, it is solved or dropped.
 * A bottleneck nobody did anything about yet is NEW. */
#ifndef CORE_BOTTLENECK_H
#define CORE_BOTTLENECK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/sharing_request.h"

struct bottleneck {
    int64_t seq; /* of its message */
    enum bottleneck_state state;
    int64_t owner;      /* principal, 0: nobody */
    int64_t changed_us; /* 0: never */
};

struct bottleneck_verdict {
    enum ack_verdict verdict;
    bool changes;
    struct bottleneck after; /* changed_us is the caller's to set */
};

/* bottleneck_decide: a person wants it in a state, with an owner (0: as it
 * was; of one that is taken and has none: who takes it).
 *
 * ACK_INVALID  back to NEW
 * ACK_CLOSED   solved or dropped before: it can only be taken again
 * ACK_ALREADY  it is just so */
void bottleneck_decide(const struct bottleneck *before,
                       enum bottleneck_state state, int64_t owner,
                       int64_t actor, struct bottleneck_verdict *out);

#endif
