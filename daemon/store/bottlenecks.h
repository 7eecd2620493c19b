/* bottlenecks -- the register: every accepted bottleneck, and what people did
 * about it. */
#ifndef STORE_BOTTLENECKS_H
#define STORE_BOTTLENECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bottleneck.h"
#include "core/people.h"
#include "core/rc.h"
#include "core/roster_book.h"

struct store;

struct bottleneck_row {
    struct bottleneck bottleneck;
    int64_t accepted_us;
    char owner[NAME_BYTES]; /* "" nobody */
    char reason[REASON_BYTES];
};

/* bottleneck_get: NEW when nothing happened to it yet; RC_NOT_FOUND: no such
 * message, or of another kind. */
MUST_USE enum rc bottleneck_get(struct store *store, int64_t seq,
                                struct bottleneck_row *out);

/* bottleneck_apply: compare-and-set on `before`, with its audit record:
 * RC_STALE. */
struct bottleneck_change {
    const struct bottleneck *before;
    const struct bottleneck *after;
    const char *reason; /* "" none */
    int64_t actor;
    int64_t now_us;
};
MUST_USE enum rc bottleneck_apply(struct store *store,
                                  const struct bottleneck_change *change);

/* bottleneck_list: not solved and not dropped (or, all, those too), seq >
 * after, ascending, at most cap; versions and what was withdrawn are none of
 * them. */
MUST_USE enum rc bottleneck_list(struct store *store, bool all, int64_t after,
                                 struct bottleneck_row *out, size_t cap,
                                 size_t *n);

#endif
