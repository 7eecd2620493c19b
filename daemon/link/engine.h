/* engine -- keeps pairs and clusters true while signals come, change and go
 * (R040, R041, I14).
 *
 * pairs     two records are compared while they are within W places of each
 *           other in the list of at least one key; support counts in how many.
 *           An insertion adds its neighbours and retires exactly the pairs it
 *           pushes apart, a removal is the exact inverse: the pairs depend on
 *           the set of signals alone, never on how it came about
 * clusters  the components over strong pairs and decisions that were touched
 *           are partitioned anew by greedy additive edge contraction
 *           (link/cluster.h): a pure function of pairs and decisions
 * names     a cluster is named by its lowest node; an observation too */
#ifndef LINK_ENGINE_H
#define LINK_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct link_book;
struct link_model;
struct link_record;
struct link_engine; /* workspace; may be used for one book after another */

/* link_engine_size: bytes of a workspace.  link_engine_init: memory of that
 * size, aligned for any type, becomes one; it borrows book and models for as
 * long as it is used. */
size_t link_engine_size(void);
struct link_engine *link_engine_init(void *memory, struct link_book *book,
                                     const struct link_model *situation,
                                     const struct link_model *same);

/* link_insert: a record that is not in the book (RC_DUP).  link_remove: one
 * that is (RC_NOT_FOUND).  Both leave clusters as they are until link_settle(),
 * and what is to be settled is in the workspace alone: settle in the same
 * transaction.
 *
 * RC_AGAIN  so much was touched that the workspace is full: nothing was
 *           changed; settle, then call again
 * cost      keys * (2 W) comparisons at most, each pair once */
MUST_USE enum rc link_insert(struct link_engine *engine,
                             const struct link_record *record);
MUST_USE enum rc link_remove(struct link_engine *engine, int64_t node);

/* link_touch: what people decided about the node has changed; to be called for
 * both nodes of a decision, whether or not they are there.  RC_AGAIN as
 * above. */
MUST_USE enum rc link_touch(struct link_engine *engine, int64_t node);

/* link_settle: make clusters and observations true again.  moved(arg, node,
 * from, to) is called for each node whose cluster changed (from 0: new, to 0:
 * gone), after the book has it; NULL: nobody wants to know. */
MUST_USE enum rc link_settle(struct link_engine *engine,
                             void (*moved)(void *arg, int64_t node,
                                           int64_t from, int64_t to),
                             void *arg);

#endif
