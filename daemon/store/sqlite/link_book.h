/* link_book -- the functions of a book (link/book.h) that are in other files
 * than link_book.c; `self` is a struct link_side. */
#ifndef STORE_SQLITE_LINK_BOOK_H
#define STORE_SQLITE_LINK_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct link_decision;
struct link_notice;
struct link_pair;
struct link_standing;

/* link_pairs.c */
MUST_USE enum rc link_pair_get(void *self, int64_t a, int64_t b,
                               struct link_pair *out);
MUST_USE enum rc link_pair_put(void *self, const struct link_pair *pair);
MUST_USE enum rc link_pair_drop(void *self, int64_t a, int64_t b);
MUST_USE enum rc
link_pairs_of(void *self, int64_t node,
              bool (*each)(const struct link_pair *pair, void *arg), void *arg);
MUST_USE enum rc
link_decisions_of(void *self, int64_t node,
                  bool (*each)(const struct link_decision *decision, void *arg),
                  void *arg);

/* link_members.c */
MUST_USE enum rc link_cluster_of(void *self, int64_t node, int64_t *cluster);
MUST_USE enum rc link_members(void *self, int64_t cluster, int64_t *nodes,
                              size_t cap, size_t *n);
MUST_USE enum rc link_cluster_set(void *self, int64_t node, int64_t cluster,
                                  int64_t observation);
MUST_USE enum rc link_standing_get(void *self, int64_t node,
                                   struct link_standing *out);
MUST_USE enum rc link_part_set(void *self, int64_t node, int64_t part,
                               int32_t raised_mb);
MUST_USE enum rc link_notice(void *self, const struct link_notice *notice);

#endif
