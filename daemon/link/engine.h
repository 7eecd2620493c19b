/* engine -- keeps pairs and clusters true while signals come, change and go
 * (R040, R041, I14).
 *
 * pairs     two records are compared while they are within W places of each
 *           other in the list of at least one key; support counts in how many.
 *           An insertion adds its neighbours and retires exactly the pairs it
 *           pushes apart, a removal is the exact inverse: the pairs depend on
 *           the set of signals alone, never on how it came about.  Kept are
 *           those that matter, a third of them where every list is long: that
 *           two have nothing to say to each other is computed as soon as read
 * contrast  in a small part two with a strong partner in common are compared
 *           wherever they stand (link/contrast.h), for what speaks against them
 * clusters  the components over strong pairs and decisions that were touched
 *           are partitioned anew by greedy additive edge contraction
 *           (link/cluster.h): a pure function of pairs and decisions
 * names     a cluster is named by its lowest node; an observation too */
#ifndef LINK_ENGINE_H
#define LINK_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define LINK_WINDOW_MAX 64

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

/* link_insert: a record that is not in the book.  link_remove: one that is.
 * Both leave clusters as they are until link_settle(), and what is to be
 * settled is in the workspace alone: settle in the same transaction.
 *
 * RC_DUP, RC_NOT_FOUND  it is, or is not: nothing was changed
 * RC_INVALID  a model with W 0 or more than LINK_WINDOW_MAX: nothing was
 *             changed
 * RC_AGAIN    so much was touched that the workspace is full: nothing was
 *             changed; settle, then call again
 * RC_FATAL    the book is not what insertions and removals made it
 * cost        keys * (2 W) comparisons at most, each pair once */
MUST_USE enum rc link_insert(struct link_engine *engine,
                             const struct link_record *record);
MUST_USE enum rc link_remove(struct link_engine *engine, int64_t node);

/* link_touch: what people decided about the node has changed; to be called for
 * both nodes of a decision, whether or not they are there.  RC_AGAIN as
 * above. */
MUST_USE enum rc link_touch(struct link_engine *engine, int64_t node);

/* link_settle: make clusters and observations true again.  moved(arg, node,
 * from, to) is called for each node whose cluster changed (from 0: new, to 0:
 * gone), once, after the book has it; NULL: nobody wants to know.
 *
 * large  a part of more than 2,000 signals or 20,000 ties is taken apart
 *        (link/part.h) and told as LINK_OVERSIZE
 * limit  when one settling makes several such parts anew and finds more than
 *        8,000 signals beside them that it must look at, those it could not
 *        note are told as LINK_STALE: their clusters are as they were, until
 *        something touches them or the next epoch is made */
MUST_USE enum rc link_settle(struct link_engine *engine,
                             void (*moved)(void *arg, int64_t node,
                                           int64_t from, int64_t to),
                             void *arg);

#endif
