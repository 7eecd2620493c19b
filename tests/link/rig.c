/* rig -- see rig.h */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#include "../unit/rows.h"
#include "batch.h"
#include "link/workspace.h"

static void
limit(struct rig *rig)
{
    if (rig->signals_max == 0)
        return;
    rig->engine->part.signals_max = (uint32_t)rig->signals_max;
    rig->engine->part.ties_max = (uint32_t)rig->ties_max;
}

void
rig_restart(struct rig *rig)
{
    free(rig->workspace);
    rig->workspace = aligned_alloc(64, (link_engine_size() + 63) / 64 * 64);
    assert_non_null(rig->workspace);
    memset(rig->workspace, 0xa5, link_engine_size());
    rig->engine = link_engine_init(rig->workspace, memory_book_of(rig->memory),
                                   &rig->situation, &rig->same);
    limit(rig);
}

void
rig_open(struct rig *rig, uint32_t window)
{
    *rig = (struct rig){.memory = memory_book_open()};
    link_model_start(&rig->situation);
    link_model_same_start(&rig->same);
    rig->situation.window = window;
    rig_restart(rig);
}

void
rig_close(struct rig *rig)
{
    memory_book_close(rig->memory);
    free(rig->workspace);
    free(rig->told);
    free(rig->told_in);
}

void
rig_limit(struct rig *rig, size_t signals_max, size_t ties_max)
{
    rig->signals_max = signals_max;
    rig->ties_max = ties_max;
    limit(rig);
}

void
rig_insert(struct rig *rig, const struct link_record *record)
{
    enum rc rc = link_insert(rig->engine, record);

    if (rc == RC_AGAIN) {
        rig_settle(rig);
        rc = link_insert(rig->engine, record);
    }
    assert_int_equal(rc, RC_OK);
}

void
rig_remove(struct rig *rig, int64_t node)
{
    enum rc rc = link_remove(rig->engine, node);

    if (rc == RC_AGAIN) {
        rig_settle(rig);
        rc = link_remove(rig->engine, node);
    }
    assert_int_equal(rc, RC_OK);
}

void
rig_decide(struct rig *rig, const struct link_decision *decision)
{
    memory_book_decide(rig->memory, decision);
    assert_int_equal(link_touch(rig->engine, decision->a), RC_OK);
    assert_int_equal(link_touch(rig->engine, decision->b), RC_OK);
}

void
rig_take_back(struct rig *rig, const struct link_decision *decision)
{
    memory_book_take_back(rig->memory, decision->decision);
    assert_int_equal(link_touch(rig->engine, decision->a), RC_OK);
    assert_int_equal(link_touch(rig->engine, decision->b), RC_OK);
}

static void
make_room(struct rig *rig, int64_t node)
{
    size_t n = rig->told_n == 0 ? 256 : rig->told_n;

    while (n <= (size_t)node)
        n *= 2;
    if (n == rig->told_n)
        return;
    rig->told = realloc(rig->told, n * sizeof rig->told[0]);
    rig->told_in = realloc(rig->told_in, n * sizeof rig->told_in[0]);
    assert_true(rig->told != NULL && rig->told_in != NULL);
    for (size_t i = rig->told_n; i < n; i++) {
        rig->told[i] = 0;
        rig->told_in[i] = 0;
    }
    rig->told_n = n;
}

static void
on_moved(void *arg, int64_t node, int64_t from, int64_t to)
{
    struct rig *rig = arg;

    make_room(rig, node);
    assert_int_not_equal(from, to);
    assert_int_equal(rig->told[node], from);
    assert_int_not_equal(rig->told_in[node], rig->settlings);
    assert_int_equal(memory_book_cluster(rig->memory, node), to);
    rig->told[node] = to;
    rig->told_in[node] = rig->settlings;
    rig->moves++;
}

void
rig_settle(struct rig *rig)
{
    rig->settlings++;
    assert_int_equal(link_settle(rig->engine, on_moved, rig), RC_OK);
}

void
rig_check(const struct rig *rig)
{
    for (int64_t node = 1; node <= memory_book_last(rig->memory); node++)
        assert_int_equal(memory_book_cluster(rig->memory, node),
                         (size_t)node < rig->told_n ? rig->told[node] : 0);
}

void
rig_digest(const struct rig *rig, uint8_t out[LINK_DIGEST_BYTES])
{
    memory_book_digest(rig->memory, out);
}

void
rig_batch_quietly(const struct rig *rig, const struct world *world,
                  struct batch_sizes *sizes, uint8_t out[LINK_DIGEST_BYTES])
{
    const struct link_record **records =
        malloc((world->n + 1) * sizeof records[0]);

    assert_non_null(records);
    for (size_t i = 0; i < world->n; i++)
        records[i] = &world->records[i];
    const struct batch batch = {
        .records = records,
        .n = world->n,
        .decisions = world->decisions,
        .decisions_n = world->decisions_n,
        .situation = &rig->situation,
        .same = &rig->same,
        .signals_max =
            rig->signals_max != 0 ? rig->signals_max : LINK_PART_SIGNALS,
        .ties_max = rig->signals_max != 0 ? rig->ties_max : LINK_PART_TIES};

    batch_digest(&batch, sizes, out);
    free(records);
}

void
rig_batch(const struct rig *rig, const struct world *world,
          uint8_t out[LINK_DIGEST_BYTES])
{
    struct batch_sizes sizes;

    rig_batch_quietly(rig, world, &sizes, out);
    print_message("# %zu signals, window %u: %zu pairs, %zu strong, %zu "
                  "clusters, %zu observations, the largest %zu, raised %zu\n",
                  world->n, rig->situation.window, sizes.pairs, sizes.strong,
                  sizes.clusters, sizes.observations, sizes.largest,
                  sizes.raised);
}
