/* rig -- an engine above a book in memory, and what it says against what it
 * does. */
#ifndef TESTS_LINK_RIG_H
#define TESTS_LINK_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"
#include "link/digest.h"
#include "link/engine.h"
#include "link/model.h"
#include "memory_book.h"
#include "world.h"

struct rig {
    struct memory_book *memory;
    struct link_engine *engine;
    void *workspace;
    struct link_model situation, same;
    size_t signals_max, ties_max; /* of a part; 0: as they are */
    int64_t *told;                /* by node: the cluster that was told last */
    size_t told_n;
    uint32_t *told_in; /* by node: the settling in which it was told */
    uint32_t settlings;
    size_t moves;
};

/* rig_open: with the models before anything was learned and this window. */
void rig_open(struct rig *rig, uint32_t window);
void rig_close(struct rig *rig);

/* rig_restart: another engine above the same book. */
void rig_restart(struct rig *rig);
void rig_limit(struct rig *rig, size_t signals_max, size_t ties_max);

/* Each must succeed, with a settling in between when the engine asks. */
void rig_insert(struct rig *rig, const struct link_record *record);
void rig_remove(struct rig *rig, int64_t node);
void rig_decide(struct rig *rig, const struct link_decision *decision);
void rig_take_back(struct rig *rig, const struct link_decision *decision);

/* rig_settle: every move is told once, from where it was told to be. */
void rig_settle(struct rig *rig);

/* What was told is what the book says. */
void rig_check(const struct rig *rig);

void rig_digest(const struct rig *rig, uint8_t out[LINK_DIGEST_BYTES]);

/* The digest of those records by tests/link/batch.h; rig_batch() says what it
 * is about. */
void rig_batch_quietly(const struct rig *rig, const struct world *world,
                       struct batch_sizes *sizes,
                       uint8_t out[LINK_DIGEST_BYTES]);
void rig_batch(const struct rig *rig, const struct world *world,
               uint8_t out[LINK_DIGEST_BYTES]);

#endif
