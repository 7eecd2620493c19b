/* snapshot -- in how many bundles each value is, counted before an epoch is
 * made: count the live set slice by slice, put the epoch (linking_epoch_put),
 * then close.  Calls are part of the transaction at hand (store/linking.h), or
 * have one of their own; none costs more than its slice. */
#ifndef STORE_SNAPSHOT_H
#define STORE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct store;

/* snapshot_clear: nothing is counted; *more: not yet. */
MUST_USE enum rc snapshot_clear(struct store *store, bool *more);

/* snapshot_members: signals of the live set with their bundles, node > after,
 * ascending, at most cap. */
struct snapshot_member {
    int64_t node;
    int64_t cluster;
};
MUST_USE enum rc snapshot_members(struct store *store, int64_t after,
                                  struct snapshot_member out[], size_t cap,
                                  size_t *n);

/* snapshot_add: these values are in this bundle; twice is once. */
MUST_USE enum rc snapshot_add(struct store *store, int64_t cluster,
                              const uint64_t tokens[], size_t n);

/* snapshot_clusters: in how many bundles a value was counted, at most 65535; 0:
 * in fewer than two. */
MUST_USE enum rc snapshot_clusters(struct store *store, uint64_t token,
                                   uint16_t *clusters);

/* snapshot_close: what was counted is the epoch's (linking_clusters), token by
 * token from *next, at first INT64_MIN; *more: not yet.  Values of one bundle
 * alone are not kept.  RC_NOT_FOUND: no such epoch. */
MUST_USE enum rc snapshot_close(struct store *store, uint32_t epoch,
                                int64_t *next, bool *more);

#endif
