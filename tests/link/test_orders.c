/* What linking comes to depends on the set of signals and decisions alone:
 * whatever came first, went and came again, was decided before or after, and
 * however often the engine began anew (I14). */
#include "../unit/rows.h"

#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "world.h"

#define ORDERS 20

static int
orders(void)
{
    return getenv("LOKET_QUICK") != NULL ? 4 : ORDERS;
}

static uint64_t
seed_of(uint64_t otherwise)
{
    const char *said = getenv("LOKET_SEED");

    return said != NULL ? strtoull(said, NULL, 10) : otherwise;
}

/* A world whose signals have other nodes, as if they had come otherwise. */
static void
number_anew(struct world *world, uint64_t *seed)
{
    size_t *number = malloc((world->n + 1) * sizeof number[0]);
    int64_t *now = malloc((world->n + 1) * sizeof now[0]);

    assert_true(number != NULL && now != NULL);
    world_shuffle(number, world->n, seed);
    for (size_t i = 0; i < world->n; i++)
        now[i] = 3 * (int64_t)number[i] + 2;
    for (size_t d = 0; d < world->decisions_n; d++) {
        for (size_t i = 0; i < world->n; i++) {
            struct link_decision *decision = &world->decisions[d];

            if (decision->a == world->records[i].place.node)
                decision->a = -now[i];
            if (decision->b == world->records[i].place.node)
                decision->b = -now[i];
        }
    }
    for (size_t d = 0; d < world->decisions_n; d++) {
        world->decisions[d].a = -world->decisions[d].a;
        world->decisions[d].b = -world->decisions[d].b;
    }
    for (size_t i = 0; i < world->n; i++)
        world->records[i].place.node = now[i];
    free(number);
    free(now);
}

/* Now and then somebody withdraws what he sent and sends it again, the program
 * ends and begins again, or something is settled. */
static void
live_a_little(struct rig *rig, const struct world *world, const size_t *order,
              size_t came, uint64_t *seed)
{
    uint64_t chance = world_random(seed) % 24;
    const struct link_record *one =
        &world->records[order[world_random(seed) % came]];

    if (chance < 3) {
        rig_remove(rig, one->place.node);
        if (chance == 0)
            rig_settle(rig);
        if (chance == 1) {
            rig_settle(rig);
            rig_restart(rig);
        }
        rig_insert(rig, one);
    } else if (chance < 12) {
        rig_settle(rig);
    }
    if (chance == 12) {
        rig_settle(rig);
        rig_restart(rig);
    }
}

static void
live_through(struct rig *rig, const struct world *world, uint64_t *seed)
{
    size_t *order = malloc((world->n + 1) * sizeof order[0]);
    size_t decided = 0;

    assert_non_null(order);
    world_shuffle(order, world->n, seed);
    for (size_t i = 0; i < world->n; i++) {
        /* Each decision at some moment, the signals there or not. */
        while (decided < world->decisions_n &&
               world_random(seed) % world->n < 2 * world->decisions_n)
            rig_decide(rig, &world->decisions[decided++]);
        rig_insert(rig, &world->records[order[i]]);
        live_a_little(rig, world, order, i + 1, seed);
    }
    while (decided < world->decisions_n)
        rig_decide(rig, &world->decisions[decided++]);
    rig_settle(rig);
    free(order);
}

static void
assert_digest(const uint8_t *is, const uint8_t *should, const char *what)
{
    if (memcmp(is, should, LINK_DIGEST_BYTES) != 0)
        fail_msg("%s: another digest than the batch", what);
}

static void
each_order_is_the_batch(const struct world_shape *shape, uint32_t window,
                        size_t signals_max, size_t ties_max)
{
    uint8_t should[LINK_DIGEST_BYTES], is[LINK_DIGEST_BYTES];
    struct world *world = world_make(shape);
    uint64_t seed = shape->seed + 1;

    for (int i = 0; i < orders(); i++) {
        struct rig rig;

        rig_open(&rig, window);
        if (signals_max != 0)
            rig_limit(&rig, signals_max, ties_max);
        rig.situation.contrast = window > 2 ? 20 : 0;
        if (i == 0)
            rig_batch(&rig, world, should);
        number_anew(world, &seed);
        live_through(&rig, world, &seed);
        rig_check(&rig);
        rig_digest(&rig, is);
        assert_digest(is, should, "an order");
        rig_close(&rig);
    }
    world_free(world);
}

static const uint32_t windows[] = {2, 3, 4, 32};

static void
test_every_order_comes_to_the_batch(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(windows); i++) {
        const struct world_shape shape = {.seed = seed_of(11) + i,
                                          .n = windows[i] == 32 ? 340 : 90,
                                          .situations = 18,
                                          .hot = 3,
                                          .decisions = 12,
                                          .noise = 12};

        each_order_is_the_batch(&shape, windows[i], 0, 0);
    }
}

static void
test_every_order_comes_to_the_batch_when_parts_are_too_large(void **state)
{
    static const struct {
        size_t signals_max, ties_max;
    } rows[] = {{12, 1000}, {100, 20}, {7, 9}, {30, 60}, {4, 400}};

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct world_shape shape = {.seed = seed_of(143) + i,
                                          .n = 80,
                                          .situations = 14,
                                          .hot = 2,
                                          .decisions = 3,
                                          .noise = 25};

        each_order_is_the_batch(&shape, 2 + (uint32_t)i % 3,
                                rows[i].signals_max, rows[i].ties_max);
    }
}

/* One world, looked at after every step: what a later one would put right must
 * not be wrong before. */
static void
each_step_is_the_batch(struct world *world, struct rig *rig, uint64_t *seed)
{
    uint8_t should[LINK_DIGEST_BYTES], is[LINK_DIGEST_BYTES];
    struct batch_sizes sizes;
    size_t n = world->n, decided = 0;
    struct world there = {.records = calloc(n, sizeof *there.records),
                          .decisions = world->decisions};

    assert_non_null(there.records);
    for (size_t i = 0; i < 3 * n; i++) {
        const struct link_record *one = &world->records[world_random(seed) % n];
        size_t at = 0;

        while (at < there.n && there.records[at].place.node != one->place.node)
            at++;
        if (at == there.n) {
            rig_insert(rig, one);
            there.records[there.n++] = *one;
        } else if (world_random(seed) % 2 == 0) {
            rig_remove(rig, one->place.node);
            there.records[at] = there.records[--there.n];
        } else if (decided < world->decisions_n) {
            rig_decide(rig, &world->decisions[decided++]);
        }
        there.decisions_n = decided;
        rig_settle(rig);
        rig_batch_quietly(rig, &there, &sizes, should);
        rig_digest(rig, is);
        assert_digest(is, should, "a step");
    }
    free(there.records);
}

static void
test_every_step_of_small_worlds_comes_to_the_batch(void **state)
{
    uint64_t seed = seed_of(91);
    int worlds = 40 * orders();

    (void)state;
    for (int i = 0; i < worlds; i++) {
        const struct world_shape shape = {
            .seed = world_random(&seed),
            .n = 10 + world_random(&seed) % 14,
            .situations = 1 + world_random(&seed) % 6,
            .hot = world_random(&seed) % 4,
            .decisions = world_random(&seed) % 6,
            .noise = 10 + (uint32_t)(world_random(&seed) % 30)};
        struct world *world = world_make(&shape);
        struct rig rig;

        rig_open(&rig, 1 + (uint32_t)(world_random(&seed) % 3));
        if (i % 2 == 0)
            rig_limit(&rig, 3 + world_random(&seed) % 12,
                      2 + world_random(&seed) % 25);
        if (i % 3 == 0) /* many observations, also of weak pairs */
            rig.same.prior_mb += 22000;
        rig.situation.contrast = i % 4 < 2 ? 0 : LINK_CONTRAST_MAX;
        number_anew(world, &seed);
        each_step_is_the_batch(world, &rig, &seed);
        rig_check(&rig);
        rig_close(&rig);
        world_free(world);
    }
}

/* Insert all, delete a random half one by one; then the rest comes back. */
static void
half_and_back(uint32_t window, uint64_t first)
{
    const struct world_shape shape = {.seed = first,
                                      .n = window == 32 ? 340 : 100,
                                      .situations = 18,
                                      .hot = 3,
                                      .decisions = 60,
                                      .noise = 12};
    uint8_t half[LINK_DIGEST_BYTES], whole[LINK_DIGEST_BYTES],
        is[LINK_DIGEST_BYTES];
    struct world *world = world_make(&shape);
    uint64_t seed = first;
    size_t *order = malloc(shape.n * sizeof order[0]);
    size_t n = world->n;
    struct rig rig;

    assert_non_null(order);
    rig_open(&rig, window);
    number_anew(world, &seed);
    rig_batch(&rig, world, whole);
    live_through(&rig, world, &seed);

    /* The second half of the records goes, in a random order. */
    world_shuffle(order, n - n / 2, &seed);
    for (size_t i = 0; i < n - n / 2; i++) {
        rig_remove(&rig, world->records[n / 2 + order[i]].place.node);
        if (world_random(&seed) % 3 == 0)
            rig_settle(&rig);
    }
    rig_settle(&rig);
    rig_check(&rig);
    world->n = n / 2;
    rig_batch(&rig, world, half);
    world->n = n;
    rig_digest(&rig, is);
    assert_digest(is, half, "half deleted");

    for (size_t i = n / 2; i < n; i++) {
        rig_insert(&rig, &world->records[i]);
        rig_settle(&rig);
    }
    rig_digest(&rig, is);
    assert_digest(is, whole, "and back");
    rig_close(&rig);
    free(order);
    world_free(world);
}

static void
test_half_deleted_is_the_other_half(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(windows); i++)
        half_and_back(windows[i], seed_of(51) + i);
}

static void
test_a_decision_taken_back_leaves_nothing(void **state)
{
    const struct world_shape shape = {.seed = seed_of(71),
                                      .n = 90,
                                      .situations = 15,
                                      .hot = 2,
                                      .decisions = 40,
                                      .noise = 12};
    uint8_t should[LINK_DIGEST_BYTES], is[LINK_DIGEST_BYTES];
    struct world *world = world_make(&shape);
    uint64_t seed = shape.seed;
    struct rig rig;

    (void)state;
    rig_open(&rig, 4);
    live_through(&rig, world, &seed);
    for (size_t d = 0; d < world->decisions_n; d++) {
        rig_take_back(&rig, &world->decisions[d]);
        if (d % 2 == 0)
            rig_settle(&rig);
    }
    rig_settle(&rig);
    rig_check(&rig);
    world->decisions_n = 0;
    rig_batch(&rig, world, should);
    rig_digest(&rig, is);
    assert_digest(is, should, "taken back");
    rig_close(&rig);
    world_free(world);
}

static void
test_everything_deleted_leaves_nothing(void **state)
{
    const struct world_shape shape = {
        .seed = seed_of(81), .n = 90, .situations = 15, .hot = 2, .noise = 12};
    struct world *world = world_make(&shape);
    struct memory_book_counts counts;
    uint64_t seed = shape.seed;
    struct rig rig;

    (void)state;
    rig_open(&rig, 4);
    live_through(&rig, world, &seed);
    for (size_t i = 0; i < world->n; i++)
        rig_remove(&rig, world->records[i].place.node);
    rig_settle(&rig);
    rig_check(&rig);
    memory_book_count(rig.memory, &counts);
    assert_int_equal(counts.records, 0);
    assert_int_equal(counts.postings, 0);
    assert_int_equal(counts.pairs, 0);
    assert_int_equal(counts.clusters, 0);
    rig_close(&rig);
    world_free(world);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_order_comes_to_the_batch),
        cmocka_unit_test(
            test_every_order_comes_to_the_batch_when_parts_are_too_large),
        cmocka_unit_test(test_every_step_of_small_worlds_comes_to_the_batch),
        cmocka_unit_test(test_half_deleted_is_the_other_half),
        cmocka_unit_test(test_a_decision_taken_back_leaves_nothing),
        cmocka_unit_test(test_everything_deleted_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
