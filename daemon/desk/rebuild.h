/* rebuild -- what linking derives, made from the journal once more, while no
 * desk runs: proof that nothing of it depends on how it came about. */
#ifndef DESK_REBUILD_H
#define DESK_REBUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "store/linking.h"

struct desk_start;

struct rebuild_result {
    struct linking_digest before;
    struct linking_digest after;
    bool equal;
};

/* rebuild_run: what is made is in force afterwards when it is not what was
 * there.  Progress is logged.
 * errors  RC_DOWN: a desk runs; RC_STALE: the next epoch is being made; RC_FATAL
 *         and the others: the database */
MUST_USE enum rc rebuild_run(const struct desk_start *start,
                             struct rebuild_result *out);

#endif
